"""Who is entered, of one seed: real finishers' ages and times, invented people around them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sandbox.chronotrack.courses import (
    HARBOR,
    MEETINGS,
    MILL_POND,
    Course,
    Meeting,
    age_group,
    brackets,
    event_record,
    intervals,
    race_record,
    reg_choices,
    waves,
)
from sandbox.finishers import Fact, Finisher, finish_fact, missing_fact, some_finishers
from sandbox.people import Pools, Sketch, pools, user_record
from sandbox.races import Record

KINDS = (
    "events", "races", "reg_choices", "waves", "intervals", "brackets", "teams", "entries",
)  # fmt: skip
TEAMS = (("1", "Salt Marsh Striders"), ("2", "Río Runners"), ("", ""), ("", ""))
FIRST_ENTRY = 5_500_001


@dataclass
class Roster:
    """The account's records by kind and id, whose fields are all text.

    `event_of` names the event of every id below an event; `tests` holds what only shows on demand,
    `hidden` the races without results. `facts` is the race day that is to come, by entry id.
    """

    records: dict[str, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in KINDS}
    )
    event_of: dict[str, str] = field(default_factory=dict)
    tests: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where an entry stands: its number in the account, event, course and which choice of it."""

    number: int
    meeting: Meeting
    course: Course
    choice: int = 0
    bib: str = ""


def build_timed_roster(seed: int = 2005, finishers: int | None = 60) -> Roster:
    """The roster of a seed; `finishers` is how many finish the longest race, all where it is None.

    The 5K has a fifth as many entries as that race, the other event a tenth, the children five.
    """
    rng, drawn, roster = random.Random(seed), pools(seed), Roster()
    for meeting in MEETINGS:
        add_meeting(roster, meeting)
    numbers = iter(range(FIRST_ENTRY, FIRST_ENTRY + 1_000_000))
    runners = some_finishers(rng, finishers)
    ten_mile, five_k, kids = HARBOR.courses
    facts = [(runner, finish_fact(rng, runner)) for runner in runners]
    facts += [(rng.choice(runners), missing_fact(rng, one)) for one in _missing(len(runners))]
    for place, (runner, fact) in enumerate(facts):
        one = Place(next(numbers), HARBOR, ten_mile, bib=str(101 + place))
        _add_entry(rng, drawn, roster, one, runner)
        roster.facts[str(one.number)] = fact
    for count, meeting, course in (
        (max(6, len(runners) // 5), HARBOR, five_k),
        (5, HARBOR, kids),
        (max(6, len(runners) // 10), MILL_POND, MILL_POND.courses[0]),
    ):
        for place in range(count):
            # Bibs begin anew in each race, some with a zero; one in six has none yet.
            bib = (
                ""
                if place % 6 == 5
                else f"{101 + place:04}"
                if place % 6 == 4
                else f"{101 + place}"
            )
            one = Place(next(numbers), meeting, course, place % len(course.choices), bib)
            _add_entry(rng, drawn, roster, one, rng.choice(runners))
    _spoil(roster)
    return roster


def _missing(count: int) -> Iterator[str]:
    for outcome, one_in in (("no_show", 20), ("retired", 40), ("disqualified", 60)):
        yield from [outcome] * max(1, count // one_in)


def add_meeting(roster: Roster, meeting: Meeting) -> None:
    """Adds an event with all that hangs on its races, nobody entered yet."""
    roster.records["events"][meeting.event_id] = event_record(meeting)
    if meeting.is_test:
        roster.tests.add(meeting.event_id)
    for number, name in TEAMS[:2]:
        key = meeting.event_id + number
        roster.records["teams"][key] = {"team_id": key, "team_name": name}
        roster.event_of[key] = meeting.event_id
    for course in meeting.courses:
        made = {
            "races": [race_record(course, meeting.event_id)],
            "reg_choices": reg_choices(course),
            "waves": waves(course),
            "intervals": intervals(course),
            "brackets": brackets(course),
        }
        for kind, rows in made.items():
            for row in rows:
                key = row[f"{kind[:-1]}_id"]
                roster.records[kind][key] = row
                roster.event_of[key] = meeting.event_id
        if not course.is_ranked:
            roster.hidden.add(course.race_id)


def _add_entry(
    rng: random.Random, drawn: Pools, roster: Roster, place: Place, runner: Finisher
) -> None:
    key = str(place.number)
    roster.records["entries"][key] = entry_of(rng, drawn, place, runner)
    roster.event_of[key] = place.meeting.event_id


def entry_of(rng: random.Random, drawn: Pools, place: Place, runner: Finisher) -> Record:
    """The entry of somebody with a finisher's age, sex and state."""
    course = place.course
    held_on: date = course.start.date()
    age = runner.age if course.is_ranked else 6 + place.number % 5
    sketch = Sketch(place.number, runner.sex, age, runner.state, held_on)
    return entry_record(place, sketch, user_record(rng, drawn, sketch))


def entry_record(place: Place, sketch: Sketch, user: Record) -> Record:
    """One row of `event_entry`: each field text, empty where there is nothing."""
    address, number, sex = user["address"], place.number, sketch.sex or ""
    team_id, team_name = TEAMS[number % len(TEAMS)]
    choice_id, choice_name = place.course.choices[place.choice]
    record = {
        "entry_id": number,
        "entry_external_id": f"REG-{number - FIRST_ENTRY + 9001}",
        "entry_name": f"{user['first_name']} {user['last_name']}",
        "entry_type": "IND",
        "entry_status": "CONF",
        "entry_bib": place.bib,
        "entry_race_age": sketch.age,
        "event_id": place.meeting.event_id,
        "race_id": place.course.race_id,
        "race_name": place.course.name,
        "reg_choice_id": choice_id,
        "reg_choice_name": choice_name,
        "wave_name": f"Wave {1 + number % place.course.waves}",
        "bracket_name": age_group(sex, sketch.age) if sex else "",
        "team_id": team_id and place.meeting.event_id + team_id,
        "team_name": team_name,
        "athlete_id": number + 500_000,
        "athlete_first_name": user["first_name"],
        "athlete_last_name": user["last_name"],
        "athlete_sex": sex,
        "athlete_birthdate": user["dob"],
        "athlete_email": user["email"],
        "athlete_home_phone": None,
        "athlete_mobile_phone": user["phone"],
        "location_street": address["street"],
        "location_street2": None,
        "location_city": address["city"],
        "location_region": address["state"],
        "location_postal_code": address["zipcode"],
        "location_country": address["country_code"],
        "reg_transaction_account_email": user["email"],
        f"custom_element{place.meeting.question}": team_name if number % 3 else "",
        f"custom_element{place.meeting.question}1": ("S", "M", "L", "")[number % 4],
    }
    return {name: "" if value is None else str(value) for name, value in record.items()}


def _spoil(roster: Roster) -> None:
    """One entry made at the desk has no external id, and one is a test."""
    keys = list(roster.records["entries"])
    roster.records["entries"][keys[1]]["entry_external_id"] = ""
    roster.tests.add(keys[-1])
