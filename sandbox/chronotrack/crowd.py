"""An account of any size whose races are over: entries and results are made page by page.

Edits of entries are kept. Nothing is pushed to a crowd, and no result of it is scored anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any

from sandbox.chronotrack.courses import HARBOR, Meeting, event_record, race_record
from sandbox.chronotrack.roster import FIRST_ENTRY, Place, Roster, add_meeting, entry_of
from sandbox.chronotrack.scoring import Asked, Runner, Timing, ranked, result, timing_of
from sandbox.chronotrack.store import Store
from sandbox.crowd import Crowd
from sandbox.finishers import finish_fact
from sandbox.lazily import Lazy, Numbered
from sandbox.people import pools
from sandbox.races import Record

FIRST_EVENT, FIRST_RACE, FIRST_CHOICE = 2_000_001, 3_000_001, 4_000_001
ORDERS_KEPT = 8


def meeting(place: int) -> Meeting:
    """The event at a place, with its only race."""
    model = HARBOR.courses[0]
    course = replace(
        model, race_id=str(FIRST_RACE + place), start=model.start + timedelta(days=place % 180),
        choices=((str(FIRST_CHOICE + place), model.name),),
    )  # fmt: skip
    number = FIRST_EVENT + place
    return replace(HARBOR, event_id=str(number), name=f"Event {number}", courses=(course,))


def race(place: int) -> Record:
    """The race of an event, which was started when it was planned to be."""
    held = meeting(place)
    record = race_record(held.courses[0], held.event_id)
    return record | {"race_actual_start_time": f"{record['race_planned_start_time']}.412"}


def runner(crowd: Crowd, number: int) -> Runner:
    """Somebody's entry, race day and race."""
    rng, place = crowd.draw(number), crowd.place_of(number)
    model, held = crowd.model(rng), meeting(place)
    bib = str(1 + number - crowd.people_of(place).start)
    where = Place(FIRST_ENTRY + number, held, held.courses[0], bib=bib)
    entry = entry_of(rng, pools(crowd.seed), where, model)
    timing = timing_of(finish_fact(rng, model)) or Timing()
    return Runner(entry | {"entry_status": timing.status}, timing, race(place))


def entry(crowd: Crowd, number: int) -> Record:
    """Somebody's entry as ChronoTrack writes it."""
    return runner(crowd, number).entry


class CrowdStore(Store):
    """The entries that were edited; of the others, and of all events, nothing is kept."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__(Roster())
        self._crowd = crowd
        self._edits = 0
        self._lists = {
            str(FIRST_EVENT + place): Numbered(crowd.people_of(place), partial(entry, crowd))
            for place in range(crowd.events)
        }
        self._orders = lru_cache(maxsize=ORDERS_KEPT)(self._order)

    def events(self, *, with_tests: bool) -> Lazy[Record]:
        """The account's events, of which none is a test."""
        return Lazy(self._crowd.events, lambda place: event_record(meeting(place)))

    def event_of(self, parent: str, key: str) -> str:
        """The event that an id belongs to. Raises: KeyError where there is none."""
        first = {"event": FIRST_EVENT, "race": FIRST_RACE, "entry": FIRST_ENTRY}[parent]
        number = int(key) - first if key.isdecimal() else -1
        if parent == "entry" and 0 <= number < self._crowd.people:
            number = self._crowd.place_of(number)
        event_id = str(FIRST_EVENT + number)
        if number < 0 or event_id not in self._lists:
            raise KeyError(key)
        return event_id

    def rows(self, kind: str, event_id: str) -> Sequence[Record]:
        """An event's records of one kind, in the order in which they came."""
        if kind == "entries":
            return self._lists[event_id].rows
        return list(self._hanging(event_id)[kind].values())

    def record(self, kind: str, key: str) -> Record:
        """One record. Raises: KeyError where there is none."""
        parent = {"events": "event", "races": "race", "entries": "entry"}[kind]
        event_id = self.event_of(parent, key)
        if kind == "entries":
            return self._lists[event_id].row(int(key) - FIRST_ENTRY)
        return self._hanging(event_id)[kind][key]

    def put(self, kind: str, key: str, fields: Mapping[str, Any], event_id: str = "") -> Record:
        """Merge fields into an entry that there is. Raises: KeyError for anything else."""
        with self._lock:
            if kind != "entries":
                raise KeyError(kind)
            self._edits += 1
            people, number = self._lists[self.event_of("entry", key)], int(key) - FIRST_ENTRY
            return people.put(number, {**people.row(number), **fields})

    def remove(self, kind: str, key: str) -> None:
        """Take an entry out, with its times. Raises: KeyError where there is none."""
        with self._lock:
            if kind != "entries":
                raise KeyError(kind)
            self._edits += 1
            self._lists[self.event_of("entry", key)].drop(int(key) - FIRST_ENTRY)

    def results(self, event_id: str, asked: Asked) -> Lazy[Record]:
        """The results of an event; who is where is worked out once, the rows as they are read."""
        order = self._orders(event_id, asked, self._edits)
        name = event_record(meeting(int(event_id) - FIRST_EVENT))["event_name"]

        def row(place: int) -> Record:
            number, interval, bracket, rank = order[place]
            one = result(self._runner(number), interval, bracket, rank)
            return one | {"results_event_name": name}

        return Lazy(len(order), row)

    def _order(self, event_id: str, asked: Asked, _edits: int) -> list[tuple[int, str, str, int]]:
        numbers = [int(one["entry_id"]) - FIRST_ENTRY for one in self._lists[event_id].rows]
        return [
            (int(one.entry["entry_id"]) - FIRST_ENTRY, interval, bracket, rank)
            for one, interval, bracket, rank in ranked(map(self._runner, numbers), asked)
        ]

    def _runner(self, number: int) -> Runner:
        """A runner with their entry as it is now."""
        made = runner(self._crowd, number)
        edited = self._lists[made.entry["event_id"]].edited(number)
        return made if edited is None else replace(made, entry=edited)

    def _hanging(self, event_id: str) -> dict[str, dict[str, Record]]:
        """What hangs on an event, by kind and id."""
        place, roster = int(event_id) - FIRST_EVENT, Roster()
        add_meeting(roster, meeting(place))
        roster.records["races"][str(FIRST_RACE + place)] = race(place)
        return roster.records
