"""The seven faults of an earlier client for Current RMS, each kept out by a test of its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.kit.errors import WarehouseBusy
from sandbox.current_rms.app import CurrentRMS
from sandbox.current_rms.yard import stamp
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.hires import FIRST, TABLE, alive, put_many


def test_changes_are_read_to_the_last_page(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    changed = range(FIRST, FIRST + 35)
    put_many(yard, changed, subject="Moved")

    report = hires.sync(any_warehouse).entities[0]

    # Fault 1: the first page alone was read.
    moved = f"select count(*) from {TABLE} where data ->> 'subject' = 'Moved'"
    assert (report.mode, landed.value(any_warehouse, moved)) == ("incremental", 35)


def test_an_edit_made_during_a_read_comes_with_the_next(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    yard.store.put(1010, {"subject": "Once"})
    yard.change_before("/actions", lambda: yard.store.put(1011, {"subject": "Meanwhile"}))
    hires.sync(any_warehouse)

    hires.sync(any_warehouse)

    # Fault 2: the watermark was the end of the run.
    assert landed.payload(any_warehouse, TABLE, "1011")["subject"] == "Meanwhile"


def test_a_row_that_cannot_be_read_holds_the_watermark(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    with yard.store.held() as rows:
        rows[FIRST]["id"] = None
    moment = yard.store.now() + timedelta(seconds=1)
    yard.store.slip(FIRST, {"updated_at": stamp(moment)})
    yard.store.put(1010, {"updated_at": stamp(moment + timedelta(seconds=5))})

    report = hires.sync(any_warehouse).entities[0]

    # Fault 3: the run was complete and the watermark went past what failed.
    assert (report.quarantined, report.cursor_to is not None) == (1, True)
    assert report.cursor_to <= moment  # type: ignore[operator]


def test_long_undated_and_open_ended_hires_are_in_the_window(
    hires: Account, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)

    # Fault 4: both dates within the window would lose 1008, 1006 and 1004.
    assert {"1008", "1006", "1004"} <= alive(any_warehouse)


def test_the_window_is_a_setting(hires: Account, any_warehouse: Warehouse) -> None:
    chosen = {**hires.settings, "days_back": 0, "days_ahead": 10}

    replace(hires, settings=chosen).sync(any_warehouse)

    # Fault 5: documents and code of the earlier client named different windows.
    assert len(alive(any_warehouse)) < 20


def test_two_runs_of_one_account_do_not_overlap(
    hires: Account, yard: CurrentRMS, warehouse_target: Target
) -> None:
    hasty, refused = replace(warehouse_target, busy_seconds=0.05), list[str]()

    def another() -> None:
        with open_warehouse(hasty) as other, pytest.raises(WarehouseBusy) as caught:
            hires.sync(other)
        refused.append(str(caught.value))

    yard.change_before("/opportunities", another, call=3)
    with open_warehouse(warehouse_target) as warehouse:
        report = hires.sync(warehouse).entities[0]

        # Fault 6: nothing kept a second run from reading and writing at the same time.
        assert [words[:43] for words in refused] == ["Another process has been at demo_current_rm"]
        assert report.landed == landed.value(warehouse, f"select count(*) from {TABLE}")


def test_a_record_that_changes_its_state_meanwhile_is_there_once(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    yard.change_before("/opportunities", lambda: yard.store.put(1030, {"state": 3}), call=3)

    report = hires.sync(any_warehouse).entities[0]

    # Fault 7: reading by state met it twice, and never met enquiries or what was cancelled.
    assert report.landed == len(alive(any_warehouse))
    states = "select distinct data ->> 'state_name', data ->> 'status_name' from " + TABLE
    found = any_warehouse.fetch(states)
    assert {"Enquiry", "Order"} <= {state for state, _ in found}
    assert {"Cancelled", "Dead"} <= {status for _, status in found}
