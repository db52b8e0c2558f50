"""How Race Roster's lists are read: events, their participants, and which lists are whole."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.brakes import brakes_of
from extract.kit.errors import NotFound, PermissionDenied, Where
from extract.kit.spec import Page, Reading
from extract.providers.race_roster import assumed
from extract.providers.race_roster.answers import (
    event_id_of,
    instant,
    last_start,
    one_of,
    participant_id_of,
    rows_of,
    time_zone,
)
from extract.providers.race_roster.walking import Answer, Walk

EVENTS, PARTICIPANTS, LISTINGS = "events", "participants", "participant_listings"
ENTITIES = (EVENTS, PARTICIPANTS, LISTINGS)
BY_START = {"sort": "startDate", "order": "asc"}


def read_events(reading: Reading) -> Iterator[Page]:
    """One page per event: those listed, then those of earlier loads that no longer are."""
    reading.known[EVENTS] = {}
    reading.known["left_out"] = []
    path = path_of(reading, "events")
    walk = Walk(event_id_of)
    for answer in walk.pages(asking(reading, EVENTS, path, BY_START)):
        for row in answer.rows:
            yield event_page(reading, row, answer)
    if walk.flaw is not None:
        left_out(reading, f"the list of events may not be whole: {walk.flaw}")
    yield from unlisted_events(reading, walk.keys)


def unlisted_events(reading: Reading, listed: set[str]) -> Iterator[Page]:
    """The known events that the list, which ends on race day, no longer has; each by its id."""
    days = float(reading.connection.settings.get("past_days", assumed.PAST_DAYS))
    oldest = reading.now() - timedelta(days=days)
    named = reading.connection.settings.get("event_ids", ())
    starts: dict[str, datetime | None] = {str(one): None for one in named}
    for held in reading.held(EVENTS):
        starts[held.key] = instant(held.context.get("last_start"))
    unlisted = {key: start for key, start in starts.items() if key not in listed}
    wanted = [key for key, start in unlisted.items() if start is None or start >= oldest]
    if over := len(unlisted) - len(wanted):
        left_out(
            reading,
            f"{over} events that are no longer listed started more than {days:g} days ago and "
            "were not asked for",
        )
    for event_id in sorted(wanted):
        yield from event_by_id(reading, event_id)


def event_by_id(reading: Reading, event_id: str) -> Iterator[Page]:
    """One page with one event; none where it is closed or gone, which is noted."""
    path = path_of(reading, "event", event_id)
    try:
        body = reading.session.get(path, entity=EVENTS)
    except (PermissionDenied, NotFound) as refusal:
        left_out(reading, f"event {event_id} left out: {refusal.seen}")
        return
    row = one_of(body, Where("race_roster", reading.connection.slug, EVENTS, path))
    if row is None or event_id_of(row) != event_id:
        left_out(reading, f"event {event_id} left out: the answer holds another or none")
        return
    yield event_page(reading, row, Answer([row], None, reading.now()))


def event_page(reading: Reading, row: msgspec.Raw, answer: Answer) -> Page:
    """A page of one event; remembers its id and time zone."""
    start = last_start(row)
    context = {"last_start": None if start is None else start.isoformat()}
    event_id = event_id_of(row)
    if event_id is not None:
        reading.known[EVENTS][event_id] = time_zone(row)
    place = f"event {event_id or 'without a readable id'}"
    return Page([row], msgspec.json.encode(context), answer.received_at, place)


def read_participants(reading: Reading) -> Iterator[Page]:
    """The participants of each event; remembers which lists were read to their proven end."""
    if EVENTS not in reading.known:
        for _ in read_events(reading):
            pass
    reading.notes[:] = reading.known["left_out"]
    reading.known[LISTINGS] = []
    before = known_before(reading)
    totals: list[int | None] = []
    for event_id in reading.known[EVENTS]:
        walk = Walk(participant_id_of)
        yield from event_participants(reading, event_id, walk, before[event_id])
        totals.append(walk.total)
    if None not in totals:
        reading.upstream_total = sum(total or 0 for total in totals)
    reading.known["participants_left_out"] = list(reading.notes)


def known_before(reading: Reading) -> dict[str, set[str]]:
    """The participants that each event had by its newest listing, or ever if it has none."""
    listed_at = {one.key: one.extracted_at for one in reading.held(LISTINGS)}
    known: dict[str, set[str]] = defaultdict(set)
    for held in reading.held(PARTICIPANTS):
        event_id = str(held.context.get("event_id"))
        # Older than the listing means that it had vanished by then.
        if event_id not in listed_at or held.extracted_at >= listed_at[event_id]:
            known[event_id].add(held.key.removeprefix(f"{event_id}|"))
    return known


def event_participants(
    reading: Reading, event_id: str, walk: Walk, before: set[str]
) -> Iterator[Page]:
    """The pages of one event's participants; notes the list as whole, or what it lacks.

    A list in which somebody is missing is read twice, since people move from page to page when
    others leave: gone is who is missing twice.
    """
    # All its participants are then at least as new as the listing.
    began = reading.now()
    try:
        yield from walked_pages(reading, event_id, walk)
        flaw = walk.flaw or shrinkage(reading, len(walk.keys), len(before))
        if flaw is None and before - walk.keys:
            first = walk.start_again()
            yield from walked_pages(reading, event_id, walk)
            flaw = walk.flaw or moved(first, walk.keys)
    except (PermissionDenied, NotFound) as refusal:
        reading.leave_out(f"participants of event {event_id} left out: {refusal.seen}")
        return
    if flaw is not None:
        reading.leave_out(f"absence from event {event_id} means nothing: {flaw}")
        return
    listing = {"event_id": event_id, "rows": len(walk.keys), "total": walk.total}
    row = msgspec.Raw(msgspec.json.encode(listing))
    reading.known[LISTINGS].append(Page([row], b"{}", began, f"event {event_id}"))


def walked_pages(reading: Reading, event_id: str, walk: Walk) -> Iterator[Page]:
    """The pages of a walk over one event's participants."""
    path = path_of(reading, "participants", event_id)
    zone = reading.known[EVENTS][event_id]
    context = msgspec.json.encode({"event_id": event_id, "timezone": zone})
    for answer in walk.pages(asking(reading, PARTICIPANTS, path)):
        place = f"event {event_id} after row {walk.read - len(answer.rows)}"
        yield Page(answer.rows, context, answer.received_at, place)


