"""The list of races, one race with its events, and the participant counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from sandbox.races import Record
from sandbox.registrations import EASTERN
from sandbox.runsignup.answers import Problem
from sandbox.runsignup.feeds import Query, page_of, wanted_events
from sandbox.runsignup.store import Store

DEFAULT_SIZE = 50
MAX_SIZE = 1000


def races(store: Store, query: Query, today: Callable[[], date]) -> bytes:
    """One page of races; `start_date` is today unless sent, which hides every past race."""
    first = _day(query.get("start_date", "today"), today)
    last = _day(query["end_date"], today) if "end_date" in query else date.max
    since = query.get("modified_since")
    found = [
        race
        for race in store.races
        if first <= _held_on(race) <= last and (since is None or _changed(race, since, today))
    ]
    found.sort(key=_held_on if query.get("sort", "").startswith("date") else _race_id)
    shown = found[page_of(query, default=DEFAULT_SIZE, largest=MAX_SIZE)]
    if query.get("events") != "T":
        shown = [{k: v for k, v in race.items() if k != "events"} for race in shown]
    return msgspec.json.encode({"races": [{"race": race} for race in shown]})


def race(store: Store, race_id: int, _query: Query) -> bytes:
    """One race with all its events. Raises: Problem 201 where there is none."""
    for record in store.races:
        if record["race_id"] == race_id:
            return msgspec.json.encode({"race": record})
    raise Problem(201)


def participant_counts(store: Store, race_id: int, query: Query) -> bytes:
    """How many registrations each event has, rows that cannot be read included.

    Source: the call is documented, its body is assumed.
    """
    counts = [
        {"event_id": event_id, "num_participants": len(store.live.of(frozenset({event_id})))}
        for event_id in wanted_events(store, race_id, query)
    ]
    return msgspec.json.encode({"participant_counts": counts})


def _race_id(race: Record) -> int:
    return int(race["race_id"])


def _held_on(race: Record) -> date:
    month, day, year = (race["next_date"] or race["last_date"]).split("/")
    return date(int(year), int(month), int(day))


def _day(text: str, today: Callable[[], date]) -> date:
    """`YYYY-MM-DD`, an epoch or `today`. Raises: Problem 9 where it is none of these."""
    if text == "today":
        return today()
    if text.isdigit():
        return datetime.fromtimestamp(int(text), EASTERN).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem(9) from error


def _changed(race: Record, since: str, today: Callable[[], date]) -> bool:
    changed = datetime.strptime(race["last_modified"], "%m/%d/%Y %H:%M").replace(tzinfo=EASTERN)
    if since.isdigit():
        return changed.timestamp() >= int(since)
    return changed.date() >= _day(since, today)
