"""Stored plans: each has a number, by which it is shown, applied once, and undone.

A plan is `open` until it is applied; `started` while that goes on, or when it broke off, after
which the same number goes on with what is left; then `applied`, and `undone` once a plan that
undoes it was applied. The contents of old plans are dropped, their figures stay.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from push.kit.errors import PlanClosed
from push.kit.ledger import METADATA, utc_now
from push.kit.plan import Plan, plan_from_json, plan_to_json

State = Literal["open", "started", "applied", "undone"]
# So many of the newest plans of each race keep their contents.
KEPT = 20
# The fastest: a plan shrinks to a tenth all the same.
COMPRESSION = 1

_MOMENT = sa.DateTime(timezone=True)
PLANS = sa.Table(
    "push_plans",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("plan_id", sa.Text, nullable=False),
    sa.Column("connection", sa.Text, nullable=False),
    sa.Column("race", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("push_plans.number")),
    sa.Column("figures", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
    sa.Column("content", sa.LargeBinary),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_at", _MOMENT, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("applied_at", _MOMENT),
    sa.Column("applied_by", sa.Text),
    sa.Index("push_plans_by_race", "connection", "race", "number"),
)


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """What is known of a stored plan besides its content; times are in UTC.

    `figures` are counts: active, create, update, withdraw, unchanged, held_back, frozen.
    """

    number: int
    connection: str
    race: str
    undoes: int | None
    figures: Mapping[str, int]
    state: State
    made_at: datetime
    made_by: str
    applied_at: datetime | None
    applied_by: str | None


COLUMNS = tuple(StoredPlan.__dataclass_fields__)


@dataclass(frozen=True)
class Plans:
    """The stored plans of a control store."""

    engine: sa.Engine
    now: Callable[[], datetime] = utc_now

    def put(self, plan: Plan, who: str) -> Plan:
        """The plan with its number, stored: a new one, or that of the same plan still open.

        A plan that does nothing takes the number of the one before it that did nothing either.
        """
        row = {
            "plan_id": plan.id,
            "connection": plan.connection,
            "race": plan.race,
            "undoes": plan.undoes,
            "figures": figures(plan),
            "content": zlib.compress(plan_to_json(replace(plan, number=None)), COMPRESSION),
            "state": "open",
            "made_at": self.now(),
            "made_by": who,
        }
        # Looking first and writing then is one step, or SQLite refuses it beside another writer.
        alone = self.engine.execution_options(syncline_exclusive=True)
        with alone.begin() as connection:
            number = self._same(connection, plan)
            if number is None:
                number = connection.scalar(sa.insert(PLANS).values(row).returning(PLANS.c.number))
            else:
                same = PLANS.c.number == number
                connection.execute(sa.update(PLANS).where(same).values(row))
            self._drop_old_contents(connection, plan)
        return replace(plan, number=number)

    def about(self, number: int) -> StoredPlan:
        """What is known of the plan with that number.

        Raises: PlanClosed when there is none.
        """
        query = sa.select(*(PLANS.c[name] for name in COLUMNS)).where(PLANS.c.number == number)
        with self.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise PlanClosed(f"There is no plan {number}. Look: syncline push plans CONNECTION.")
        return _stored(row)

    def read(self, number: int) -> Plan:
        """The plan with that number, exactly as it was stored.

        Raises: PlanClosed when there is none, or its content is no longer kept.
        """
        with self.engine.connect() as connection:
            query = sa.select(PLANS.c.content).where(PLANS.c.number == number)
            content: bytes | None = connection.scalar(query)
        if content is None:
            about = self.about(number)
            raise PlanClosed(
                f"Plan {number} is of {about.made_at:%Y-%m-%d %H:%M} UTC and its content is no "
                f"longer kept. Nothing was sent. Make a new plan: syncline push plan "
                f"{about.connection}."
            )
        return replace(plan_from_json(zlib.decompress(content)), number=number)

    def newest(self, connection: str, count: int = 50) -> list[StoredPlan]:
        """The newest plans of a scoring connection, newest first."""
        query = (
            sa.select(*(PLANS.c[name] for name in COLUMNS))
            .where(PLANS.c.connection == connection)
            .order_by(PLANS.c.number.desc())
            .limit(count)
        )
        with self.engine.connect() as opened:
            return [_stored(row) for row in opened.execute(query)]

    def begin(self, number: int, who: str) -> None:
        """Notes that the plan is being applied, and by whom."""
        self._set(number, state="started", applied_by=who, applied_at=self.now())

    def finish(self, number: int) -> None:
        """Notes that the plan was applied, and that the one it undoes was undone."""
        undoes = self.about(number).undoes
        self._set(number, state="applied", applied_at=self.now())
        if undoes is not None:
            self._set(undoes, state="undone")

    def _set(self, number: int, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(sa.update(PLANS).where(PLANS.c.number == number).values(values))

    def _same(self, connection: sa.Connection, plan: Plan) -> int | None:
        query = (
            sa.select(PLANS.c.number, PLANS.c.plan_id, PLANS.c.undoes, PLANS.c.state)
            .where(PLANS.c.connection == plan.connection, PLANS.c.race == plan.race)
            .order_by(PLANS.c.number.desc())
            .limit(1)
        )
        newest = connection.execute(query).one_or_none()
        if newest is None or (newest.plan_id, newest.undoes) != (plan.id, plan.undoes):
            return None
        may_take = newest.state == "open" or (plan.is_empty and plan.undoes is None)
        return int(newest.number) if may_take else None

    def _drop_old_contents(self, connection: sa.Connection, plan: Plan) -> None:
        of_race = sa.and_(PLANS.c.connection == plan.connection, PLANS.c.race == plan.race)
        newest = sa.select(PLANS.c.number).where(of_race).order_by(PLANS.c.number.desc())
        kept: list[int] = list(connection.scalars(newest.limit(KEPT)))
        old = sa.and_(of_race, PLANS.c.number < kept[-1], PLANS.c.content.is_not(None))
        connection.execute(sa.update(PLANS).where(old).values(content=None))


def figures(plan: Plan) -> dict[str, int]:
    """The plan's counts, as they are kept when its content is not."""
    return {
        "active": plan.active,
        "create": len(plan.creates),
        "update": len(plan.updates),
        "withdraw": len(plan.withdrawals),
        "unchanged": plan.unchanged,
        "held_back": len(plan.held_back),
        "frozen": len(plan.frozen),
    }


def _stored(row: sa.Row[*tuple[Any, ...]]) -> StoredPlan:
    values: list[Any] = [
        # SQLite gives moments back without their zone.
        value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)
        if isinstance(value, datetime)
        else value
        for value in row
    ]
    return StoredPlan(*values)
