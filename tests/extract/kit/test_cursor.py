"""Where the next read starts: inclusive, with overlap, never past what was not seen."""

from datetime import UTC, datetime, timedelta

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.records import Tally, Unreadable
from extract.kit.spec import Reading
from extract.kit.sync import EntityReport, SyncOptions, sync, watermark
from tests.extract import landed
from tests.extract.lists import CONNECTION, NOON, TABLE, Lists, page

AT_3, AT_5, AT_9 = (NOON + timedelta(minutes=minutes) for minutes in (3, 5, 9))
OVERLAP = timedelta(seconds=60)


def synced(
    lists: Lists, warehouse: Warehouse, *, now: datetime, full: bool = False
) -> EntityReport:
    """The report of one sync."""
    options = SyncOptions(now=lambda: now, full=full)
    return sync(lists.provider(), CONNECTION, warehouse, options).entities[0]


def bad(stamp: datetime | None) -> Unreadable:
    """A row that could not be read."""
    return Unreadable("no_key", "", "{}", "page 1 row 1", stamp)


@pytest.mark.parametrize(
    ("tally", "reached", "start", "expected"),
    [
        (Tally(newest=AT_3), None, AT_9, AT_3),
        (Tally(newest=AT_9), None, AT_5, AT_5),
        (Tally(newest=AT_3), AT_5, AT_9, AT_5),
        (Tally(), AT_5, AT_9, AT_5),
        (Tally(), None, AT_9, None),
        (Tally(newest=AT_9, unreadable=[bad(AT_5)]), AT_3, AT_9, AT_5),
        (Tally(newest=AT_9, unreadable=[bad(AT_5)]), None, AT_9, AT_5),
        (Tally(newest=AT_9, unreadable=[bad(None)]), AT_3, AT_9, AT_3),
        (Tally(newest=AT_9, unreadable=[bad(None)]), None, AT_9, None),
    ],
)
def test_the_watermark_is_the_least_that_is_sure(
    tally: Tally, reached: datetime | None, start: datetime, expected: datetime | None
) -> None:
    assert watermark(tally, reached, start) == expected


def test_the_next_read_starts_at_the_greatest_stamp_less_the_overlap(
    any_warehouse: Warehouse,
) -> None:
    lists = Lists([page(b'{"id":1,"at":3}', b'{"id":2,"at":5}')])

    synced(lists, any_warehouse, now=AT_9)
    second = synced(lists, any_warehouse, now=AT_9)

    assert lists.cursors == [None, AT_5 - OVERLAP]
    assert (second.mode, second.cursor_from, second.cursor_to) == (
        "incremental",
        AT_5 - OVERLAP,
        AT_5,
    )


def test_stamps_of_the_future_do_not_move_the_cursor_past_now(warehouse: Warehouse) -> None:
    lists = Lists([page(b'{"id":1,"at":50}')])

    synced(lists, warehouse, now=AT_9)
    synced(lists, warehouse, now=AT_9)

    assert lists.cursors == [None, AT_9 - OVERLAP]


def test_a_full_read_asks_for_everything(warehouse: Warehouse) -> None:
    lists = Lists([page(b'{"id":1,"at":3}')])

    synced(lists, warehouse, now=AT_9)
    report = synced(lists, warehouse, now=AT_9, full=True)

    assert lists.cursors == [None, None]
    assert report.mode == "full"


def test_nothing_new_leaves_cursor_and_rows_where_they_were(any_warehouse: Warehouse) -> None:
    synced(Lists([page(b'{"id":1,"at":3}')]), any_warehouse, now=AT_9)

    report = synced(Lists([page()]), any_warehouse, now=AT_9)

    assert (report.fetched, report.landed, report.cursor_to) == (0, 0, AT_3)
    assert landed.visible(any_warehouse, TABLE) == 1


def test_a_row_that_failed_holds_the_cursor_back(any_warehouse: Warehouse) -> None:
    lists = Lists([page(b'{"id":1,"at":9}', b'{"at":5}')])

    synced(lists, any_warehouse, now=AT_9)
    synced(lists, any_warehouse, now=AT_9)

    assert lists.cursors == [None, AT_5 - OVERLAP]


def test_a_load_that_left_something_out_holds_the_cursor(warehouse: Warehouse) -> None:
    synced(Lists([page(b'{"id":1,"at":3}')]), warehouse, now=AT_9)
    closed = Lists(
        [page(b'{"id":2,"at":5}')], during=lambda reading: reading.leave_out("race 3 is closed")
    )

    report = synced(closed, warehouse, now=AT_9)

    assert report.cursor_to == AT_3


def test_a_failed_load_does_not_move_the_cursor(warehouse: Warehouse) -> None:
    synced(Lists([page(b'{"id":1,"at":3}')]), warehouse, now=AT_9)
    broken = Lists([page(b'{"id":2,"at":5}')], failure=ConnectionError("gone"))
    again = Lists([page()])

    with pytest.raises(ConnectionError):
        synced(broken, warehouse, now=AT_9)
    synced(again, warehouse, now=AT_9)

    assert again.cursors == [AT_3 - OVERLAP]


def test_each_connection_has_its_own_cursor(warehouse: Warehouse) -> None:
    synced(Lists([page(b'{"id":1,"at":3}')]), warehouse, now=AT_9)
    other = Lists([page(b'{"id":1,"at":5}')])

    sync(other.provider(), Connection("other", "lists", "x"), warehouse, SyncOptions())

    assert other.cursors == [None]


def test_a_clock_that_is_ahead_does_not_skip_changes() -> None:
    provider_clock = datetime(2026, 4, 1, 11, 50, tzinfo=UTC)

    assert watermark(Tally(newest=AT_3), None, min(NOON, provider_clock)) == provider_clock


@pytest.mark.parametrize("rows", [[], [b'{"id":1,"at":3}'], [b'{"id":1}']])
def test_where_changes_are_logged_the_next_read_starts_when_this_one_did(
    warehouse: Warehouse, rows: list[bytes]
) -> None:
    provider = Lists([page(*rows)]).provider(logged=True)

    report = sync(provider, CONNECTION, warehouse, SyncOptions(now=lambda: AT_5)).entities[0]

    assert (report.mode, report.cursor_to) == ("full", AT_5)


def test_a_reader_may_read_all_where_changes_were_asked_for_and_say_why(
    warehouse: Warehouse,
) -> None:
    lists = Lists([page(b'{"id":1,"at":3}')])
    synced(lists, warehouse, now=AT_5)

    def read_all(reading: Reading) -> None:
        reading.cursor = None
        reading.remarks.append("too long ago")

    lists.during = read_all
    report = synced(lists, warehouse, now=AT_9)

    assert (report.mode, report.cursor_from, report.note) == ("full", None, "too long ago")
    assert landed.loads(warehouse, "lists", "mode, note")[1] == ("full", "too long ago")


def test_what_changes_while_a_list_is_read_is_asked_for_again(warehouse: Warehouse) -> None:
    clock = [AT_3]
    lists = Lists([page(b'{"id":1,"at":5}')], during=lambda _reading: clock.append(AT_9))
    options = SyncOptions(now=lambda: clock[-1])

    first = sync(lists.provider(), CONNECTION, warehouse, options).entities[0]
    sync(lists.provider(), CONNECTION, warehouse, options)

    assert first.cursor_to == AT_3
    assert lists.cursors == [None, AT_3 - OVERLAP]
