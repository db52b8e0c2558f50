"""Fills the raw tables of an empty warehouse, in lots, with complete loads of every connection."""

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import duckdb
import psycopg

from benchmarks.race import registering, scoring
from benchmarks.race.tables import COLUMNS, MAPPED, Table, mappings
from benchmarks.race.world import World
from extract.kit.destination import Target, Warehouse, open_warehouse

LOT = 500_000
BLOCK_BYTES = 1 << 20
WRITERS = 2
"""On PostgreSQL one makes the rows of a lot while the server takes in those of another."""


def tables_of(world: World) -> list[Table]:
    """Every raw table's share of a load, those of one table in a row."""
    return [
        *registering.runsignup(),
        *registering.race_roster(world),
        *registering.haku(),
        *scoring.copernico(world),
        *scoring.chronotrack(),
    ]


def prepare(target: Target, world: World) -> None:
    """Makes the raw tables as a first landing would."""
    with open_warehouse(target) as warehouse:
        for table in tables_of(world):
            warehouse.ensure_raw_table(f"raw_{table.provider}", f"{table.entity}_json")


def fill(target: Target, world: World) -> None:
    """Lands everything; the tables of loads have to be there, as any build makes them."""
    tables = tables_of(world)
    lots = [
        (f"{table.name} ({COLUMNS})", table.rows(world, *lot))
        for table in tables
        for lot in table.lots(world, LOT)
    ]
    if target.engine == "postgres":
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda lot: copy(target, *lot), lots))
    with open_warehouse(target) as warehouse:
        if target.engine == "duckdb":
            for place, query in lots:
                warehouse.execute(f"insert into {place} {query}")
        for statement in load_statements(tables):
            warehouse.execute(statement)
        for name in sorted({table.name for table in tables}):
            settle(warehouse, name)
        for provider in sorted({table.provider for table in tables}):
            for name in ("loads", "_dlt_loads"):
                counted(warehouse, f"raw_{provider}.{name}")


def map_events(target: Target, world: World) -> None:
    """Says of each race of the registration providers which race of a scoring system it feeds."""
    place, query = f"ops.event_mappings ({MAPPED})", mappings(world)
    if target.engine == "postgres":
        copy(target, place, query)
    else:
        with open_warehouse(target) as warehouse:
            warehouse.execute(f"insert into {place} {query}")


def copy(target: Target, place: str, query: str) -> None:
    """Copies what DuckDB makes into columns of a table of PostgreSQL."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(duckdb.connect()) as maker,
        psycopg.connect(target.location) as server,
    ):
        path = Path(folder) / "lot.csv"
        maker.execute("set timezone = 'UTC'; set memory_limit = '1GB'")
        maker.execute(f"copy ({query}) to '{path}' (header false)")
        copying = f"copy {place} from stdin (format csv)"
        with path.open("rb") as made, server.cursor().copy(copying.encode()) as taken:
            while block := made.read(BLOCK_BYTES):
                taken.write(block)


def settle(warehouse: Warehouse, name: str) -> None:
    """Does what the server's own vacuum would soon do, so that it does not under the clock."""
    if warehouse.engine == "postgres":
        warehouse.execute(f"vacuum {name}")
    counted(warehouse, name)


def counted(warehouse: Warehouse, name: str) -> None:
    """Has the planner know a table as it would after all of it has landed."""
    schema, table = name.split(".")
    [[rows]] = warehouse.fetch(f"select count(*) from {name}")
    warehouse.count_values(schema, {table: rows})


def load_statements(tables: list[Table]) -> Iterator[str]:
    """The statements that record each load as complete, with the counts of what it landed."""
    for name, provider, entity, mode in sorted(
        {(one.name, one.provider, one.entity, one.mode) for one in tables}
    ):
        yield f"""
            insert into raw_{provider}.loads (connection, owner, entity, mode, fetched_count,
                deduplicated_count, quarantined_count, landed_count, repaired_count, started_at,
                finished_at, _dlt_load_id, _dlt_id)
            select connection, split_part(connection, '_', 1), '{entity}',
                case when _dlt_load_id like '1781%' then 'incremental' else '{mode}' end,
                count(*), 0, 0, count(*), 0, min(extracted_at), min(extracted_at), _dlt_load_id,
                concat('{entity}', connection, _dlt_load_id)
            from {name} group by connection, _dlt_load_id"""
    for provider in sorted({one.provider for one in tables}):
        yield f"""
            insert into raw_{provider}._dlt_loads (load_id, schema_name, status, inserted_at)
            select _dlt_load_id, '{provider}', 0, max(finished_at)
            from raw_{provider}.loads group by _dlt_load_id"""
