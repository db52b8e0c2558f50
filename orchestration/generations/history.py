"""Every flip of a group, and who accepted what a brake had stopped."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from extract.kit.destination import Warehouse, open_warehouse
from orchestration.generations.served import views_of
from orchestration.workplace import Workplace

FLIPS = """
    select flipped_at, action, flipped_by, invocation_id, entity, from_version, to_version,
        row_count_before, row_count, load_ids
    from ops.flips
    where group_name = ? and flipped_at in (
        select distinct flipped_at from ops.flips where group_name = ?
        order by flipped_at desc limit ?
    )
    order by flipped_at desc, invocation_id, entity
"""
ACCEPTANCES = """
    select accepted_at, accepted_by, brake, subject, load_id, reason
    from ops.acceptances
    where group_name = ?
    order by accepted_at desc, subject, brake limit ?
"""


@dataclass(frozen=True)
class FlippedEntity:
    """One entity's part of a flip; from version 0 where nothing had been served before.

    `load_ids` is the newest load of each connection that it is made of.
    """

    entity: str
    from_version: int
    to_version: int
    rows_before: int | None
    rows: int
    load_ids: dict[str, str]


@dataclass(frozen=True)
class Flip:
    """One flip or rollback of a whole group; rows are sums, times are in UTC."""

    flipped_at: datetime
    action: str
    flipped_by: str
    invocation_id: str
    rows_before: int
    rows: int
    entities: tuple[FlippedEntity, ...]


@dataclass(frozen=True)
class Acceptance:
    """One brake that somebody let go; times are in UTC."""

    accepted_at: datetime
    accepted_by: str
    brake: str
    subject: str
    load_id: str | None
    reason: str


@dataclass(frozen=True)
class History:
    """What happened to a group, the newest first."""

    group: str
    flips: tuple[Flip, ...]
    acceptances: tuple[Acceptance, ...]


def read_history(place: Workplace, group: str, *, limit: int) -> History:
    """The newest flips and acceptances of a group, at most `limit` of each.

    Raises: UnknownGroup, WarehouseBusy.
    """
    with open_warehouse(place.target) as warehouse:
        views_of(warehouse, group)
        rows = warehouse.fetch(FLIPS, [group, group, limit])
        flips = tuple(_flip(list(parts)) for _, parts in groupby(rows, lambda row: row[:4]))
        return History(group, flips, _acceptances(warehouse, group, limit))


def _flip(rows: list[tuple[Any, ...]]) -> Flip:
    entities = tuple(_entity(row) for row in rows)
    flipped_at, action, flipped_by, invocation_id = rows[0][:4]
    return Flip(
        flipped_at=flipped_at,
        action=action,
        flipped_by=flipped_by,
        invocation_id=invocation_id,
        rows_before=sum(one.rows_before or 0 for one in entities),
        rows=sum(one.rows for one in entities),
        entities=entities,
    )


def _entity(row: tuple[Any, ...]) -> FlippedEntity:
    entity, from_version, to_version, rows_before, rows, load_ids = row[4:]
    loads = json.loads(load_ids) if load_ids else {}
    return FlippedEntity(entity, from_version, to_version, rows_before, rows, loads)


def _acceptances(warehouse: Warehouse, group: str, limit: int) -> tuple[Acceptance, ...]:
    return tuple(Acceptance(*row) for row in warehouse.fetch(ACCEPTANCES, [group, limit]))
