"""What a sync tells of itself: one report per entity, gathered in the report of its load."""

from dataclasses import dataclass, field
from datetime import datetime

from extract.kit.brakes import Brakes
from extract.kit.spec import Mode


@dataclass(frozen=True)
class EntityReport:
    """What one entity brought; `fetched == landed + deduplicated + quarantined`. Times are UTC.

    `table` is the entity that names the raw table. The last four are what that was beside what
    stood before, in records: a complete load takes away what it lacks.
    """

    entity: str
    mode: Mode
    started_at: datetime
    finished_at: datetime
    fetched: int
    landed: int
    deduplicated: int
    quarantined: int
    repaired: int
    upstream_total: int | None
    cursor_from: datetime | None
    cursor_to: datetime | None
    note: str | None
    brakes: Brakes
    table: str
    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0

    @property
    def balances(self) -> bool:
        """Whether every fetched row is accounted for."""
        return self.fetched == self.landed + self.deduplicated + self.quarantined


@dataclass(frozen=True)
class EntityFailed:
    """An entity that could not be read while others were, and why, fit to show."""

    entity: str
    error: str


@dataclass
class SyncReport:
    """One load: its dlt id and a report for each entity, in the order read."""

    connection: str
    provider: str
    load_id: str = ""
    entities: list[EntityReport] = field(default_factory=list)
    failures: list[EntityFailed] = field(default_factory=list)
