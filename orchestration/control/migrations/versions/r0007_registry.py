"""Makes the registry: connections, destinations, their sealed secrets, and who changed what."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
MOMENT = sa.DateTime(timezone=True)
OWN = {"connection": ("provider", "owner"), "destination": ("engine", "location")}


def _json() -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Creates the tables and their index."""
    for kind, own in OWN.items():
        op.create_table(
            f"{kind}s",
            sa.Column("id", sa.Text, primary_key=True),
            sa.Column("slug", sa.Text, nullable=False, unique=True),
            *_texts("name", *own),
            sa.Column("is_active", sa.Boolean, nullable=False),
            sa.Column("settings", _json(), nullable=False),
            sa.Column("created_at", MOMENT, nullable=False),
            *_texts("created_by"),
            sa.Column("changed_at", MOMENT, nullable=False),
            *_texts("changed_by"),
        )
        op.create_table(
            f"{kind}_secrets",
            sa.Column(
                "owner_id",
                sa.Text,
                sa.ForeignKey(f"{kind}s.id", ondelete="cascade"),
                primary_key=True,
            ),
            sa.Column("field", sa.Text, primary_key=True),
            sa.Column("ciphertext", sa.LargeBinary, nullable=False),
            *_texts("key_id"),
            sa.Column("changed_at", MOMENT, nullable=False),
        )
    op.create_table(
        "registry_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        *_texts("changed_by", "kind", "subject_id", "slug", "name", "action"),
        sa.Column("detail", _json(), nullable=False),
    )
    op.create_index("registry_changes_by_slug", "registry_changes", ["kind", "slug", "id"])


def downgrade() -> None:
    """Drops the tables."""
    for kind in OWN:
        op.drop_table(f"{kind}_secrets")
        op.drop_table(f"{kind}s")
    op.drop_table("registry_changes")
