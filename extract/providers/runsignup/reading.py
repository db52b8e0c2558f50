"""How RunSignup's four lists are read: in which order, by which pages."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

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
    decoded,
    key_text,
)

RACES_PER_PAGE = 1000
PARTICIPANTS_PER_PAGE = 2500
FIRST_DAY = "1990-01-01"  # `start_date` defaults to today, which would hide past races
RACES_IN_FLIGHT = 2


def read_races(reading: Reading) -> Iterator[Page]:
    """Pages of races, past ones included; remembers their ids."""
    ids: list[int] = reading.known.setdefault("race_ids", [])

    def fetch(number: int) -> Sequence[Page]:
        params = {"page": number, "results_per_page": RACES_PER_PAGE, "start_date": FIRST_DAY}
        body = reading.session.get("/races", params, entity="races")
        where = Where("runsignup", reading.connection.slug, "races", "/races")
        rows = [item.race for item in decoded(body, RaceList, where).races]
        return [Page(rows, b"{}", reading.now(), f"page {number}")]

    for page in by_number(fetch, size=RACES_PER_PAGE):
        heads = (msgspec.json.decode(row, type=RaceHead, strict=False) for row in page.rows)
        ids.extend(int(head.race_id) for head in heads if head.race_id is not None)
        yield page


def race_ids(reading: Reading) -> list[int]:
    """The ids of the account's races, read now if this sync has not read them yet."""
    if "race_ids" not in reading.known:
        for _ in read_races(reading):
            pass
    return sorted(set(reading.known["race_ids"]))


def read_events(reading: Reading) -> Iterator[Page]:
    """One page of events per race; remembers which events each race has."""
    events: dict[int, list[str]] = reading.known.setdefault("events", {})
    for race_id in race_ids(reading):
        path = f"/race/{race_id}"
        params = {"future_events_only": "F", "include_questions": "T"}
        try:
            body = reading.session.get(path, params, entity="events")
        except PermissionDenied as refusal:
            reading.leave_out(f"race {race_id} left out: {refusal.seen}")
            continue
        except NotFound:
            continue
        where = Where("runsignup", reading.connection.slug, "events", path)
        race = decoded(body, RaceDetail, where).race
        heads = (msgspec.json.decode(row, type=EventHead, strict=False) for row in race.events)
        events[race_id] = [text for head in heads if (text := key_text(head.event_id))]
        context = msgspec.json.encode({"race_id": race_id, "timezone": race.timezone})
        yield Page(race.events, context, reading.now(), f"race {race_id}")


def read_registrations(feed: str) -> Callable[[Reading], Iterator[Page]]:
    """A reader of one of the two registration feeds (`participants`, `removed-participants`)."""

    def read(reading: Reading) -> Iterator[Page]:
        if "events" not in reading.known:
            for _ in read_events(reading):
                pass
        events: dict[int, list[str]] = reading.known["events"]
        streams = [
            race_registrations(reading, feed, race_id, event_ids)
            for race_id, event_ids in events.items()
            if event_ids
        ]
        workers = int(reading.connection.settings.get("in_flight", RACES_IN_FLIGHT))
        yield from in_parallel(streams, workers=workers)

    return read


def race_registrations(
    reading: Reading, feed: str, race_id: int, event_ids: list[str]
) -> Iterator[Page]:
    """Pages of one race's registrations, by rising registration id."""
    path, entity = f"/race/{race_id}/{feed}", feed.replace("-", "_")
    params: dict[str, Any] = {
        "event_id": ",".join(event_ids),
        "results_per_page": PARTICIPANTS_PER_PAGE,
        "sort": "registration_id ASC",
        "supports_nb": "T",
        "include_questions": "T",
    }
    if reading.cursor is not None:
        params["modified_after_timestamp"] = int(reading.cursor.timestamp())

    def fetch(after: int) -> Sequence[Page]:
        body = reading.session.get(path, params | {"after_registration_id": after}, entity=entity)
        where = Where("runsignup", reading.connection.slug, entity, path)
        received = reading.now()
        place = f"race {race_id} after registration {after}"
        return [
            Page(rows, context(race_id, element), received, place)
            for element in decoded(body, list[EventElement] | EventElement, where)
            for rows in (element.participants, element.event.participants)
            if rows
        ]

    def stuck() -> None:
        reading.leave_out(f"race {race_id}: a page of {feed} without any registration id")

    try:
        yield from by_key(fetch, last_registration, stuck)
    except (PermissionDenied, NotFound) as refusal:
        reading.leave_out(f"race {race_id} left out: {refusal.seen}")


def context(race_id: int, element: EventElement) -> bytes:
    """Where an element's rows stand, as the bytes of a JSON object."""
    return msgspec.json.encode({"race_id": race_id, "event_id": element.event.event_id})


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
    try:
        value = msgspec.json.decode(row, type=ParticipantHead, strict=False).registration_id
        return int(value) if value is not None else None
    except (msgspec.DecodeError, ValueError):
        return None
