"""Makes the alerts with their channels, and the newest read-back of each race."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Creates the tables and their index."""
    op.create_table(
        "alerts",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("failed_at", MOMENT, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("recovered_at", MOMENT),
    )
    op.create_index("alerts_by_time", "alerts", ["raised_at"])
    op.create_table(
        "alert_deliveries",
        sa.Column("job_id", sa.Text, sa.ForeignKey("alerts.job_id"), primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("delivered_at", MOMENT, nullable=False),
    )
    op.create_table(
        "alert_channels",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("tried_at", MOMENT),
        sa.Column("delivered_at", MOMENT),
        sa.Column("heartbeat_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.Column("retry_at", MOMENT),
        sa.Column("failure_count", sa.Integer, nullable=False),
        sa.Column("failure", sa.Text),
    )
    op.create_table(
        "alert_turn",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
    )
    op.create_table(
        "push_seals",
        sa.Column("connection", sa.Text, primary_key=True),
        sa.Column("race", sa.Text, primary_key=True),
        sa.Column("matched", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("is_well", sa.Boolean, nullable=False),
        sa.Column("read_back_at", MOMENT, nullable=False),
        sa.Column("proven_at", MOMENT),
    )


def downgrade() -> None:
    """Drops the tables."""
    for table in ("push_seals", "alert_turn", "alert_channels", "alert_deliveries", "alerts"):
        op.drop_table(table)
