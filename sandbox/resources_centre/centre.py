"""The centre's records: people who speak, those who organize, those who pay; all invented."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.races import Record

ENTITIES = ("speakers", "organizers", "sponsors")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "speakers": ("title", "company", "bio"),
    "organizers": ("website", "description"),
    "sponsors": ("website", "tier", "logo_url", "description"),
}
# What the first clients knew; the rest came with a later note.
EARLY: Mapping[str, tuple[str, ...]] = {
    "speakers": ("title", "company", "bio"),
    "organizers": ("website",),
    "sponsors": ("website",),
}
FIRST_NAMES = ("Oluwa", "Zoë", "Pell", "Ingrid", "Łukasz", "Mireia", "Tomás", "Aiko")
LAST_NAMES = ("Trennick", "Harcastle", "Anstrom", "Bellweather", "Żurawski", "Quillfeather")
COMPANIES = ("Brightmoor Analytics", "Cobalt Freight", "Hexley Cloud", "Northgate", "Ledgerline")
KINDS = ("Summit", "Forum", "Congress", "Roundtable")
TIERS = ("platinum", "gold", "silver", "bronze")
START = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time by this machine's clock, in UTC."""
    return datetime.now(UTC)


def build_records(speakers: int, organizers: int, sponsors: int) -> dict[str, list[Record]]:
    """So many records of each kind, numbered from 1."""
    makers: Mapping[str, tuple[int, Callable[[int], Record]]] = {
        "speakers": (speakers, _speaker),
        "organizers": (organizers, _organizer),
        "sponsors": (sponsors, _sponsor),
    }
    return {
        entity: [{"id": number, **make(number), **_times(number)} for number in range(1, count + 1)]
        for entity, (count, make) in makers.items()
    }


def _times(number: int) -> Record:
    made = START + timedelta(hours=number)
    return {"created_at": made, "updated_at": made + timedelta(days=number % 30)}


def _speaker(number: int) -> Record:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    name = f"{first} {last}" + (f" {number}" if number >= 40 else "")
    if number % 5 == 0:
        return {"name": name, "title": None, "company": None, "bio": None}
    company = COMPANIES[number % len(COMPANIES)]
    return {"name": name, "title": "Head of Data", "company": company, "bio": f"Speaks, {number}."}


def _organizer(number: int) -> Record:
    name = f"{COMPANIES[number % len(COMPANIES)]} {KINDS[number % len(KINDS)]} {number}"
    return {"name": name, "website": f"https://organizer{number}.example", "description": None}


def _sponsor(number: int) -> Record:
    return {
        "name": f"{COMPANIES[number % len(COMPANIES)]} {number}",
        "website": f"https://sponsor{number}.example",
        "tier": TIERS[number % len(TIERS)],
        "logo_url": f"https://cdn.example/{number}.png",
        "description": None,
    }


class Centre:
    """The records, safe to change while the server answers; times are aware and in UTC."""

    def __init__(
        self, speakers: int = 12, organizers: int = 5, sponsors: int = 6, *, now: Clock = utc_now
    ) -> None:
        self.now = now
        self._lock = threading.RLock()
        self._records = build_records(speakers, organizers, sponsors)

    @contextmanager
    def held(self) -> Iterator[dict[str, list[Record]]]:
        """The records of each kind, which nobody changes until the block ends."""
        with self._lock:
            yield self._records

    def rows(self, entity: str) -> list[Record]:
        """A copy of the records of one kind. Raises: KeyError."""
        with self._lock:
            return deepcopy(self._records[entity])

    def find(self, entity: str, key: str) -> Record | None:
        """The record of that id; of several the first."""
        with self._lock:
            return next((row for row in self._records[entity] if str(row["id"]) == key), None)

    def put(self, entity: str, key: str, fields: Mapping[str, Any]) -> Record:
        """Change a record, or make it, as of now unless the fields say when.

        Raises: KeyError for the kind.
        """
        moment = self.now()
        with self._lock:
            row = self.find(entity, key)
            if row is None:
                number: Any = int(key) if key.isdecimal() else key
                row = {"id": number, "name": "", "created_at": moment}
                self._records[entity].append(row)
            row.update({"updated_at": moment, **fields})
            return deepcopy(row)

    def append(self, entity: str, row: Record) -> None:
        """Add a record as it is, whatever is there under its id. Raises: KeyError."""
        with self._lock:
            self._records[entity].append(row)

    def remove(self, entity: str, key: str) -> None:
        """Take a record out. Raises: KeyError."""
        with self._lock:
            if self.find(entity, key) is None:
                raise KeyError(key)
            kept = [row for row in self._records[entity] if str(row["id"]) != key]
            self._records[entity] = kept

    def swap_names(self, entity: str, one: str, other: str) -> None:
        """Give two records each other's name, as of now. Raises: KeyError."""
        with self._lock:
            first, second = self.find(entity, one), self.find(entity, other)
            if first is None or second is None:
                raise KeyError(f"{one} or {other}")
            names = first["name"], second["name"]
            self.put(entity, one, {"name": names[1]})
            self.put(entity, other, {"name": names[0]})
