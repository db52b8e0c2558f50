"""What changed since a moment: the new records of a list, and those that Stripe's events touch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.answer import decoded, head_of
from extract.kit.errors import NotFound, Where
from extract.kit.paging import in_parallel
from extract.kit.spec import Page, Reading
from extract.providers.stripe import assumed
from extract.providers.stripe.answers import Head
from extract.providers.stripe.kinds import Kind, is_deletion, kind_of, record_id
from extract.providers.stripe.lists import Question, completed, walk

EVENTS = "/v1/events"
MOST_IN_A_LOT = 25
EVENTS_KEPT = timedelta(days=30)


class EventData(msgspec.Struct):
    """What an event is about, in the shape of the version that was in force then."""

    object: dict[str, Any]


class Event(msgspec.Struct):
    """One thing that happened; times are seconds since 1970."""

    id: str
    type: str
    created: int
    data: EventData


@dataclass
class Touched:
    """The ids that events name, and of those said to be gone the newest event that says so."""

    ids: dict[str, None] = field(default_factory=dict)
    gone: dict[str, Event] = field(default_factory=dict)

    def by(self, event: Event, key: str) -> None:
        """Takes note of one event; they come newest first."""
        self.ids[key] = None
        if is_deletion(event.type):
            self.gone.setdefault(key, event)


def read_log(reading: Reading) -> Iterator[Page]:
    """The events of every kind, newest first, as a trial of the key asks for them."""
    for part in walk(reading, Question("events", EVENTS)):
        yield Page(part.rows, b"{}", reading.now(), part.place)


def touched(reading: Reading, kind: Kind, since: datetime) -> Touched:
    """What events since a moment say was changed or deleted; an unreadable one is noted."""
    types = {f"types[{place}]": name for place, name in enumerate(kind.events)}
    question = Question(kind.entity, EVENTS, {"created[gte]": int(since.timestamp()), **types})
    found = Touched()
    for part in walk(reading, question):
        for row in part.rows:
            event: Event | None = head_of(row, Event)
            if event is None:
                reading.leave_out(f"{part.place}: an event that cannot be read")
            elif key := record_id(kind, event.data.object):
                found.by(event, key)
    return found


def subject_of(event: Event) -> tuple[Kind, str] | None:
    """The kind and the id of the record that an event touches; None when it is none of the six."""
    kind = kind_of(event.type)
    key = record_id(kind, event.data.object) if kind is not None else None
    return (kind, key) if kind is not None and key is not None else None


def by_id(reading: Reading, kind: Kind, found: Touched, skipped: set[str]) -> Iterator[Page]:
    """The touched records as they are now; those of `skipped` were just read and are not gone."""
    ids = [key for key in found.ids if key in found.gone or key not in skipped]
    workers = int(reading.connection.settings.get("in_flight", assumed.IN_FLIGHT))
    size = min(MOST_IN_A_LOT, -(-len(ids) // workers)) or 1
    lots = [ids[start : start + size] for start in range(0, len(ids), size)]
    yield from in_parallel([read_lot(reading, kind, lot, found) for lot in lots], workers=workers)


def read_lot(reading: Reading, kind: Kind, ids: Sequence[str], found: Touched) -> Iterator[Page]:
    """Some records: one page of those that are there, and one of each that is gone."""
    rows: list[msgspec.Raw] = []
    for key in ids:
        row = read_one(reading, kind, key)
        head: Head | None = head_of(row, Head)
        if head is not None and head.deleted is True:
            context = reason(found.gone.get(key))
            yield Page([row], context, reading.now(), f"{kind.path} by id")
        else:
            rows.append(completed(reading, kind.entity, kind.nested, row) if kind.nested else row)
    if rows:
        yield Page(rows, b"{}", reading.now(), f"{kind.path} by id")


def read_one(reading: Reading, kind: Kind, key: str) -> msgspec.Raw:
    """A record as it is now; of one that Stripe calls missing, the stub of a deleted one."""
    path = f"{kind.path}/{quote(key, safe='')}"
    try:
        body = reading.session.get(path, entity=kind.entity)
    except NotFound:
        stub = {"id": key, "object": kind.singular, "deleted": True}
        return msgspec.Raw(msgspec.json.encode(stub))
    where = Where("stripe", reading.connection.slug, kind.entity, path)
    row: msgspec.Raw = decoded(body, msgspec.Raw, where)
    return row


def reason(event: Event | None) -> bytes:
    """Why a record is gone, as the bytes of its context; empty where no event says so."""
    if event is None:
        return b"{}"
    told = {"event_id": event.id, "event_type": event.type, "event_created": event.created}
    return msgspec.json.encode(told)


def is_too_old(reading: Reading, since: datetime) -> bool:
    """Whether events of that moment may be gone already."""
    return reading.now() - since > EVENTS_KEPT - assumed.NEAR_THE_END
