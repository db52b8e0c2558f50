"""Requests as they become jobs, many in one transaction, and none of them twice."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orchestration.queue.jobs import MANUAL, Job, JobRequest
from orchestration.queue.table import JOB_COLUMNS, JOBS, UNFINISHED, job_of

# What both engines take as parameters of one statement.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a request: its job, and whether that is a new one."""

    job: Job
    is_new: bool


def put_in(store: sa.Connection, requests: Sequence[JobRequest], now: datetime) -> Iterator[Put]:
    """What becomes of each request, in their order, once nobody else may put any."""
    for start in range(0, len(requests), AT_ONCE):
        yield from _put_some(store, requests[start : start + AT_ONCE], now)


def _put_some(store: sa.Connection, requests: Sequence[JobRequest], now: datetime) -> list[Put]:
    standing = _standing(store, [request.same_as for request in requests])
    done: list[Put] = []
    rows: dict[str, dict[str, Any]] = {}
    for request in requests:
        same = request.same_as
        found = standing.get(same)
        if found is None:
            standing[same] = job = _new(request, now)
            rows[same] = _row(request, job)
            done.append(Put(job, is_new=True))
        elif same in rows:
            done.append(Put(found, is_new=False))
        else:
            standing[same] = job = _moved_forward(store, found, request, now)
            done.append(Put(job, is_new=False))
    if rows:
        store.execute(sa.insert(JOBS), list(rows.values()))
    return done


def _standing(store: sa.Connection, wanted: Sequence[str]) -> dict[str, Job]:
    query = sa.select(JOBS.c.same_as, *JOB_COLUMNS).where(JOBS.c.same_as.in_(wanted), UNFINISHED)
    return {str(same): job_of(row) for same, *row in store.execute(query)}


def _new(request: JobRequest, now: datetime) -> Job:
    lane, priority = request.place
    return Job(
        str(uuid.uuid4()), request.operation, request.domain, request.provider,
        request.connection, request.owner, request.trigger, priority, lane,
        dict(request.options), request.requested_by, "queued", 0, now, now, None, None, None,
        now, None, request.run_id, False, None, None,
    )  # fmt: skip


def _row(request: JobRequest, job: Job) -> dict[str, Any]:
    values = {column.name: getattr(job, column.name) for column in JOB_COLUMNS}
    return {**values, "same_as": request.same_as, "pool": request.connection}


def _moved_forward(store: sa.Connection, job: Job, request: JobRequest, now: datetime) -> Job:
    """The job that waits, put where one that is asked for by hand waits."""
    if request.trigger != "manual" or job.state != "queued" or job.lane == "urgent":
        return job
    moved = replace(job, lane="urgent", priority=MANUAL, due_at=now, updated_at=now)
    values = {name: getattr(moved, name) for name in ("lane", "priority", "due_at", "updated_at")}
    store.execute(sa.update(JOBS).where(JOBS.c.id == job.id).values(values))
    return moved
