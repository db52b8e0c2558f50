"""Makes the queue with its history, the workers, the webhook inbox and stored documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
MOMENT = sa.DateTime(timezone=True)
COMPLETED = sa.text("state = 'completed'")
UNFINISHED = sa.text("state in ('queued', 'running')")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Creates the tables and their indexes."""
    _make_jobs()
    _make_attempts()
    op.create_table(
        "sync_workers",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("lanes", sa.Text, nullable=False),
        sa.Column("job_id", sa.Text),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_table(
        "webhook_inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("job_id", sa.Text),
        sa.Column("handled_at", MOMENT),
    )
    op.create_index("webhook_inbox_by_state", "webhook_inbox", ["state", "id"])
    op.create_table(
        "stored_json",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("entity", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("stored_by", sa.Text, nullable=False),
        sa.UniqueConstraint("source", "entity", "version"),
    )


def _make_jobs() -> None:
    op.create_table(
        "sync_jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("same_as", sa.Text, nullable=False),
        sa.Column("pool", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("beat_at", MOMENT),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("run_id", sa.Text),
        sa.Column("is_cancel_requested", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("result", JSON),
    )
    op.create_index(
        "sync_jobs_same", "sync_jobs", ["same_as"], unique=True,
        sqlite_where=UNFINISHED, postgresql_where=UNFINISHED,
    )  # fmt: skip
    op.create_index(
        "sync_jobs_next", "sync_jobs", ["state", "lane", "priority", "queued_at"],
        sqlite_where=UNFINISHED, postgresql_where=UNFINISHED,
    )  # fmt: skip
    op.create_index("sync_jobs_by_owner", "sync_jobs", ["owner", "queued_at"])
    op.create_index(
        "sync_jobs_done", "sync_jobs", ["owner", "finished_at"],
        sqlite_where=COMPLETED, postgresql_where=COMPLETED,
    )  # fmt: skip
    op.create_index("sync_jobs_by_time", "sync_jobs", ["queued_at"])
    op.create_index("sync_jobs_by_update", "sync_jobs", ["updated_at"])
    op.create_index("sync_jobs_by_run", "sync_jobs", ["run_id"])


def _make_attempts() -> None:
    op.create_table(
        "sync_attempts",
        sa.Column("job_id", sa.Text, sa.ForeignKey("sync_jobs.id"), primary_key=True),
        sa.Column("attempt", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.Text),
        sa.Column("worker", sa.Text, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("result", JSON),
    )
    op.create_index("sync_attempts_by_update", "sync_attempts", ["updated_at"])
    op.create_index("sync_attempts_by_run", "sync_attempts", ["run_id"])


def downgrade() -> None:
    """Drops the tables."""
    for table in ("stored_json", "webhook_inbox", "sync_workers", "sync_attempts", "sync_jobs"):
        op.drop_table(table)
