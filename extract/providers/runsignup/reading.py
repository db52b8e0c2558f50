"""How RunSignup's four lists are read: in which order, by which pages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.answer import decoded, head_of, key_text
from extract.kit.errors import NotFound, PermissionDenied, Where
from extract.kit.paging import by_key, by_number, in_parallel
from extract.kit.spec import Page, Reading
from extract.providers.runsignup.answers import (
    EventElement,
    EventHead,
    ParticipantHead,
    RaceDetail,
    RaceHead,
    RaceList,
)
from extract.providers.runsignup.once import Parts, parts_of, told_once

RACES_PER_PAGE = 1000
PARTICIPANTS_PER_PAGE = 2500
FIRST_DAY = "1990-01-01"  # `start_date` defaults to today, which would hide past races
RACES_IN_FLIGHT = 2
# Whoever entered a super event stands in that one alone, and not under the same id in its events.
EACH_ONCE = "exclude_registrations_via_super_event"
NOT_FOUND_ON_THE_WAY = "HTTP 404"


def read_races(reading: Reading) -> Iterator[Page]:
    """Pages of races, past ones included; remembers their ids."""
    ids: list[str] = reading.known.setdefault("race_ids", [])

    def fetch(number: int) -> Sequence[Page]:
        params = {"page": number, "results_per_page": RACES_PER_PAGE, "start_date": FIRST_DAY}
        body = reading.session.get("/races", params, entity="races")
        where = Where("runsignup", reading.connection.slug, "races", "/races")
        rows = [item.race for item in decoded(body, RaceList, where).races]
        return [Page(rows, b"{}", reading.now(), f"page {number}")]

    def stuck() -> None:
        left_out(reading, "the list of races gives the same page again, whatever number is asked")

    for page in by_number(fetch, stuck, size=RACES_PER_PAGE):
        for row in page.rows:
            head = head_of(row, RaceHead)
            if head is not None and (text := key_text(head.race_id)):
                ids.append(text)
            else:
                left_out(reading, f"{page.place}: a race without a readable id")
        yield page


def race_ids(reading: Reading) -> list[str]:
    """The ids of the account's races, read now if this sync has not read them yet."""
    if "race_ids" not in reading.known:
        for _ in read_races(reading):
            pass
    return sorted(set(reading.known["race_ids"]))


def left_out(reading: Reading, note: str) -> None:
    """Notes what could not be read, for this entity and for those that are reached through it."""
    reading.known.setdefault("left_out", []).append(note)
    reading.leave_out(note)


def read_events(reading: Reading) -> Iterator[Page]:
    """One page of events per race; remembers which events each race has."""
    ids = race_ids(reading)
    reading.notes[:] = reading.known.get("left_out", [])
    events: dict[str, list[str]] = reading.known.setdefault("events", {})
    parts: dict[str, Parts] = reading.known.setdefault("parts", {})
    for race_id in ids:
        path = f"/race/{quote(race_id, safe='')}"
        params = {"future_events_only": "F", "include_questions": "T"}
        try:
            body = reading.session.get(path, params, entity="events")
        except PermissionDenied as refusal:
            left_out(reading, f"race {race_id} left out: {refusal.seen}")
            continue
        except NotFound as refusal:
            # The API itself says so by a code: another 404 is of somebody on the way.
            if refusal.seen.startswith(NOT_FOUND_ON_THE_WAY):
                left_out(reading, f"race {race_id} left out: {refusal.seen}")
            continue
        where = Where("runsignup", reading.connection.slug, "events", path)
        race = decoded(body, RaceDetail, where).race
        events[race_id] = event_ids(reading, race_id, race.events)
        parts[race_id] = super_events(race.events)
        context = msgspec.json.encode({"race_id": as_sent(race_id), "timezone": race.timezone})
        yield Page(race.events, context, reading.now(), f"race {race_id}")


def event_ids(reading: Reading, race_id: str, rows: Sequence[msgspec.Raw]) -> list[str]:
    """The ids of a race's events; notes those that have none."""
    ids = []
    for row in rows:
        head = head_of(row, EventHead)
        if head is not None and (text := key_text(head.event_id)):
            ids.append(text)
        else:
            left_out(reading, f"race {race_id}: an event without a readable id")
    return ids


