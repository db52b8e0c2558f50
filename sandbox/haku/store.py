"""What the server holds of an organisation, and what may be changed in it while it is served."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.haku.organiser import Organiser
from sandbox.races import Record

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
AGE = "_age"


@dataclass
class Kept:
    """One registration in full and when it was last changed, as a number that only grows."""

    record: Record
    changed: int


class Store:
    """One organisation, safe to change while the server answers; the one it is given stays."""

    def __init__(self, organiser: Organiser) -> None:
        self.lock = threading.RLock()
        self.events = list(deepcopy(organiser.events))
        self._changes = 0
        self._kept = {
            event_id: {one["registration_number"]: Kept(one, self._next()) for one in many}
            for event_id, many in deepcopy(organiser.registrations).items()
        }

    def short_rows(self, event_id: str, *, newest_first: bool) -> Sequence[Record]:
        """The rows of an event's list, by change or by number. Raises: KeyError."""
        with self.lock:
            kept = list(self._kept[event_id].values())
        if newest_first:
            kept.sort(key=lambda one: one.changed, reverse=True)
        return [short_row(one.record) for one in kept]

    def detail(self, event_id: str, number: str) -> Record:
        """One registration in full. Raises: KeyError."""
        with self.lock:
            record = self._kept[event_id][number].record
            return {name: value for name, value in record.items() if name != AGE}

    def numbers(self, event_id: str) -> list[str]:
        """The numbers of an event's registrations, the one changed last first. Raises: KeyError."""
        rows = self.short_rows(event_id, newest_first=True)
        return [row["registration_number"] for row in rows]

    def edit(self, event_id: str, number: str, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a registration, which moves to the front. Raises: KeyError."""
        with self.lock:
            kept = self._kept[event_id][number]
            changed = self._next()
            record = merged(kept.record, {"updated_at": stamp(changed), **fields})
            self._kept[event_id][number] = Kept(record, changed)
            return record

    def add(self, event_id: str, number: str, fields: Mapping[str, Any]) -> Record:
        """A new registration, like the event's first but for these fields. Raises: KeyError."""
        with self.lock:
            model = next(iter(self._kept[event_id].values()))
            record = deepcopy(model.record) | {"registration_number": number}
            self._kept[event_id][number] = Kept(record, self._next())
            return self.edit(event_id, number, fields)

    def drop(self, event_id: str, number: str) -> None:
        """Take a registration out without a trace. Raises: KeyError."""
        with self.lock:
            del self._kept[event_id][number]

    def _next(self) -> int:
        self._changes += 1
        return self._changes


def short_row(record: Record) -> Record:
    """A registration as the list shows it."""
    person = record["participant"]
    names = (person["first_name"], person["last_name"])
    courses = [one["name"] for one in record["event_categories"] or () if one["is_active"]]
    return {
        "registration_number": record["registration_number"],
        "person_full_name": " ".join(filter(None, names)),
        "email": person["email"],
        "age": record[AGE],
        "gender": person["gender"],
        "event_category_info": courses[0] if courses else None,
        "team": record["team"],
        "registered_at": record["created_at"],
        "is_cancelled": record["is_cancelled"],
        "transaction_amount": record["transaction_amount"],
    }


def stamp(changed: int) -> str:
    """The time of a change, as the API writes it."""
    return (BEGIN + timedelta(seconds=changed)).strftime("%Y-%m-%dT%H:%M:%SZ")


def merged(record: Record, fields: Mapping[str, Any]) -> Record:
    """A copy of a record with fields merged into it, at every depth."""
    made = deepcopy(record)
    for name, value in fields.items():
        inner = made.get(name)
        both = isinstance(inner, dict) and isinstance(value, dict)
        made[name] = merged(inner, value) if both and inner is not None else value
    return made
