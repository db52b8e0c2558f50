"""Copies what has changed in the control store's queue into the warehouse, in one transaction.

It goes with every job and every build, and must not be why one of them fails: what goes wrong is
logged, the rows stay as they were, and `mirrored_at` shows since when.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import duckdb
import psycopg
import sqlalchemy as sa

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.errors import ConfigError, SynclineError
from extract.kit.sync import utc_now
from orchestration.mirror.tables import (
    DEFINITIONS,
    MIRRORED_ATTEMPTS,
    MIRRORED_JOBS,
    MIRRORED_SEALS,
    SCHEMA,
    MirrorTable,
)
from orchestration.workplace import Workplace

LOG = logging.getLogger(__name__)
KEPT_DAYS = 90
# A change is stamped before it is committed, by clocks that need not agree.
OVERLAP = timedelta(seconds=15)
BATCH = 200
PATIENCE_SECONDS = 2.0
FAILURES = (SynclineError, sa.exc.SQLAlchemyError, OSError, duckdb.Error, psycopg.Error)
TABLES = "select table_name from information_schema.tables where table_schema = ?"
SERVED = "select source_provider, connection, race_id, event_id from race.unified_events"
KNOWN = f"select provider, connection, race_id, event_id from {SCHEMA}.events"


@dataclass(frozen=True)
class Mirrored:
    """How many rows were new or changed; `failure` says why the mirror stayed as it was."""

    jobs: int = 0
    attempts: int = 0
    seals: int = 0
    failure: str | None = None


@dataclass(frozen=True)
class Span:
    """What is mirrored: changes since `horizon`, and of those the ones after what is known."""

    horizon: datetime
    until: datetime | None

    @property
    def since(self) -> datetime:
        """From when on changes are looked at."""
        return max(self.horizon, self.until - OVERLAP) if self.until else self.horizon


def mirror_queue(
    place: Workplace, warehouse: Warehouse, *, now: Callable[[], datetime] = utc_now
) -> Mirrored:
    """What was copied; nothing that goes wrong is raised, for the work it goes with is done."""
    try:
        return _mirror(place, warehouse, now())
    except FAILURES as error:
        return _left_alone(error)


def mirror_anew(place: Workplace) -> Mirrored:
    """What was copied into the workplace's warehouse, which is opened for it; nothing is raised.

    A warehouse that another process holds is not waited for as work would: the next one will do.
    """
    try:
        with open_warehouse(replace(place.target, busy_seconds=PATIENCE_SECONDS)) as warehouse:
            return mirror_queue(place, warehouse)
    except FAILURES as error:
        return _left_alone(error)


def _left_alone(error: Exception) -> Mirrored:
    # Not the whole of a store's error: it repeats the statement with its values.
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    first_line = str(cause).strip().partition("\n")[0]
    words = f"{type(cause).__name__}: {first_line[:300]}"
    LOG.warning("the queue's mirror in the warehouse stays as it was: %s", words)
    return Mirrored(failure=words)


def _mirror(place: Workplace, warehouse: Warehouse, moment: datetime) -> Mirrored:
    horizon = moment - timedelta(days=kept_days(place.env))
    with warehouse.lock("mirror"):
        _ensure_tables(warehouse)
        with warehouse.transaction():
            before = _last(warehouse)
            # An attempt is written after its job: whoever reads attempts first misses no job.
            with place.store.connect() as store:
                tries = _copy(
                    store, warehouse, MIRRORED_ATTEMPTS, Span(horizon, before["attempts"])
                )
                jobs = _copy(store, warehouse, MIRRORED_JOBS, Span(horizon, before["jobs"]))
                seals = _copy(store, warehouse, MIRRORED_SEALS, Span(horizon, None))
            _copy_events(warehouse)
            if before["day"] != moment.date():
                _forget(warehouse, horizon)
            warehouse.execute(f"delete from {SCHEMA}.mirrorings")
            newest = [moment, jobs.until or before["jobs"], tries.until or before["attempts"]]
            names = "mirrored_at, jobs_until, attempts_until"
            warehouse.execute(f"insert into {SCHEMA}.mirrorings ({names}) values (?, ?, ?)", newest)
    return Mirrored(jobs.count, tries.count, seals.count)


def kept_days(env: Mapping[str, str]) -> int:
    """How many days of history the warehouse keeps.

    Raises: ConfigError when SYNCLINE_HISTORY_DAYS is no number of days.
    """
    given = env.get("SYNCLINE_HISTORY_DAYS", str(KEPT_DAYS))
    if not (given.isdecimal() and 0 < int(given) <= 3650):
        raise ConfigError("SYNCLINE_HISTORY_DAYS must be a number of days, from 1 to 3650.")
    return int(given)


def _ensure_tables(warehouse: Warehouse) -> None:
    """Makes what is missing, as a build would; to make what is there would wait for readers."""
    there = {name for (name,) in warehouse.fetch(TABLES, [SCHEMA])}
    if missing := DEFINITIONS.keys() - there:
        warehouse.execute(f"create schema if not exists {SCHEMA}")
        for name in sorted(missing):
            warehouse.execute(f"create table if not exists {SCHEMA}.{name} ({DEFINITIONS[name]})")
    if warehouse.engine == "postgres":
        _ensure_indexes(warehouse)


def _ensure_indexes(warehouse: Warehouse) -> None:
    if warehouse.fetch("select to_regclass(?)", [f"{SCHEMA}.attempts_changed"])[0][0]:
        return
    for table in (MIRRORED_JOBS, MIRRORED_ATTEMPTS):
        for what, columns in (("key", table.key), ("changed", (table.stamp,))):
            warehouse.execute(
                f"create index if not exists {table.name}_{what} on {table.address} "
                f"({', '.join(columns)})"
            )


def _last(warehouse: Warehouse) -> dict[str, Any]:
    rows = warehouse.fetch(
        f"select mirrored_at, jobs_until, attempts_until from {SCHEMA}.mirrorings"
    )
    if not rows:
        return {"day": None, "jobs": None, "attempts": None}
    at, jobs, attempts = rows[0]
    return {"day": at.date(), "jobs": jobs, "attempts": attempts}


@dataclass
class Copied:
    """How many rows of a table were written, and the newest change among all that were seen."""

    count: int = 0
    until: datetime | None = None


def _copy(store: sa.Connection, warehouse: Warehouse, table: MirrorTable, span: Span) -> Copied:
    """Replaces the rows that have changed, batch by batch."""
    stamp = table.source.c[table.stamp]
    query = sa.select(table.source).where(stamp >= span.since).order_by(stamp)
    known = _known(warehouse, table, span.since)
    done = Copied()
    for part in store.execution_options(yield_per=BATCH).execute(query).mappings().partitions():
        done.until = part[-1][table.stamp]
        rows = [table.row(stored) for stored in part]
        changed = [row for row in rows if table.stamp_of(row) != known.get(table.key_of(row))]
        _replace(warehouse, table, changed)
        done.count += len(changed)
    return done


def _known(warehouse: Warehouse, table: MirrorTable, since: datetime) -> dict[Any, datetime]:
    keys = ", ".join(table.key)
    rows = warehouse.fetch(
        f"select {keys}, {table.stamp} from {table.address} where {table.stamp} >= ?", [since]
    )
    return {tuple(row[:-1]): row[-1] for row in rows}


def _replace(warehouse: Warehouse, table: MirrorTable, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    keys = [table.key_of(row) for row in rows]
    warehouse.execute(
        f"delete from {table.address} where ({', '.join(table.key)}) in ({_marks(keys)})",
        [value for key in keys for value in key],
    )
    names = ", ".join(table.columns)
    warehouse.execute(
        f"insert into {table.address} ({names}) values {_marks(rows)}",
        [value for row in rows for value in row],
    )


def _marks(rows: Sequence[tuple[Any, ...]]) -> str:
    return ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))


def _copy_events(warehouse: Warehouse) -> None:
    """Notes which events are served, where that has changed."""
    if ("unified_events",) not in warehouse.fetch(TABLES, ["race"]):
        return
    new = warehouse.fetch(f"({SERVED} except {KNOWN}) limit 1")
    if new or warehouse.fetch(f"({KNOWN} except {SERVED}) limit 1"):
        warehouse.execute(f"delete from {SCHEMA}.events")
        warehouse.execute(
            f"insert into {SCHEMA}.events (provider, connection, race_id, event_id) {SERVED}"
        )


def _forget(warehouse: Warehouse, horizon: datetime) -> None:
    """Takes away what is older than the history reaches; what is not over stays."""
    over = "updated_at < ? and finished_at is not null"
    for table in (MIRRORED_ATTEMPTS, MIRRORED_JOBS):
        warehouse.execute(f"delete from {table.address} where {over}", [horizon])
