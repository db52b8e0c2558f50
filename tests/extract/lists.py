"""A provider without a network: its pages are lists in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import Scalar, key_text
from extract.kit.connection import Connection
from extract.kit.http import Session, SessionSpec
from extract.kit.spec import Doors, Entity, Identity, Page, Provider, Reading

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
CONNECTION = Connection("club", "lists", "club_timing")
TABLE = "raw_lists.people_json"
Change = Callable[[Reading], None]


class Head(msgspec.Struct):
    """A record's key and stamp."""

    id: Scalar = None
    at: int | None = None
    gone: str | None = None


def identify(head: Head, _context: dict[str, Any]) -> Identity:
    """The key, the stamp as minutes after noon, and why it is gone, if it is."""
    stamp = None if head.at is None else NOON.replace(minute=head.at)
    return Identity(key_text(head.id), stamp, head.gone)


def page(*rows: bytes, context: bytes = b"{}", place: str = "page 1") -> Page:
    """One page of rows, received at noon."""
    return Page([msgspec.Raw(row) for row in rows], context, NOON, place)


@dataclass
class Lists:
    """What the provider answers: `pages` in order, then `failure` where there is one."""

    pages: Sequence[Page] = ()
    failure: BaseException | None = None
    during: Change = field(default=lambda _reading: None)
    cursors: list[datetime | None] = field(default_factory=list)

    def read(self, reading: Reading) -> Iterator[Page]:
        """The pages."""
        self.cursors.append(reading.cursor)
        self.during(reading)
        yield from self.pages
        if self.failure is not None:
            raise self.failure

    def provider(self, *, tombstones: bool = False, logged: bool = False) -> Provider:
        """A provider of one entity, people, that can be asked for changes."""
        people = Entity(
            "people", Head, identify, self.read, follows_changes=True, changes_logged=logged,
            tombstones=tombstones,
        )  # fmt: skip
        return Provider("lists", "Lists", "lists", (), (people,), (), connect)


def connect(connection: Connection, _doors: Doors) -> Session:
    """A session that nothing is asked of."""
    return Session(SessionSpec("http://127.0.0.1:9", connection.provider, connection.slug))
