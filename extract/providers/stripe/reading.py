"""How an entity is read: whole, or what changed since its cursor."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from extract.kit.answer import head_of
from extract.kit.spec import Page, Reading
from extract.providers.stripe.answers import Head
from extract.providers.stripe.changes import EVENTS_KEPT, by_id, is_too_old, touched
from extract.providers.stripe.kinds import Kind
from extract.providers.stripe.lists import Question, completed, walk

LOG = logging.getLogger(__name__)


def reader(kind: Kind) -> Callable[[Reading], Iterator[Page]]:
    """A reader of one kind of record."""

    def read(reading: Reading) -> Iterator[Page]:
        since = reading.cursor
        if since is not None and is_too_old(reading, since):
            told = (
                f"a full sync was due: the last read lies more than {EVENTS_KEPT.days} days back, "
                "and no older events are kept; everything was read"
            )
            LOG.warning("stripe (connection %s, entity %s): %s", reading.connection.slug,
                        kind.entity, told)  # fmt: skip
            reading.remarks.append(told)
            reading.cursor = since = None
        yield from listed(reading, kind) if since is None else changed(reading, kind, since)

    return read


def listed(reading: Reading, kind: Kind, since: datetime | None = None) -> Iterator[Page]:
    """The pages of all records, or of those made `since`, each with the whole of its inner list."""
    newer = {} if since is None else {"created[gte]": int(since.timestamp())}
    for part in walk(reading, Question(kind.entity, kind.path, {**kind.params, **newer})):
        received, rows = reading.now(), part.rows
        if kind.nested is not None:
            rows = [completed(reading, kind.entity, kind.nested, row) for row in rows]
        yield Page(rows, b"{}", received, part.place)


def changed(reading: Reading, kind: Kind, since: datetime) -> Iterator[Page]:
    """The new records page by page, then one by one those that events touched.

    An event holds the record in the shape of its own version, and of two in one second nothing
    tells the later: it only says which record is to be read again.
    """
    fresh: set[str] = set()
    for page in listed(reading, kind, since):
        fresh.update(ids_of(page))
        yield page
    yield from by_id(reading, kind, touched(reading, kind, since), fresh)


def ids_of(page: Page) -> Iterator[str]:
    """The ids of a page's rows."""
    for row in page.rows:
        head: Head | None = head_of(msgspec.Raw(row), Head)
        if head is not None and isinstance(head.id, str):
            yield head.id
