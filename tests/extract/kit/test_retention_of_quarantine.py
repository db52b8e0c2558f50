"""What stays in quarantine on both engines, and how large a DuckDB file gets."""

from pathlib import Path
from random import Random

from extract.kit.destination import Target, Warehouse
from extract.kit.sync import SyncOptions, sync
from tests.extract import landed
from tests.extract.kit.test_retention import leave_out, retain
from tests.extract.lists import CONNECTION, NOON, Lists, page


def bad(any_warehouse: Warehouse, *rows: bytes, full: bool) -> None:
    """A load of rows that cannot be read, and of one that can."""
    pages = [page(b'{"id":"a","at":1}', *rows)]
    lists = Lists(pages) if full else Lists(pages, during=leave_out)
    options = SyncOptions(now=lambda: NOON, full=full)
    sync(lists.provider(), CONNECTION, any_warehouse, options)


def test_quarantine_goes_with_its_snapshot(any_warehouse: Warehouse) -> None:
    bad(any_warehouse, b"1", full=True)
    bad(any_warehouse, b"2", full=True)
    bad(any_warehouse, b"2", b"2", full=True)
    before = len(landed.quarantined(any_warehouse, "lists"))
    bad(any_warehouse, full=True)

    kept = any_warehouse.fetch("select payload from raw_lists.quarantine order by _dlt_load_id")
    assert before == 4
    assert kept == [("2",), ("2",), ("2",)]


def test_what_is_quarantined_again_and_again_stays_once(any_warehouse: Warehouse) -> None:
    bad(any_warehouse, b"1", full=True)
    bad(any_warehouse, b"1", b"2", full=False)
    bad(any_warehouse, b"1", b"3", full=False)

    kept = any_warehouse.fetch("select payload from raw_lists.quarantine order by _dlt_load_id, 1")
    assert kept == [("1",), ("2",), ("1",), ("3",)]


def test_quarantine_goes_with_the_word_of_its_load(any_warehouse: Warehouse) -> None:
    bad(any_warehouse, b"1", full=False)
    any_warehouse.execute("update raw_lists.quarantine set _dlt_load_id = '1.1'")
    any_warehouse.execute(
        "insert into raw_lists._dlt_loads (load_id, schema_name, status, inserted_at) "
        "values ('1.1', 'lists', 0, current_timestamp)"
    )

    retain(any_warehouse)

    assert landed.quarantined(any_warehouse, "lists") == []


def size_after(seed: int, warehouse: Warehouse, target: Target) -> int:
    """The size of the DuckDB file after a full load of rows that are new all over."""
    chance = Random(seed)
    rows = [b'{"id":%d,"n":"%b"}' % (n, chance.randbytes(100).hex().encode()) for n in range(3000)]
    options = SyncOptions(now=lambda: NOON, full=True)
    sync(Lists([page(*rows)]).provider(), CONNECTION, warehouse, options)
    return Path(target.location).stat().st_size


def test_a_duckdb_file_stops_growing(warehouse: Warehouse, duckdb_target: Target) -> None:
    sizes = [size_after(number, warehouse, duckdb_target) for number in range(12)]

    assert max(sizes[8:]) <= max(sizes[:8])
