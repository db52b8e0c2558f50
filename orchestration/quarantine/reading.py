"""The records that could not be read and were not read since.

A record stands in quarantine until a later complete snapshot of its connection and entity: had it
still been unreadable, that load would have brought it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extract.kit.destination import LOADS, QUARANTINE, Warehouse, raw_schema
from extract.providers import PROVIDERS

COLUMNS = ("connection", "entity", "reason", "detail", "place")
TABLES = (LOADS, QUARANTINE, "_dlt_loads")
THERE = """
    select table_schema, count(*) from information_schema.tables
    where table_name in (?, ?, ?) group by table_schema
"""
OPEN = """
    select {columns}, quarantined_at from {schema}.{quarantine} as bad
    where bad._dlt_load_id >= coalesce((
        select max(loads._dlt_load_id) from {schema}.{loads} as loads
        inner join {schema}._dlt_loads as done
            on done.load_id = loads._dlt_load_id and done.status = 0
        where loads.connection = bad.connection and loads.entity = bad.entity
            and loads.mode = 'full'
    ), '')
"""


@dataclass(frozen=True)
class Heap:
    """The unread records of one entity of a connection; the time, of the newest, is UTC."""

    connection: str
    entity: str
    count: int
    newest_at: datetime


@dataclass(frozen=True)
class Unread:
    """One of them: `reason` is a code, `place` the page and row where it stood; the time is UTC."""

    connection: str
    entity: str
    reason: str
    detail: str
    place: str
    quarantined_at: datetime


def open_records(warehouse: Warehouse) -> str:
    """A query of all that stand in quarantine, of every provider; empty where nothing ever did."""
    known = {raw_schema(slug) for slug in PROVIDERS}
    found = warehouse.fetch(THERE, TABLES)
    there = sorted(
        str(schema) for schema, count in found if schema in known and count == len(TABLES)
    )
    names = {"columns": ", ".join(COLUMNS), "quarantine": QUARANTINE, "loads": LOADS}
    return " union all ".join(OPEN.format(schema=schema, **names) for schema in there)


def read_heaps(warehouse: Warehouse) -> list[Heap]:
    """How many records of which entity could not be read, by connection."""
    query = open_records(warehouse)
    if not query:
        return []
    counted = f"""
        select connection, entity, count(*), max(quarantined_at) from ({query}) as every
        group by connection, entity order by connection, entity
    """
    return [Heap(*row) for row in warehouse.fetch(counted)]


def read_unread(
    warehouse: Warehouse, connections: Sequence[str], *, limit: int = 50
) -> list[Unread]:
    """The newest of them, of these connections or of all where none is named."""
    query = open_records(warehouse)
    if not query:
        return []
    named = f"where connection in ({', '.join('?' * len(connections))})" if connections else ""
    order = "order by quarantined_at desc, connection, entity, place limit ?"
    given: list[Any] = [*connections, limit]
    rows = warehouse.fetch(f"select * from ({query}) as every {named} {order}", given)
    return [Unread(*row) for row in rows]
