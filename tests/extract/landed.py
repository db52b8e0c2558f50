"""What a test asks a warehouse: the rows that count, and what is said about each load."""

from collections.abc import Mapping
from typing import Any

import msgspec

from extract.kit.destination import Warehouse

COMPLETED = "_dlt_load_id in (select load_id from {0}._dlt_loads where status = 0)"
COUNTS = "fetched_count, landed_count, deduplicated_count, quarantined_count"


def value(warehouse: Warehouse, sql: str) -> Any:
    """The one value of a query."""
    return warehouse.fetch(sql)[0][0]


def visible(warehouse: Warehouse, table: str) -> int:
    """How many rows of a raw table belong to a completed load."""
    schema = table.split(".", 1)[0]
    return int(value(warehouse, f"select count(*) from {table} where {COMPLETED.format(schema)}"))


def keys(warehouse: Warehouse, table: str) -> list[str]:
    """The keys of a raw table, doubled ones as often as they stand there, in order."""
    return sorted(row[0] for row in warehouse.fetch(f"select key from {table}"))


def payload(warehouse: Warehouse, table: str, key: str) -> dict[str, Any]:
    """The newest payload under a key."""
    rows = warehouse.fetch(
        f"select cast(data as varchar) from {table} where key = ? "
        "order by _dlt_load_id desc, updated_at desc nulls last",
        [key],
    )
    return dict(msgspec.json.decode(rows[0][0]))


def loads(warehouse: Warehouse, provider: str, columns: str) -> list[tuple[Any, ...]]:
    """Chosen columns of the table of loads, in the order in which they were made."""
    return warehouse.fetch(
        f"select {columns} from raw_{provider}.loads order by _dlt_load_id, started_at"
    )


def quarantined(warehouse: Warehouse, provider: str) -> list[tuple[str, str]]:
    """Reason and place of each row in quarantine."""
    rows = warehouse.fetch(f"select reason, place from raw_{provider}.quarantine")
    return sorted((reason, place) for reason, place in rows)


def tables(warehouse: Warehouse, schema: str) -> set[str]:
    """The names of the tables in a schema."""
    return {
        name
        for (name,) in warehouse.fetch(
            "select table_name from information_schema.tables where table_schema = ?", [schema]
        )
    }


def fields(row: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    """Chosen fields of a payload."""
    return tuple(row[name] for name in names)
