"""The whole invented population: races, registrations, removals and what race day brings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.finishers import (
    Fact,
    Finisher,
    Stray,
    all_finishers,
    finish_fact,
    missing_fact,
    some_finishers,
    strays,
)
from sandbox.oddities import plant
from sandbox.people import Sketch, pools, user_record
from sandbox.races import RACES, TEN_MILE, Event, Race, Record, event_of, race_of, race_record
from sandbox.registrations import Signup, registration_row
from sandbox.removals import Placed, removals
from sandbox.sizes import Sizes

FIRST_ID = 5_500_001
OPENED = int(datetime(2025, 11, 20, 17, tzinfo=UTC).timestamp())
CLOSED = int(datetime(2026, 4, 17, 3, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Population:
    """Everything the two servers are filled with.

    `participants` and `removed` are in the order of their registration ids; a row that cannot be
    read stands among them at the place its lost id gives it. `facts` holds the race day of every
    registration of the 10 Mile, by registration id.
    """

    seed: int
    races: tuple[Record, ...]
    participants: tuple[Placed, ...]
    removed: tuple[Placed, ...]
    facts: Mapping[int, Fact]
    strays: tuple[Stray, ...]


@dataclass(frozen=True)
class _Entry:
    event: Event
    race: Race
    sex: str | None
    age: int
    state: str
    fact: Fact | None = None
    role: str = "live"


def build_population(seed: int = 2005, finishers: int | None = None) -> Population:
    """The population of a seed; `finishers` makes a smaller one with every oddity kept."""
    rng = random.Random(seed)
    total = len(all_finishers())
    sizes = Sizes.of(min(finishers or total, total) / total)
    entries = _entries(rng, some_finishers(rng, finishers), sizes)
    rows, facts, gone, unreadable = _write_rows(rng, seed, entries)
    plant(rng, rows, facts, sizes)
    live = [Placed(row["event_id"], row["registration_id"], row) for row in rows]
    return Population(
        seed=seed,
        races=tuple(race_record(race) for race in RACES),
        participants=tuple(sorted(live + unreadable, key=lambda placed: placed.sort_id)),
        removed=removals(rng, rows, gone, sizes),
        facts=facts,
        strays=strays(rng),
    )


def _entries(rng: random.Random, runners: list[Finisher], sizes: Sizes) -> list[_Entry]:
    entries = [_real(rng, runner) for runner in runners]
    for outcome, count in sizes.missing.items():
        entries += [_like(rng, runners, TEN_MILE, missing_fact(rng, outcome)) for _ in range(count)]
    for event_id, count in sizes.others.items():
        entries += [_invented(rng, runners, event_id) for _ in range(count)]
    ran = [event.event_id for race in RACES for event in race.events if not event.is_volunteer]
    entries += [
        _invented(rng, runners, ran[index % len(ran)], "removed") for index in range(sizes.gone)
    ]
    entries += [_invented(rng, runners, event_id, "unreadable") for event_id in ran[:3]]
    rng.shuffle(entries)
    return entries


def _real(rng: random.Random, runner: Finisher) -> _Entry:
    event, race = event_of(TEN_MILE), race_of(TEN_MILE)
    fact = finish_fact(rng, runner)
    return _Entry(event, race, runner.sex, runner.age, runner.state, fact)


def _like(rng: random.Random, runners: list[Finisher], event_id: int, fact: Fact) -> _Entry:
    model = rng.choice(runners)
    event, race = event_of(event_id), race_of(event_id)
    return _Entry(event, race, model.sex, model.age, model.state, fact)


def _invented(
    rng: random.Random, runners: list[Finisher], event_id: int, role: str = "live"
) -> _Entry:
    model = rng.choice(runners)
    sex = rng.choices((model.sex, "X", None), weights=(92, 4, 4))[0]
    event, race = event_of(event_id), race_of(event_id)
    return _Entry(event, race, sex, model.age, model.state, role=role)


def _write_rows(
    rng: random.Random, seed: int, entries: list[_Entry]
) -> tuple[list[Record], dict[int, Fact], list[Record], list[Placed]]:
    """Rows of the live, facts by registration id, rows of the gone, rows nobody can read."""
    drawn = pools(seed)
    rows, gone, unreadable = list[Record](), list[Record](), list[Placed]()
    facts: dict[int, Fact] = {}
    bibs = {event.event_id: _bibs(rng) for race in RACES for event in race.events}
    step = (CLOSED - OPENED) / len(entries)
    for index, entry in enumerate(entries):
        registered = OPENED + int(index * step + rng.random() * step)
        signup = Signup(
            registration_id=FIRST_ID + index,
            event=entry.event,
            age=entry.age,
            bib=None if entry.event.is_volunteer else next(bibs[entry.event.event_id]),
            registered=registered,
            modified=_modified(rng, registered),
        )
        sketch = Sketch(70_001 + index, entry.sex, entry.age, entry.state, entry.race.held_on)
        row = registration_row(rng, signup, user_record(rng, drawn, sketch))
        if entry.role == "removed":
            gone.append(row)
        elif entry.role == "unreadable":
            unreadable.append(_unreadable(row, len(unreadable)))
        else:
            rows.append(row)
        if entry.fact is not None:
            facts[row["registration_id"]] = entry.fact
    return rows, facts, gone, unreadable


def _bibs(rng: random.Random) -> Iterator[int]:
    """Bib numbers in no order, so that they never follow the registration ids."""
    return iter(rng.sample(range(1, 12_000), 11_999))


def _modified(rng: random.Random, registered: int) -> int:
    """Six of ten rows were never changed after they were made."""
    return registered if rng.random() < 0.6 else rng.randint(registered, CLOSED + 3600)


def _unreadable(row: Record, index: int) -> Placed:
    """Three ways in which a row cannot be read, in turn."""
    sort_id, event_id = row.pop("registration_id"), row["event_id"]
    spoilt: tuple[object, ...] = (row, row | {"registration_id": None}, f"corrupt row {sort_id}")
    return Placed(event_id, sort_id, spoilt[index])
