"""The two lists, and which events' lists were read to an end that shows who is gone."""

from collections.abc import Iterator
from typing import Any

import msgspec

from extract.kit.answer import head_of, key_text
from extract.kit.errors import NotFound
from extract.kit.spec import Page, Reading
from extract.providers.haku.assumed import EventHead, options_of
from extract.providers.haku.pages import EVENTS, LISTINGS, REGISTRATIONS, event_id_of, walk
from extract.providers.haku.proof import Listing, judge_of
from extract.providers.haku.trial import trial_of


def left_out(reading: Reading, note: str) -> None:
    """Notes what could not be read, for this entity and for those that are reached through it."""
    reading.known.setdefault("left_out", []).append(note)
    reading.leave_out(note)


def read_events(reading: Reading) -> Iterator[Page]:
    """Pages of events; remembers the date text of each.

    Raises: TrialEnds in place of all of it where the settings ask for a trial.
    """
    options = options_of(reading.connection)
    if options.trial:
        raise trial_of(reading, options)
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
    judge = judge_of(reading)
    lists: dict[str, dict[str, str]] = reading.known.setdefault(REGISTRATIONS, {})
    listings: list[Listing] = reading.known.setdefault(LISTINGS, [])
    options = options_of(reading.connection)
    for event_id in events:
        context = msgspec.json.encode({"event_id": event_id, "time_zone": options.stamp_zone})
        listed = walk(reading, REGISTRATIONS, options.paths.of_event(event_id), context)
        since = reading.now()
        try:
            yield from listed.settled()
            if not listed.doubt and judge.misses(event_id, listed.seen):
                # Who is absent may have slipped by where others left: only twice is believed.
                yield from listed.settled()
        except NotFound as refusal:
            listed.doubt = refusal.seen
        lists[event_id] = listed.seen
        if doubt := listed.doubt or judge.doubt(event_id, len(listed.seen)):
            left_out(reading, f"event {event_id}: who is gone cannot be told: {doubt}")
        else:
            listings.append(Listing(event_id, len(listed.seen), since, reading.now()))


def read_listings(reading: Reading) -> Iterator[Page]:
    """One row per proven listing of this very load: it says that who is not in the load is gone."""
    reading.notes[:] = reading.known.get("left_out", [])
    if LISTINGS not in reading.known:
        reading.leave_out("nothing is proven without reading the registrations in the same load")
    for listing in reading.known.get(LISTINGS, []):
        row = msgspec.json.encode({"event_id": listing.event_id, "rows": listing.rows})
        context = msgspec.json.encode({"rows": listing.rows, "since": listing.since})
        place = f"event {listing.event_id}"
        yield Page([msgspec.Raw(row)], context, listing.read_at, place)
