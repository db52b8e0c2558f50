"""The push ledger: what was sent to whom, written before the call and settled after it.

A row goes `intended` (written, the call may not have been made), `sent` (the provider took it),
then `confirmed` (seen there), `rejected` (refused, or not there) or `unknown` (no answer). Rows
that are not settled are looked up at the provider before anything is sent again. A withdrawal that
only a person can carry out stays `intended` until the record is gone. A row
also keeps the provider's own id of its record, once an answer or the reading back has told it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from push.kit.plan import Action, Agreed

State = Literal["intended", "sent", "confirmed", "rejected", "unknown"]
OPEN_STATES = ("intended", "sent", "unknown")
SETTLED_STATES = ("confirmed", "rejected")
# Below the smallest limit of bound parameters among the stores.
UPDATE_BATCH = 500

METADATA = sa.MetaData()
_PAYLOAD = sa.JSON().with_variant(JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
LEDGER = sa.Table(
    "push_ledger",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("plan_id", sa.Text, nullable=False),
    sa.Column("connection", sa.Text, nullable=False),
    sa.Column("race", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("record_id", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("fields", _PAYLOAD, nullable=False),
    sa.Column("before", _PAYLOAD, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("intended_at", _MOMENT, nullable=False),
    sa.Column("sent_at", _MOMENT),
    sa.Column("settled_at", _MOMENT),
    sa.Column("plan_number", sa.Integer),
    sa.Column("provider_id", sa.Text),
    sa.Index("push_ledger_by_number", "plan_number", "id"),
    sa.Index("push_ledger_by_state", "connection", "race", "state", "id"),
    sa.Index("push_ledger_by_record", "connection", "race", "record_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ledger row, as far as pushing needs it."""

    id: int
    record_id: str
    event: str
    action: str
    fields: dict[str, str]
    before: dict[str, str]
    state: State


ENTRY_COLUMNS = tuple(Entry.__dataclass_fields__)


