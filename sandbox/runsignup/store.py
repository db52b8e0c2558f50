"""The registrations RunSignUp holds, each encoded once and again only after an edit."""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sandbox.population import Population
from sandbox.races import Record
from sandbox.registrations import removed_row
from sandbox.removals import Placed


@dataclass(frozen=True)
class Switches:
    """What a caller asked to see: gender X, the custom questions, the add-ons, the corrals."""

    supports_nb: bool = False
    questions: bool = False
    addons: bool = False
    corrals: bool = False


@dataclass
class Kept:
    """One row of a feed with its encoded forms; `stamp` is its epoch of last change."""

    event_id: int
    sort_id: int
    row: Any
    stamp: int = 0
    _encoded: dict[Switches, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A row that is no object has no stamp, so that no incremental read finds it."""
        if isinstance(self.row, dict):
            self.stamp = int(self.row.get("last_modified_ts") or self.row["last_modified"])

    def in_event(self, event_id: int) -> Kept:
        """The same registration as another event lists it."""
        in_it = {"event_id": event_id} if "event_id" in self.row else {}
        return Kept(event_id, self.sort_id, self.row | in_it)

    def encoded(self, switches: Switches) -> bytes:
        """The row's JSON as this caller sees it."""
        if switches not in self._encoded:
            self._encoded[switches] = msgspec.json.encode(_seen(self.row, switches))
        return self._encoded[switches]


def _seen(row: Any, switches: Switches) -> Any:
    if not isinstance(row, dict):
        return row
    hidden = {
        key
        for key, wanted in (
            ("question_responses", switches.questions),
            ("participant_addons", switches.addons),
            # The switch is documented; the field was seen in one client.
            ("corral_name", switches.corrals),
        )
        if not wanted
    }
    seen = {key: value for key, value in row.items() if key not in hidden}
    if row["user"]["gender"] == "X" and not switches.supports_nb:
        seen["user"] = row["user"] | {"gender": None}
    return seen


class Feed:
    """One ordered list of rows: the participants, or the removed ones."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self._rows = [Kept(one.event_id, one.sort_id, one.row) for one in placed]
        self._by_events: dict[frozenset[int], list[Kept]] = {}

    def of(self, events: frozenset[int]) -> Sequence[Kept]:
        """The rows of these events in the order of their registration ids."""
        if events not in self._by_events:
            self._by_events[events] = [kept for kept in self._rows if kept.event_id in events]
        return self._by_events[events]

    def find(self, registration_id: int) -> Kept:
        """The row with this id. Raises: KeyError where there is none."""
        for kept in self._rows:
            if kept.sort_id == registration_id and isinstance(kept.row, dict):
                return kept
        raise KeyError(registration_id)

    def put(self, kept: Kept) -> None:
        """Take a row in at its place."""
        insort(self._rows, kept, key=lambda one: one.sort_id)
        self._by_events = {}

    def drop(self, kept: Kept) -> None:
        """Take a row out."""
        self._rows = [one for one in self._rows if one is not kept]
        self._by_events = {}

    def newest(self) -> tuple[int, int]:
        """The greatest registration id and the greatest stamp."""
        return (
            max((kept.sort_id for kept in self._rows), default=0),
            max((kept.stamp for kept in self._rows), default=0),
        )


class Store:
    """Both feeds and what may be changed in them while the server runs."""

    def __init__(self, population: Population, clock: Callable[[], float] = time.time) -> None:
        """The population itself is never changed: its rows are copied on edit."""
        self.races = population.races
        self.live = Feed(population.participants)
        self.removed = Feed(population.removed)
        self.lock = threading.RLock()
        # One printed sample of the removed feed shows an object where others show an array.
        self.removed_as_object = False
        self._clock = clock

    def parts(self) -> dict[int, frozenset[int]]:
        """The events of each super event."""
        events = [event for race in self.races for event in race["events"]]
        return {
            event["event_id"]: frozenset(event["sub_event_ids"])
            for event in events
            if event["sub_event_ids"]
        }

    def join_events(self, event_id: int, parts: Sequence[int]) -> None:
        """Make a super event of these events."""
        self.races = deepcopy(self.races)
        for event in (event for race in self.races for event in race["events"]):
            if event["event_id"] == event_id:
                event["sub_event_ids"] = list(parts)

    def open_super_event(self, event_id: int, name: str, parts: Sequence[int]) -> None:
        """A further event beside these, by which people enter all of them."""
        self.races = deepcopy(self.races)
        for events in (race["events"] for race in self.races):
            beside = [event for event in events if event["event_id"] in parts]
            if beside:
                own = {"event_id": event_id, "name": name, "sub_event_ids": list(parts)}
                events.append(beside[0] | own)

    def edit(self, registration_id: int, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a registration and stamp it as changed now."""
        with self.lock:
            kept = self.live.find(registration_id)
            row = _merged(kept.row, {"last_modified": self._now()} | dict(fields))
            self.live.drop(kept)
            self.live.put(Kept(row["event_id"], registration_id, row))
            return row

    def add(self, fields: Mapping[str, Any]) -> Record:
        """A new registration, like the first readable one but for these fields."""
        with self.lock:
            event_id = fields["event_id"]
            model = next(k for k in self.live.of(frozenset({event_id})) if k.stamp)
            newest = max(self.live.newest()[0], self.removed.newest()[0])
            own = {"registration_id": newest + 1, "last_modified": self._now()}
            row = _merged(model.row, own | {"bib_num": None, "chip_num": None} | dict(fields))
            self.live.put(Kept(event_id, row["registration_id"], row))
            return row

    def remove(
        self, registration_id: int, *, reason: str = "removed", new_registration_id: int | None
    ) -> Record:
        """Move a registration from the participants to the removed ones."""
        with self.lock:
            kept = self.live.find(registration_id)
            row = removed_row(
                kept.row, at=self._now(), reason=reason, new_registration_id=new_registration_id
            )
            self.live.drop(kept)
            self.removed.put(Kept(kept.event_id, registration_id, row))
            return row

    def _now(self) -> int:
        """Now, but always later than every change so far."""
        newest = max(self.live.newest()[1], self.removed.newest()[1])
        return max(int(self._clock()), newest + 1)


def _merged(row: Record, fields: Mapping[str, Any]) -> Record:
    merged = deepcopy(row)
    for key, value in fields.items():
        inner = merged.get(key)
        merged[key] = _merged(inner, value) if isinstance(inner, dict) and value else value
    return merged
