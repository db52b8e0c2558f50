"""Current RMS through the real kit: a window read whole, and the faults of an earlier client."""

from dataclasses import replace
from datetime import timedelta

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError
from sandbox.current_rms.app import CurrentRMS
from sandbox.current_rms.switches import Switches
from sandbox.current_rms.yard import stamp
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.hires import SCHEMA, TABLE, alive, gone, ids, remove_many


def test_a_first_read_takes_all_pages_of_the_window(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    report = hires.sync(any_warehouse).entities[0]

    # Ended before the window: nobody asks for them.
    over = {"1001", "1002", "1003", "1005"}
    assert (report.mode, report.upstream_total) == ("full", report.landed)
    assert alive(any_warehouse) == ids(yard) - over
    assert {call.method for call in hires.server.requests} == {"GET"}


def test_a_record_lands_as_received(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)

    with yard.store.held() as rows:
        assert landed.payload(any_warehouse, TABLE, "1020") == {"_context": {}, **rows[1020]}


def test_rows_that_go_meanwhile_hide_no_other(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    yard.change_before("/opportunities", lambda: yard.store.remove(1006), call=3)

    hires.sync(any_warehouse)

    assert alive(any_warehouse) >= ids(yard) - {"1001", "1002", "1003", "1005"}


def test_a_server_that_ignores_ids_is_read_by_page_numbers(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    yard.switches = Switches(ignored=("id_gt",))

    report = hires.sync(any_warehouse).entities[0]

    assert (report.mode, report.upstream_total) == ("full", report.landed)
    assert alive(any_warehouse) == ids(yard) - {"1001", "1002", "1003", "1005"}


@pytest.mark.parametrize("name", ["starts_at_lteq", "ends_at_gteq", "open_ended_rental_eq"])
def test_a_filter_that_is_left_out_is_noticed(
    hires: Account, yard: CurrentRMS, warehouse: Warehouse, name: str
) -> None:
    yard.switches = Switches(ignored=(name,))
    hires = replace(hires, settings={**hires.settings, "days_ahead": 30})

    with pytest.raises(BadReply, match="rows that were not asked for"):
        hires.sync(warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_what_fell_out_of_the_window_is_not_gone(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    long_ago = stamp(yard.store.now() - timedelta(days=90))
    yard.store.slip(1030, {"starts_at": long_ago, "ends_at": long_ago})
    yard.store.remove(1031, is_logged=False)

    report = hires.sync(any_warehouse, full=True).entities[0]

    assert (report.mode, report.upstream_total) == ("full", report.landed)
    assert "1030" in alive(any_warehouse)
    assert "1031" not in alive(any_warehouse)


def test_what_the_filter_mode_hides_is_not_gone(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    before = alive(any_warehouse)
    chosen = {**hires.settings, "filtermode": "live", "brakes": {"shrink_pct": 100}}

    replace(hires, settings=chosen).sync(any_warehouse, full=True)

    assert alive(any_warehouse) == before


def test_the_log_of_actions_tells_what_is_gone(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    yard.store.remove(1020)
    yard.store.remove(1021)

    hires.sync(any_warehouse)
    hires.sync(any_warehouse)

    assert gone(any_warehouse) == [("1020", "destroy"), ("1021", "destroy")]


def test_without_the_log_every_id_is_asked_for(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    yard.store.remove(1020)
    yard.switches = Switches(no_actions=True)

    report = hires.sync(any_warehouse).entities[0]

    assert gone(any_warehouse) == [("1020", "not found")]
    assert "the log of actions cannot be used" in (report.note or "")


def test_too_many_that_are_not_found_are_not_believed(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires = replace(hires, settings={**hires.settings, "deletions_by": "ids"})
    hires.sync(any_warehouse)
    remove_many(yard, range(1020, 1060))

    report = hires.sync(any_warehouse).entities[0]
    before = gone(any_warehouse)
    hires.sync(any_warehouse, accept=True)

    assert "more than may go without consent" in (report.note or "")
    assert (len(before), len(gone(any_warehouse))) == (0, 40)


def test_a_wrong_key_is_told_and_never_shown(hires: Account, warehouse: Warehouse) -> None:
    wrong = replace(hires, secrets={"api_key": "rms_wr0ng"})

    with pytest.raises(AuthError, match=r"current_rms \(connection demo_current_rms") as caught:
        wrong.sync(warehouse)

    assert "wr0ng" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "acme.example.com", "a b", "https://acme.current-rms.com"])
def test_a_name_that_is_no_accounts_is_refused(
    hires: Account, warehouse: Warehouse, name: str
) -> None:
    wrong = replace(hires, settings={**hires.settings, "subdomain": name})

    with pytest.raises(ConfigError, match="the setting subdomain"):
        wrong.sync(warehouse)


def test_chosen_columns_land_as_the_setting_orders_them(
    hires: Account, any_warehouse: Warehouse
) -> None:
    deposit = {"field": "50_deposit_received", "type": "boolean"}
    chosen = {"phone": "on-site_contact_phone", "deposit": deposit}

    replace(hires, settings={**hires.settings, "custom_columns": chosen}).sync(any_warehouse)

    found = any_warehouse.fetch(
        "select key, data ->> 'custom_field_id', data ->> 'column_type', data ->> 'place' "
        f"from {SCHEMA}.custom_columns_json order by data ->> 'place'"
    )
    assert found == [
        ("opportunity|phone", "on-site_contact_phone", "text", "1"),
        ("opportunity|deposit", "50_deposit_received", "boolean", "2"),
    ]


@pytest.mark.parametrize(
    "chosen",
    [["phone"], {"Phone": "phone"}, {"phone": 5}, {"phone": "a'b"}, {"phone": {"type": "date"}},
     {"phone": {"field": "phone", "type": "money"}}, {"phone": {"field": "phone", "kind": "date"}},
     {"phone": {"field": "phone", "type": ["date"]}}],
)  # fmt: skip
def test_a_choice_that_cannot_be_a_column_is_refused(
    hires: Account, warehouse: Warehouse, chosen: object
) -> None:
    wrong = replace(hires, settings={**hires.settings, "custom_columns": chosen})

    with pytest.raises(ConfigError, match="the setting custom_columns has to be"):
        wrong.sync(warehouse)


def test_what_a_record_said_before_stays_and_repetitions_go(
    hires: Account, yard: CurrentRMS, any_warehouse: Warehouse
) -> None:
    hires.sync(any_warehouse)
    yard.store.put(1020, {"subject": "Second"})
    hires.sync(any_warehouse)
    yard.store.put(1020, {"subject": "Third"})
    [hires.sync(any_warehouse, full=True) for _ in range(5)]

    told = f"select data ->> 'subject' from {TABLE} where key = '1020' order by _dlt_load_id"
    assert [text for (text,) in any_warehouse.fetch(told)] == [
        "Product launch 1020", "Second", "Third", "Third", "Third", "Third",
    ]  # fmt: skip
    counted = f"select sum(landed_count - coalesce(removed_count, 0)) from {SCHEMA}.loads"
    assert any_warehouse.fetch(counted) == any_warehouse.fetch(f"select count(*) from {TABLE}")
