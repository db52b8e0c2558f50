"""The two lists, and which events' lists were read to an end that shows who is gone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from extract.kit.answer import head_of, key_text
from extract.kit.brakes import brakes_of
from extract.kit.errors import NotFound, ProviderError, Where
from extract.kit.spec import Page, Reading
from extract.providers.haku.answers import number_of, rows_of
from extract.providers.haku.assumed import (
    EVENT_LISTS,
    EVENT_ORDER,
    PARTICIPANT_LISTS,
    PARTICIPANT_ORDER,
    SHRINK_LIMIT_PCT,
    EventHead,
    options_of,
)
from extract.providers.haku.walk import Walk

EVENTS, REGISTRATIONS, LISTINGS = "events", "registrations", "registration_listings"
DETAILS, MISSING = "registration_details", "missing_details"
ENTITIES = (EVENTS, REGISTRATIONS, LISTINGS, DETAILS, MISSING)


class Listing(NamedTuple):
    """An event's list that was read to its proven end."""

    event_id: str
    rows: int
    read_at: datetime


def numbered_page(reading: Reading, entity: str, path: str, context: bytes, number: int) -> Page:
    """One page of a list; a size that is too large may be cut down without a word.

    Raises: ProviderError.
    """
    options = options_of(reading.connection)
    names, order = (
        (EVENT_LISTS, EVENT_ORDER) if entity == EVENTS else (PARTICIPANT_LISTS, PARTICIPANT_ORDER)
    )
    params: dict[str, Any] = {"page": number, "per_page": options.per_page, **order}
    body = reading.session.get(path, params, entity=entity)
    where = Where("haku", reading.connection.slug, entity, path)
    try:
        rows = rows_of(body, names, where)
    except ProviderError as error:
        # The provider's own words may repeat what it was sent.
        error.hide(reading.session.redactor.clean)
        raise
    return Page(rows, context, reading.now(), f"{path} page {number}")


def walk(reading: Reading, entity: str, path: str, context: bytes) -> Walk:
    """A walk over one list."""
    return Walk(
        partial(numbered_page, reading, entity, path, context),
        event_id_of if entity == EVENTS else number_of,
        Where("haku", reading.connection.slug, entity, path),
        options_of(reading.connection).max_pages,
    )


def event_id_of(row: msgspec.Raw) -> str | None:
    """An event's id, None when it has none that can be read."""
    head = head_of(row, EventHead)
    return key_text(head.id) if head is not None else None


def left_out(reading: Reading, note: str) -> None:
    """Notes what could not be read, for this entity and for those that are reached through it."""
    reading.known.setdefault("left_out", []).append(note)
    reading.leave_out(note)


def read_events(reading: Reading) -> Iterator[Page]:
    """Pages of events; remembers the date text of each."""
    options = options_of(reading.connection)
    dates: dict[str, Any] = reading.known.setdefault(EVENTS, {})
    context = msgspec.json.encode({"time_zone": options.time_zone})
    listed = walk(reading, EVENTS, options.paths.events, context)
    for page in listed.pages():
        for row in page.rows:
            if (key := event_id_of(row)) is not None:
                dates[key] = head_of(row, EventHead).event_date
        yield page
    if listed.keyless:
        left_out(reading, f"events without a readable id: {listed.keyless}")
    if listed.doubt:
        left_out(reading, f"events: {listed.doubt}")


def event_dates(reading: Reading) -> dict[str, Any]:
    """The events to be read with their dates as received; read now if they were not yet."""
    if EVENTS not in reading.known:
        for _ in read_events(reading):
            pass
    named = {key_text(one) for one in options_of(reading.connection).events}
    dates: dict[str, Any] = reading.known[EVENTS]
    return {key: text for key, text in dates.items() if not named or key in named}


def read_registrations(reading: Reading) -> Iterator[Page]:
    """Pages of the short list of each event; remembers each row's hash, and the proven listings."""
    events = event_dates(reading)
    reading.notes[:] = reading.known.get("left_out", [])
    judge = judge_of(reading, events)
    lists: dict[str, dict[str, str]] = reading.known.setdefault(REGISTRATIONS, {})
    listings: list[Listing] = reading.known.setdefault(LISTINGS, [])
    options = options_of(reading.connection)
    for event_id in events:
        context = msgspec.json.encode({"event_id": event_id, "time_zone": options.stamp_zone})
        path = options.paths.participants.replace("{event_id}", quote(event_id, safe=""))
        listed = walk(reading, REGISTRATIONS, path, context)
        try:
            yield from listed.settled()
        except NotFound as refusal:
            listed.doubt = refusal.seen
        lists[event_id] = listed.seen
        if doubt := listed.doubt or judge.doubt(event_id, len(listed.seen)):
            left_out(reading, f"event {event_id}: who is gone cannot be told: {doubt}")
        else:
            listings.append(Listing(event_id, len(listed.seen), reading.now()))


@dataclass(frozen=True)
class Judge:
    """Tells a list that lost too many rows to be believed without a person's consent.

    `listed` holds the rows of each event's last listing, `held` what loads brought of the others.
    """

    limit_pct: float
    empty_allowed: bool
    accept: bool
    listed: Mapping[str, int]
    held: Mapping[str, int]

    def doubt(self, event_id: str, rows: int) -> str | None:
        """Why the list is not believed; None when it is."""
        before = self.listed.get(event_id, self.held.get(event_id, 0))
        if self.accept or (self.empty_allowed and not rows):
            return None
        if rows >= before * (100 - self.limit_pct) / 100:
            return None
        return (
            f"{rows} rows where there were {before}. If the others are really gone, run the sync "
            "with --accept"
        )


def judge_of(reading: Reading, events: Iterable[str]) -> Judge:
    """What earlier loads know of the events' lists, and the brakes of the connection."""
    brakes = brakes_of(reading.connection, ENTITIES)[REGISTRATIONS]
    listed = {one.key: int(one.context["rows"]) for one in reading.held(LISTINGS)}
    held: Counter[str] = Counter()
    if not listed.keys() >= set(events):
        held.update(str(one.context["event_id"]) for one in reading.held(REGISTRATIONS))
    return Judge(
        SHRINK_LIMIT_PCT if brakes.shrink_limit_pct is None else brakes.shrink_limit_pct,
        brakes.empty_allowed,
        reading.accept,
        listed,
        held,
    )


def read_listings(reading: Reading) -> Iterator[Page]:
    """One row per proven listing of this very load: it says that who is not in the load is gone."""
    reading.notes[:] = reading.known.get("left_out", [])
    if LISTINGS not in reading.known:
        reading.leave_out("nothing is proven without reading the registrations in the same load")
    for listing in reading.known.get(LISTINGS, []):
        row = msgspec.json.encode({"event_id": listing.event_id, "rows": listing.rows})
        context = msgspec.json.encode({"rows": listing.rows})
        place = f"event {listing.event_id}"
        yield Page([msgspec.Raw(row)], context, listing.read_at, place)
