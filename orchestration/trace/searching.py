"""Runners of all events by a bib, an e-mail address or a name: who could be meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.kit.destination import Warehouse
from orchestration.generations.served import has_table
from orchestration.trace.finding import bare_bib

SHORTEST_NAME = 3
FOUND = """
    select runner.event_key, runner.registration_id, runner.first_name, runner.last_name,
        runner.bib_number, runner.status, event.race_name, event.event_name, event.event_date,
        count(*) over ()
    from race.unified_participants as runner
    left join race.unified_events as event on event.event_key = runner.event_key
    where runner.connection in ({own}) and {meant}
    order by event.event_date desc nulls last, runner.last_name, runner.first_name,
        runner.participant_key
    limit ? offset ?
"""
BY_BIB = "ltrim(upper(trim(runner.bib_number)), '0') = ?"
BY_EMAIL = "lower(trim(runner.email)) = ?"
BY_NAME = (
    "position(? in lower(coalesce(runner.first_name, '') || ' ' || coalesce(runner.last_name, '')))"
    " > 0"
)


@dataclass(frozen=True)
class Hit:
    """One registration that could be meant."""

    event_key: str | None
    registration_id: str
    first_name: str | None
    last_name: str | None
    bib: str | None
    status: str
    race_name: str | None
    event_name: str | None
    event_date: date | None

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


@dataclass(frozen=True)
class Runners:
    """Some of those who could be meant, the newest event first, and how many there are."""

    hits: tuple[Hit, ...]
    total: int


def search_runners(
    warehouse: Warehouse, connections: Sequence[str], words: str, span: tuple[int, int]
) -> Runners:
    """The registrations with that bib, address or name; `span` is where to begin and how many.

    What has a digit and no at sign is a bib; of a name each word counts, from three letters on.
    """
    conditions, given = _meant(words)
    if not (conditions and connections and has_table(warehouse, "race", "unified_participants")):
        return Runners((), 0)
    query = FOUND.format(own=", ".join("?" * len(connections)), meant=" and ".join(conditions))
    skip, limit = span
    rows = warehouse.fetch(query, [*connections, *given, limit, skip])
    return Runners(tuple(Hit(*row[:-1]) for row in rows), int(rows[0][-1]) if rows else 0)


def _meant(words: str) -> tuple[list[str], list[str]]:
    """The conditions that the words make, and what their marks stand for."""
    said = words.strip().lower()
    if "@" in said:
        return [BY_EMAIL], [said]
    if any(letter.isdigit() for letter in said):
        return [BY_BIB], [bare_bib(said)]
    parts = said.split()[:10]
    if len("".join(parts)) < SHORTEST_NAME:
        return [], []
    return [BY_NAME] * len(parts), parts
