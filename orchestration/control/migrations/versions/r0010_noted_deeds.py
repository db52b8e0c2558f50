"""Makes the table of what people did that leaves no other trace, and an index of how jobs ended.

By the index the newest end of each operation is found without reading every job there ever was.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
ENDS = "sync_jobs_ends"
STOOD = "state in ('completed', 'failed_permanent')"


def upgrade() -> None:
    """Creates the table and the indexes."""
    op.create_table(
        "noted_deeds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "what", "about", "detail")),
    )
    op.create_index("noted_deeds_by_time", "noted_deeds", ["done_at"])
    columns, where = ["connection", "domain", "operation", "state", "finished_at"], sa.text(STOOD)
    op.create_index(ENDS, "sync_jobs", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Drops them."""
    op.drop_index(ENDS, "sync_jobs")
    op.drop_table("noted_deeds")
