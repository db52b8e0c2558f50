"""Times by entry, and the results that are worked out of them anew at each call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.chronotrack.courses import FULL, MIDWAY, OVERALL, SEXES, age_group
from sandbox.finishers import Fact
from sandbox.races import Record

RANKED = frozenset(("CONF", "FIN", "DNF"))
COUNTRIES = {"US": "United States"}


@dataclass(frozen=True)
class Timing:
    """One entry's race day in milliseconds: `points` by interval and `start` count from the gun.

    `start` is None where no mat was crossed; `status` is what becomes of the entry.
    """

    points: Mapping[str, int] = field(default_factory=dict)
    start: int | None = None
    penalty: int = 0
    status: str = "FIN"


@dataclass(frozen=True)
class Asked:
    """Which results: of which race or all, which interval or `ALL`, which bracket or kind of it."""

    race_id: str | None = None
    interval: str = ""
    bracket: str = ""
    bib: str = ""


@dataclass(frozen=True)
class Runner:
    """An entry with its times, and the race it runs."""

    entry: Record
    timing: Timing
    race: Record


Ranked = tuple[Runner, str, str, int]
"""A runner in one interval and one bracket, and their place there."""


def timing_of(fact: Fact) -> Timing | None:
    """The race day of a fact; None for somebody who never started."""
    if fact.outcome == "no_show":
        return None
    points = {MIDWAY: fact.gun_ms * 51 // 100}
    if fact.outcome in ("finished", "disqualified"):
        points[FULL] = fact.gun_ms
    status = {"finished": "FIN", "disqualified": "DQ", "retired": "DNF"}.get(fact.outcome, "CONF")
    return Timing(points, fact.start_ms, status=status)


def results(runners: Iterable[Runner], asked: Asked) -> list[Record]:
    """Rows of `results`, ranked anew in each race, interval and bracket."""
    return [result(*one) for one in ranked(runners, asked)]


def ranked(runners: Iterable[Runner], asked: Asked) -> list[Ranked]:
    """Who is in each race, interval and bracket that is asked for, with their places in it."""
    groups: dict[tuple[str, str, str], list[Runner]] = {}
    for runner in runners:
        if runner.entry["entry_status"] not in RANKED:
            continue
        if asked.race_id in (None, runner.race["race_id"]):
            for interval in _intervals(runner, asked.interval):
                for bracket in _brackets(runner.entry, asked.bracket):
                    key = (runner.race["race_id"], interval, bracket)
                    groups.setdefault(key, []).append(runner)
    return [
        (runner, interval, bracket, rank)
        for (_race, interval, bracket), group in sorted(groups.items())
        for rank, runner in enumerate(sorted(group, key=lambda one: _order(one, interval)), 1)
        if asked.bib in ("", runner.entry["entry_bib"])
    ]


def _intervals(runner: Runner, asked: str) -> Iterator[str]:
    for name in runner.timing.points:
        if asked == "ALL" or name == (asked or FULL):
            yield name


def brackets_of(entry: Record) -> dict[str, str]:
    """An entry's brackets by kind."""
    sex = entry.get("athlete_sex", "")
    found = {"OPEN": OVERALL}
    if sex in SEXES:
        found |= {"SEX": SEXES[sex], "AGE": age_group(sex, int(entry["entry_race_age"] or 0))}
    return found


def _brackets(entry: Record, asked: str) -> Iterator[str]:
    for kind, name in brackets_of(entry).items():
        if asked in (kind, name) or (not asked and kind == "OPEN"):
            yield name


def _order(runner: Runner, interval: str) -> tuple[int, str]:
    return _chip(runner.timing, interval) + runner.timing.penalty, runner.entry["entry_id"]


def _chip(timing: Timing, interval: str) -> int:
    return timing.points[interval] - (timing.start or 0)


def result(runner: Runner, interval: str, bracket: str, rank: int) -> Record:
    """One row of `results`."""
    entry, timing, race = runner.entry, runner.timing, runner.race
    gun, chip, digits = timing.points[interval], _chip(timing, interval), _digits(entry)
    start = Decimal(race["race_actual_start_time"])
    begin = "" if timing.start is None else f"{start + Decimal(timing.start) / 1000:.3f}"
    return {
        "results_entry_id": entry["entry_id"],
        "results_bib": entry["entry_bib"],
        "results_first_name": entry["athlete_first_name"],
        "results_last_name": entry["athlete_last_name"],
        "results_sex": entry["athlete_sex"],
        "results_age": entry["entry_race_age"],
        **_home(entry),
        "results_event_name": "",
        "results_race_id": race["race_id"],
        "results_race_name": race["race_name"],
        "results_interval_name": interval,
        "results_interval_full": "1" if interval == FULL else "0",
        "results_time": duration(chip, digits),
        "results_gun_time": duration(gun, digits),
        "results_pace": _pace(chip, race),
        "results_gun_pace": _pace(gun, race),
        "results_pace_unit": "min/mile",
        "results_rank": str(rank),
        "results_bracket_name": bracket,
        "results_primary_bracket_name": brackets_of(entry).get("AGE", OVERALL),
        "results_penalty_time": duration(timing.penalty, digits) if timing.penalty else "",
        "results_time_with_penalty": duration(chip + timing.penalty, digits),
        "results_gun_time_with_penalty": duration(gun + timing.penalty, digits),
        "results_start_time": race["race_actual_start_time"],
        "results_begin_chip_time": begin,
        "results_end_chip_time": f"{start + Decimal(gun) / 1000:.3f}",
    }


def _home(entry: Record) -> Record:
    city, state, code = (entry[f"location_{name}"] for name in ("city", "region", "country"))
    return {
        "results_hometown": ", ".join(part for part in (city, state, code) if part),
        "results_city": city,
        "results_state": state,
        "results_state_code": state,
        "results_postal_code": entry["location_postal_code"],
        "results_country": COUNTRIES.get(code, code),
        "results_country_code": code,
    }


def _digits(entry: Record) -> int:
    """How many digits of the second's fraction an entry's times show: it varies by row."""
    return (3, 1, 0, 2)[int(entry["entry_id"]) % 4]


def duration(milliseconds: int, digits: int) -> str:
    """`HH:MM:SS` with a fraction of so many digits; below an hour one digit means `MM:SS.s`."""
    seconds, rest = divmod(abs(milliseconds), 1000)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    sign = "-" if milliseconds < 0 else ""
    fraction = f".{rest:03}"[: digits + 1] if digits else ""
    head = "" if digits == 1 and not hours else f"{hours:02}:"
    return f"{sign}{head}{minutes:02}:{seconds % 60:02}{fraction}"


def _pace(milliseconds: int, race: Record) -> str:
    miles = Decimal(race["race_course_distance"]) / Decimal("1609.344")
    return duration(int(milliseconds / miles) // 1000 * 1000, 0)