def _entry(row: sa.Row[*tuple[Any, ...]]) -> Entry:
    values: tuple[Any, ...] = tuple(row)
    return Entry(*values)


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Ledger:
    """The rows of one connection and race in the control store."""

    engine: sa.Engine
    connection: str
    race: str
    now: Callable[[], datetime] = utc_now

    def last_sent(self) -> dict[str, dict[str, str]]:
        """Per record the fields that the provider was last known to have from us."""
        sent: dict[str, dict[str, str]] = {}
        for entry in self._entries(["confirmed"]):
            if entry.action == "withdraw":
                sent.pop(entry.record_id, None)
            else:
                sent.setdefault(entry.record_id, {}).update(entry.fields)
        return sent

    def provider_ids(self) -> dict[str, str]:
        """The provider's own id of each record of which it is known, as learned last."""
        query = (
            sa.select(LEDGER.c.record_id, LEDGER.c.provider_id)
            .where(self._is_ours, LEDGER.c.provider_id.is_not(None))
            .order_by(LEDGER.c.id)
        )
        with self.engine.connect() as connection:
            found = {row.record_id: row.provider_id for row in connection.execute(query)}
        return {record_id: own for record_id, own in found.items() if own}

    def remember(self, provider_ids: Mapping[str, str]) -> None:
        """Keeps the provider's own id, empty for none, with the newest row of each record."""
        if not provider_ids:
            return
        rows = LEDGER.alias()
        newest = (
            sa.select(sa.func.max(rows.c.id))
            .where(rows.c.connection == self.connection, rows.c.race == self.race)
            .where(rows.c.record_id == sa.bindparam("record"))
            .scalar_subquery()
        )
        change = LEDGER.update().where(LEDGER.c.id == newest)
        values = [{"record": one, "own": own} for one, own in sorted(provider_ids.items())]
        with self.engine.begin() as connection:
            connection.execute(change.values(provider_id=sa.bindparam("own")), values)

    def open_entries(self) -> list[Entry]:
        """The rows whose outcome is not settled, oldest first."""
        return list(self._entries(OPEN_STATES))

    def done_by(self, number: int) -> list[Entry]:
        """The confirmed rows of the plan with that number, oldest first."""
        return list(self._entries(["confirmed"], LEDGER.c.plan_number == number))

    def tried_by(self, number: int) -> set[str]:
        """The records of which the plan with that number has a row, whatever became of it."""
        states = (*OPEN_STATES, *SETTLED_STATES)
        return {one.record_id for one in self._entries(states, LEDGER.c.plan_number == number)}

    def intend(
        self, plan_id: str, actions: Sequence[Action], number: int | None = None
    ) -> list[Entry]:
        """Writes down, durably, what is about to be done; one row per action, in their order.

        `number` is the stored plan's, by which it can be undone.
        """
        rows = [self._row(plan_id, action) | {"plan_number": number} for action in actions]
        return [
            Entry(new_id, *(row[name] for name in ENTRY_COLUMNS[1:]))
            for new_id, row in zip(self._insert(rows), rows, strict=True)
        ]

    def agree(self, plan_id: str, agreed: Sequence[Agreed]) -> None:
        """Writes down as confirmed what source and provider agree on without our having sent it."""
        moment = self.now()
        rows = [
            self._row(plan_id, Action("update", one.record_id, "", one.event, one.fields))
            | {"state": "confirmed", "settled_at": moment}
            for one in agreed
        ]
        self._insert(rows)

    def mark(self, entries: Iterable[Entry], state: State, error: str | None = None) -> None:
        """Moves these rows to `state`, with the reason where there is one."""
        values: dict[str, Any] = {"state": state, "error": error}
        if state == "sent":
            values["sent_at"] = self.now()
        if state in SETTLED_STATES:
            values["settled_at"] = self.now()
        ids = [entry.id for entry in entries]
        with self.engine.begin() as connection:
            for start in range(0, len(ids), UPDATE_BATCH):
                batch = LEDGER.c.id.in_(ids[start : start + UPDATE_BATCH])
                connection.execute(LEDGER.update().where(batch).values(values))

    def counts(self) -> dict[str, int]:
        """How many rows are in each state."""
        query = (
            sa.select(LEDGER.c.state, sa.func.count()).where(self._is_ours).group_by(LEDGER.c.state)
        )
        with self.engine.connect() as connection:
            rows: list[tuple[str, int]] = [(row[0], row[1]) for row in connection.execute(query)]
        return dict(rows)

    @property
    def _is_ours(self) -> sa.ColumnElement[bool]:
        return sa.and_(LEDGER.c.connection == self.connection, LEDGER.c.race == self.race)

    def _entries(
        self, states: Sequence[str], *conditions: sa.ColumnElement[bool]
    ) -> Iterator[Entry]:
        query = (
            sa.select(*(LEDGER.c[name] for name in ENTRY_COLUMNS))
            .where(self._is_ours, LEDGER.c.state.in_(states), *conditions)
            .order_by(LEDGER.c.id)
        )
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield _entry(row)

    def _insert(self, rows: list[dict[str, Any]]) -> list[int]:
        if not rows:
            return []
        insert = LEDGER.insert().returning(LEDGER.c.id, sort_by_parameter_order=True)
        with self.engine.begin() as connection:
            return list(connection.scalars(insert, rows))

    def _row(self, plan_id: str, action: Action) -> dict[str, Any]:
        content = msgspec.json.encode(action.fields, order="sorted")
        return {
            "plan_id": plan_id,
            "connection": self.connection,
            "race": self.race,
            "event": action.event,
            "record_id": action.record_id,
            "action": action.action,
            "fields": action.fields,
            "before": {change.field: change.old for change in action.changes},
            "content_hash": hashlib.sha256(content).hexdigest(),
            "state": "intended",
            "intended_at": self.now(),
            "settled_at": None,
        }
