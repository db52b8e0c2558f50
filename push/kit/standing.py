"""Where each record of a race stands by the ledger, and how fast pushes have been lately."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from push.kit.ledger import LEDGER, Ledger
from push.kit.plans import PLANS
from push.kit.turn import own_turn

# Enough that a few small ones, slow for each record, do not speak for all.
LAST_PLANS = 10
ANSWERED = ("sent", "confirmed", "rejected")
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
    """How long the records of the last pushes took, from intent to proof.

    `proof_seconds` of these went by after the last record of a push was sent.
    """

    records: int
    seconds: float
    proof_seconds: float = 0.0

    @property
    def seconds_each(self) -> float:
        """Seconds for one record."""
        return self.seconds / self.records

    @property
    def proof_seconds_each(self) -> float:
        """Seconds that reading back takes for one record."""
        return self.proof_seconds / self.records


@dataclass(frozen=True)
class Running:
    """A push that goes on: how many records its plan sends, and how many of them are answered.

    `lately` of these were answered in the `seconds` since it was begun; the others before, when the
    same plan broke off.
    """

    number: int
    total: int
    answered: int
    lately: int
    seconds: float

    @property
    def seconds_each(self) -> float | None:
        """Seconds for one record so far; None before the first answer."""
        return self.seconds / self.lately if self.lately else None

    @property
    def seconds_left(self) -> float | None:
        """How long sending the rest takes at the pace so far; None before the first answer."""
        each = self.seconds_each
        return None if each is None else max(self.total - self.answered, 0) * each


def read_newest(engine: sa.Engine, connection: str, race: str) -> Actions:
    """The newest ledger row of each record of a race."""
    ours = (LEDGER.c.connection == connection, LEDGER.c.race == race)
    newest = sa.select(sa.func.max(LEDGER.c.id)).where(*ours).group_by(LEDGER.c.record_id)
    at = sa.func.coalesce(LEDGER.c.settled_at, LEDGER.c.sent_at, LEDGER.c.intended_at)
    columns = (LEDGER.c.record_id, LEDGER.c.action, LEDGER.c.state, LEDGER.c.error, at)
    with engine.connect() as store:
        rows = store.execute(sa.select(*columns).where(LEDGER.c.id.in_(newest)))
        return {row[0]: Newest(row[1], row[2], row[3], _utc(row[4])) for row in rows}


def read_running(
    engine: sa.Engine, connection: str, race: str, now: Callable[[], datetime]
) -> Running | None:
    """How far the push of a race is that goes on now; None where none does, or one broke off."""
    plan = (
        sa.select(PLANS.c.number, PLANS.c.figures, PLANS.c.applied_at)
        .where(PLANS.c.connection == connection, PLANS.c.race == race, PLANS.c.state == "started")
        .order_by(PLANS.c.number.desc())
        .limit(1)
    )
    with engine.connect() as store:
        started = store.execute(plan).one_or_none()
        if started is None or not _goes_on(engine, connection, race):
            return None
        since = LEDGER.c.intended_at >= started.applied_at
        tried = sa.select(
            sa.func.count(LEDGER.c.record_id.distinct()),
            sa.func.count(sa.case((since, LEDGER.c.record_id)).distinct()),
        ).where(
            LEDGER.c.plan_number == started.number,
            LEDGER.c.action != "withdraw",
            LEDGER.c.state.in_(ANSWERED),
        )
        answered, lately = store.execute(tried).one()
    total = started.figures["create"] + started.figures["update"]
    seconds = (now() - _utc(started.applied_at)).total_seconds()
    return Running(started.number, total, answered, lately, seconds)


def _goes_on(engine: sa.Engine, connection: str, race: str) -> bool:
    """Whether somebody has the race's turn: whoever pushes has it, and nobody who died."""
    with own_turn(Ledger(engine, connection, race)) as is_free:
        return not is_free


def read_pace(engine: sa.Engine, connection: str, *, but: Sequence[int] = ()) -> Pace | None:
    """How fast the last pushes to a connection were; None before the first that sent anything.

    `but` are the numbers of plans that do not count, as they are still being sent.
    """
    numbers = (
        sa.select(PLANS.c.number)
        .where(
            PLANS.c.connection == connection,
            PLANS.c.applied_at.is_not(None),
            PLANS.c.number.not_in(but),
        )
        .order_by(PLANS.c.number.desc())
        .limit(LAST_PLANS)
    )
    spans = (
        sa.select(
            sa.func.count(),
            sa.func.min(LEDGER.c.intended_at),
            sa.func.max(sa.func.coalesce(LEDGER.c.sent_at, LEDGER.c.intended_at)),
            sa.func.max(LEDGER.c.settled_at),
        )
        .where(LEDGER.c.plan_number.in_(numbers), LEDGER.c.settled_at.is_not(None))
        .group_by(LEDGER.c.plan_number)
    )
    with engine.connect() as store:
        found: list[tuple[Any, ...]] = [tuple(row) for row in store.execute(spans)]
    records = sum(count for count, *_ in found)
    whole = sum((end - begun).total_seconds() for _, begun, _, end in found)
    # A row that was refused at the last is settled as soon as it is sent.
    proof = sum(max((end - sent).total_seconds(), 0.0) for _, _, sent, end in found)
    return Pace(records, whole, proof) if records else None


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
