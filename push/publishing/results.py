"""The results to be published, read from the served views of the warehouse."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from push.kit.source import BATCH, Rows, Warehouse

RESULTS = """
    select
        results.participant_key, people.source_provider, people.connection, people.event_key,
        people.event_name, people.registration_id, people.status, results.result_key,
        results.bib_number, results.first_name, results.last_name, results.gender,
        results.status, results.is_placeholder, results.is_ranked, results.overall_rank,
        results.gun_time_ms, results.chip_time_ms
    from race.unified_results as results
    left join race.unified_participants as people
        on results.participant_key = people.participant_key
    where results.connection = ? and results.event_id = ?
    order by results.result_key
"""
BIBS = """
    select bib_number, min(participant_key) as participant_key
    from race.unified_participants
    where event_key in ({marks}) and status = 'active' and bib_number is not null
    group by bib_number
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One served result with its registration, in the order of the query's columns.

    Times are milliseconds; what stands before `result_key` is the registration's, null without one.
    """

    participant_key: str | None
    source_provider: str | None
    connection: str | None
    event_key: str | None
    registered_event: str | None
    registration_id: str | None
    registration_status: str | None
    result_key: str
    bib_number: str | None
    first_name: str | None
    last_name: str | None
    gender: str | None
    status: str
    is_placeholder: bool
    is_ranked: bool
    overall_rank: int | None
    gun_time_ms: int | None
    chip_time_ms: int | None

    @property
    def record_id(self) -> str:
        """The identity at the provider: the registration's id with its source, else the bib.

        In its own event a registration goes by its id alone, also where it has entered several.
        """
        if self.registration_id is not None:
            event_id = (self.event_key or "").removeprefix(f"{self.connection}-")
            number = self.registration_id.removeprefix(f"{event_id}|")
            return f"{self.source_provider}-{number}"
        return f"bib:{plain_bib(self.bib)}"

    @property
    def bib(self) -> str:
        """The bib as worn, empty without one."""
        return (self.bib_number or "").strip()

    @property
    def name(self) -> str:
        """The full name; empty when there is none."""
        return " ".join(part.strip() for part in (self.first_name, self.last_name) if part).strip()


def read_results(warehouse: Warehouse, connection: str, event_id: str) -> Iterator[Result]:
    """The results of one scoring event, each with the registration it belongs to.

    Yields: results ordered by their key, so that two reads of one state are equal.
    """
    rows: Rows = warehouse.execute(_spelled(warehouse, RESULTS), [connection, event_id])
    while batch := rows.fetchmany(BATCH):
        for row in batch:
            yield Result(*row)


def read_bibs(warehouse: Warehouse, event_keys: Collection[str]) -> Mapping[str, str]:
    """Whose each bib, in plain spelling, is among these events' active registrations."""
    query = BIBS.format(marks=", ".join("?" * len(event_keys)))
    rows: Any = warehouse.execute(_spelled(warehouse, query), sorted(event_keys))
    return {plain_bib(bib): key for bib, key in rows.fetchall()}


def plain_bib(bib: str) -> str:
    """A bib without what differs by mere spelling: case, zeros in front."""
    trimmed = bib.strip().upper()
    return trimmed.lstrip("0") or trimmed[-1:]


def _spelled(warehouse: Warehouse, query: str) -> str:
    is_postgres = type(warehouse).__module__.startswith("psycopg")
    return query.replace("?", "%s") if is_postgres else query
