"""One race, one participant and the leaders of an event, in Copernico's nested shape."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from sandbox.copernico.presets import chips
from sandbox.copernico.raceday import POINTS
from sandbox.copernico.store import Entrant
from sandbox.races import RACES, Event, Race, Record

PLACES = ("pos", "posGen", "posCat", "posNet", "posGenNet", "posCatNet")
GROUPS = ((0, 19), *((age, age + 4) for age in range(20, 90, 5)))
OWN = frozenset(
    ("event", "eventId", "raceId", "dorsal", "chip", "category", "status", "team", "wave")
)
LIMIT = 200


def scored_events(race: Race) -> list[Event]:
    """The events of a race that are timed: all but the volunteers."""
    return [event for event in race.events if not event.is_volunteer]


def race_by_slug(slug: str) -> Race | None:
    """The race with this slug."""
    return next((race for race in RACES if race.slug == slug), None)


def race_detail(race: Race, raced: set[str]) -> Record:
    """The `data` of `GET /api/races/{slug}`."""
    return {
        "id": race.slug,
        "competitionId": str(uuid5(NAMESPACE_URL, race.slug)),
        "name": f"{race.name} {race.held_on.year}",
        "timezone": race.timezone,
        "events": [_event(race, event, raced) for event in scored_events(race)],
    }


def _event(race: Race, event: Event, raced: set[str]) -> Record:
    local = datetime.strptime(event.start_time, "%m/%d/%Y %H:%M").replace(
        tzinfo=ZoneInfo(race.timezone)
    )
    start = f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    over = event.name in raced
    return {
        "name": event.name,
        "type": "running",
        "distance": event.metres,
        "startTime": start,
        "status": {"finished": over, "wavesStarted": 3 if over else 0},
        "waves": [{"name": str(number), "startTime": start} for number in (1, 2, 3)],
        "splits": _splits(event.metres or 0),
        "categories": [
            {"name": f"{letter}{low}-{high}", "gender": gender, "isAgeBased": True}
            | {"from": f"{race.held_on.year - high - 1}-01-01"}
            | {"to": f"{race.held_on.year - low}-12-31"}
            for letter, gender in (("F", "female"), ("M", "male"))
            for low, high in GROUPS
        ],
        "attributes": [
            {"name": "Shirt size", "options": [{"value": size} for size in ("S", "M", "L", "XL")]}
        ],
        "locations": ["arch", "mat-2"],
        "maps": [],
    }


def _splits(metres: int) -> list[Record]:
    points = {"Start": 0} | {name: at for name, at in POINTS.items() if at < metres}
    kinds = {"Start": "start", "Finish": "finish"}
    return [
        {
            "name": name,
            "distance": at,
            "type": kinds.get(name, "split"),
            "physicalLocation": "arch" if name in kinds else "mat-2",
            "order": order,
        }
        for order, (name, at) in enumerate((points | {"Finish": metres}).items(), 1)
    ]


def athlete(entrant: Entrant, *, at_root: bool) -> Record:
    """One participant; the demo host has the fields of the event at the root."""
    person = {key: value for key, value in entrant.person.items() if key not in OWN}
    full = " ".join(part for part in (person.get("name"), person.get("surname")) if part)
    root = person | {"fullname": full, "featured": False, "locations": ["arch", "mat-2"]}
    event = _in_event(entrant)
    return root | event if at_root else root | {"events": [event]}


def _in_event(entrant: Entrant) -> Record:
    person, timing = entrant.person, entrant.timing or {}
    dorsal = person.get("dorsal")
    seen = [name for name, (official, _real) in _times(timing).items() if official is not None]
    return {
        "event": person.get("event"),
        "dorsal": None if dorsal is None else str(dorsal),
        "chip": chips(person),
        "category": timing.get("category", ""),
        "auto_category": timing.get("category", ""),
        "auto_chip": "" if dorsal is None else str(dorsal),
        "wave": timing.get("wave", "1"),
        "team": person.get("team", ""),
        "team_type": "",
        "teamsIds": [],
        "attributes": {},
        "status": person.get("status") or timing.get("status", "notstarted"),
        "realStatus": timing.get("status", "notstarted"),
        "gunTime": timing.get("gunTime"),
        "gunTimeMode": "event",
        "startRawTime": timing.get("startRawTime"),
        "distance": timing.get("distance"),
        "splitsSeen": len(seen),
        "last_split_seen": seen[-1] if seen else None,
        "times": {
            name: {"split": name, "order": order, "time": official, "netTime": real}
            for order, (name, (official, real)) in enumerate(_times(timing).items(), 1)
            if official is not None
        },
        "rankings": _rankings(entrant, timing),
        "custom-rankings": [],
        "penalties": [],
        "backups": [],
        "mst": [],
        "predictive": None,
        "leader": False,
        "issuesCount": {"data": 0, "times": 0},
    }


def _times(timing: Record) -> dict[str, tuple[int | None, int | None]]:
    return {name: (pair[0], pair[1]) for name, pair in timing.get("times", {}).items()}


def _rankings(entrant: Entrant, timing: Record) -> Record:
    places = timing.get("rankings", {})
    if not places:
        return {}
    official, real = _times(timing)["Finish"]
    own = {"id": entrant.person.get("id"), "time": official, "net": real, "location": "arch"}
    return {"Finish": own | {name: places.get(name) for name in PLACES}}


def leaders(entrants: list[Entrant], group: str, *, limit: int, page: int) -> list[Record]:
    """Ranked rows of an event: of `all`, of `gender:male` or of `category:F30-34`."""
    kind, _, value = group.partition(":")
    place = {"all": "pos", "gender": "posGen", "category": "posCat"}.get(kind, "pos")
    rows = [
        _leader(entrant, timing, place)
        for entrant in entrants
        if (timing := entrant.timing) and place in timing["rankings"]
        if _in_group(entrant, timing, kind, value)
    ]
    rows.sort(key=lambda row: (int(row["pos"]), str(row["id"])))
    size = min(limit, LIMIT)
    return rows[(page - 1) * size : page * size]


def _in_group(entrant: Entrant, timing: Record, kind: str, value: str) -> bool:
    if kind == "gender":
        return entrant.person.get("gender") == value
    return kind != "category" or timing["category"] == value


def _leader(entrant: Entrant, timing: Record, place: str) -> Record:
    person = entrant.person
    finish = timing["times"]["Finish"][0]
    return {
        "id": person.get("id"),
        "dorsal": str(person.get("dorsal")),
        "time": finish,
        "name": person.get("name"),
        "surname": person.get("surname"),
        "club": person.get("club"),
        "category": timing["category"],
        "average": finish * 1000 // timing["distance"],
        "split": "Finish",
        "location": "arch",
        "pos": timing["rankings"][place],
        "nationality": person.get("nationality"),
    }
