"""What is where: the newest load of each entity, what is served, and the state of each push."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from extract.kit.destination import LOADS, Warehouse, open_warehouse, raw_schema
from extract.kit.errors import ConfigError
from extract.providers import PROVIDERS
from orchestration.generations.served import ServedGroup, served_groups
from orchestration.workplace import Workplace
from push.kit.ledger import LEDGER

NEWEST = """
    select connection, entity, mode, fetched_count, landed_count, deduplicated_count,
        quarantined_count, finished_at, cursor_to, note
    from (
        select l.*, row_number() over (
            partition by connection, entity order by _dlt_load_id desc
        ) as place
        from {schema}.loads as l
        inner join {schema}._dlt_loads as d on d.load_id = l._dlt_load_id and d.status = 0
    ) as ranked
    where place = 1
    order by connection, finished_at
"""


LANDED = """
    select l.connection, max(l.finished_at) as at
    from {schema}.loads as l
    inner join {schema}._dlt_loads as d on d.load_id = l._dlt_load_id and d.status = 0
    group by l.connection
"""
# The loads of a provider, and which of them dlt has recorded complete.
TABLES = (LOADS, "_dlt_loads")


@dataclass(frozen=True)
class EntityStatus:
    """The newest complete load of one entity; times are in UTC."""

    connection: str
    entity: str
    mode: str
    fetched: int
    landed: int
    deduplicated: int
    quarantined: int
    finished_at: datetime
    cursor_to: datetime | None
    note: str | None


@dataclass(frozen=True)
class PushStatus:
    """How many ledger rows of one race are in one state."""

    connection: str
    race: str
    state: str
    records: int


@dataclass(frozen=True)
class Status:
    """Everything that `syncline status` shows."""

    entities: tuple[EntityStatus, ...]
    groups: tuple[ServedGroup, ...]
    pushes: tuple[PushStatus, ...]


def read_status(place: Workplace, slug: str | None = None) -> Status:
    """The state of all connections, or of the one called `slug`.

    Raises: WarehouseBusy; ConfigError when there is no such connection.
    """
    with open_warehouse(place.target) as warehouse:
        entities = [
            EntityStatus(*row)
            for schema in _schemas(warehouse)
            for row in warehouse.fetch(NEWEST.format(schema=schema))
        ]
        groups = served_groups(warehouse)
    pushes = _pushes(place)
    if slug is None:
        return Status(tuple(entities), tuple(groups), pushes)
    known = {entity.connection for entity in entities} | set(place.connections())
    if slug not in known:
        raise ConfigError(f"There is no connection {slug!r}. Known: {', '.join(sorted(known))}.")
    return Status(
        tuple(entity for entity in entities if entity.connection == slug),
        tuple(group for group in groups if slug in group.connections),
        tuple(push for push in pushes if push.connection == slug),
    )


def read_landed(warehouse: Warehouse) -> dict[str, datetime]:
    """When the newest complete load of each connection was done, in UTC."""
    schemas = _schemas(warehouse)
    if not schemas:
        return {}
    query = " union all ".join(LANDED.format(schema=schema) for schema in schemas)
    return {str(slug): at.astimezone(UTC) for slug, at in warehouse.fetch(query)}


def _schemas(warehouse: Warehouse) -> list[str]:
    """The raw schemas of the providers that anything was ever landed of, in their order."""
    found = warehouse.fetch(
        "select table_schema from information_schema.tables where table_name in (?, ?) "
        "group by table_schema having count(*) = ?",
        [*TABLES, len(TABLES)],
    )
    there = {row[0] for row in found}
    return [schema for schema in map(raw_schema, PROVIDERS) if schema in there]


def _pushes(place: Workplace) -> tuple[PushStatus, ...]:
    newest: Any = sa.select(sa.func.max(LEDGER.c.id)).group_by(
        LEDGER.c.connection, LEDGER.c.race, LEDGER.c.record_id
    )
    columns = (LEDGER.c.connection, LEDGER.c.race, LEDGER.c.state)
    query = (
        sa.select(*columns, sa.func.count())
        .where(LEDGER.c.id.in_(newest))
        .group_by(*columns)
        .order_by(*columns)
    )
    with place.store.connect() as connection:
        rows: list[tuple[Any, ...]] = [tuple(row) for row in connection.execute(query)]
    return tuple(PushStatus(*row) for row in rows)
