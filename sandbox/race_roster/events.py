"""Three invented events: one that is open, a private one of a day, and one that is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.races import Record

MODIFIED = "2026-05-28T15:19:12+00:00"
BRANDING = ("logo", "backgroundImage", "primaryColor", "secondaryColor")


@dataclass(frozen=True)
class SubEvent:
    """One distance; `unit` is None for volunteers, `metres` None where only the unit is told."""

    number: int
    name: str
    value: str
    unit: str | None
    metres: str | None
    limits: tuple[str, str, str]
    days_before: int = 0


@dataclass(frozen=True)
class Happening:
    """One event: its id, the other number that its address has, where and when it is."""

    key: str
    number: int
    name: str
    city: str
    region: Record | None
    start: datetime
    sub_events: tuple[SubEvent, ...]
    status: str = "LIVE"

    @property
    def zone(self) -> str:
        """The IANA name of the zone that it is held in."""
        return str(self.start.tzinfo)


NO_LIMIT = ("0", "0", "")
LAKEHEAD = Happening(
    key="7c1e90aa-0001-4d20",
    number=81001,
    name="Lakehead Marathon Weekend",
    city="Thunder Bay",
    region={"code": "ON", "name": "Ontario"},
    start=datetime(2026, 10, 11, 8, 0, tzinfo=ZoneInfo("America/Toronto")),
    sub_events=(
        SubEvent(410001, "Marathon", "42.195", "km", "42195", ("1500", "16", "")),
        SubEvent(410002, "5 km", "5", "km", "5000", ("0", "0", ""), days_before=1),
        SubEvent(410003, "Volunteer", "0", None, None, NO_LIMIT),
    ),
)
PRAIRIE = Happening(
    key="7c1e90aa-0002-4d20",
    number=81002,
    name="Prairie Wind Côte-à-Côte",
    city="Regina",
    region={"code": "SK", "name": "Saskatchewan"},
    start=datetime(2026, 8, 23, 9, 30, tzinfo=ZoneInfo("America/Regina")),
    sub_events=(
        SubEvent(410011, "10 km", "10", "km", "10000", ("400", "12", "99")),
        SubEvent(410012, "One Mile", "1", "mi", None, ("", "", "")),
    ),
    status="PRIVATE",
)
THAW = Happening(
    key="7c1e90aa-0003-4d20",
    number=81003,
    name="Thaw Trail Half",
    city="Squamish",
    region=None,
    start=datetime(2026, 5, 10, 9, 0, tzinfo=ZoneInfo("America/Vancouver")),
    sub_events=(SubEvent(410021, "Half Marathon", "21.0975", "km", "21098", NO_LIMIT),),
)
HAPPENINGS = (LAKEHEAD, PRAIRIE, THAW)


def written(moment: datetime, *, colon: bool = False) -> str:
    """A local time with its offset, as the API writes it: mostly without a colon."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%S%z")
    return f"{text[:-2]}:{text[-2:]}" if colon else text


def event_record(one: Happening) -> Record:
    """One event as the API gives it, its sub-events inside, and its `status`, which it hides."""
    slug = "-".join(one.name.lower().split())
    opens = one.start.replace(month=1, day=15, hour=0, minute=0)
    return {
        "eventId": one.key,
        "type": "event",
        "name": one.name,
        "status": one.status,
        "city": one.city,
        "region": one.region,
        "country": {"code": "CA", "name": "Canada"},
        "startDate": written(one.start),
        "timeZone": one.zone,
        "registrationOpenDate": written(opens, colon=True),
        "registrationCloseDate": written(one.start - timedelta(days=3)),
        "lastModifiedDate": MODIFIED,
        "url": f"https://raceroster.com/events/{one.start.year}/{one.number}/{slug}",
        "organizerName": f"{one.city} Runners",
        "organizerEmail": "hello@runners.example",
        "organizerPhone": "807-555-0111",
        "organizerDashboardUrl": None,
        "address": f"100 Park Ave, {one.city}",
        "latitude": 48.38,
        "longitude": -89.25,
        "locale": "en-US",
        "description": f"<p>{one.name}</p>",
        "facebook": None,
        "twitter": None,
        "branding": dict.fromkeys(BRANDING),
        "resultsUrl": None,
        "subEvents": {"data": [_sub_event_record(one, sub) for sub in one.sub_events]},
    }


def _sub_event_record(one: Happening, sub: SubEvent) -> Record:
    largest, youngest, oldest = sub.limits
    own = None
    if sub.days_before:
        own = written(one.start - timedelta(days=sub.days_before))
    return {
        "subEventId": sub.number,
        "name": sub.name,
        "maxParticipants": largest,
        "participantMinAge": youngest,
        "participantMaxAge": oldest,
        "subEventDistance": _distance(sub),
        "distance": sub.value,
        "distanceType": sub.unit or "km",
        "customSubEventDate": own,
    }


def _distance(sub: SubEvent) -> Record | None:
    if sub.unit is None:
        return None
    known = {} if sub.metres is None else {"inMeters": sub.metres}
    return {
        "id": str(sub.number % 100),
        "type": "running",
        "label": sub.name,
        "value": sub.value,
        "unit": sub.unit,
        **known,
    }
