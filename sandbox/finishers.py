"""The real finishers of a ten-mile race, and the race-day facts drawn from their times."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "ten_mile_race_2005.csv"
ODD_STATES = ("Kenya", "Russia", "Usa", "", "New Zealand")


@dataclass(frozen=True)
class Finisher:
    """One line of the file: gun and net time in whole seconds."""

    state: str
    time: int
    net: int
    age: int
    sex: str


@dataclass(frozen=True)
class Fact:
    """What happened to one registered person on race day.

    `outcome` is finished, no_show, retired, disqualified or running. Times are milliseconds:
    `gun_ms` and `net_ms` at the finish (for those who never got there, where it would have been),
    `start_ms` from the gun to the own start (negative for an early start, None without a read).
    """

    outcome: str
    gun_ms: int
    net_ms: int
    start_ms: int | None


@dataclass(frozen=True)
class Stray:
    """Somebody at the race whom no registration explains: a tagged bib without data, a sweeper."""

    name: str
    dorsal: int | str
    fact: Fact


@lru_cache(maxsize=1)
def all_finishers() -> tuple[Finisher, ...]:
    """Every line of the file, in its order."""
    with DATA.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Finisher(row["state"], int(row["time"]), int(row["net"]), int(row["age"]), row["sex"])
            for row in csv.DictReader(lines)
        )


def some_finishers(rng: random.Random, count: int | None) -> list[Finisher]:
    """All finishers, or `count` of them, with the oddly spelled states and the unread starts."""
    everyone = list(all_finishers())
    if count is None or count >= len(everyone):
        return everyone
    odd = [next(f for f in everyone if f.state == state) for state in ODD_STATES]
    unread = [finisher for finisher in everyone if finisher.time == finisher.net]
    kept = odd[: count // 5] + rng.sample(unread, max(count // 10, 3))
    others = [finisher for finisher in everyone if finisher.time != finisher.net]
    return kept + rng.sample(others, count - len(kept))


def finish_fact(rng: random.Random, finisher: Finisher) -> Fact:
    """The fact of a finisher; equal gun and net time in the file means no start read."""
    gun_ms = finisher.time * 1000 + rng.randint(0, 999)
    if finisher.time == finisher.net:
        return Fact("finished", gun_ms, gun_ms, None)
    net_ms = finisher.net * 1000 + rng.randint(0, 999)
    return Fact("finished", gun_ms, net_ms, gun_ms - net_ms)


def missing_fact(rng: random.Random, outcome: str) -> Fact:
    """The fact of somebody without a finish: no_show, retired, disqualified or running."""
    start_ms = rng.randint(4_000, 280_000)
    net_ms = rng.randint(4_200_000, 8_900_000)
    return Fact(outcome, start_ms + net_ms, net_ms, None if outcome == "no_show" else start_ms)


def strays(rng: random.Random) -> tuple[Stray, ...]:
    """Two tagged bibs without data, of which one finished, and the sweeper."""
    return (
        Stray("Dorsal sin datos", 19001, missing_fact(rng, "no_show")),
        Stray("Dorsal sin datos", 19002, Fact("finished", 5_412_345, 5_300_100, 112_245)),
        Stray("Cierre", "escoba", Fact("finished", 10_800_500, 10_500_250, 300_250)),
    )
