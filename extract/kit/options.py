"""How a connection is synced, as a person or a schedule asks for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from extract.kit.spec import Doors


def utc_now() -> datetime:
    """The time by this machine's clock, in UTC."""
    return datetime.now(UTC)


def no_progress(_entity: str, _fetched: int) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class SyncOptions:
    """How to sync: `full` ignores cursors, `entities` narrows, `progress` hears (entity, fetched).

    `since`, aware, is where changes are read from instead of the cursors, which only move where
    nothing is skipped. `accept` lets through an answer that went empty where rows were before.
    """

    full: bool = False
    since: datetime | None = None
    entities: tuple[str, ...] = ()
    accept: bool = False
    now: Callable[[], datetime] = utc_now
    progress: Callable[[str, int], None] = no_progress
    doors: Doors = field(default_factory=Doors)