def super_events(rows: Sequence[msgspec.Raw]) -> Parts:
    """The events of each super event among a race's events."""
    heads = [head for row in rows if (head := head_of(row, EventHead)) is not None]
    told = {key_text(head.event_id) or "": head.sub_event_ids for head in heads}
    return {event: found for event, ids in told.items() if (found := parts_of(event, ids))}


def as_sent(race_id: str) -> int | str:
    """A race's id as the provider spells it: a number."""
    return int(race_id) if race_id.isdecimal() else race_id


def read_registrations(feed: str) -> Callable[[Reading], Iterator[Page]]:
    """A reader of one of the two registration feeds (`participants`, `removed-participants`)."""

    def read(reading: Reading) -> Iterator[Page]:
        if "events" not in reading.known:
            for _ in read_events(reading):
                pass
        reading.notes[:] = reading.known.get("left_out", [])
        events: dict[str, list[str]] = reading.known["events"]
        news = new_races(reading, events)
        streams = [
            race_registrations(
                reading, feed, race_id, ids, since=None if race_id in news else reading.cursor
            )
            for race_id, ids in events.items()
            if ids
        ]
        workers = int(reading.connection.settings.get("in_flight", RACES_IN_FLIGHT))
        yield from in_parallel(streams, workers=workers)

    return read


def new_races(reading: Reading, events: Mapping[str, Sequence[str]]) -> set[str]:
    """The races that were not read yet, or not with all of their events.

    A race may be shared with the account, or an event be opened, long after people registered:
    their changes are older than the cursor. Where no load ever brought events beside this feed, a
    race is known by the rows it had.
    """
    if reading.cursor is None:
        return set()
    if known := reading.keys_beside("events"):
        return {race_id for race_id, ids in events.items() if not known.issuperset(ids)}
    return set(events) - {str(context.get("race_id")) for context in reading.contexts()}


def race_registrations(
    reading: Reading, feed: str, race_id: str, events: list[str], since: datetime | None
) -> Iterator[Page]:
    """Pages of one race's registrations, by rising registration id; all, or changes `since`."""
    path, entity = f"/race/{quote(race_id, safe='')}/{feed}", feed.replace("-", "_")
    params: dict[str, Any] = {
        "event_id": ",".join(events),
        "results_per_page": PARTICIPANTS_PER_PAGE,
        "sort": "registration_id ASC",
        "supports_nb": "T",
        "include_questions": "T",
        "include_corrals": "T",
        EACH_ONCE: "T",
    }
    if since is not None:
        params["modified_after_timestamp"] = int(since.timestamp())

    def fetch(after: int) -> Sequence[Page]:
        body = reading.session.get(path, params | {"after_registration_id": after}, entity=entity)
        where = Where("runsignup", reading.connection.slug, entity, path)
        received = reading.now()
        place = f"race {race_id} after registration {after}"
        pages, unjoined = told_once(
            [
                Page(rows, context(race_id, element), received, place)
                for element in decoded(body, list[EventElement] | EventElement, where)
                for rows in (element.participants, element.event.participants)
                if rows
            ],
            reading.known["parts"].get(race_id, {}),
        )
        reading.remarks += [
            f"race {race_id}: registration {one} stands in several events that no super event "
            "joins; it counts in each"
            for one in unjoined
        ]
        return pages

    def stuck() -> None:
        reading.leave_out(f"race {race_id}: a page of {feed} without any registration id")

    try:
        yield from by_key(fetch, last_registration, stuck)
    except (PermissionDenied, NotFound) as refusal:
        reading.leave_out(f"race {race_id} left out: {refusal.seen}")


def context(race_id: str, element: EventElement) -> bytes:
    """Where an element's rows stand, as the bytes of a JSON object."""
    return msgspec.json.encode({"race_id": as_sent(race_id), "event_id": element.event.event_id})


def last_registration(pages: Sequence[Page]) -> int | None:
    """The largest registration id on the pages; None when no row has one."""
    largest: int | None = None
    for page in pages:
        for row in page.rows:
            if (number := registration_number(row)) is not None:
                largest = number if largest is None else max(largest, number)
    return largest


def registration_number(row: msgspec.Raw) -> int | None:
    """A row's registration id as a number, None when it has none."""
    head = head_of(row, ParticipantHead)
    text = key_text(head.registration_id) if head is not None else None
    return int(text) if text is not None and text.isdecimal() else None
