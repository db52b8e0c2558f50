"""`GET /event/`: the tombstones of what was deleted or merged away, newest first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, decoded, head_of
from extract.kit.errors import BadReply, Where
from extract.kit.spec import Page, Reading
from extract.providers.close.answers import EVENT_LOG, EventPage, Head, moment
from extract.providers.close.assumed import EVENTS_KEPT, EVENTS_PAGE_SIZE

PATH = "/event/"
CONTEXT = msgspec.json.encode({"source": EVENT_LOG})
DELETED = "deleted"
LOG = "event_log"


def cursor_of(reading: Reading) -> datetime | None:
    """From when changes are read; None for a full read, also where the log forgot the deletions."""
    kept = reading.now() - EVENTS_KEPT
    if reading.cursor is not None and reading.cursor < kept:
        reading.cursor = None
        reading.remarks.append(f"read whole, as no event tells of deletions before {kept:%Y-%m-%d}")
    return reading.cursor


def read_log(reading: Reading) -> Iterator[Page]:
    """The deletions of leads of the last day, as a trial of the key asks for them."""
    (pages,) = tombstones(reading, LOG, (("lead", DELETED),), reading.now() - timedelta(days=1))
    return pages


def tombstones(
    reading: Reading, entity: str, kinds: tuple[tuple[str, str], ...], since: datetime
) -> list[Iterator[Page]]:
    """For each (object type, action), the pages of events since a moment."""
    return [
        logged(reading, entity, {"object_type": object_type, "action": action}, since)
        for object_type, action in kinds
    ]


def logged(reading: Reading, entity: str, only: dict[str, str], since: datetime) -> Iterator[Page]:
    """Pages of the events of one kind, down to `since`: a cursor takes no date beside it.

    Raises: BadReply for a log that turns in a circle; ProviderError.
    """
    where = Where("close", reading.connection.slug, entity, PATH)
    asked: dict[str, Any] = {**only, "_limit": EVENTS_PAGE_SIZE}
    params = asked | {"date_updated__gte": since.isoformat()}
    cursors: set[str] = set()
    while True:
        body = reading.session.get(PATH, params, entity=entity)
        page: EventPage = decoded(body, EventPage, where)
        fresh = [row for row in page.data if not is_before(row, since)]
        if fresh:
            place = f"{only['object_type']} {only['action']} page {len(cursors) + 1}"
            yield Page(fresh, CONTEXT, reading.now(), place)
        if page.cursor_next is None or len(fresh) < len(page.data):
            return
        if page.cursor_next in cursors:
            seen = "an event log whose cursor comes again"
            raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
        cursors.add(page.cursor_next)
        params = asked | {"_cursor": page.cursor_next}


def is_before(row: msgspec.Raw, since: datetime) -> bool:
    """Whether an event is older; one that cannot be read is not."""
    head = head_of(row, Head)
    stamp = moment(head.date_updated) if head is not None else None
    return stamp is not None and stamp < since
