"""The account as the server holds it, and what may be changed in it while it is served."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from sandbox.chronotrack.roster import Roster
from sandbox.chronotrack.scoring import Asked, Runner, Timing, results, timing_of
from sandbox.races import Record


class Store:
    """One roster with its times, safe to change while the server answers; the one given stays."""

    def __init__(self, roster: Roster) -> None:
        self._lock = threading.RLock()
        self._roster = deepcopy(roster)
        self._timings: dict[str, Timing] = {}

    @contextmanager
    def held(self) -> Iterator[Roster]:
        """The roster, which nobody changes until the block ends."""
        with self._lock:
            yield self._roster

    def events(self, *, with_tests: bool) -> Sequence[Record]:
        """The account's events."""
        with self._lock:
            hidden = set() if with_tests else self._roster.tests
            events = self._roster.records["events"].items()
            return [dict(row) for key, row in events if key not in hidden]

    def event_of(self, parent: str, key: str) -> str:
        """The event that an id belongs to. Raises: KeyError where there is none."""
        with self._lock:
            if parent == "event":
                return str(self._roster.records["events"][key]["event_id"])
            return self._roster.event_of[key]

    def rows(self, kind: str, event_id: str) -> Sequence[Record]:
        """An event's records of one kind, in the order in which they came."""
        with self._lock:
            of = self._roster.event_of
            records = self._roster.records[kind].items()
            return [dict(row) for key, row in records if of.get(key) == event_id]

    def record(self, kind: str, key: str) -> Record:
        """One record. Raises: KeyError where there is none."""
        with self._lock:
            return dict(self._roster.records[kind][key])

    def put(self, kind: str, key: str, fields: Mapping[str, Any], event_id: str = "") -> Record:
        """Merge fields into a record, new where there is none. Raises: KeyError for the kind."""
        with self._lock:
            records = self._roster.records[kind]
            records[key] = {**records.get(key, {f"{kind[:-1]}_id": key}), **fields}
            if event_id:
                self._roster.event_of[key] = event_id
            return dict(records[key])

    def remove(self, kind: str, key: str) -> None:
        """Take a record out, and a time with its entry. Raises: KeyError where there is none."""
        with self._lock:
            del self._roster.records[kind][key]
            self._timings.pop(key, None)

    def run_race(
        self, race_id: str, times: Mapping[str, Timing] | None = None, gun: str = ""
    ) -> dict[str, int]:
        """Give a race its times, by entry id, in place of those it had; how many of each status.

        Without `times` everybody gets the race day they are made with; `gun` is in seconds since
        1970, with a fraction.

        Raises: KeyError for a race or an entry that is not there.
        """
        with self._lock:
            race = self._roster.records["races"][race_id]
            if times is None:
                drawn = {key: timing_of(fact) for key, fact in self._roster.facts.items()}
                times = {key: one for key, one in drawn.items() if one is not None}
                times = {key: one for key, one in times.items() if self._runs(key, race_id)}
            race["race_actual_start_time"] = gun or f"{race['race_planned_start_time']}.412"
            for key in [key for key in self._timings if self._runs(key, race_id)]:
                self.unscore(key)
            for key, timing in times.items():
                self.score(key, timing)
            return dict(Counter(one.status for one in times.values()))

    def score(self, entry_id: str, timing: Timing) -> None:
        """Give one entry its times. Raises: KeyError where there is no such entry."""
        with self._lock:
            self._roster.records["entries"][entry_id]["entry_status"] = timing.status
            self._timings[entry_id] = timing

    def unscore(self, entry_id: str) -> None:
        """Take one entry's times away. Raises: KeyError where it has none."""
        with self._lock:
            del self._timings[entry_id]
            self._roster.records["entries"][entry_id]["entry_status"] = "CONF"

    def results(self, event_id: str, asked: Asked) -> Sequence[Record]:
        """The results of an event, worked out now; of its races without results there are none."""
        with self._lock:
            entries = self._roster.records["entries"]
            races = self._roster.records["races"]
            runners = [
                Runner(entries[key], timing, races[entries[key]["race_id"]])
                for key, timing in self._timings.items()
                if self._roster.event_of[key] == event_id
            ]
            name = self._roster.records["events"][event_id]["event_name"]
            found = results(runners, asked)
        return [row | {"results_event_name": name} for row in found]

    def _runs(self, entry_id: str, race_id: str) -> bool:
        return bool(self._roster.records["entries"].get(entry_id, {}).get("race_id") == race_id)
