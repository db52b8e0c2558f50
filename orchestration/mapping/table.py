"""The table `ops.event_mappings`: its rows, how they are read, how they are replaced."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Literal

from extract.kit.destination import Warehouse
from push.kit.mapping import SETTINGS, TABLE_THERE

State = Literal["suggested", "confirmed", "refused"]


@dataclass(frozen=True)
class Mapping:
    """One row, in the order of the table's columns.

    A person's row is about an `event_id`; settings name a race, without event, and events by name.
    Without `scoring_event` nobody is sent, without `scoring_connection` nowhere. `score` is 0 to
    100. Times are UTC; from `locked_at` on the row is not to be changed.
    """

    timing_partner_id: str | None
    connection: str
    race_id: str
    event_id: str | None
    event_name: str | None
    choice: str | None
    scoring_connection: str | None
    scoring_race_id: str | None
    scoring_event: str | None
    state: State
    score: Decimal | None = None
    is_ambiguous: bool | None = None
    reason: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    locked_at: datetime | None = None
    unlocked_at: datetime | None = None
    unlocked_by: str | None = None

    @property
    def is_setting(self) -> bool:
        """Whether a connection's settings say so, not a person."""
        return self.decided_by == SETTINGS

    @property
    def target(self) -> str:
        """Where the people go, in words."""
        if self.scoring_event is None and not (self.is_setting and self.event_name is None):
            return f"never sent to {self.scoring_connection or 'anywhere'}"
        place = f"{self.scoring_connection}, race {self.scoring_race_id}"
        return f"{self.scoring_event or 'by name'} ({place})"


COLUMNS = tuple(field.name for field in fields(Mapping))
KEY = (
    "connection", "event_id", "choice", "scoring_connection", "scoring_race_id", "scoring_event",
    "state",
)  # fmt: skip


def is_there(warehouse: Warehouse) -> bool:
    """Whether a build, or a first decision, has made the table."""
    return bool(warehouse.fetch(TABLE_THERE)[0][0])


def ensure_table(warehouse: Warehouse) -> None:
    """Makes the table where it is missing, with the columns that a build would give it."""
    if is_there(warehouse):
        return
    from orchestration.generations.macros import Macros

    columns = Macros(warehouse.engine).event_mapping_columns()
    warehouse.execute("create schema if not exists ops")
    warehouse.execute(f"create table if not exists ops.event_mappings ({columns})")


def read_mappings(warehouse: Warehouse) -> list[Mapping]:
    """Every row, settings first, then by event; none where there is no table yet."""
    if not is_there(warehouse):
        return []
    rows = warehouse.fetch(f"select {', '.join(COLUMNS)} from ops.event_mappings")
    return sorted((Mapping(*row) for row in rows), key=_order)


def _order(row: Mapping) -> tuple[object, ...]:
    words = (row.connection, row.race_id, row.event_name, row.choice, row.state, row.target)
    return (not row.is_setting, *(word or "" for word in words))


def insert(warehouse: Warehouse, rows: Iterable[Mapping]) -> None:
    """Adds rows."""
    marks = ", ".join("?" * len(COLUMNS))
    statement = f"insert into ops.event_mappings ({', '.join(COLUMNS)}) values ({marks})"
    for row in rows:
        warehouse.execute(statement, astuple(row))


def delete(warehouse: Warehouse, rows: Sequence[Mapping]) -> None:
    """Takes away rows of persons and suggestions."""
    match = " and ".join(f"{name} is not distinct from ?" for name in KEY)
    for row in rows:
        values = [getattr(row, name) for name in KEY]
        warehouse.execute(f"delete from ops.event_mappings where {match}", values)


@contextmanager
def writing(warehouse: Warehouse) -> Iterator[list[Mapping]]:
    """The rows as they are, for one process alone; what is changed inside counts as a whole."""
    with warehouse.lock("event_mappings"):
        ensure_table(warehouse)
        with warehouse.transaction():
            yield read_mappings(warehouse)
