"""The switches of the server: which dialect it speaks, how it writes, what goes wrong where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.races import Record
from sandbox.resources_centre.centre import EARLY, ENTITIES, FIELDS

PREFIXES = ("/api", "/api/v1")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "list_key": ("entity", "data", "bare"),
    "times": ("z", "offset", "naive"),
    "unset": ("null", "absent", "blank"),
}
FAULTS = ("error_500", "page_500", "error_object", "not_found")


@dataclass(frozen=True)
class Switches:
    """How the server answers.

    prefixes: those that are served, any other is a page of 404. list_key: what stands around the
    rows. since: whether it is obeyed. times: how instants are written. unset: how a field without a
    value is. extras: whether the fields of the later note are sent. text_ids: ids as text. total:
    whether the count of all rows stands beside them. writes: whether rows can be changed, and
    read_only: the fields that cannot; keeps_times: a change does not move a row's time.
    faults: of a kind of record, one of FAULTS at each call.
    """

    prefixes: tuple[str, ...] = ("/api",)
    list_key: str = "entity"
    since: bool = False
    times: str = "z"
    unset: str = "null"
    extras: bool = True
    text_ids: bool = False
    total: bool = False
    writes: bool = False
    read_only: tuple[str, ...] = ()
    keeps_times: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a name that no switch acts on, which would otherwise do nothing."""
        for name, known in CHOICES.items():
            if getattr(self, name) not in known:
                raise ValueError(f"unknown {name} {getattr(self, name)!r}; known are {known}")
        if unknown := sorted(set(self.prefixes) - set(PREFIXES)):
            raise ValueError(f"unknown prefix {unknown[0]!r}; known are {PREFIXES}")
        if unknown := sorted(set(self.faults) - set(ENTITIES)):
            raise ValueError(f"unknown kind {unknown[0]!r}; known are {ENTITIES}")
        if unknown := sorted(set(self.faults.values()) - set(FAULTS)):
            raise ValueError(f"unknown fault {unknown[0]!r}; known are {FAULTS}")


def shown(row: Record, entity: str, switches: Switches) -> Record:
    """A record as the server writes it."""
    known = FIELDS[entity] if switches.extras else EARLY[entity]
    kept = {name: value for name, value in row.items() if name in known or name not in _OPTIONAL}
    written = {name: _value(value, switches) for name, value in kept.items()}
    if switches.unset == "absent":
        written = {
            name: value for name, value in written.items() if value is not None or name == "id"
        }
    if switches.unset == "blank":
        written |= {name: "" for name in known if written.get(name) is None}
    if switches.text_ids:
        written["id"] = str(row["id"])
    return written


def _value(value: Any, switches: Switches) -> Any:
    if not isinstance(value, datetime):
        return value
    moment = value.astimezone(UTC)
    if switches.times == "z":
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if not moment.microsecond else _fine(moment)
    if switches.times == "offset":
        return moment.isoformat()
    return moment.replace(tzinfo=None).isoformat()


def _fine(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat() + "Z"


_OPTIONAL = frozenset(name for names in FIELDS.values() for name in names)
