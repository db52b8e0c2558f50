"""Makes the publications of results and the rows that each of them sends."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Creates the tables and their indexes."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("connection", sa.Text, nullable=False),
        sa.Column("event_key", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("finality", sa.Text, nullable=False),
        sa.Column("is_notifying", sa.Boolean, nullable=False),
        sa.Column("result_set", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("approved_by", sa.Text),
        sa.Column("approved_at", moment),
        sa.Column("finished_at", moment),
    )
    op.create_index("publications_by_event", "publications", ["connection", "event_key", "number"])
    op.create_table(
        "publication_rows",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, sa.ForeignKey("publications.number"), nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("fields", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("notice", sa.Text),
        sa.Column("error", sa.Text),
    )
    op.create_index("publication_rows_by_record", "publication_rows", ["record_id", "number"])
    op.create_index("publication_rows_by_number", "publication_rows", ["number", "state"])


def downgrade() -> None:
    """Drops the tables."""
    op.drop_table("publication_rows")
    op.drop_table("publications")
