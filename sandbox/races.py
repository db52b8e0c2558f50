"""The two invented races: what RunSignUp says of them and what the timer calls them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """One competition of a race; `metres` is None for the volunteers."""

    event_id: int
    name: str
    start_time: str
    distance: str | None
    metres: int | None
    race_fee: str

    @property
    def is_volunteer(self) -> bool:
        """True where people help instead of run."""
        return self.metres is None


@dataclass(frozen=True)
class Race:
    """One race: its RunSignUp id, its slug in the scoring system, its day and zone."""

    race_id: int
    slug: str
    name: str
    held_on: date
    timezone: str
    city: str
    state: str
    zipcode: str
    events: tuple[Event, ...]


TEN_MILE = 910101

RIVERBEND = Race(
    race_id=900101,
    slug="riverbend-spring-2026",
    name="Riverbend Spring Races",
    held_on=date(2026, 4, 19),
    timezone="America/New_York",
    city="Riverbend",
    state="VA",
    zipcode="22201",
    events=(
        Event(TEN_MILE, "10 Mile", "4/19/2026 07:40", "10 Miles", 16093, "$45.00"),
        Event(910102, "5K", "4/19/2026 08:30", "5K", 5000, "$30.00"),
        Event(910103, "Volunteer", "4/19/2026 05:30", None, None, "$0.00"),
    ),
)

PINE_RIDGE = Race(
    race_id=900102,
    slug="pine-ridge-2026",
    name="Pine Ridge Half & 5K",
    held_on=date(2026, 5, 17),
    timezone="America/Chicago",
    city="Pine Ridge",
    state="IL",
    zipcode="60602",
    events=(
        Event(910201, "Half Marathon", "5/17/2026 07:00", "13.1 Miles", 21098, "$60.00"),
        Event(910202, "5K", "5/17/2026 08:15", "5K", 5000, "$28.00"),
    ),
)

RACES = (RIVERBEND, PINE_RIDGE)


def race_of(event_id: int) -> Race:
    """The race an event belongs to."""
    return next(race for race in RACES if any(e.event_id == event_id for e in race.events))


def event_of(event_id: int) -> Event:
    """The event with this id."""
    return next(e for race in RACES for e in race.events if e.event_id == event_id)


def race_record(race: Race) -> Record:
    """One race as `GET /race/{id}` gives it, with all its events."""
    day = race.held_on.strftime("%m/%d/%Y")
    path = race.name.replace(" ", "").replace("&", "And")
    return {
        "race_id": race.race_id,
        "name": race.name,
        "last_date": day,
        "last_end_date": day,
        "next_date": None,
        "next_end_date": None,
        "is_draft_race": "F",
        "is_private_race": "F",
        "is_registration_open": "F",
        "created": "2/5/2019 12:23",
        "last_modified": "3/1/2026 18:20",
        "description": f"<p>{race.name}: flat & fast.</p>\r\n<p>&nbsp;</p>",
        "url": f"https://runsignup.com/Race/{race.state}/{race.city.replace(' ', '')}/{path}",
        "external_race_url": None,
        "external_results_url": None,
        "fb_page_id": None,
        "fb_event_id": None,
        "address": {
            "street": "1 Pier Rd",
            "city": race.city,
            "state": race.state,
            "zipcode": race.zipcode,
            "country_code": "US",
        },
        "timezone": race.timezone,
        "logo_url": None,
        "can_use_registration_api": "F",
        "real_time_notifications_enabled": "F",
        "events": [_event_record(event, race.race_id) for event in race.events],
    }


def _event_record(event: Event, race_id: int) -> Record:
    periods = [
        ("11/20/2025 00:00", "2/28/2026 23:59"),
        ("3/1/2026 00:00", event.start_time.split(" ", maxsplit=1)[0] + " 00:00"),
    ]
    return {
        "event_id": event.event_id,
        "race_event_days_id": race_id - 844600,
        "name": event.name,
        "details": None,
        "start_time": event.start_time,
        "end_time": None,
        "age_calc_base_date": None,
        "registration_opens": "11/20/2025 00:00",
        "event_type": "volunteer" if event.is_volunteer else "running_race",
        "distance": event.distance,
        "volunteer": "T" if event.is_volunteer else "F",
        "require_dob": "T",
        "require_phone": "F",
        "registration_periods": [
            {
                "registration_opens": opens,
                "registration_closes": closes,
                "race_fee": event.race_fee,
                "processing_fee": "$3.70",
            }
            for opens, closes in periods
        ],
        "sub_event_ids": [],
        "giveaway": None if event.is_volunteer else "T-shirt",
    }
