"""The edits to be sent back, read from the served view of one kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from push.kit.source import Rows, Warehouse, marks_of


@dataclass(frozen=True)
class Kind:
    """One kind of record: what the provider calls its list, its served view, the fields there.

    `fields` are those that can be sent.
    """

    entity: str
    view: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A record whose newer edit won: the fields that it set, empty text for one it cleared."""

    record_id: str
    name: str
    fields: Mapping[str, str]
    edited_at: datetime
    is_missing: bool = False


def read_edited(warehouse: Warehouse, connection: str, kind: Kind) -> list[Edited]:
    """The records of a connection whose edits won, by id, so that two reads of a state are equal.

    One whose source is gone upstream is among them.
    """
    query = (
        "select external_id, name, edited_fields, edited_at, is_missing, "
        f"{', '.join(kind.fields)} from {kind.view} where connection = {marks_of(warehouse, 1)} "
        "and won_by = 'crm' order by external_id"
    )
    rows: Rows = warehouse.execute(query, [connection])
    return sorted((_edited(kind, row) for row in rows.fetchall()), key=lambda one: one.record_id)


def _edited(kind: Kind, row: Any) -> Edited:
    record_id, name, edited, edited_at, is_missing, *values = row
    names = set(str(edited or "").split(", "))
    fields = {
        field: "" if value is None else str(value)
        for field, value in zip(kind.fields, values, strict=True)
        if field in names
    }
    return Edited(str(record_id), name or "", fields, edited_at.astimezone(UTC), bool(is_missing))
