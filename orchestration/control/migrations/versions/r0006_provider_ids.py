"""Lets ledger rows keep the provider's own id of their record."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the ledger's column."""
    op.add_column("push_ledger", sa.Column("provider_id", sa.Text))


def downgrade() -> None:
    """Drops what `upgrade` added."""
    op.drop_column("push_ledger", "provider_id")
