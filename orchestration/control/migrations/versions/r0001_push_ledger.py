"""Makes the push ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Creates the table and its indexes."""
    payload = sa.JSON().with_variant(JSONB(), "postgresql")
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "push_ledger",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("race", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("fields", payload, nullable=False),
        sa.Column("before", payload, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("intended_at", moment, nullable=False),
        sa.Column("sent_at", moment),
        sa.Column("settled_at", moment),
    )
    op.create_index("push_ledger_by_state", "push_ledger", ["connection", "race", "state", "id"])
    op.create_index(
        "push_ledger_by_record", "push_ledger", ["connection", "race", "record_id", "id"]
    )


def downgrade() -> None:
    """Drops the table."""
    op.drop_table("push_ledger")
