"""The oddities of real registration data, planted one by one among well-formed rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from sandbox.finishers import Fact
from sandbox.races import RACES, TEN_MILE, Record
from sandbox.sizes import Sizes

RUN_EVENTS = tuple(e.event_id for race in RACES for e in race.events if not e.is_volunteer)
FRONT = 50


class Picker:
    """Hands out rows of an event that no other oddity has taken yet."""

    def __init__(self, rng: random.Random, rows: list[Record], facts: dict[int, Fact]) -> None:
        """The fastest stay as they are, so that the top of the ranking is plain to read."""
        order = sorted(facts, key=lambda key: facts[key].gun_ms)
        front = set(order[: min(FRONT, len(order) // 10)])
        free = [row for row in rows if row["registration_id"] not in front]
        rng.shuffle(free)
        self._free: dict[int, Iterator[Record]] = {
            event_id: iter([row for row in free if row["event_id"] == event_id])
            for event_id in RUN_EVENTS
        }

    def take(self, index: int) -> Record:
        """A fresh row; every second one is of the 10 Mile, the others take turns."""
        event_id = TEN_MILE if index % 2 == 0 else RUN_EVENTS[1 + index // 2 % 3]
        return next(self._free[event_id])

    def take_of(self, event_id: int) -> Record:
        """A fresh row of one event."""
        return next(self._free[event_id])


def plant(rng: random.Random, rows: list[Record], facts: dict[int, Fact], sizes: Sizes) -> None:
    """Change rows and facts in place until every oddity is there."""
    picker = Picker(rng, rows, facts)
    _early_starts(rng, facts, sizes.early)
    for index in range(sizes.twice):
        _give_twice(picker, index)
    for index in range(sizes.no_bib):
        picker.take(index).update(bib_num=None, chip_num=None)
    for _ in range(sizes.text_bib):
        row = picker.take(0)
        row["bib_num"] = str(row["bib_num"])
    for index, bib in enumerate(("VIP-7", "E12", "ELITE-A-2026-03", "7b")):
        picker.take(index)["bib_num"] = bib
    for dob in ("1990-02-30", None):
        picker.take(0)["user"]["dob"] = dob
    for gender in ("X", None):
        picker.take_of(910102)["user"]["gender"] = gender
    aged = picker.take(0)
    aged["age"] = str(aged["age"])
    picker.take(0)["user"]["phone"] = 2695550134
    _share_contacts(picker)


def _give_twice(picker: Picker, index: int) -> None:
    """Two people of one event under one bib number, once as a number and once as text."""
    event_id = TEN_MILE if index % 2 == 0 else RUN_EVENTS[1 + index // 2 % 3]
    first, second = picker.take_of(event_id), picker.take_of(event_id)
    second["bib_num"] = first["bib_num"] if index % 3 else str(first["bib_num"])


def _share_contacts(picker: Picker) -> None:
    """One person in two events with one account, and a family behind one address."""
    runner, walker = picker.take_of(TEN_MILE), picker.take_of(910102)
    walker["user"] = dict(runner["user"])
    walker["age"] = runner["age"]
    parent, child = picker.take_of(910102), picker.take_of(910102)
    parent["user"]["email"] = child["user"]["email"] = "family@mail.example"


def _early_starts(rng: random.Random, facts: dict[int, Fact], count: int) -> None:
    """Some of those whose net time equals their gun time crossed the mat before the gun."""
    unread = [
        key for key, fact in facts.items() if fact.outcome == "finished" and fact.start_ms is None
    ]
    for key in unread[:count]:
        facts[key] = replace(facts[key], start_ms=-rng.randint(2_000, 570_000))
