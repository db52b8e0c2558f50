"""An invented race organisation: three events, with the ages and states of real finishers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sandbox.finishers import Finisher, some_finishers
from sandbox.haku.assumed import GENDERS
from sandbox.people import Pools, Sketch, pools, user_record
from sandbox.races import Record
from sandbox.registrations import TEAMS

TEN_MILE, HALF, BREAKFAST = "ev_2001", "ev_2002", "ev_2003"
RACE_DAY = date(2026, 7, 25)
OPENED = datetime(2026, 1, 5, 9, tzinfo=UTC)
FORMS = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")
# One in so many is cancelled, in a team, without a bib, and so on.
CANCELLED, ODD, PAID_AS_NUMBER = 17, 11, 3


@dataclass(frozen=True)
class Course:
    """What a registration may be for: the id and names of one category."""

    category_id: int
    name: str
    master_name: str


COURSES = {
    TEN_MILE: (Course(71, "10 Mile", "10 Mile Road Race"), Course(72, "5K Walk", "Fun Walk")),
    HALF: (Course(81, "Half Marathon", "Pine Valley Half"), Course(82, "5K", "Pine Valley 5K")),
}


@dataclass(frozen=True)
class Organiser:
    """Events as the API gives them, and each event's registrations in full, oldest first."""

    events: tuple[Record, ...]
    registrations: dict[str, tuple[Record, ...]]


