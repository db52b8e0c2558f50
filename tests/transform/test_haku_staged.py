"""Haku's staging models over what the extractor landed, on both engines."""

from collections.abc import Iterator

import pytest

from extract.kit.destination import Target, open_warehouse
from sandbox.haku.app import Haku
from sandbox.haku.organiser import build_organiser
from sandbox.haku.switches import Switches
from sandbox.serving import serve
from tests.extract.organisers import haku_account, synced
from tests.transform.landing import Warehouse

A_RUNNER = "'ev_2001|R10000005'"


@pytest.fixture(scope="module")
def staged(built_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with two loads of an organisation, its staging models built and tested."""
    load_twice(built_warehouse.target)
    built_warehouse.dbt("build", "--select", "staging.haku")
    yield built_warehouse
    built_warehouse.empty("raw_haku")


def load_twice(target: Target) -> None:
    """Lands sixty and fifteen registrations; one changes and one goes before the second load."""
    app = Haku(build_organiser(people=60))
    app.switches = Switches(missing=["ev_2001|R10000002"])
    with serve(app.app) as server, open_warehouse(target) as warehouse:
        account = haku_account(app, server)
        account.settings = {**account.settings, "time_zone": "America/Chicago"}
        synced(account, warehouse)
        app.store.edit("ev_2001", "R10000005", {"is_cancelled": True, "team": {"name": "Solo"}})
        app.store.drop("ev_2001", "R10000007")
        synced(account, warehouse)


def test_events_have_their_day_and_their_start(staged: Warehouse) -> None:
    rows = staged.query(
        "select event_id, cast(event_date as varchar), cast(starts_at at time zone 'UTC' as "
        "varchar), cast(ends_on as varchar), registration_limit, currency_code "
        "from staging.stg_haku__events order by event_id"
    )

    assert rows == [
        ("ev_2001", "2026-07-25", None, "2026-07-26", None, "USD"),
        ("ev_2002", "2026-09-12", "2026-09-12 12:30:00", None, 900, "USD"),
        ("ev_2003", "2026-07-24", None, None, 150, "USD"),
    ]


def test_registrations_are_those_of_the_newest_list(staged: Warehouse) -> None:
    rows = staged.query(
        "select race_id, count(*), sum(case when is_cancelled then 1 else 0 end), "
        "count(transaction_amount), count(registration_date) "
        "from staging.stg_haku__registrations group by race_id order by race_id"
    )

    assert rows == [("ev_2001", 59, 4, 59, 59), ("ev_2002", 15, 0, 15, 15)]


def test_a_listing_counts_the_rows_of_its_own_load(staged: Warehouse) -> None:
    rows = staged.query(
        "select listed.event_id, listed.row_count, count(registered.key) "
        "from staging.stg_haku__registration_listings as listed "
        "left join staging.stg_haku__registrations as registered "
        "on registered.race_id = listed.event_id "
        "and registered._dlt_load_id = listed._dlt_load_id "
        "group by listed.event_id, listed.row_count order by listed.event_id"
    )

    assert rows == [("ev_2001", 59, 59), ("ev_2002", 15, 15), ("ev_2003", 0, 0)]


def test_details_are_the_newest_of_each_registration(staged: Warehouse) -> None:
    rows = staged.query(
        "select race_id, account_number, team_name, is_cancelled, "
        "cast(registration_date at time zone 'UTC' as varchar) "
        f"from staging.stg_haku__registration_details where registration_id = {A_RUNNER}"
    )

    assert rows == [("ev_2001", "A710005", "Solo", True, "2026-01-05 14:00:00")]


def test_each_category_of_a_registration_is_an_entry(staged: Warehouse) -> None:
    rows = staged.query(
        "select entry_id, category_name, is_active, bib_number, chip, wave_code "
        f"from staging.stg_haku__entries where registration_key = {A_RUNNER} order by entry_id"
    )

    assert rows == [
        ("ev_2001|R10000005|71", "10 Mile", True, "205", "0A0005", "W3"),
        ("ev_2001|R10000005|72", "5K Walk", False, None, None, "W3"),
    ]


def test_what_did_not_come_is_told_apart(staged: Warehouse) -> None:
    rows = staged.query("select registration_id, reason from staging.stg_haku__missing_details")

    assert rows == [("ev_2001|R10000002", "not_found")]


def test_loads_say_what_is_left(staged: Warehouse) -> None:
    rows = staged.query(
        "select entity, mode, landed_count, note from staging.stg_haku__loads "
        "where is_visible and left(entity, 12) = 'registration' order by _dlt_load_id, entity"
    )

    assert [row[:3] for row in rows] == [
        ("registration_details", "incremental", 74),
        ("registration_listings", "full", 3),
        ("registrations", "full", 75),
        ("registration_details", "incremental", 1),
        ("registration_listings", "full", 3),
        ("registrations", "full", 74),
    ]
    assert str(rows[3][3]).startswith("74 rows listed, 1 details fetched, 0 details still to fetch")
