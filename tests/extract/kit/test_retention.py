"""What stays in the raw tables and in the table of loads; on both engines."""

from collections.abc import Callable

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.history import History
from extract.kit.retention import LOADS_KEPT, Retention
from extract.kit.spec import Page, Reading
from extract.kit.sync import SyncOptions, sync
from tests.extract import landed
from tests.extract.lists import CONNECTION, NOON, TABLE, Lists, page

STANDING = f"""
    select loads.mode, loads.landed_count, loads.removed_count, count(rows.key)
    from raw_lists.loads as loads
    left join {TABLE} as rows
        on loads._dlt_load_id = rows._dlt_load_id and loads.connection = rows.connection
    group by loads._dlt_load_id, loads.mode, loads.landed_count, loads.removed_count
    order by loads._dlt_load_id
"""
OPTIONS = SyncOptions(now=lambda: NOON)
Synced = Callable[..., str]


def people(**names: str) -> Page:
    """A page of people, each with an id and a name."""
    rows = [b'{"id":"%b","at":1,"n":"%b"}' % (k.encode(), n.encode()) for k, n in names.items()]
    return page(*rows)


def leave_out(reading: Reading) -> None:
    """Makes a load incremental."""
    reading.leave_out("one race is closed")


@pytest.fixture
def whole(any_warehouse: Warehouse) -> Synced:
    """A full load of these people; gives back its id."""

    def run(**names: str) -> str:
        options = SyncOptions(now=lambda: NOON, full=True)
        lists = Lists([people(**names)])
        return sync(lists.provider(), CONNECTION, any_warehouse, options).load_id

    return run


@pytest.fixture
def part(any_warehouse: Warehouse) -> Synced:
    """An incremental load of these people; gives back its id."""

    def run(*, tombstones: bool = False, **names: str) -> str:
        provider = Lists([people(**names)], during=leave_out).provider(tombstones=tombstones)
        return sync(provider, CONNECTION, any_warehouse, OPTIONS).load_id

    return run


def names(warehouse: Warehouse) -> list[str]:
    """Key and name of each row in the raw table, and a cross behind tombstones, by load."""
    name = {
        "duckdb": "json_extract_string(data, '$.n')",
        "postgres": "(data ->> 'n')",
    }[warehouse.engine]
    mark = "case when deleted then '+' else '' end"
    rows = warehouse.fetch(f"select key || {name} || {mark} from {TABLE} order by _dlt_load_id, 1")
    return [text for (text,) in rows]


def retain(warehouse: Warehouse) -> int:
    """Retention alone; gives back how many rows went."""
    history = History(warehouse, "lists", "club")
    return Retention(history, warehouse).apply(Lists().provider().entities)


def test_three_full_snapshots_are_kept(any_warehouse: Warehouse, whole: Synced) -> None:
    whole(a="1")
    whole(a="2", b="2")
    whole(a="3")
    whole(b="4")

    assert names(any_warehouse) == ["a2", "b2", "a3", "b4"]


def test_an_empty_snapshot_is_a_snapshot(any_warehouse: Warehouse, whole: Synced) -> None:
    whole(a="1")
    whole(a="2")
    whole()
    whole()

    assert names(any_warehouse) == ["a2"]


def test_changes_before_the_oldest_kept_snapshot_go(
    any_warehouse: Warehouse, whole: Synced, part: Synced
) -> None:
    whole(a="1")
    part(a="2")
    whole(a="3")
    part(a="4")
    whole(a="5")
    whole(a="6")

    assert names(any_warehouse) == ["a3", "a4", "a5", "a6"]


def test_changes_before_the_first_snapshot_stay_as_long_as_three_do(
    any_warehouse: Warehouse, whole: Synced, part: Synced
) -> None:
    part(a="1")
    whole(b="2")
    whole(b="3")
    before = names(any_warehouse)
    whole(b="4")

    assert (before, names(any_warehouse)) == (["a1", "b2", "b3"], ["b2", "b3", "b4"])


def test_of_what_comes_again_and_again_the_newest_stays(
    any_warehouse: Warehouse, part: Synced
) -> None:
    part(a="1", b="1")
    part(a="2", b="2", c="2")
    part(a="3")

    assert names(any_warehouse) == ["b2", "c2", "a3"]


def test_a_snapshot_stays_whole_under_its_changes(
    any_warehouse: Warehouse, whole: Synced, part: Synced
) -> None:
    whole(a="1", b="1")
    part(a="2")
    part(a="3", c="3")
    part(c="4")

    assert names(any_warehouse) == ["a1", "b1", "a3", "c4"]


def test_the_last_payload_of_what_is_gone_stays_as_long_as_three_snapshots(
    any_warehouse: Warehouse, whole: Synced, part: Synced
) -> None:
    whole(a="1")
    part(b="2")
    part(b="3")
    whole(a="4")
    whole(a="5")
    before = names(any_warehouse)
    whole(a="6")

    assert before == ["a1", "b3", "a4", "a5"]
    assert names(any_warehouse) == ["a4", "a5", "a6"]


def test_a_tombstone_does_not_push_out_the_last_payload(
    any_warehouse: Warehouse, part: Synced
) -> None:
    part(a="1")
    part(a="2")
    part(tombstones=True, a="3")
    part(tombstones=True, a="4")

    assert names(any_warehouse) == ["a2", "a4+"]


