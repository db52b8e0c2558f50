"""The control store's tables of what is to be told, and of the channels that it is told through.

No table holds a channel's address, for that is a secret; a channel is known by its name.
"""

import sqlalchemy as sa

from orchestration.queue.table import Moment
from push.kit.ledger import METADATA

ALERTS = sa.Table(
    "alerts",
    METADATA,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("domain", sa.Text, nullable=False),
    sa.Column("connection", sa.Text, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("failed_at", Moment, nullable=False),
    sa.Column("raised_at", Moment, nullable=False),
    sa.Column("recovered_at", Moment),
    sa.Index("alerts_by_time", "raised_at"),
)
DELIVERIES = sa.Table(
    "alert_deliveries",
    METADATA,
    sa.Column("job_id", sa.Text, sa.ForeignKey("alerts.job_id"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("delivered_at", Moment, nullable=False),
)
CHANNELS = sa.Table(
    "alert_channels",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("first_seen_at", Moment, nullable=False),
    sa.Column("tried_at", Moment),
    sa.Column("delivered_at", Moment),
    sa.Column("heartbeat_at", Moment),
    sa.Column("told_at", Moment),
    sa.Column("retry_at", Moment),
    sa.Column("failure_count", sa.Integer, nullable=False),
    sa.Column("failure", sa.Text),
)
TURN = sa.Table(
    "alert_turn",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Moment, nullable=False),
)
