"""The invented events of the account, with what hangs on their races."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.races import Record

AGES = (0, 10, 20, 30, 40, 50, 60, 70, 80)
FULL, MIDWAY = "Full Course", "Midway"
OVERALL, RESPONDERS = "Overall", "First Responders"
SEXES = {"F": "Female", "M": "Male"}


@dataclass(frozen=True)
class Course:
    """One race of an event: `choices` are its registration choices; not every one is ranked."""

    race_id: str
    name: str
    metres: str
    start: datetime
    choices: tuple[tuple[str, str], ...]
    waves: int = 1
    is_ranked: bool = True


@dataclass(frozen=True)
class Meeting:
    """One event: its courses, and the number of the question that it asks entrants."""

    event_id: str
    name: str
    city: str
    region: str
    zone: str | None
    question: str
    courses: tuple[Course, ...]
    is_published: bool = True
    is_test: bool = False


HARBOR = Meeting(
    "70101", "Harbor Light Races", "Gullport", "ME", "America/New_York", "262177",
    (
        Course("201501", "10 Mile", "16093.44", datetime(2026, 9, 12, 11, 30, tzinfo=UTC),
               (("33011", "10 Mile"),), waves=2),
        Course("201502", "5K", "5000", datetime(2026, 9, 12, 12, 30, tzinfo=UTC),
               (("33012", "5K Early Bird"), ("33013", "5K"))),
        Course("201503", "Kids Mile", "1609.34", datetime(2026, 9, 12, 13, 30, tzinfo=UTC),
               (("33014", "Kids Mile"),), is_ranked=False),
    ),
)  # fmt: skip
MILL_POND = Meeting(
    "70102", "Mill Pond 5K", "Ashbrook", "VT", None, "262203",
    (
        Course("201601", "5K", "5000", datetime(2026, 9, 26, 12, 0, tzinfo=UTC),
               (("33021", "5K"),)),
    ),
    is_published=False,
)  # fmt: skip
REHEARSAL = Meeting(
    "70103", "Rehearsal", "Gullport", "ME", None, "262204",
    (
        Course("201701", "Loop", "400", datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
               (("33031", "Loop"),)),
    ),
    is_test=True,
)  # fmt: skip
MEETINGS = (HARBOR, MILL_POND, REHEARSAL)


def instant(moment: datetime) -> str:
    """A time as the provider writes it: seconds since 1970."""
    return str(int(moment.timestamp()))


def event_record(meeting: Meeting) -> Record:
    """One row of `event`."""
    zone = {"location_time_zone": meeting.zone} if meeting.zone else {}
    return {
        "event_id": meeting.event_id,
        "event_tag": meeting.name.lower().replace(" ", "-"),
        "event_name": meeting.name,
        "event_description": "",
        "event_start_time": instant(meeting.courses[0].start),
        "event_end_time": str(int(meeting.courses[0].start.timestamp()) + 6 * 3600),
        "event_site_uri": "https://races.example",
        "event_is_published": "1" if meeting.is_published else "0",
        "event_device_protocol": "CT01_33",
        "event_external_id": "",
        "organization_id": "3304",
        "organization_name": "Tidewater Timing (demo)",
        "location_city": meeting.city,
        "location_region": meeting.region,
        "location_country": "US",
        **zone,
    }


def race_record(course: Course, event_id: str) -> Record:
    """One row of `event_race`."""
    return {
        "race_id": course.race_id,
        "event_id": event_id,
        "race_tag": course.name.lower().replace(" ", "-"),
        "race_name": course.name,
        "race_type": "running",
        "race_subtype": "road",
        "race_course_distance": course.metres,
        "race_pref_distance_unit": "meters",
        "race_planned_start_time": instant(course.start),
        "race_planned_end_time": str(int(course.start.timestamp()) + 4 * 3600),
        "race_actual_start_time": "",
        "race_actual_end_time": "",
        "race_age_ref_time": instant(course.start),
    }


def waves(course: Course) -> list[Record]:
    """A race's rows of `event_wave`."""
    return [
        {
            "wave_id": f"{course.race_id[2:]}{number:03}",
            "wave_name": f"Wave {number}",
            "wave_start_time": str(int(course.start.timestamp()) + 300 * (number - 1)),
            "race_id": course.race_id,
            "race_name": course.name,
        }
        for number in range(1, course.waves + 1)
    ]


def intervals(course: Course) -> list[Record]:
    """A race's rows of `event_interval`: the finish, and of the longest one a point before it."""
    names = (FULL, MIDWAY) if course.waves > 1 else (FULL,)
    return [
        {
            "interval_id": f"9{course.race_id[1:]}{number}",
            "interval_name": name,
            "interval_is_full": "1" if name == FULL else "0",
            "race_id": course.race_id,
            "race_name": course.name,
        }
        for number, name in enumerate(names, 1)
    ]


def brackets(course: Course) -> list[Record]:
    """A race's rows of `event_bracket`: all, by sex, by ten years of age, and one without rank."""
    kinds = [("OPEN", OVERALL), *(("SEX", name) for name in SEXES.values())]
    kinds += [("AGE", age_group(sex, age)) for sex in SEXES for age in AGES]
    kinds.append(("OTHER", RESPONDERS))
    return [
        {
            "bracket_id": f"7{course.race_id[1:]}{number:02}",
            "bracket_name": name,
            "bracket_type": kind,
            "bracket_wants_leaderboard": "0" if kind == "OTHER" else "1",
            "race_id": course.race_id,
        }
        for number, (kind, name) in enumerate(kinds, 1)
    ]


def reg_choices(course: Course) -> list[Record]:
    """A race's rows of `event_reg_choice`."""
    return [
        {"reg_choice_id": number, "reg_choice_name": name, "race_id": course.race_id}
        for number, name in course.choices
    ]


def age_group(sex: str, age: int) -> str:
    """The name of the bracket of ten years that an age is in."""
    low = min(age, AGES[-1]) // 10 * 10
    return f"{sex} {low}-{low + 9}"
