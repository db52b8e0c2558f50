"""A roster of any size, whose participants are made page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sandbox.crowd import Crowd
from sandbox.lazily import Numbered
from sandbox.race_roster.events import LAKEHEAD, Happening, event_record
from sandbox.race_roster.roster import FIRST_ID, Roster, participant
from sandbox.race_roster.store import Store
from sandbox.races import Record

FIRST_EVENT, FIRST_SUB_EVENT = 2_000_001, 3_000_001
PARTS = len(LAKEHEAD.sub_events)


def event_key(place: int) -> str:
    """The id of the event at a place."""
    return f"7c1e90aa-{FIRST_EVENT + place}"


def happening(place: int) -> Happening:
    """The event at a place, with sub-events of its own."""
    parts = tuple(
        replace(one, number=FIRST_SUB_EVENT + PARTS * place + number)
        for number, one in enumerate(LAKEHEAD.sub_events)
    )
    number, start = FIRST_EVENT + place, LAKEHEAD.start + timedelta(days=place % 180)
    return replace(
        LAKEHEAD, key=event_key(place), number=number, name=f"Event {number}", start=start,
        sub_events=parts,
    )  # fmt: skip


def row(crowd: Crowd, number: int) -> Record:
    """One participant as Race Roster writes them."""
    rng = crowd.draw(number)
    held = happening(crowd.place_of(number))
    return participant(rng, crowd.seed, held, (FIRST_ID + number, crowd.model(rng)))


class CrowdStore(Store):
    """The events in full, and of their participants what was edited."""

    def __init__(self, crowd: Crowd) -> None:
        super().__init__(Roster(tuple(map(event_record, map(happening, range(crowd.events)))), {}))
        self._next = FIRST_ID + crowd.people
        self._lists = {
            event_key(place): Numbered(crowd.people_of(place), partial(row, crowd))
            for place in range(crowd.events)
        }

    def participants_of(self, event_id: str) -> Any:
        """The participants of an event, made when they are looked at. Raises: KeyError."""
        return self._lists[event_id].rows

    def edit(self, event_id: str, participant_id: int, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a participant. Raises: KeyError."""
        with self._lock:
            people, number = self._lists[event_id], participant_id - FIRST_ID
            return people.put(number, {**people.row(number), **fields})

    def add(self, event_id: str, fields: Mapping[str, Any]) -> Record:
        """A new participant, like the event's first one but for these fields. Raises: KeyError."""
        with self._lock:
            people = self._lists[event_id]
            made = {**people.rows[0], "participantId": self._next, "bibNumber": None, **fields}
            people.put(self._next - FIRST_ID, made)
            self._next += 1
            return made

    def remove(self, event_id: str, participant_id: int) -> Record:
        """Take a participant out without a trace. Raises: KeyError."""
        with self._lock:
            return self._lists[event_id].drop(participant_id - FIRST_ID)
