"""Landing by one statement that draws pages as they come: what breaks it, and what it leaves."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.kit.errors import BadReply, ConfigError, LandingError, Where
from extract.kit.spec import Page
from extract.kit.sync import EntityReport, SyncOptions, sync
from extract.kit.warehouse_postgres import LOT_BYTES
from tests.extract import landed
from tests.extract.lists import CONNECTION, NOON, TABLE, Lists, page

OVERFLOW = b"1e200000"
GONE = BadReply(Where("lists", "club", "people", "/people"), seen="half a list", todo="Ask.")
COUNT = f"select count(*) from {TABLE}"


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Warehouse]:
    """An open PostgreSQL warehouse."""
    with open_warehouse(Target("postgres", postgres_url, busy_seconds=20)) as opened:
        yield opened


def synced(lists: Lists, warehouse: Warehouse) -> EntityReport:
    """The report of one sync an hour after noon."""
    options = SyncOptions(now=lambda: NOON + timedelta(hours=1))
    return sync(lists.provider(), CONNECTION, warehouse, options).entities[0]


def heavy(first: int, *, refused: tuple[int, ...] = ()) -> Page:
    """Eight rows from this id on, a quarter of a lot together."""
    filler = b"x" * (LOT_BYTES // 32)
    rows = [
        b'{"id":%d,"at":5,"n":%b,"filler":"%b"}'
        % (number, OVERFLOW if number in refused else b"1", filler)
        for number in range(first, first + 8)
    ]
    return page(*rows)


def test_rows_that_jsonb_cannot_hold_are_kept_aside_in_every_lot(postgres: Warehouse) -> None:
    refused = (3, 4, 15, 79)
    pages = [heavy(first, refused=refused) for first in range(0, 80, 8)]

    report = synced(Lists(pages), postgres)

    aside = postgres.fetch(
        "select reason, detail, place, split_part(payload, ',', 2) from raw_lists.quarantine "
        "order by place"
    )
    why = ("refused", "value overflows numeric format")
    assert aside == [
        (*why, "key 15", '"id":15'),
        (*why, "key 3", '"id":3'),
        (*why, "key 4", '"id":4'),
        (*why, "key 79", '"id":79'),
    ]
    assert (report.fetched, report.landed, report.quarantined) == (80, 76, 4)
    assert report.balances
    assert landed.visible(postgres, TABLE) == 76
    assert len(set(landed.keys(postgres, TABLE))) == 76


def test_a_refused_row_holds_the_cursor_back(postgres: Warehouse) -> None:
    rows = page(b'{"id":1,"at":9}', b'{"id":2,"at":3,"n":%b}' % OVERFLOW)

    report = synced(Lists([rows]), postgres)

    assert report.cursor_to == NOON + timedelta(minutes=3)


def test_a_page_of_nothing_but_refused_rows_lands_nothing(postgres: Warehouse) -> None:
    rows = page(*[b'{"id":%d,"n":%b}' % (number, OVERFLOW) for number in range(5)])

    report = synced(Lists([rows]), postgres)

    assert (report.fetched, report.landed, report.quarantined) == (5, 0, 5)
    assert landed.loads(postgres, "lists", "mode, landed_count") == [("full", 0)]


def test_duckdb_holds_what_jsonb_does_not(warehouse: Warehouse) -> None:
    report = synced(Lists([page(b'{"id":1,"n":%b}' % OVERFLOW)]), warehouse)

    assert (report.landed, report.quarantined) == (1, 0)


def test_a_reader_that_fails_while_rows_are_drawn_is_shown_and_leaves_nothing(
    any_warehouse: Warehouse,
) -> None:
    pages = [heavy(first) for first in range(0, 80, 8)]
    threads = threading.active_count()

    with pytest.raises(BadReply, match="half a list"):
        synced(Lists(pages, failure=GONE), any_warehouse)

    assert landed.value(any_warehouse, COUNT) == 0
    assert "loads" not in landed.tables(any_warehouse, "raw_lists")
    assert threading.active_count() == threads


def test_an_interrupted_sync_leaves_nothing(any_warehouse: Warehouse) -> None:
    pages = [heavy(first) for first in range(0, 80, 8)]

    with pytest.raises(KeyboardInterrupt):
        synced(Lists(pages, failure=KeyboardInterrupt()), any_warehouse)
    left = landed.value(any_warehouse, COUNT)
    again = synced(Lists(pages), any_warehouse)

    assert left == 0
    assert (again.landed, landed.visible(any_warehouse, TABLE)) == (80, 80)


def test_rows_that_no_table_takes_are_a_landing_error(any_warehouse: Warehouse) -> None:
    def drop(_reading: object) -> None:
        any_warehouse.execute(f"drop table {TABLE}")

    with pytest.raises(LandingError, match="The warehouse refused the rows"):
        synced(Lists([page(b'{"id":1}')], during=drop), any_warehouse)

    assert "loads" not in landed.tables(any_warehouse, "raw_lists")


def test_a_raw_table_of_another_shape_is_no_reason_to_refuse_its_rows(
    postgres: Warehouse,
) -> None:
    synced(Lists([page(b'{"id":1}')]), postgres)
    postgres.execute(f"alter table {TABLE} add column note text")

    with pytest.raises(LandingError, match="BadCopyFileFormat"):
        synced(Lists([page(b'{"id":2}')]), postgres)

    assert landed.keys(postgres, TABLE) == ["1"]
    assert len(landed.loads(postgres, "lists", "mode")) == 1


def insert_and_fail(warehouse: Warehouse) -> None:
    """A transaction that goes wrong after its statement."""
    with warehouse.transaction():
        warehouse.execute("insert into numbers values (1)")
        raise ZeroDivisionError


def test_a_transaction_that_fails_changes_nothing(any_warehouse: Warehouse) -> None:
    any_warehouse.execute("create table numbers (n integer)")

    with pytest.raises(ZeroDivisionError):
        insert_and_fail(any_warehouse)

    assert landed.value(any_warehouse, "select count(*) from numbers") == 0


def test_space_is_given_back_another_time_while_others_write(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    other = warehouse.connection.cursor()
    other.begin()
    other.execute("create table numbers (n integer)")

    warehouse.give_back_space()
    other.commit()
    other.close()

    assert "while others write to it" in caplog.text
    assert landed.value(warehouse, "select count(*) from numbers") == 0


def test_a_lock_ends_with_its_connection(postgres: Warehouse, postgres_url: str) -> None:
    with postgres.lock("club"):
        postgres.connection.close()

    target = Target("postgres", postgres_url, busy_seconds=5)
    with open_warehouse(target) as other, other.lock("club"):
        assert other.fetch("select 1") == [(1,)]


def test_a_file_that_is_no_warehouse_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_text("dear diary, " * 1000)

    with (
        pytest.raises(ConfigError, match=r"notes.duckdb cannot be opened as a DuckDB file"),
        open_warehouse(Target("duckdb", str(path))),
    ):
        pass


def test_a_records_own_context_hides_the_pages_on_no_engine(any_warehouse: Warehouse) -> None:
    row = b'{"id":7,"_context":{"race_id":2}}'

    synced(Lists([page(row, context=b'{"race_id":1}')]), any_warehouse)

    found = any_warehouse.fetch(f"select data -> '_context' ->> 'race_id', key from {TABLE}")
    assert found == [("1", "7")]


def test_a_row_with_a_reason_is_gone_where_others_are_not(any_warehouse: Warehouse) -> None:
    rows = (b'{"id":1,"gone":"merged"}', b'{"id":2}', b'{"id":3,"gone":"closed"}')
    provider = Lists([page(*rows)]).provider()

    sync(provider, CONNECTION, any_warehouse, SyncOptions())

    landed_rows = any_warehouse.fetch(f"select key, deleted, delete_reason from {TABLE}")
    assert sorted(landed_rows) == [("1", True, "merged"), ("2", False, None), ("3", True, "closed")]


def counted_after(warehouse: Warehouse, first: int, count: int) -> int:
    """How many people PostgreSQL takes the table to hold once so many more have landed."""
    people = (b'{"id":%d}' % number for number in range(first, first + count))
    synced(Lists([page(*people)]), warehouse)
    [[rows]] = warehouse.fetch(
        "select cast(reltuples as integer) from pg_class where oid = cast(? as regclass)", [TABLE]
    )
    return int(rows)


def test_only_many_new_rows_are_counted_for_the_planner(postgres: Warehouse) -> None:
    counts = [counted_after(postgres, *more) for more in ((0, 20_000), (20_000, 3), (20_003, 900))]

    assert counts == [20_000, 20_000, 20_903]
