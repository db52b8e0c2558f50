"""The durable record of publications: what was planned, who approved it, what became of each row.

A publication goes `planned` (shown), `sending` (approved), then `done` or `failed`; a plan that a
newer one replaces is `superseded`. A row goes `planned`, `intended` (written before the call),
`sent`, then `confirmed`, `rejected` or `unknown`, as in the push ledger. `notice` is `claimed`
before the one call at which the provider may tell the runner, then `told` or `unclear`; a claim is
given back only when that call certainly never left, so nobody is told twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from push.kit.ledger import METADATA, OPEN_STATES, UPDATE_BATCH, State, utc_now
from push.publishing.plan import Finality, Plan

PublicationState = Literal["planned", "sending", "done", "failed", "superseded"]
Notice = Literal["claimed", "told", "unclear"]
_MOMENT = sa.DateTime(timezone=True)
PUBLICATIONS = sa.Table(
    "publications",
    METADATA,
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
    sa.Column("made_at", _MOMENT, nullable=False),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", _MOMENT),
    sa.Column("finished_at", _MOMENT),
    sa.Index("publications_by_event", "connection", "event_key", "number"),
)
ROWS = sa.Table(
    "publication_rows",
    METADATA,
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
    sa.Index("publication_rows_by_record", "record_id", "number"),
    sa.Index("publication_rows_by_number", "number", "state"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a publication."""

    id: int
    number: int
    record_id: str
    name: str
    action: str
    fields: dict[str, str]
    content_hash: str
    state: State | Literal["planned"]
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication as it stands, in the order of the table's columns."""

    number: int
    connection: str
    event_key: str
    action: Literal["publish", "unpublish"]
    finality: Finality
    is_notifying: bool
    result_set: str | None
    state: PublicationState
    error: str | None
    made_by: str
    made_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    finished_at: datetime | None


@dataclass
class Standing:
    """What the provider is known to hold of an event from us.

    `known` has the newest confirmed row per record, `told` who may have been told of a result,
    `open` the rows whose outcome nobody has settled. With `is_loose` a publication that could tell
    people broke off, so that the result set may still be set to do so.
    """

    result_set: str | None = None
    finality: Finality | None = None
    is_loose: bool = False
    known: dict[str, Entry] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    open: list[Entry] = field(default_factory=list)

    def take_in(self, one: Publication) -> None:
        """Counts in a publication, newer than those before."""
        if one.state in ("planned", "superseded"):
            return
        self.result_set = one.result_set or self.result_set
        if one.action == "publish":
            self.finality = one.finality
            self.is_loose = one.is_notifying and one.state != "done"

    def take(self, entry: Entry) -> None:
        """Counts in a row, newer than those before."""
        if entry.notice:
            self.told.add(entry.record_id)
        if entry.state in OPEN_STATES:
            self.open.append(entry)
        elif entry.state == "confirmed" and entry.action == "retract":
            self.known.pop(entry.record_id, None)
        elif entry.state == "confirmed":
            self.known[entry.record_id] = entry


