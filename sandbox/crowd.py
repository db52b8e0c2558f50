"""A population of any size, of which nothing is kept: a registration is made when it is asked for.

A registration is made from its number and the seed alone, so that it is the same each time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import isqrt

from sandbox.finishers import Finisher, all_finishers
from sandbox.people import Sketch, pools, user_record
from sandbox.population import CLOSED, FIRST_ID, OPENED, Population
from sandbox.races import RIVERBEND, Event, Race, Record, race_record
from sandbox.registrations import Signup, registration_row

FIRST_RACE, FIRST_EVENT = 1_000_001, 2_000_001
STATES = ("VA", "MD", "DC", "IL", "NY", "Kenya", "")


@dataclass(frozen=True)
class Crowd:
    """So many people in so many events: a few events have very many, most have few."""

    events: int
    people: int
    seed: int = 2005

    def __post_init__(self) -> None:
        """Raises: ValueError where a size is not above zero."""
        if self.events < 1 or self.people < 1:
            raise ValueError(f"{self.events} events with {self.people} people are no crowd")

    @classmethod
    def of(cls, sizes: str) -> Crowd:
        """The crowd of a text such as `12900x2400000`, events first. Raises: ValueError."""
        events, _, people = sizes.partition("x")
        return cls(int(events), int(people))

    def span(self, event_id: int) -> range:
        """The numbers of an event's registrations; empty where there is no such event."""
        place = event_id - FIRST_EVENT
        return self.people_of(place) if 0 <= place < self.events else range(0)

    def people_of(self, place: int) -> range:
        """The numbers of those who are in the event at a place."""
        return range(self._first(place), self._first(place + 1))

    def event_id(self, number: int) -> int:
        """The event of a registration."""
        return FIRST_EVENT + self.place_of(number)

    def place_of(self, number: int) -> int:
        """The place of the event that somebody is in."""
        return number * number * self.events // (self.people * self.people)

    def draw(self, number: int) -> random.Random:
        """The dice of one person, which fall the same each time."""
        return random.Random(self.seed * 1_000_003 + number)

    def model(self, rng: random.Random) -> Finisher:
        """A real finisher, whose age, state and times a person has."""
        return rng.choice(all_finishers())

    def race(self, place: int) -> Race:
        """The race at a place, with its only event."""
        held_on = date(2026, 4, 19) + timedelta(days=place % 180)
        start = f"{held_on.month}/{held_on.day}/{held_on.year} 07:40"
        event = Event(FIRST_EVENT + place, "10 Mile", start, "10 Miles", 16093, "$45.00")
        number = FIRST_RACE + place
        return replace(
            RIVERBEND, race_id=number, slug=f"race-{number}", name=f"Race {number}",
            held_on=held_on, events=(event,),
        )  # fmt: skip

    def row(self, number: int) -> Record:
        """One registration as RunSignUp writes it."""
        race = self.race(self.event_id(number) - FIRST_EVENT)
        rng = self.draw(number)
        age, state = rng.randint(12, 80), rng.choice(STATES)
        sketch = Sketch(70_001 + number // 4, rng.choice("FM"), age, state, race.held_on)
        signup = Signup(
            registration_id=FIRST_ID + number,
            event=race.events[0],
            age=age,
            bib=1 + number - self._first(self.event_id(number) - FIRST_EVENT),
            registered=rng.randint(OPENED, CLOSED),
            modified=CLOSED,
        )
        return registration_row(rng, signup, user_record(rng, pools(self.seed), sketch))

    def empty(self) -> Population:
        """The races without anybody in them: what a server can hold in full."""
        races = tuple(race_record(self.race(place)) for place in range(self.events))
        return Population(self.seed, races, (), (), {}, ())

    def _first(self, place: int) -> int:
        """The first number n of which n * n * events reaches place * people * people."""
        square = ceil_div(place * self.people * self.people, self.events)
        root = isqrt(square)
        return min(root + (root * root < square), self.people)


def ceil_div(above: int, below: int) -> int:
    """The quotient, rounded up."""
    return -(-above // below)
