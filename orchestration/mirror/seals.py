"""The newest read-back of each race that people are pushed to, in the control store."""

from datetime import datetime

import sqlalchemy as sa

from orchestration.control.inserting import insert_into
from orchestration.queue.table import Moment
from push.kit.ledger import METADATA
from push.kit.verify import Seal

SEALS = sa.Table(
    "push_seals",
    METADATA,
    sa.Column("connection", sa.Text, primary_key=True),
    sa.Column("race", sa.Text, primary_key=True),
    sa.Column("matched", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("is_well", sa.Boolean, nullable=False),
    sa.Column("read_back_at", Moment, nullable=False),
    sa.Column("proven_at", Moment),
)


def record_seal(store: sa.Engine, connection: str, seal: Seal, read_back_at: datetime) -> None:
    """Writes down what a read-back found; when the race was last proven stays if this was none."""
    found = {
        "matched": seal.matched, "total": seal.total, "is_well": seal.is_well,
        "read_back_at": read_back_at,
    }  # fmt: skip
    if seal.is_well:
        found["proven_at"] = read_back_at
    insert = insert_into(SEALS, store).values(connection=connection, race=seal.race, **found)
    with store.begin() as opened:
        opened.execute(
            insert.on_conflict_do_update(index_elements=["connection", "race"], set_=found)
        )
