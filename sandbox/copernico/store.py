"""The participants of the scoring system in one SQLite file, which survives a killed process."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from sandbox.copernico.assumed import GENERATED_ID, upserted
from sandbox.races import Record

SCHEMA = """
create table if not exists people (
    place integer primary key,
    slug text not null,
    key text not null,
    event text not null,
    person text not null,
    timing text,
    unique (slug, key)
);
create index if not exists people_by_event on people (slug, event);
create table if not exists raced (slug text, event text, primary key (slug, event));
"""


@dataclass(frozen=True)
class Entrant:
    """One participant: `key` is the id, or `bib:<dorsal>` for a bib without data."""

    key: str
    person: Record
    timing: Record | None


def event_key(name: object) -> str:
    """Event names are compared trimmed and without regard to case."""
    return str(name or "").strip().casefold()


class Store:
    """People and their race day, by race slug."""

    def __init__(self, path: Path | None = None) -> None:
        """In memory without a path."""
        self._lock = threading.RLock()
        self._base = sqlite3.connect(path or ":memory:", check_same_thread=False)
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = normal")
        self._base.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file; the store is not used afterwards."""
        self._base.close()

    def register(self, slug: str, sent: Iterable[Record]) -> int:
        """Store people by id, changing those already there; how many were sent."""
        count = 0
        with self._lock, self._base:
            for person in sent:
                count += 1
                self._upsert(slug, person)
        return count

    def entrants(self, slug: str, event: str | None = None) -> list[Entrant]:
        """The people of a race, or of one of its events, in the order they came."""
        query = "select key, person, timing from people where slug = ?"
        values = [slug]
        if event is not None:
            query, values = query + " and event = ?", [slug, event_key(event)]
        with self._lock:
            rows = self._base.execute(query + " order by place", values).fetchall()
        return [_entrant(row) for row in rows]

    def entrant(self, slug: str, key: str) -> Entrant:
        """One participant by id, or by bib. Raises: KeyError where there is none."""
        query = "select key, person, timing from people where slug = ? and key in (?, ?)"
        by_hand = f"bib:{key}"
        with self._lock:
            row = self._base.execute(query, (slug, key, by_hand)).fetchone()
        if row is None:
            raise KeyError(key)
        return _entrant(row)

    def tamper(self, slug: str, key: str, fields: Mapping[str, Any]) -> Record:
        """Change a participant as if in the screen: a bib becomes text there."""
        with self._lock, self._base:
            changed = self.entrant(slug, key).person | dict(fields)
            if fields.get("dorsal") is not None:
                changed["dorsal"] = str(fields["dorsal"])
            self._write(slug, key, changed)
        return changed

    def delete(self, slug: str, key: str) -> None:
        """Take a participant out. Raises: KeyError where there is none."""
        with self._lock, self._base:
            query = "delete from people where slug = ? and key = ?"
            if self._base.execute(query, (slug, key)).rowcount == 0:
                raise KeyError(key)

    def change_timing(
        self, slug: str, event: str, make: Callable[[list[Entrant]], list[Entrant]]
    ) -> list[Entrant]:
        """Let `make` see an event's people, and keep what it gives; it may drop bibs without data.

        All of it happens at once: a reader sees the event before or after, never between.
        """
        with self._lock, self._base:
            made = make(self.entrants(slug, event))
            self._base.execute(
                "delete from people where slug = ? and event = ? and key like 'bib:%'",
                (slug, event_key(event)),
            )
            for entrant in made:
                self._write(slug, entrant.key, entrant.person, entrant.timing)
            self._base.execute("insert or ignore into raced values (?, ?)", (slug, event))
        return made

    def raced(self, slug: str) -> set[str]:
        """The events of a race that have been run."""
        with self._lock:
            rows = self._base.execute("select event from raced where slug = ?", (slug,)).fetchall()
        return {name for (name,) in rows}

    def _upsert(self, slug: str, sent: Record) -> None:
        key = str(sent.get("id") or self._generated())
        event = {"event": sent["eventId"]} if "eventId" in sent else {}
        dorsal = {"dorsal": _dorsal(sent["dorsal"])} if "dorsal" in sent else {}
        try:
            old = self.entrant(slug, key).person
        except KeyError:
            old = {}
        self._write(slug, key, upserted(old, sent | event | dorsal | {"id": key}))

    def _generated(self) -> str:
        query = "select coalesce(max(place), 0) + 1 from people"
        return GENERATED_ID.format(self._base.execute(query).fetchone()[0])

    def _write(self, slug: str, key: str, person: Record, timing: Record | None = None) -> None:
        self._base.execute(
            "insert into people (slug, key, event, person, timing) values (?, ?, ?, ?, ?) "
            "on conflict (slug, key) do update set event = excluded.event, "
            "person = excluded.person, timing = coalesce(excluded.timing, timing)",
            (slug, key, event_key(person.get("event")), _text(person), timing and _text(timing)),
        )


def _entrant(row: tuple[str, str, str | None]) -> Entrant:
    key, person, timing = row
    return Entrant(key, msgspec.json.decode(person), msgspec.json.decode(timing or "null"))


def _text(record: Record) -> str:
    return msgspec.json.encode(record).decode()


def _dorsal(sent: object) -> object:
    """A bib of digits is kept as a number, an empty one as none, others as they came."""
    text = str(sent or "").strip()
    return int(text) if text.isdigit() else text or None
