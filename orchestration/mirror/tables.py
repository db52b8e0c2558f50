"""The tables of `raw_syncline`: what of the control store's rows the warehouse gets to see.

Who asked for a job is not among it, for that is a person; nor are its options, but the race and the
event that it is about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from orchestration.mirror.seals import SEALS
from orchestration.queue.table import ATTEMPTS, JOBS

SCHEMA = "raw_syncline"
TEXT_LIMIT, ERROR_LIMIT = 200, 2000
Row = Mapping[str, Any] | sa.RowMapping
Fetch = Callable[[Row], Any]


@dataclass(frozen=True)
class MirrorTable:
    """A table of the mirror, the store's table it shows, and where each column's value is from.

    `columns` has each column's type and how a row of the store gives it. Rows are told apart by
    `key` and replaced when `stamp` has changed.
    """

    name: str
    source: sa.Table
    key: tuple[str, ...]
    columns: Mapping[str, tuple[str, Fetch]]
    stamp: str = "updated_at"

    @property
    def address(self) -> str:
        """The table's full name."""
        return f"{SCHEMA}.{self.name}"

    @property
    def definition(self) -> str:
        """The columns with their types, as a statement that makes the table lists them."""
        return ", ".join(f"{name} {kind}" for name, (kind, _) in self.columns.items())

    def row(self, stored: Row) -> tuple[Any, ...]:
        """What the mirror shows of a row of the store."""
        return tuple(fetch(stored) for _, fetch in self.columns.values())

    def key_of(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """What tells a row of the mirror from others."""
        names = list(self.columns)
        return tuple(row[names.index(name)] for name in self.key)

    def stamp_of(self, row: tuple[Any, ...]) -> datetime | None:
        """When a row of the mirror was changed."""
        stamp: datetime | None = row[list(self.columns).index(self.stamp)]
        return stamp


def _text(name: str, limit: int = TEXT_LIMIT) -> tuple[str, Fetch]:
    def fetch(stored: Row) -> str | None:
        return _plain(stored[name], limit)

    return "varchar", fetch


def _moment(name: str) -> tuple[str, Fetch]:
    return _as_is(name, "timestamptz")


def _as_is(name: str, kind: str) -> tuple[str, Fetch]:
    return kind, lambda stored: stored[name]


def _option(name: str) -> tuple[str, Fetch]:
    def fetch(stored: Row) -> str | None:
        value = (stored["options"] or {}).get(name)
        return _plain(value, TEXT_LIMIT) if isinstance(value, (str, int)) else None

    return "varchar", fetch


def _plain(value: Any, limit: int) -> str | None:
    # PostgreSQL takes any letter but this one.
    return None if value is None else str(value).replace("\0", "")[:limit]


def _records(stored: Row) -> int | None:
    found = (stored["result"] or {}).get("records")
    return found if isinstance(found, int) else None


def _load_id(stored: Row) -> str | None:
    found = (stored["result"] or {}).get("load_ids")
    ids = [str(one) for one in found] if isinstance(found, list) else []
    return max(ids, default=None)


JOB_TEXTS = ("operation", "domain", "provider", "connection", "owner")
MIRRORED_ATTEMPTS = MirrorTable(
    name="attempts",
    source=ATTEMPTS,
    key=("job_id", "attempt"),
    columns={
        "job_id": _text("job_id"),
        "attempt": _as_is("attempt", "bigint"),
        "run_id": _text("run_id"),
        "worker": _text("worker"),
        "outcome": _text("outcome"),
        "error": _text("error", ERROR_LIMIT),
        "records": ("bigint", _records),
        "load_id": ("varchar", _load_id),
        "started_at": _moment("started_at"),
        "finished_at": _moment("finished_at"),
        "updated_at": _moment("updated_at"),
    },
)
MIRRORED_JOBS = MirrorTable(
    name="jobs",
    source=JOBS,
    key=("id",),
    columns={
        "id": _text("id"),
        **{name: _text(name) for name in JOB_TEXTS},
        "triggered_by": _text("trigger"),
        "lane": _text("lane"),
        "state": _text("state"),
        "worker": _text("worker"),
        "run_id": _text("run_id"),
        "race_id": _option("race"),
        "event_id": _option("event"),
        "error": _text("error", ERROR_LIMIT),
        "priority": _as_is("priority", "bigint"),
        "attempt": _as_is("attempt", "bigint"),
        "is_cancel_requested": _as_is("is_cancel_requested", "boolean"),
        "queued_at": _moment("queued_at"),
        "due_at": _moment("due_at"),
        "started_at": _moment("started_at"),
        "finished_at": _moment("finished_at"),
        "updated_at": _moment("updated_at"),
    },
)
MIRRORED_SEALS = MirrorTable(
    name="seals",
    source=SEALS,
    key=("connection", "race_id"),
    columns={
        "connection": _text("connection"),
        "race_id": _text("race"),
        "matched": _as_is("matched", "bigint"),
        "total": _as_is("total", "bigint"),
        "is_well": _as_is("is_well", "boolean"),
        "read_back_at": _moment("read_back_at"),
        "proven_at": _moment("proven_at"),
    },
    stamp="read_back_at",
)
# Tables that are not rows of the store: the note of the mirroring, and the events that are served.
OTHERS = {
    "mirrorings": "mirrored_at timestamptz, jobs_until timestamptz, attempts_until timestamptz",
    "events": "provider varchar, connection varchar, race_id varchar, event_id varchar",
}
DEFINITIONS = OTHERS | {
    one.name: one.definition for one in (MIRRORED_ATTEMPTS, MIRRORED_JOBS, MIRRORED_SEALS)
}
