"""The people to be pushed, read from the served view `race.unified_participants`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

BATCH = 2_000
COLUMNS = (
    "source_provider",
    "registration_id",
    "race_id",
    "event_name",
    "first_name",
    "last_name",
    "gender",
    "date_of_birth",
    "bib_number",
    "team_name",
    "email",
    "phone",
    "status",
    "removed_reason",
    "event_id",
    "choice",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a person decided that an event, or one choice within it, goes.

    Without `scoring_event` nobody is sent, without `scoring_connection` to none.
    """

    connection: str
    race_id: str
    event_id: str
    choice: str | None
    scoring_connection: str | None
    scoring_race: str | None
    scoring_event: str | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """One registration as served, in the order of `COLUMNS`; active, removed or vanished.

    `choice` is the wave that was chosen within the event, `decision` where the person is sent. One
    that a race is no longer sent, because a person decided for another, is `elsewhere` there.
    """

    source_provider: str
    registration_id: str
    race_id: str
    event_name: str | None
    first_name: str | None
    last_name: str | None
    gender: str | None
    date_of_birth: date | None
    bib_number: str | None
    team_name: str | None
    email: str | None
    phone: str | None
    status: str = "active"
    removed_reason: str | None = None
    event_id: str | None = None
    choice: str | None = None
    decision: Decision | None = None

    @property
    def record_id(self) -> str:
        """The identity at every target: the registration's id with its source, never the bib."""
        return f"{self.source_provider}-{self.registration_id}"

    @property
    def name(self) -> str:
        """The full name, as a person would say it; empty when there is none."""
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part).strip()


class Rows(Protocol):
    """What running a query gives."""

    def fetchmany(self, size: int, /) -> Sequence[Any]:
        """The next rows, none at the end."""
        ...

    def fetchall(self) -> Sequence[Any]:
        """All rows that are left."""
        ...


class Warehouse(Protocol):
    """A DuckDB or psycopg connection: whatever runs a query with positional parameters."""

    def execute(self, query: Any, parameters: Any = ..., /) -> Any:
        """Runs one query."""
        ...


def marks_of(warehouse: Warehouse, count: int) -> str:
    """So many places for parameters, as the warehouse's driver writes them."""
    mark = "%s" if type(warehouse).__module__.startswith("psycopg") else "?"
    return ", ".join([mark] * count)


def read_people(warehouse: Warehouse, connection: str, race_ids: Sequence[str]) -> Iterator[Person]:
    """The registrations of one source connection in these races, removed people included.

    Yields: people ordered by registration id, so that two reads of one state are equal.
    """
    query = (
        f"select {', '.join(COLUMNS)} from race.unified_participants"
        f" where connection = {marks_of(warehouse, 1)}"
        f" and race_id in ({marks_of(warehouse, len(race_ids))}) order by registration_id"
    )
    rows: Rows = warehouse.execute(query, [connection, *race_ids])
    while batch := rows.fetchmany(BATCH):
        for row in batch:
            yield Person(*row)
