"""Everybody who is registered for an event, and how far each has come on the way to the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from extract.kit.destination import Warehouse
from orchestration.generations.served import has_table
from push.kit.standing import Newest, read_newest

Stage = Literal["registered", "mapped", "pushed", "verified", "held_back"]
STAGES: tuple[Stage, ...] = ("registered", "mapped", "pushed", "verified", "held_back")
LISTED = """
    select record_id, registration_id, first_name, last_name, bib_number, scoring_connection,
        scoring_race_id, scoring_event, status, held_back_reason
    from race.start_list
    where race_id = ? and event_key = ?
    order by last_name, first_name, record_id, scoring_connection
"""


@dataclass(frozen=True, slots=True)
class Starter:
    """One registration and one scoring event that it goes to, if any; `newest` is its last push."""

    record_id: str
    registration_id: str
    name: str
    bib: str
    scoring_connection: str | None
    scoring_race: str | None
    scoring_event: str | None
    is_held_back: bool
    reason: str
    newest: Newest | None

    def is_at(self, stage: Stage) -> bool:
        """Whether it has come so far."""
        if stage == "held_back":
            return self.is_held_back
        if stage == "mapped":
            return self.scoring_event is not None
        if stage == "registered":
            return True
        if self.newest is None:
            return False
        return self.newest.is_pushed if stage == "pushed" else self.newest.is_verified

    @property
    def is_left(self) -> bool:
        """Whether it is still to be proven at the scoring system."""
        return not (self.is_held_back or self.is_at("verified"))

    def has(self, words: Sequence[str]) -> bool:
        """Whether each of the words, in lower case, stands in what is told of it."""
        whole = f"{self.name} {self.bib} {self.reason} {self.record_id}".lower()
        return all(word in whole for word in words)


@dataclass(frozen=True)
class Roster:
    """The starters of an event by name; one who goes to two scoring systems stands there twice."""

    starters: tuple[Starter, ...] = ()

    def count(self, stage: Stage) -> int:
        """How many registrations have come so far."""
        return len({one.record_id for one in self.starters if one.is_at(stage)})

    @property
    def left(self) -> int:
        """How many are still to be proven."""
        return sum(one.is_left for one in self.starters)

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many are held back for which reason."""
        found: dict[str, int] = {}
        for one in self.starters:
            if one.is_held_back:
                found[one.reason] = found.get(one.reason, 0) + 1
        return dict(sorted(found.items()))

    @property
    def races(self) -> tuple[tuple[str, str], ...]:
        """The scoring connections and races that somebody goes to."""
        found = {
            (one.scoring_connection, one.scoring_race)
            for one in self.starters
            if one.scoring_connection and one.scoring_race
        }
        return tuple(sorted(found))


def read_roster(warehouse: Warehouse, store: sa.Engine, race_id: str, event_key: str) -> Roster:
    """Everybody who is registered for an event."""
    if not has_table(warehouse, "race", "start_list"):
        return Roster()
    rows = warehouse.fetch(LISTED, [race_id, event_key])
    places = {(row[5], row[6]) for row in rows if row[5] and row[6]}
    sent = {place: read_newest(store, *place) for place in places}
    return Roster(tuple(_starter(row, sent.get((row[5], row[6]), {})) for row in rows))


def _starter(row: tuple[Any, ...], sent: Mapping[str, Newest]) -> Starter:
    record, registration, first, last, bib, connection, race, event, status, reason = row
    name = " ".join(part for part in (first, last) if part)
    return Starter(
        record, registration, name, bib or "", connection, race, event, status == "held_back",
        str(reason or "").replace("_", " "), sent.get(record),
    )  # fmt: skip
