"""Preset exports: saved choices of columns, one flat row per participant of an event."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.copernico.store import Entrant
from sandbox.races import Record

FULL = ":::full-1:::"
SPLITS = ("2,5 km", "5 Mile")
PRESETS: dict[str, tuple[str, ...]] = {
    "registrations": (
        "id", "name", "surname", "gender", "birthdate", "dorsal", "event", "club", "chip",
        "e-mail", "phone", "nationality", "status",
    ),
    "results": (
        "id", "surname", "name", "gender", "event", "dorsal", "category", "gunTime", "status",
        "startRawTime", "times.official_:::start:::", "times.real_:::start:::",
        *(f"times.official_{split}" for split in SPLITS),
        "times.official_:::finish:::", "times.real_:::finish:::",
        f"rankings_{FULL}", f"rankings.gen_{FULL}", f"rankings.cat_{FULL}",
    ),
    "everything": (
        "id", "surname", "name", "fullName", "gender", "birthdate", "event", "dorsal", "category",
        "gunTime", "status", "featured", "chip", "team", "club", "document", "e-mail", "phone",
        "nationality", "ordinal", "eventNames", "startRawTime",
        "times.official_:::start:::", "times.real_:::start:::",
        *(f"times.{kind}_{split}" for split in SPLITS for kind in ("official", "real")),
        "times.official_:::finish:::", "times.real_:::finish:::",
        *(f"{kind}_{FULL}" for kind in ("rankings", "rankings.gen", "rankings.cat")),
        *(f"{kind}_{FULL}" for kind in ("netrankings", "netrankings.gen", "netrankings.cat")),
        f"intervalaverages_{FULL}", f"netintervalaverages_{FULL}",
    ),
}  # fmt: skip
NAMES = {"Start": ":::start:::", "Finish": ":::finish:::"}


def preset_rows(
    entrants: Sequence[Entrant], columns: Sequence[str], *, gun_in_rows: bool
) -> list[Record]:
    """The rows of a preset; `gunTime` is left out where the answer has it at the top."""
    shown = [column for column in columns if gun_in_rows or column != "gunTime"]
    return [
        {column: flat.get(column) for column in shown}
        for flat in (_flat(entrant, place) for place, entrant in enumerate(entrants, 1))
    ]


def _flat(entrant: Entrant, place: int) -> Record:
    person, timing = entrant.person, entrant.timing or {}
    name, surname = person.get("name"), person.get("surname")
    flat = person | {
        "id": person.get("id"),
        "fullName": " ".join(part for part in (name, surname) if part),
        "dorsal": person.get("dorsal"),
        "chip": chips(person),
        "team": person.get("team", ""),
        "featured": False,
        "ordinal": place,
        "eventNames": [person.get("event")],
        "category": timing.get("category", ""),
        "status": person.get("status") or timing.get("status", "notstarted"),
        "gunTime": timing.get("gunTime"),
        "startRawTime": timing.get("startRawTime"),
    }
    for point, (official, real) in timing.get("times", {}).items():
        flat[f"times.official_{NAMES.get(point, point)}"] = official
        flat[f"times.real_{NAMES.get(point, point)}"] = real
    return flat | _ranks(timing.get("rankings", {})) | _averages(timing)


def chips(person: Record) -> list[str]:
    """The chips of a person; one sent alone counts as a list of one."""
    sent = person.get("chip") or []
    return [str(chip) for chip in sent] if isinstance(sent, list) else [str(sent)]


def _ranks(rankings: Record) -> Record:
    columns = {
        "pos": "rankings",
        "posGen": "rankings.gen",
        "posCat": "rankings.cat",
        "posNet": "netrankings",
        "posGenNet": "netrankings.gen",
        "posCatNet": "netrankings.cat",
    }
    return {f"{column}_{FULL}": rankings.get(key) for key, column in columns.items()}


def _averages(timing: Record) -> Record:
    official, real = timing.get("times", {}).get("Finish", (None, None))
    kilometres = timing.get("distance", 0) / 1000
    return {
        f"intervalaverages_{FULL}": _pace(official, kilometres),
        f"netintervalaverages_{FULL}": _pace(real, kilometres),
    }


def _pace(milliseconds: int | None, kilometres: float) -> str | None:
    if milliseconds is None or not kilometres:
        return None
    seconds = int(milliseconds / 1000 / kilometres)
    return f"{seconds // 60}'{seconds % 60:02}\"/Km"
