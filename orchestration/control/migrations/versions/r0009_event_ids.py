"""Lets the webhook inbox tell an event that is sent again: by the provider's own id of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds the id, which events that came before have none of."""
    op.add_column("webhook_inbox", sa.Column("event_id", sa.Text))
    op.create_index("webhook_inbox_by_event", "webhook_inbox", ["connection", "event_id"])


def downgrade() -> None:
    """Drops the id."""
    op.drop_index("webhook_inbox_by_event", "webhook_inbox")
    op.drop_column("webhook_inbox", "event_id")
