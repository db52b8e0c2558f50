"""What the queue holds, for those who look: jobs, their history, workers, figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args

import sqlalchemy as sa

from extract.kit.errors import ConfigError
from orchestration.queue.jobs import Attempt, Job, State, WorkerSeen
from orchestration.queue.table import (
    ATTEMPT_COLUMNS,
    ATTEMPTS,
    COMPLETED,
    ENDED,
    JOB_COLUMNS,
    JOBS,
    QUEUED,
    UNFINISHED,
    WORKERS,
    attempt_of,
    job_of,
    worker_of,
)


def state_named(name: str | None) -> State | None:
    """The state of that name.

    Raises: ConfigError when there is none.
    """
    for state in get_args(State):
        if state == name:
            return cast(State, state)
    if name is None:
        return None
    raise ConfigError(f"There is no state {name!r}. There are {', '.join(get_args(State))}.")


@dataclass(frozen=True)
class Wanted:
    """Which jobs somebody wants to see; what is None does not narrow."""

    owner: str | None = None
    connection: str | None = None
    operation: str | None = None
    domain: str | None = None
    state: State | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """What a query is narrowed by."""
        given = {name: value for name, value in vars(self).items() if value is not None}
        return [JOBS.c[name] == value for name, value in given.items()]


ALL = Wanted()


def find(engine: sa.Engine, job_id: str) -> Job | None:
    """The job of that id."""
    with engine.connect() as store:
        row = store.execute(sa.select(*JOB_COLUMNS).where(JOBS.c.id == job_id)).first()
    return job_of(row) if row else None


def find_by_run(engine: sa.Engine, run_id: str) -> Job | None:
    """The job that a Dagster run executes or executed, in one of its attempts."""
    attempt = sa.select(ATTEMPTS.c.job_id).where(ATTEMPTS.c.run_id == run_id).limit(1)
    # One after the other: for both at once an engine may read every job there ever was.
    whose = (JOBS.c.run_id == run_id, JOBS.c.id == attempt.scalar_subquery())
    queries = [sa.select(*JOB_COLUMNS).where(one).limit(1) for one in whose]
    with engine.connect() as store:
        row = store.execute(queries[0]).first() or store.execute(queries[1]).first()
    return job_of(row) if row else None


def newest(engine: sa.Engine, wanted: Wanted = ALL, *, limit: int = 20) -> list[Job]:
    """The jobs that were queued last, newest first."""
    query = (
        sa.select(*JOB_COLUMNS)
        .where(*wanted.conditions())
        .order_by(JOBS.c.queued_at.desc(), JOBS.c.id)
        .limit(limit)
    )
    return _jobs(engine, query)


def owners(engine: sa.Engine) -> list[str]:
    """The timing partners that any job was ever for."""
    with engine.connect() as store:
        return list(store.scalars(sa.select(JOBS.c.owner).distinct()))


def last_success(engine: sa.Engine, wanted: Wanted = ALL) -> Job | None:
    """The job that was completed last."""
    query = (
        sa.select(*JOB_COLUMNS)
        .where(*wanted.conditions(), COMPLETED)
        .order_by(JOBS.c.finished_at.desc())
        .limit(1)
    )
    return next(iter(_jobs(engine, query)), None)


def pending(engine: sa.Engine, wanted: Wanted = ALL, *, limit: int = 1000) -> list[Job]:
    """The jobs that wait or run, in the order in which they go."""
    query = (
        sa.select(*JOB_COLUMNS)
        .where(*wanted.conditions(), UNFINISHED)
        .order_by(JOBS.c.state.desc(), JOBS.c.priority, JOBS.c.queued_at)
        .limit(limit)
    )
    return _jobs(engine, query)


def attempts(engine: sa.Engine, job_id: str) -> list[Attempt]:
    """The attempts at a job, first to last."""
    query = (
        sa.select(*ATTEMPT_COLUMNS).where(ATTEMPTS.c.job_id == job_id).order_by(ATTEMPTS.c.attempt)
    )
    with engine.connect() as store:
        return [attempt_of(row) for row in store.execute(query)]


def counts(engine: sa.Engine) -> Mapping[tuple[str, str], int]:
    """How many jobs wait and run, by lane and state."""
    return _counted(engine, UNFINISHED)


def ended_since(engine: sa.Engine, since: datetime) -> Mapping[tuple[str, str], int]:
    """How many jobs have ended since then, by lane and state."""
    return _counted(engine, ENDED, JOBS.c.finished_at >= since)


def _counted(engine: sa.Engine, *which: Any) -> Mapping[tuple[str, str], int]:
    by = (JOBS.c.lane, JOBS.c.state)
    query = sa.select(*by, sa.func.count()).where(*which).group_by(*by)
    with engine.connect() as store:
        return {(str(row[0]), str(row[1])): int(row[2]) for row in store.execute(query)}


def oldest_due(engine: sa.Engine, now: datetime) -> datetime | None:
    """Since when the job that has waited longest could have run, in UTC."""
    query = (
        sa.select(JOBS.c.due_at)
        .where(QUEUED, JOBS.c.due_at <= now)
        .order_by(JOBS.c.due_at)
        .limit(1)
    )
    with engine.connect() as store:
        return store.scalar(query)


def workers(engine: sa.Engine) -> list[WorkerSeen]:
    """The workers that have not said goodbye, by name."""
    with engine.connect() as store:
        return [worker_of(row) for row in store.execute(sa.select(WORKERS).order_by("name"))]


def _jobs(engine: sa.Engine, query: sa.Select[Any]) -> list[Job]:
    with engine.connect() as store:
        return [job_of(row) for row in store.execute(query)]
