"""Where each connection's operations stand, and pages of the jobs there were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orchestration.queue.jobs import Job
from orchestration.queue.reading import ALL, Wanted
from orchestration.queue.table import JOB_COLUMNS, JOBS, STOOD, Moment, job_of

SEARCHED = ("connection", "operation", "state", "requested_by", "error", "id")


@dataclass(frozen=True)
class Standing:
    """When one operation of a connection was last done, in UTC, and its failure since then."""

    connection: str
    domain: str
    operation: str
    done_at: datetime | None
    failure: Job | None


@dataclass(frozen=True)
class JobPage:
    """Some of the jobs that were meant, newest first, and how many there are in all."""

    jobs: Sequence[Job]
    total: int


def read_standings(engine: sa.Engine, connection: str | None = None) -> list[Standing]:
    """Every operation that was ever done or has failed, by connection; or of one connection."""
    by = (JOBS.c.connection, JOBS.c.domain, JOBS.c.operation)
    newest = sa.func.max(JOBS.c.finished_at, type_=Moment)
    whose = [] if connection is None else [JOBS.c.connection == connection]
    ended = (
        sa.select(*by, JOBS.c.state, newest.label("at"))
        .where(STOOD, *whose)
        .group_by(*by, JOBS.c.state)
    )
    with engine.connect() as store:
        found: list[tuple[Any, ...]] = [tuple(row) for row in store.execute(ended)]
        done = {row[:3]: row[4] for row in found if row[3] == "completed"}
        failed = {row[:3]: row[4] for row in found if row[3] != "completed"}
        open_ = {key: at for key, at in failed.items() if key not in done or at > done[key]}
        jobs = {key: _failure(store, key, at) for key, at in open_.items()}
    every = sorted({*done, *failed})
    return [Standing(key[0], key[1], key[2], done.get(key), jobs.get(key)) for key in every]


def _failure(store: sa.Connection, key: tuple[Any, ...], at: datetime) -> Job | None:
    query = sa.select(*JOB_COLUMNS).where(
        JOBS.c.connection == key[0],
        JOBS.c.domain == key[1],
        JOBS.c.operation == key[2],
        JOBS.c.state == "failed_permanent",
        JOBS.c.finished_at == at,
    )
    row = store.execute(query.limit(1)).first()
    return job_of(row) if row else None


def read_jobs(
    engine: sa.Engine, wanted: Wanted = ALL, *, words: str = "", skip: int = 0, limit: int = 20
) -> JobPage:
    """A page of the jobs that were queued last, newest first; each of the words is in them."""
    meant = [*wanted.conditions(), *(_has(word) for word in words.split()[:10])]
    query = (
        sa.select(*JOB_COLUMNS)
        .where(*meant)
        .order_by(JOBS.c.queued_at.desc(), JOBS.c.id)
        .offset(skip)
        .limit(limit)
    )
    with engine.connect() as store:
        total = store.scalar(sa.select(sa.func.count()).select_from(JOBS).where(*meant)) or 0
        return JobPage([job_of(row) for row in store.execute(query)], total)


def _has(word: str) -> sa.ColumnElement[bool]:
    return sa.or_(*(JOBS.c[name].icontains(word, autoescape=True) for name in SEARCHED))
