"""Makes the numbered plans that pushes are applied from; ledger rows name the plan they are of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Creates the table, the ledger's column and their indexes."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "push_plans",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("race", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("push_plans.number")),
        sa.Column("figures", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("applied_at", moment),
        sa.Column("applied_by", sa.Text),
    )
    op.create_index("push_plans_by_race", "push_plans", ["connection", "race", "number"])
    op.add_column("push_ledger", sa.Column("plan_number", sa.Integer))
    op.create_index("push_ledger_by_number", "push_ledger", ["plan_number", "id"])


def downgrade() -> None:
    """Drops what `upgrade` created."""
    op.drop_index("push_ledger_by_number", "push_ledger")
    op.drop_column("push_ledger", "plan_number")
    op.drop_table("push_plans")
