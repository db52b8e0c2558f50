"""The control store's table of what people did that leaves no other trace."""

import sqlalchemy as sa

from orchestration.queue.table import Moment
from push.kit.ledger import METADATA

NOTED = sa.Table(
    "noted_deeds",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("done_at", Moment, nullable=False),
    *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "what", "about", "detail")),
    sa.Index("noted_deeds_by_time", "done_at"),
)
