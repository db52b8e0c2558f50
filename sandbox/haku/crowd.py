"""An organisation of any size, whose registrations are made page by page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sandbox.crowd import Crowd
from sandbox.haku.organiser import (
    COURSES,
    RACE_DAY,
    TEN_MILE,
    Organiser,
    event_of_day,
    registration,
)
from sandbox.haku.store import AGE, Store, merged, short_row, stamp
from sandbox.lazily import Lazy, Numbered
from sandbox.people import pools
from sandbox.races import Record

FIRST_EVENT, FIRST_NUMBER = 1_000_001, 10_000_000


def event_id(place: int) -> str:
    """The id of the event at a place."""
    return f"ev_{FIRST_EVENT + place}"


def row(crowd: Crowd, number: int) -> Record:
    """One registration in full; `_age` is known to the short list only."""
    rng = crowd.draw(number)
    return registration(rng, pools(crowd.seed), COURSES[TEN_MILE], number, crowd.model(rng))


def number_of(text: str) -> int:
    """The number behind a registration's. Raises: KeyError for one that is none."""
    digits = text.removeprefix("R")
    if not digits.isdecimal():
        raise KeyError(text)
    return int(digits) - FIRST_NUMBER


class CrowdStore(Store):
    """The events in full, and of their registrations what was edited, with when."""

    def __init__(self, crowd: Crowd) -> None:
        day = RACE_DAY.isoformat()
        events = [event_of_day(event_id(one), f"Race {one}", day) for one in range(crowd.events)]
        super().__init__(Organiser(tuple(events), {}))
        self._lists = {
            event_id(place): Numbered(crowd.people_of(place), partial(row, crowd))
            for place in range(crowd.events)
        }
        self._edited: dict[str, dict[int, int]] = {one: {} for one in self._lists}

    def short_rows(self, event_id: str, *, newest_first: bool) -> Lazy[Record]:
        """The rows of an event's list, by change or by number. Raises: KeyError."""
        with self.lock:
            people, edited = self._lists[event_id], self._edited[event_id]
            if not newest_first:
                return people.rows.shown(short_row)
            first = [people.row(one) for one in sorted(edited, key=lambda one: -edited[one])]
            rest = people.without(tuple(edited))[::-1]

        def at(place: int) -> Record:
            return short_row(first[place] if place < len(first) else rest[place - len(first)])

        return Lazy(len(first) + len(rest), at)

    def detail(self, event_id: str, number: str) -> Record:
        """One registration in full. Raises: KeyError."""
        with self.lock:
            record = self._lists[event_id].row(number_of(number))
            return {name: value for name, value in record.items() if name != AGE}

    def edit(self, event_id: str, number: str, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a registration, which moves to the front. Raises: KeyError."""
        with self.lock:
            people, place = self._lists[event_id], number_of(number)
            changed = self._next()
            record = merged(people.row(place), {"updated_at": stamp(changed), **fields})
            self._edited[event_id][place] = changed
            return people.put(place, record)

    def add(self, event_id: str, number: str, fields: Mapping[str, Any]) -> Record:
        """A new registration, like the event's first but for these fields. Raises: KeyError."""
        with self.lock:
            people = self._lists[event_id]
            people.put(number_of(number), {**people.rows[0], "registration_number": number})
            return self.edit(event_id, number, fields)

    def drop(self, event_id: str, number: str) -> None:
        """Take a registration out without a trace. Raises: KeyError."""
        with self.lock:
            self._lists[event_id].drop(number_of(number))
            self._edited[event_id].pop(number_of(number), None)