@dataclass(frozen=True)
class Publications:
    """The publications of one event to one connection."""

    engine: sa.Engine
    connection: str
    event_key: str
    now: Callable[[], datetime] = utc_now

    def standing(self) -> Standing:
        """Everything that earlier publications have left at the provider."""
        found = Standing()
        for one in self.history():
            found.take_in(one)
        for entry in self._entries():
            found.take(entry)
        return found

    def history(self) -> list[Publication]:
        """Every publication of the event, oldest first."""
        query = sa.select(PUBLICATIONS).where(*self._mine()).order_by(PUBLICATIONS.c.number)
        with self.engine.connect() as connection:
            return [_publication(row) for row in connection.execute(query)]

    def newest(self) -> Publication | None:
        """The publication that was planned last, whatever became of it."""
        return next(reversed(self.history()), None)

    def store(self, plan: Plan, made_by: str) -> int:
        """The number under which a plan waits for approval; a plan before it no longer does."""
        waiting = sa.select(PUBLICATIONS.c.number).where(
            *self._mine(), PUBLICATIONS.c.state == "planned"
        )
        values = self._values("publish", made_by) | {
            "finality": plan.finality, "is_notifying": plan.is_notifying, "state": "planned",
        }  # fmt: skip
        with self.engine.begin() as connection:
            old: list[int] = list(connection.scalars(waiting))
            connection.execute(ROWS.delete().where(ROWS.c.number.in_(old)))
            superseded = PUBLICATIONS.update().where(PUBLICATIONS.c.number.in_(old))
            connection.execute(superseded.values(state="superseded"))
            number = _inserted(connection, values)
            rows = [
                {
                    "number": number, "record_id": row.record_id, "name": row.name,
                    "action": row.action, "fields": dict(row.fields),
                    "content_hash": row.content_hash, "state": "planned",
                }
                for row in plan.rows
            ]  # fmt: skip
            if rows:
                connection.execute(ROWS.insert(), rows)
        return number

    def unpublish(self, standing: Standing, by: str) -> int:
        """The number of a new, approved un-publication."""
        moment = self.now()
        values = self._values("unpublish", by) | {
            "finality": standing.finality or "preliminary", "is_notifying": False,
            "result_set": standing.result_set, "state": "sending", "approved_by": by,
            "approved_at": moment,
        }  # fmt: skip
        with self.engine.begin() as connection:
            return _inserted(connection, values)

    def approve(self, number: int, by: str) -> None:
        """Writes down, durably, who lets a publication go out."""
        self._update(number, state="sending", error=None, approved_by=by, approved_at=self.now())

    def holds_set(self, number: int, result_set: str) -> None:
        """Writes down which result set a publication goes to."""
        self._update(number, result_set=result_set)

    def finish(self, number: int, state: PublicationState, error: str | None = None) -> None:
        """Writes down how a publication ended."""
        self._update(number, state=state, error=error, finished_at=self.now())

    def rows(self, number: int) -> dict[str, Entry]:
        """The rows of a publication, by record."""
        return {entry.record_id: entry for entry in self._entries(ROWS.c.number == number)}

    def mark(self, entries: Iterable[Entry], state: State, error: str | None = None) -> None:
        """Moves these rows to `state`, with the reason where there is one."""
        self._change(entries, {"state": state, "error": error})

    def note(self, entries: Iterable[Entry], notice: Notice | None) -> None:
        """Writes down whether the runners of these rows may have been told."""
        self._change(entries, {"notice": notice})

    def mark_telling(self, entries: Iterable[Entry], state: State, notice: Notice) -> None:
        """Moves these rows to `state` and their notices with them, in one step."""
        self._change(entries, {"state": state, "error": None, "notice": notice})

    def _change(self, entries: Iterable[Entry], values: dict[str, Any]) -> None:
        ids = [entry.id for entry in entries]
        with self.engine.begin() as connection:
            for start in range(0, len(ids), UPDATE_BATCH):
                batch = ROWS.c.id.in_(ids[start : start + UPDATE_BATCH])
                connection.execute(ROWS.update().where(batch).values(values))

    def _mine(self) -> Sequence[sa.ColumnElement[bool]]:
        return (
            PUBLICATIONS.c.connection == self.connection,
            PUBLICATIONS.c.event_key == self.event_key,
        )

    def _values(self, action: str, made_by: str) -> dict[str, Any]:
        return {
            "connection": self.connection, "event_key": self.event_key, "action": action,
            "made_by": made_by, "made_at": self.now(),
        }  # fmt: skip

    def _update(self, number: int, **values: Any) -> None:
        change = PUBLICATIONS.update().where(PUBLICATIONS.c.number == number).values(values)
        with self.engine.begin() as connection:
            connection.execute(change)

    def _entries(self, *conditions: sa.ColumnElement[bool]) -> Iterable[Entry]:
        query = (
            sa.select(*(ROWS.c[name] for name in Entry.__dataclass_fields__))
            .join(PUBLICATIONS, PUBLICATIONS.c.number == ROWS.c.number)
            .where(*self._mine(), *conditions)
            .order_by(ROWS.c.id)
        )
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                values: tuple[Any, ...] = tuple(row)
                yield Entry(*values)


def read_publications(
    engine: sa.Engine, connection: str | None = None, *, limit: int = 50
) -> list[Publication]:
    """The newest publications of every event, or of one connection's."""
    query = sa.select(PUBLICATIONS).order_by(PUBLICATIONS.c.number.desc()).limit(limit)
    if connection is not None:
        query = query.where(PUBLICATIONS.c.connection == connection)
    with engine.connect() as opened:
        return [_publication(row) for row in opened.execute(query)]


def newest_publication(engine: sa.Engine, event_key: str) -> Publication | None:
    """The publication of an event that was planned last, of whichever connection."""
    query = sa.select(PUBLICATIONS).where(PUBLICATIONS.c.event_key == event_key)
    with engine.connect() as opened:
        row = opened.execute(query.order_by(PUBLICATIONS.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _publication(row)


def _publication(row: sa.Row[Any]) -> Publication:
    values: tuple[Any, ...] = tuple(row)
    return Publication(*values)


def _inserted(connection: sa.Connection, values: dict[str, Any]) -> int:
    insert = PUBLICATIONS.insert().returning(PUBLICATIONS.c.number).values(values)
    number: int = connection.execute(insert).scalar_one()
    return number