def test_what_came_back_pushes_out_its_tombstone(any_warehouse: Warehouse, part: Synced) -> None:
    part(a="1")
    part(tombstones=True, a="2")
    part(a="3")

    assert names(any_warehouse) == ["a3"]


def test_each_load_says_how_many_of_its_rows_are_gone(
    any_warehouse: Warehouse, whole: Synced, part: Synced
) -> None:
    whole(a="1", b="1")
    whole(a="2")
    part(a="3", b="3")
    part(b="4")
    whole(a="5")
    whole(a="6")

    assert any_warehouse.fetch(STANDING) == [
        ("full", 2, 2, 0),
        ("full", 1, None, 1),
        ("incremental", 2, 1, 1),
        ("incremental", 1, 0, 1),
        ("full", 1, None, 1),
        ("full", 1, None, 1),
    ]


def test_superseded_rows_are_looked_for_when_a_fifth_is_new(
    any_warehouse: Warehouse, part: Synced
) -> None:
    part(**dict.fromkeys("abcdefghijk", "1"))
    part(a="2", b="2")
    left = names(any_warehouse)
    part(a="3")

    assert len(left) == 13
    assert len(names(any_warehouse)) == 11
    assert names(any_warehouse)[-2:] == ["b2", "a3"]


def test_rows_of_a_load_that_is_not_complete_are_left_alone(
    any_warehouse: Warehouse, part: Synced
) -> None:
    part(a="1")
    part(a="2")
    newest = any_warehouse.fetch(f"select max(_dlt_load_id) from {TABLE}")[0][0]
    later, earlier = newest + "1", "1.1"
    copied = "connection, key, updated_at, data, content_hash, deleted, delete_reason, extracted_at"
    any_warehouse.execute(f"insert into {TABLE} select {copied}, '{later}' from {TABLE}")
    any_warehouse.execute(f"insert into {TABLE} select {copied}, '{earlier}' from {TABLE}")
    any_warehouse.execute("update raw_lists.loads set removed_count = null")

    assert retain(any_warehouse) == 0
    assert len(names(any_warehouse)) == 4


def test_other_connections_are_left_alone(any_warehouse: Warehouse, part: Synced) -> None:
    other = Connection("other", "lists", "x")
    sync(Lists([people(a="0", b="0")]).provider(), other, any_warehouse, OPTIONS)

    part(a="1")
    part(a="2")

    assert names(any_warehouse) == ["a0", "b0", "a2"]


def test_rows_that_contradict_each_other_go_and_stay_together(
    any_warehouse: Warehouse, part: Synced
) -> None:
    part(a="1")
    part(b="2")
    any_warehouse.execute(f"update {TABLE} set key = 'c'")
    double = f"insert into {TABLE} select * from {TABLE} where _dlt_load_id = (select max("
    any_warehouse.execute(f"{double}_dlt_load_id) from {TABLE})")
    any_warehouse.execute("update raw_lists.loads set removed_count = null")

    assert retain(any_warehouse) == 1
    assert names(any_warehouse) == ["c2", "c2"]


def described(warehouse: Warehouse, first: int, count: int, mode: str = "incremental") -> None:
    """Adds so many loads of nothing to the table of loads."""
    numbers = f"from generate_series({first}, {first + count - 1}) as each_number (n)"
    warehouse.execute(
        "insert into raw_lists.loads "
        "(connection, entity, mode, landed_count, _dlt_load_id, _dlt_id) "
        f"select 'club', 'people', '{mode}', 0, '10' || (10000 + n), 'id' || n {numbers}"
    )
    warehouse.execute(
        "insert into raw_lists._dlt_loads (load_id, schema_name, status, inserted_at) "
        f"select '10' || (10000 + n), 'lists', 0, current_timestamp {numbers}"
    )


def test_the_newest_thousand_loads_are_told_of_and_those_that_have_rows(
    any_warehouse: Warehouse, part: Synced
) -> None:
    part(a="1")
    any_warehouse.execute("update raw_lists.loads set _dlt_load_id = '1.1'")
    any_warehouse.execute("update raw_lists._dlt_loads set load_id = '1.1'")
    any_warehouse.execute(f"update {TABLE} set _dlt_load_id = '1.1'")
    described(any_warehouse, 0, 1, mode="full")
    described(any_warehouse, 1, LOADS_KEPT + 20)

    retain(any_warehouse)

    left = landed.loads(any_warehouse, "lists", "mode, landed_count")
    assert len(left) == LOADS_KEPT + 2
    assert left[:3] == [("incremental", 1), ("full", 0), ("incremental", 0)]


def test_a_warehouse_of_an_older_version_is_taken_over(
    any_warehouse: Warehouse, whole: Synced
) -> None:
    whole(a="1")
    any_warehouse.execute("alter table raw_lists.loads drop column removed_count")
    any_warehouse.execute("alter table raw_lists.loads drop column shrink_limit_pct")
    any_warehouse.execute("alter table raw_lists.loads drop column empty_allowed")
    any_warehouse.execute("delete from raw_lists._dlt_version")

    whole(a="2")
    whole(a="3")
    whole(a="4")

    assert names(any_warehouse) == ["a2", "a3", "a4"]
    assert [row[2] for row in any_warehouse.fetch(STANDING)] == [1, None, None, None]
