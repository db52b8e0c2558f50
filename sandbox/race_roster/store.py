"""The events and participants as the server holds them, and what may be changed in them."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from sandbox.race_roster.roster import Roster
from sandbox.races import Record


class Store:
    """One account's roster, safe to change while the server is answering; its own copy."""

    def __init__(self, roster: Roster) -> None:
        self._lock = threading.RLock()
        self.events: list[Any] = deepcopy(list(roster.events))
        self.participants: dict[str, list[Any]] = {
            key: deepcopy(list(rows)) for key, rows in roster.participants.items()
        }

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody changes anything until the block ends."""
        with self._lock:
            yield

    def participants_of(self, event_id: str) -> Any:
        """The participants of an event. Raises: KeyError."""
        return self.participants[event_id]

    def event(self, event_id: str) -> Record:
        """The event with this id. Raises: KeyError where there is none."""
        with self._lock:
            for event in self.events:
                if event["eventId"] == event_id:
                    found: Record = event
                    return found
        raise KeyError(event_id)

    def edit_event(self, event_id: str, fields: Mapping[str, Any]) -> Record:
        """Merge fields into an event. Raises: KeyError."""
        with self._lock:
            event = self.event(event_id)
            event.update(fields)
            return event

    def edit(self, event_id: str, participant_id: int, fields: Mapping[str, Any]) -> Record:
        """Merge fields into a participant. Raises: KeyError."""
        with self._lock:
            row = self._find(event_id, participant_id)
            row.update(fields)
            return row

    def add(self, event_id: str, fields: Mapping[str, Any]) -> Record:
        """A new participant, like the event's first one but for these fields. Raises: KeyError."""
        with self._lock:
            rows = self.participants[event_id]
            newest = max(
                row["participantId"] for each in self.participants.values() for row in each
            )
            row = {**rows[0], "participantId": newest + 1, "bibNumber": None, **fields}
            rows.append(row)
            return row

    def remove(self, event_id: str, participant_id: int) -> Record:
        """Take a participant out without a trace. Raises: KeyError."""
        with self._lock:
            row = self._find(event_id, participant_id)
            self.participants[event_id].remove(row)
            return row

    def _find(self, event_id: str, participant_id: int) -> Record:
        for row in self.participants[event_id]:
            if isinstance(row, dict) and row.get("participantId") == participant_id:
                return row
        raise KeyError(participant_id)
