"""The queue's tables in the control store, and their rows as what they mean."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from orchestration.queue.jobs import Attempt, Job, WorkerSeen
from push.kit.ledger import METADATA

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC: SQLite keeps no zone, PostgreSQL gives back the session's."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """The moment in UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        """The moment with its zone, UTC."""
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC) if value else None


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=nullable) for name in names]


def _moments(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, Moment, nullable=nullable) for name in names]


# In words, as an index of some rows is used only where it is plain that these are the ones.
COMPLETED = sa.text("state = 'completed'")
QUEUED = sa.text("state = 'queued'")
RUNNING = sa.text("state = 'running'")
UNFINISHED = sa.text("state in ('queued', 'running')")
STOOD = sa.text("state in ('completed', 'failed_permanent')")
ENDED = sa.text("state not in ('queued', 'running')")
JOBS = sa.Table(
    "sync_jobs",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *_texts("operation", "domain", "provider", "connection", "owner", "trigger", "lane"),
    *_texts("requested_by", "same_as", "pool", "state"),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("priority", "attempt")),
    sa.Column("options", _JSON, nullable=False),
    sa.Column("is_cancel_requested", sa.Boolean, nullable=False),
    *_moments("queued_at", "due_at", "updated_at"),
    *_moments("started_at", "finished_at", "beat_at", nullable=True),
    *_texts("worker", "run_id", "error", nullable=True),
    sa.Column("result", _JSON),
    sa.Index(
        "sync_jobs_same", "same_as", unique=True,
        sqlite_where=UNFINISHED, postgresql_where=UNFINISHED,
    ),
    sa.Index(
        "sync_jobs_next", "lane", "priority", "queued_at", "id",
        sqlite_where=QUEUED, postgresql_where=QUEUED,
    ),
    sa.Index("sync_jobs_running", "pool", sqlite_where=RUNNING, postgresql_where=RUNNING),
    sa.Index(
        "sync_jobs_waiting", "owner", "state", "priority", "queued_at", "id",
        sqlite_where=UNFINISHED, postgresql_where=UNFINISHED,
    ),
    sa.Index("sync_jobs_by_owner", "owner", "queued_at"),
    sa.Index("sync_jobs_by_connection", "connection", "queued_at"),
    sa.Index("sync_jobs_by_domain", "domain", "queued_at"),
    sa.Index(
        "sync_jobs_done", "owner", "finished_at", sqlite_where=COMPLETED, postgresql_where=COMPLETED
    ),
    sa.Index("sync_jobs_by_end", "finished_at"),
    sa.Index(
        "sync_jobs_ends", "connection", "domain", "operation", "state", "finished_at",
        sqlite_where=STOOD, postgresql_where=STOOD,
    ),
    sa.Index("sync_jobs_by_time", "queued_at"),
    sa.Index("sync_jobs_by_update", "updated_at"),
    sa.Index("sync_jobs_by_run", "run_id"),
)  # fmt: skip
ATTEMPTS = sa.Table(
    "sync_attempts",
    METADATA,
    sa.Column("job_id", sa.Text, sa.ForeignKey("sync_jobs.id"), primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True),
    *_texts("worker", "outcome"),
    *_texts("run_id", "error", nullable=True),
    *_moments("started_at", "updated_at"),
    *_moments("finished_at", nullable=True),
    sa.Column("result", _JSON),
    sa.Index("sync_attempts_by_update", "updated_at"),
    sa.Index("sync_attempts_by_run", "run_id"),
)
WORKERS = sa.Table(
    "sync_workers",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    *_texts("lanes"),
    *_texts("job_id", nullable=True),
    *_moments("started_at", "seen_at"),
)
INBOX = sa.Table(
    "webhook_inbox",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *_texts("connection", "state"),
    *_texts("job_id", nullable=True),
    *_moments("received_at"),
    *_moments("handled_at", nullable=True),
    sa.Column("body", _JSON, nullable=False),
    *_texts("event_id", nullable=True),
    sa.Index("webhook_inbox_by_state", "state", "id"),
    sa.Index("webhook_inbox_by_event", "connection", "event_id"),
)
DOCUMENTS = sa.Table(
    "stored_json",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    *_texts("source", "entity", "stored_by"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", _JSON, nullable=False),
    *_moments("stored_at"),
    sa.UniqueConstraint("source", "entity", "version"),
)
JOB_COLUMNS = tuple(JOBS.c[one.name] for one in fields(Job))
ATTEMPT_COLUMNS = tuple(ATTEMPTS.c[one.name] for one in fields(Attempt))


def job_of(row: Any) -> Job:
    """The job that a row of JOB_COLUMNS holds."""
    return Job(*tuple(row))


def attempt_of(row: Any) -> Attempt:
    """The attempt that a row of ATTEMPT_COLUMNS holds."""
    return Attempt(*tuple(row))


def worker_of(row: Any) -> WorkerSeen:
    """The worker that a row of the workers' table holds."""
    lanes = tuple(str(row.lanes).split())
    return WorkerSeen(row.name, lanes, row.job_id, row.started_at, row.seen_at)
