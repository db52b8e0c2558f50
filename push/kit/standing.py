"""Where each record of a race stands by the ledger, and how fast pushes have been lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from push.kit.ledger import LEDGER
from push.kit.plans import PLANS

# Enough that a few small ones, slow for each record, do not speak for all.
LAST_PLANS = 10
Actions = Mapping[str, "Newest"]


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest ledger row of a record: what was to be done, how it stands, since when in UTC."""

    action: str
    state: str
    error: str | None
    at: datetime

    @property
    def is_pushed(self) -> bool:
        """Whether the provider has taken it."""
        return self.action != "withdraw" and self.state in ("sent", "confirmed")

    @property
    def is_verified(self) -> bool:
        """Whether it was seen there."""
        return self.action != "withdraw" and self.state == "confirmed"


@dataclass(frozen=True)
class Pace:
    """How long the records of the last pushes took, from intent to proof."""

    records: int
    seconds: float

    @property
    def seconds_each(self) -> float:
        """Seconds for one record."""
        return self.seconds / self.records


def read_newest(engine: sa.Engine, connection: str, race: str) -> Actions:
    """The newest ledger row of each record of a race."""
    ours = (LEDGER.c.connection == connection, LEDGER.c.race == race)
    newest = sa.select(sa.func.max(LEDGER.c.id)).where(*ours).group_by(LEDGER.c.record_id)
    at = sa.func.coalesce(LEDGER.c.settled_at, LEDGER.c.sent_at, LEDGER.c.intended_at)
    columns = (LEDGER.c.record_id, LEDGER.c.action, LEDGER.c.state, LEDGER.c.error, at)
    with engine.connect() as store:
        rows = store.execute(sa.select(*columns).where(LEDGER.c.id.in_(newest)))
        return {row[0]: Newest(row[1], row[2], row[3], _utc(row[4])) for row in rows}


def read_pace(engine: sa.Engine, connection: str) -> Pace | None:
    """How fast the last pushes to a connection were; None before the first that sent anything."""
    numbers = (
        sa.select(PLANS.c.number)
        .where(PLANS.c.connection == connection, PLANS.c.applied_at.is_not(None))
        .order_by(PLANS.c.number.desc())
        .limit(LAST_PLANS)
    )
    spans = (
        sa.select(
            sa.func.count(), sa.func.min(LEDGER.c.intended_at), sa.func.max(LEDGER.c.settled_at)
        )
        .where(LEDGER.c.plan_number.in_(numbers), LEDGER.c.settled_at.is_not(None))
        .group_by(LEDGER.c.plan_number)
    )
    with engine.connect() as store:
        found = [(int(row[0]), (row[2] - row[1]).total_seconds()) for row in store.execute(spans)]
    records = sum(count for count, _ in found)
    return Pace(records, sum(seconds for _, seconds in found)) if records else None


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
