"""The control store's tables of connections, destinations, their secrets, and who changed what.

A secret stands only in the tables of secrets, and only sealed.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from orchestration.queue.table import Moment
from push.kit.ledger import METADATA

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _named(*own: str) -> list[sa.Column[Any]]:
    """The columns of what has a name: who made it when, and who changed it last."""
    return [
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", *own)),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("settings", _JSON, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
    ]


def _secrets(owner: str) -> list[sa.Column[Any]]:
    """The columns of the sealed secrets of what `owner` names."""
    of_owner = sa.ForeignKey(f"{owner}s.id", ondelete="cascade")
    return [
        sa.Column("owner_id", sa.Text, of_owner, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("ciphertext", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    ]


CONNECTIONS = sa.Table("connections", METADATA, *_named("provider", "owner"))
CONNECTION_SECRETS = sa.Table("connection_secrets", METADATA, *_secrets("connection"))
DESTINATIONS = sa.Table("destinations", METADATA, *_named("engine", "location"))
DESTINATION_SECRETS = sa.Table("destination_secrets", METADATA, *_secrets("destination"))
CHANGES = sa.Table(
    "registry_changes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("changed_at", Moment, nullable=False),
    *(
        sa.Column(name, sa.Text, nullable=False)
        for name in ("changed_by", "kind", "subject_id", "slug", "name", "action")
    ),
    sa.Column("detail", _JSON, nullable=False),
    sa.Index("registry_changes_by_slug", "kind", "slug", "id"),
)
