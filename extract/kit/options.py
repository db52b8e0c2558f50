"""How a connection is synced, as a person or a schedule asks for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from extract.kit.spec import Doors


def utc_now() -> datetime:
    """The time by this machine's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Progress:
    """How far the reading of an entity is: so many records of `total`, None where nobody knows.

    An estimate is what the newest complete load had; else the provider has told it.
    """

    entity: str
    fetched: int
    total: int | None = None
    is_estimate: bool = False


def no_progress(_far: Progress) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class SyncOptions:
    """How to sync: `full` ignores cursors, `entities` narrows, `progress` hears of each page.

    `since`, aware, is where changes are read from instead of the cursors, which only move where
    nothing is skipped. `accept` lets through an answer that went empty where rows were before.
    """

    full: bool = False
    since: datetime | None = None
    entities: tuple[str, ...] = ()
    accept: bool = False
    now: Callable[[], datetime] = utc_now
    progress: Callable[[Progress], None] = no_progress
    doors: Doors = field(default_factory=Doors)
