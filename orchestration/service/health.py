"""Whether the service can do its work: the warehouse, the control store, the queue, the alerts.

The store and the warehouse are needed for an answer. A queue that nobody works at is told, but it
takes jobs all the same, so that it does not close the door; nor does a channel of alerts that
delivers nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from extract.kit.sync import utc_now
from orchestration.alerts.health import read_health
from orchestration.queue import reading
from orchestration.workplace import Workplace

State = Literal["ok", "degraded", "failing"]
# A worker tells of itself every few seconds; a job that is due starts within one or two.
UNSEEN = timedelta(seconds=30)
LATE = timedelta(minutes=5)
CONNECT_SECONDS = 3
# What a DuckDB file has at byte 8.
DUCKDB_MARK_AT, DUCKDB_MARK = 8, b"DUCK"


@dataclass(frozen=True)
class Check:
    """How one part is, in a word and in a sentence."""

    state: State
    detail: str


def check_all(place: Workplace, now: Callable[[], datetime] = utc_now) -> dict[str, Check]:
    """Every part and how it is."""
    return {
        "warehouse": check_warehouse(place.target),
        "control_store": check_store(place.store),
        "queue": check_queue(place.store, now()),
        "alerts": check_alerts(place, now),
    }


def check_warehouse(target: Target) -> Check:
    """Whether the warehouse can be reached; a DuckDB file is looked at, never held."""
    if target.engine == "duckdb":
        return _duckdb_file(Path(target.location))
    import psycopg

    try:
        with psycopg.connect(target.location, connect_timeout=CONNECT_SECONDS) as connection:
            connection.execute("select 1")
    except (psycopg.Error, ValueError) as error:
        return Check("failing", f"PostgreSQL does not answer ({type(error).__name__}).")
    return Check("ok", "PostgreSQL answers.")


def _duckdb_file(path: Path) -> Check:
    try:
        with path.open("rb") as file:
            head = file.read(DUCKDB_MARK_AT + len(DUCKDB_MARK))
    except FileNotFoundError:
        return Check("ok", "There is no warehouse file yet; the first sync makes it.")
    except OSError as error:
        return Check("failing", f"The warehouse file cannot be read ({type(error).__name__}).")
    if head[DUCKDB_MARK_AT:] not in (DUCKDB_MARK, b""):
        return Check("failing", "The warehouse file is no DuckDB file.")
    return Check("ok", "The warehouse file is there.")


def check_store(engine: sa.Engine) -> Check:
    """Whether the control store answers."""
    started = time.perf_counter()
    try:
        with engine.connect() as store:
            store.scalar(sa.text("select 1"))
    except sa.exc.SQLAlchemyError as error:
        return Check("failing", f"The control store does not answer ({type(error).__name__}).")
    return Check("ok", f"It answers in {(time.perf_counter() - started) * 1000:.1f} ms.")


def check_queue(engine: sa.Engine, now: datetime) -> Check:
    """Whether a worker was seen lately, and how long the oldest due job has waited."""
    try:
        seen = [one.seen_at for one in reading.workers(engine)]
        due = reading.oldest_due(engine, now)
    except sa.exc.SQLAlchemyError as error:
        return Check("failing", f"The queue cannot be read ({type(error).__name__}).")
    waited = timedelta(0) if due is None else max(now - due, timedelta(0))
    lately = sum(now - one <= UNSEEN for one in seen)
    words = f"{lately} workers; the oldest due job has waited {waited.total_seconds():.0f} s."
    if not lately:
        detail = "No worker was seen lately, so that no job begins. Start one: syncline work."
        return Check("degraded", f"{detail} {words}")
    return Check("degraded" if waited > LATE else "ok", words)


def check_alerts(place: Workplace, now: Callable[[], datetime] = utc_now) -> Check:
    """Whether alerts arrive, by every channel that is set up."""
    try:
        channels = read_health(place, now=now).channels
    except ConfigError:
        # Not its words: they are for whoever may read the settings.
        return Check("degraded", "The settings of alerts cannot be read: syncline alerts list.")
    except sa.exc.SQLAlchemyError as error:
        return Check("failing", f"The alerts cannot be read ({type(error).__name__}).")
    if not channels:
        return Check("ok", "No channel is set up, nobody is told of failures.")
    amiss = [str(one) for one in channels if one.is_silent or one.failure]
    if amiss:
        return Check("degraded", f"{'; '.join(amiss)}.")
    return Check("ok", f"{len(channels)} of {len(channels)} channels deliver.")