def build_organiser(people: int = 240, seed: int = 2005) -> Organiser:
    """Two races, of `people` and of a quarter as many, and a breakfast that nobody signs up for."""
    rng, drawn = random.Random(seed), pools(seed)
    runners = some_finishers(rng, people + people // 4)
    rng.shuffle(runners)
    return Organiser(
        events=_events(),
        registrations={
            TEN_MILE: _registrations(rng, drawn, TEN_MILE, runners[:people]),
            HALF: _registrations(rng, drawn, HALF, runners[people:]),
            BREAKFAST: (),
        },
    )


def _events() -> tuple[Record, ...]:
    opens, closes = "2026-01-05T09:00:00Z", "2026-07-24 23:59:00"
    named = {"location_name": "Riverfront Park", "location_city": "Davenport"}
    bare = dict.fromkeys(("location_name", "location_city", "location_state"))
    return (
        event_of_day(BREAKFAST, "Sponsor Breakfast", "2026-07-24", **bare, registration_limit=150),
        event_of_day(
            TEN_MILE, "Harbor Lights 10 Mile", RACE_DAY.isoformat(), **named, location_state="IA",
            event_type="running", distance="10 Mile", event_end_date="2026-07-26",
            registration_open_date=opens, registration_close_date=closes, base_price="60.0",
        ),
        event_of_day(
            HALF, "Pine Valley Half", "2026-09-12 07:30:00", **named, location_state="IL",
            event_type="running", distance="13.1 Mile", registration_limit="900",
            registration_open_date=opens, base_price=75,
        ),
    )  # fmt: skip


def event_of_day(event_id: str, name: str, day: str, **fields: object) -> Record:
    """One event of a day as the API gives it; what is not among `fields` is null."""
    nothing = (
        "description", "event_end_date", "event_type", "distance", "registration_limit",
        "registration_open_date", "registration_close_date", "base_price",
    )  # fmt: skip
    own = {"id": event_id, "name": name, "event_date": day, "currency": "USD", "status": "active"}
    return {**dict.fromkeys(nothing), **own, **fields}


def _registrations(
    rng: random.Random, drawn: Pools, event_id: str, runners: list[Finisher]
) -> tuple[Record, ...]:
    return tuple(
        registration(rng, drawn, COURSES[event_id], number, runner)
        for number, runner in enumerate(runners, start=1)
    )


def registration(
    rng: random.Random, drawn: Pools, courses: tuple[Course, ...], number: int, runner: Finisher
) -> Record:
    """One registration in full; `_age` is known to the short list only."""
    sex = rng.choices((runner.sex, "X", None), weights=(92, 4, 4))[0]
    sketch = Sketch(
        courses[0].category_id * 10_000 + number, sex, runner.age, runner.state, RACE_DAY
    )
    made = OPENED + timedelta(hours=number)
    form = FORMS[number % len(FORMS)]
    is_cancelled = number % CANCELLED == 0
    amount = 64.5 + number % 4
    return {
        "registration_number": f"R{10_000_000 + number}",
        "created_at": made.strftime(form),
        "updated_at": made.strftime(FORMS[0]),
        "is_cancelled": is_cancelled,
        "cancelled_at": (made + timedelta(days=9)).strftime(form) if is_cancelled else None,
        "transaction_amount": amount if number % PAID_AS_NUMBER == 0 else str(amount),
        "participant": _participant(user_record(rng, drawn, sketch), number),
        "event_categories": _categories(courses, number, is_cancelled=is_cancelled),
        **_rest(rng, number),
        "_age": runner.age if number % ODD else None,
    }


def _participant(user: Record, number: int) -> Record:
    home = user["address"]
    only_one_name = number % (4 * ODD) == 0
    return {
        "account_number": f"A{user['user_id']}",
        "source_system_identifier": f"old-{number}" if number % ODD == 2 else None,
        "first_name": user["first_name"],
        "middle_initial": user["middle_name"],
        "last_name": "" if only_one_name else user["last_name"],
        "email": user["email"],
        "phone": user["phone"],
        "dob": user["dob"],
        "gender": GENDERS.get(user["gender"] or ""),
        "address": {
            "line1": home["street"],
            "line2": None,
            "city": home["city"],
            "state": home["state"],
            "zip_code": home["zipcode"],
            "country": home["country_code"],
        },
        "additional_questions": [],
        "created_at": "2024-05-01T12:00:00Z",
        "updated_at": "2026-01-05 09:00:00",
    }


def _categories(courses: tuple[Course, ...], number: int, *, is_cancelled: bool) -> list[Record]:
    """The course; every so often a left one besides, another bib, or nothing at all."""
    chosen, other = courses if number % 4 else courses[::-1]
    if is_cancelled:
        return []
    bib = None if number % ODD == 3 else f"VIP-{number}" if number % ODD == 4 else str(number + 200)
    taken = _category(chosen, number) | {"tag_number": bib}
    return [taken] if number % ODD != 5 else [_category(other, number, is_active=False), taken]


def _category(course: Course, number: int, *, is_active: bool = True) -> Record:
    wave = number % 3 + 1
    return {
        "id": course.category_id,
        "name": course.name,
        "master_name": course.master_name,
        "is_active": is_active,
        "participation_option": "Virtual" if number % 13 == 0 else "In person",
        "corral_name": "ABC"[number % 3],
        "wave_name": f"Wave {wave}",
        "wave_code": f"W{wave}",
        "tag_number": None,
        "chip_number": f"0A{number:04}" if is_active else None,
        "created_at": "2026-01-05T09:00:00Z",
        "updated_at": "2026-01-05T09:00:00Z",
    }


def _rest(rng: random.Random, number: int) -> Record:
    """What a registration has besides, also a field that nobody has told us of."""
    return {
        "emergency_contact_name": rng.choice(("T. Okafor", "Zoë", None)),
        "emergency_contact_phone_number": "563-555-0143",
        "emergency_contact_relationship": "Friend",
        "shirt_size_name": "Medium",
        "shirt_size_code": "M",
        "current_pace": "9:30",
        "formatted_submitted_result_time": None,
        "fundraised_amount": "0.0",
        "wants_sms_communications": number % 2 == 0,
        "subscription_number": None,
        "team": {"name": TEAMS[number % len(TEAMS)]} if number % 6 == 0 else None,
        "entity": None,
        "club": None,
        "partner": None,
        "products": [],
        "additional_questions": [],
        "loyalty": {"tier": number % 3},
        "device": "desktop",
        "browser": "Firefox",
        "browser_version": "126",
        "os": "Linux",
        "os_version": None,
    }
