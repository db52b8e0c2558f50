"""Fills the raw tables of an empty warehouse, in lots, with complete loads of every connection."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.race import registering, scoring
from benchmarks.race.tables import Table
from benchmarks.race.world import World
from extract.kit.destination import Target, Warehouse, open_warehouse

LOT = {"duckdb": 1_000_000, "postgres": 200_000}
WRITERS = 2
"""At once on PostgreSQL, where one statement makes rows on one core only."""


def tables_of(world: World) -> list[Table]:
    """Every raw table's share of a load, those of one table in a row."""
    return [
        *registering.runsignup(world),
        *registering.race_roster(world),
        *registering.haku(world),
        *scoring.copernico(world),
        *scoring.chronotrack(world),
    ]


def prepare(target: Target, world: World) -> None:
    """Makes the raw tables as a first landing would."""
    with open_warehouse(target) as warehouse:
        for table in tables_of(world):
            warehouse.ensure_raw_table(f"raw_{table.provider}", f"{table.entity}_json")


def fill(target: Target, world: World) -> None:
    """Lands everything; the tables of loads have to be there, as any build makes them."""
    tables = tables_of(world)
    statements = [
        table.insert(world, *lot)
        for table in tables
        for lot in table.lots(world, LOT[world.engine])
    ]
    if target.engine == "duckdb":
        with open_warehouse(target) as warehouse:
            for statement in statements:
                warehouse.execute(statement)
            record_loads(warehouse, tables)
        return
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda statement: _execute(target, statement), statements))
    with open_warehouse(target) as warehouse:
        record_loads(warehouse, tables)
        for name in sorted({table.name for table in tables}):
            # Else the server's own vacuum would do it before long, under the clock.
            warehouse.execute(f"vacuum {name}")
            warehouse.count_values(*name.split("."))


def _execute(target: Target, statement: str) -> None:
    with open_warehouse(target) as warehouse:
        warehouse.execute(statement)


def record_loads(warehouse: Warehouse, tables: list[Table]) -> None:
    """Records each load as complete, with the counts of what it landed."""
    for statement in load_statements(tables):
        warehouse.execute(statement)


def load_statements(tables: list[Table]) -> Iterator[str]:
    """The statements that read the counts off the tables."""
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
