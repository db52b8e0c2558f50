"""The race day of the 10 Mile: real times onto whoever is registered, ranks, stray bibs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sandbox.copernico.assumed import STATUSES
from sandbox.copernico.rankings import rank
from sandbox.copernico.store import Entrant, Store
from sandbox.finishers import Fact
from sandbox.population import Population
from sandbox.races import RIVERBEND, TEN_MILE, Record, event_of

SLUG = RIVERBEND.slug
EVENT = event_of(TEN_MILE)
GUN = datetime(2026, 4, 19, 11, 40, 2, 350_000, tzinfo=UTC)
POINTS = {"2,5 km": 2500, "5 Mile": 8047}
PUSH_ID = "runsignup-{}"
DESK_BIB = 20_000


@dataclass(frozen=True)
class _Runner:
    """A registration of the 10 Mile with its race day."""

    push_id: str
    bib: object
    fact: Fact


def run_race(store: Store, population: Population) -> dict[str, int]:
    """Give everybody of the 10 Mile their race day; how many have each status.

    Running it again changes nothing, but for people who were registered meanwhile.
    """
    runners = _runners(population)

    def make(entrants: list[Entrant]) -> list[Entrant]:
        timed = _timed([one for one in entrants if not one.key.startswith("bib:")], runners)
        made = timed + _without_data(timed, runners) + _strays(population)
        rank(made)
        return made

    made = store.change_timing(SLUG, EVENT.name, make)
    return dict(Counter(str((entrant.timing or {})["status"]) for entrant in made))


def withdraw_time(store: Store, push_id: str) -> None:
    """Take a finish time back: the person runs again, everybody behind moves up.

    Raises: KeyError where nobody with this id has a time.
    """

    def make(entrants: list[Entrant]) -> list[Entrant]:
        timings = {entrant.key: entrant.timing for entrant in entrants}
        timing = timings[push_id]
        if timing is None:
            raise KeyError(push_id)
        timing |= {"status": STATUSES["running"], "withdrawn": True}
        timing["times"] |= {"Finish": (None, None)}
        rank(entrants)
        return entrants

    store.change_timing(SLUG, EVENT.name, make)


def _runners(population: Population) -> dict[str, _Runner]:
    runners = {}
    for placed in population.participants:
        fact = population.facts.get(placed.sort_id)
        if fact is not None and isinstance(placed.row, dict):
            push_id = PUSH_ID.format(placed.sort_id)
            runners[push_id] = _Runner(push_id, placed.row["bib_num"], fact)
    return runners


def _timed(entrants: list[Entrant], runners: dict[str, _Runner]) -> list[Entrant]:
    """The registered people with their timing; who came without a bib got one at the desk."""
    desk = {push_id: DESK_BIB + place for place, push_id in enumerate(runners)}
    timed = []
    for entrant in entrants:
        runner = runners.get(entrant.key)
        fact = runner.fact if runner else None
        person = entrant.person
        if not person.get("dorsal") and fact and fact.outcome != "no_show":
            # Typed in at the desk, hence text and not a number.
            person = person | {"dorsal": str(desk[entrant.key])}
        if entrant.timing and entrant.timing.get("withdrawn"):
            timed.append(Entrant(entrant.key, person, entrant.timing))
        else:
            timed.append(Entrant(entrant.key, person, timing_of(fact, person)))
    return timed


def _without_data(timed: list[Entrant], runners: dict[str, _Runner]) -> list[Entrant]:
    """Tagged bibs of people nobody registered here, one for each bib."""
    registered = {entrant.key for entrant in timed}
    taken = {str(entrant.person.get("dorsal")) for entrant in timed}
    made = []
    for runner in runners.values():
        unknown = runner.push_id not in registered and runner.fact.outcome != "no_show"
        if unknown and runner.bib is not None and str(runner.bib) not in taken:
            taken.add(str(runner.bib))
            made.append(_placeholder("Dorsal sin datos", str(runner.bib), runner.fact))
    return made


def _strays(population: Population) -> list[Entrant]:
    return [_placeholder(one.name, str(one.dorsal), one.fact) for one in population.strays]


def _placeholder(name: str, dorsal: str, fact: Fact) -> Entrant:
    """A bib without data has no id; somebody entered by hand, like the sweeper, has one."""
    by_hand = not name.startswith("Dorsal")
    person: Record = {
        "id": dorsal if by_hand else None,
        "name": name,
        "surname": None,
        "gender": "male" if by_hand else None,
        "birthdate": None,
        "event": EVENT.name,
        "dorsal": int(dorsal) if dorsal.isdigit() else dorsal,
        "chip": [dorsal],
    }
    return Entrant(f"bib:{dorsal}", person, timing_of(fact, person))


def timing_of(fact: Fact | None, person: Record, gun: datetime = GUN) -> Record:
    """What the scoring system holds of a race day that began at `gun`, without places."""
    outcome = fact.outcome if fact else "no_show"
    start = fact.start_ms if fact else None
    return {
        "status": STATUSES[outcome],
        "category": category(person),
        "wave": str(1 + (start or 0) // 120_000) if (start or 0) > 0 else "1",
        "gunTime": f"{gun:%Y-%m-%dT%H:%M:%S}.{gun.microsecond // 1000:03}Z",
        "startRawTime": None if start is None else round(gun.timestamp() * 1000) + start,
        "distance": EVENT.metres,
        "times": _times(fact) if fact else {},
        "rankings": {},
    }


def _times(fact: Fact) -> dict[str, tuple[int | None, int | None]]:
    """Official and real milliseconds by point; a start before the gun counts from the gun."""
    offset = max(fact.start_ms or 0, 0)
    times: dict[str, tuple[int | None, int | None]] = {
        "Start": (None, None) if fact.start_ms is None else (offset, 0)
    }
    if fact.outcome == "no_show":
        return times
    for point, metres in POINTS.items():
        share = metres / (EVENT.metres or 1) * (1 - fact.gun_ms % 31 / 1000)
        real = int((fact.gun_ms - offset) * share)
        times[point] = (offset + real, real)
    if fact.outcome == "finished":
        times["Finish"] = (fact.gun_ms, fact.gun_ms - offset)
    elif fact.gun_ms % 2:
        del times["5 Mile"]
    return times


def category(person: Record) -> str:
    """Gender and age group on race day, as `F30-34`; empty where either is not known."""
    letter = {"female": "F", "male": "M"}.get(str(person.get("gender")))
    try:
        born = date.fromisoformat(str(person.get("birthdate")))
    except ValueError:
        return ""
    day = RIVERBEND.held_on
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    if letter is None or age < 0:
        return ""
    return f"{letter}0-19" if age < 20 else f"{letter}{age // 5 * 5}-{age // 5 * 5 + 4}"
