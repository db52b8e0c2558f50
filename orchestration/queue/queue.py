"""Putting, claiming and ending jobs. Every change is one transaction of the control store.

Slots are rows: whoever is `running` holds its connection's, and one of the warehouse's. A worker
that dies gives them back when its beat is missed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.control.store import exclusive
from orchestration.queue.jobs import (
    LANES,
    AlreadyQueued,
    Failure,
    Job,
    JobRequest,
    Lane,
    LostJob,
    NoSuchJob,
    Outcome,
)
from orchestration.queue.putting import Put, put_in
from orchestration.queue.table import (
    ATTEMPTS,
    ENDED,
    JOB_COLUMNS,
    JOBS,
    QUEUED,
    RUNNING,
    job_of,
)

RETRY_AFTER = (timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8))
# A worker beats every second; one that was silent for so long is dead or cut off.
SILENT = timedelta(seconds=20)
FORGOTTEN_AT_ONCE = 500
CLAIM_LOCK = 7_390_452
CRASHED = "The worker died during the attempt. What was complete before it stays; a retry goes on."


class Queue:
    """The queue in one control store."""

    def __init__(self, engine: sa.Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._exclusive = exclusive(engine)
        self._now = now

    def put(self, request: JobRequest) -> Job:
        """The job that was queued for a request.

        Raises: AlreadyQueued when the same one waits or runs; a request by hand moves it forward.
        """
        [done] = self.put_many([request])
        if not done.is_new:
            raise AlreadyQueued(done.job)
        return done.job

    def put_many(self, requests: Sequence[JobRequest]) -> list[Put]:
        """What became of each request; all are put together, so that a thousand cost like a few."""
        with self._changing() as store:
            return list(put_in(store, requests, self._now()))

    def claim(
        self, worker: str, lanes: Sequence[Lane] = LANES, *, slots: int | None = None
    ) -> Job | None:
        """The most urgent due job of these lanes, now this worker's; None when there is none.

        No two jobs of one connection run at once, and no more than `slots` jobs in all.
        """
        running = sa.select(JOBS.c.pool).where(RUNNING, JOBS.c.pool != "")
        # Without a transaction first: most looks find nothing.
        with self._engine.connect() as store:
            due = (QUEUED, JOBS.c.due_at <= self._now())
            if store.scalar(sa.select(sa.literal(1)).where(*due).limit(1)) is None:
                return None
        with self._changing() as store:
            busy = sa.select(sa.func.count()).select_from(JOBS).where(RUNNING)
            if slots is not None and (store.scalar(busy) or 0) >= slots:
                return None
            for lane in (lane for lane in LANES if lane in lanes):
                query = (
                    sa.select(*JOB_COLUMNS)
                    .where(*due, JOBS.c.lane == lane, JOBS.c.pool.not_in(running))
                    .order_by(JOBS.c.priority, JOBS.c.queued_at, JOBS.c.id)
                    .limit(1)
                )
                if found := store.execute(query).first():
                    return self._begun(store, job_of(found), worker)
        return None

    def beat(self, job: Job) -> Job:
        """The job as it stands now, with its worker's sign of life.

        Raises: LostJob when it is no longer that worker's.
        """
        now = self._now()
        with self._changing() as store:
            return self._changed(store, job, beat_at=now)

    def tie(self, job: Job, run_id: str) -> None:
        """Notes which Dagster run executes this attempt.

        Raises: LostJob.
        """
        with self._changing() as store:
            self._changed(store, job, run_id=run_id)
            store.execute(
                sa.update(ATTEMPTS)
                .where(ATTEMPTS.c.job_id == job.id, ATTEMPTS.c.attempt == job.attempt)
                .values(run_id=run_id, updated_at=self._now())
            )

    def complete(self, job: Job, result: Mapping[str, Any]) -> Job:
        """The job, ended well.

        Raises: LostJob.
        """
        with self._changing() as store:
            self._note(store, job, "completed", result=result)
            return self._ended(store, job, "completed", error=None, result=result)

    def fail(self, job: Job, failure: Failure) -> Job:
        """The job, queued again for later, or `failed_permanent` when no retry is left or helps.

        Raises: LostJob.
        """
        with self._changing() as store:
            return self._failed(store, job, failure)

    def cancelled(self, job: Job, by: str = "") -> Job:
        """The job, ended by its worker because somebody asked for that.

        Raises: LostJob.
        """
        with self._changing() as store:
            self._note(store, job, "cancelled")
            return self._ended(store, job, "cancelled", error=by or job.error, result=None)

    def cancel(self, job_id: str, by: str) -> Job:
        """The job: cancelled if it was waiting; if it runs, its worker is asked to end it.

        Raises: NoSuchJob.
        """
        with self._changing() as store:
            found = store.execute(sa.select(*JOB_COLUMNS).where(JOBS.c.id == job_id)).first()
            if found is None:
                raise NoSuchJob(f"There is no job {job_id!r}.")
            job, words = job_of(found), f"Cancelled by {by or 'nobody named'}."
            if job.state == "queued":
                return self._ended(store, job, "cancelled", error=words, result=None)
            if job.state == "running":
                return self._changed(store, job, is_cancel_requested=True, error=words)
            return job

    def disown(self, worker: str) -> None:
        """Has what a worker was at reaped now, because it is known to have ended."""
        held = (RUNNING, JOBS.c.worker == worker)
        with self._changing() as store:
            store.execute(sa.update(JOBS).where(*held).values(beat_at=self._now() - 2 * SILENT))

    def reap(self) -> list[Job]:
        """The jobs whose worker has not been heard of, each put where a crash puts it."""
        silent = (RUNNING, JOBS.c.beat_at < self._now() - SILENT)
        with self._engine.connect() as store:
            if store.scalar(sa.select(sa.literal(1)).where(*silent).limit(1)) is None:
                return []
        with self._changing() as store:
            lost = [job_of(row) for row in store.execute(sa.select(*JOB_COLUMNS).where(*silent))]
            return [self._reaped(store, job) for job in lost]

    def forget(self, days: int) -> int:
        """How many jobs were forgotten with their attempts, as they ended so many days ago."""
        old = (JOBS.c.finished_at < self._now() - timedelta(days=days), ENDED)
        ids = sa.select(JOBS.c.id).where(*old).limit(FORGOTTEN_AT_ONCE)
        with self._changing() as store:
            gone = [row.id for row in store.execute(ids)]
            store.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.job_id.in_(gone)))
            store.execute(sa.delete(JOBS).where(JOBS.c.id.in_(gone)))
        return len(gone)

    @contextmanager
    def _changing(self) -> Iterator[sa.Connection]:
        with self._exclusive.begin() as store:
            if store.dialect.name == "postgresql":
                store.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIM_LOCK)))
            yield store

    def _begun(self, store: sa.Connection, job: Job, worker: str) -> Job:
        now = self._now()
        begun = replace(
            job, state="running", attempt=job.attempt + 1, worker=worker, started_at=now,
            finished_at=None, beat_at=now, is_cancel_requested=False,
        )  # fmt: skip
        values = {
            name: getattr(begun, name)
            for name in ("state", "attempt", "worker", "started_at", "finished_at", "beat_at")
        }
        self._write(store, job.id, **values, is_cancel_requested=False)
        store.execute(
            sa.insert(ATTEMPTS).values(
                job_id=job.id, attempt=begun.attempt, worker=worker, started_at=now,
                run_id=None if job.attempt else job.run_id, updated_at=now, outcome="running",
            )
        )  # fmt: skip
        return begun

    def _reaped(self, store: sa.Connection, job: Job) -> Job:
        if job.is_cancel_requested:
            self._note(store, job, "crashed", error=CRASHED)
            return self._ended(store, job, "cancelled", error=job.error, result=None)
        return self._failed(store, job, Failure(CRASHED, outcome="crashed"))

    def _failed(self, store: sa.Connection, job: Job, failure: Failure) -> Job:
        error, result = failure.error, failure.result
        self._note(store, job, failure.outcome, error=error, result=result)
        if failure.is_final or job.attempt > len(RETRY_AFTER):
            return self._ended(store, job, "failed_permanent", error=error, result=result)
        due_at = self._now() + RETRY_AFTER[job.attempt - 1]
        return self._changed(
            store, job, state="queued", priority=job.priority + 1, due_at=due_at, error=error,
            worker=None, beat_at=None,
        )  # fmt: skip

    def _ended(
        self, store: sa.Connection, job: Job, state: str, *, error: str | None, result: Any
    ) -> Job:
        values = {"state": state, "error": error, "result": result, "beat_at": None}
        return self._changed(store, job, finished_at=self._now(), **values)

    def _note(
        self, store: sa.Connection, job: Job, outcome: Outcome, *, error: str | None = None,
        result: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        now = self._now()
        store.execute(
            sa.update(ATTEMPTS)
            .where(ATTEMPTS.c.job_id == job.id, ATTEMPTS.c.attempt == job.attempt)
            .values(outcome=outcome, error=error, result=result, finished_at=now, updated_at=now)
        )

    def _changed(self, store: sa.Connection, job: Job, **values: Any) -> Job:
        """Writes values into the row if it still is as the caller knows it."""
        mine = (JOBS.c.state == job.state, JOBS.c.attempt == job.attempt)
        query = sa.select(*JOB_COLUMNS).where(JOBS.c.id == job.id)
        if store.execute(query.where(*mine)).first() is None:
            raise LostJob(f"Job {job.id} was given to somebody else, or ended, meanwhile.")
        self._write(store, job.id, **values)
        return job_of(store.execute(query).one())

    def _write(self, store: sa.Connection, job_id: str, **values: Any) -> None:
        stamped = values | {"updated_at": self._now()}
        store.execute(sa.update(JOBS).where(JOBS.c.id == job_id).values(stamped))