def moved(first: set[str], second: set[str]) -> str | None:
    """What is wrong where somebody left the list between two reads of it; None when nobody did."""
    if gone := len(first - second):
        return f"{gone} participants left the list while it was read"
    return None


def shrinkage(reading: Reading, rows: int, before: int) -> str | None:
    """What is wrong with a list that is much shorter than `before`; None when nothing is."""
    limits = brakes_of(reading.connection, ENTITIES)[PARTICIPANTS]
    if reading.accept or not limits.stops(rows, before):
        return None
    return (
        f"{rows} rows came where {before} were known; if the others are really gone, run the "
        "sync with --accept"
    )


def read_listings(reading: Reading) -> Iterator[Page]:
    """One row per event whose participants were read to their proven end in this load."""
    if LISTINGS not in reading.known:
        # A listing says that whoever is not in the same load is gone.
        reading.leave_out("participants were not read in this load")
        return
    reading.notes[:] = reading.known["participants_left_out"]
    yield from reading.known[LISTINGS]


def asking(
    reading: Reading, entity: str, path: str, fixed: dict[str, Any] | None = None
) -> Callable[[int], Answer]:
    """A function that gives the page of a list from a row on."""
    size = int(reading.connection.settings.get("page_size", assumed.PAGE_SIZE))
    where = Where("race_roster", reading.connection.slug, entity, path)

    def ask(offset: int) -> Answer:
        params = {"offset": offset, "limit": size, **(fixed or {})}
        rows, total = rows_of(reading.session.get(path, params, entity=entity), where)
        return Answer(rows, total, reading.now())

    return ask


def path_of(reading: Reading, name: str, event_id: str = "") -> str:
    """One of the API's paths, with the event's id where it has one."""
    paths = {**assumed.PATHS, **reading.connection.settings.get("paths", {})}
    return str(paths[name]).replace("{event_id}", quote(event_id, safe=""))


def left_out(reading: Reading, note: str) -> None:
    """Notes what could not be read, for the events and for all that is reached through them."""
    reading.known["left_out"].append(note)
    reading.leave_out(note)
