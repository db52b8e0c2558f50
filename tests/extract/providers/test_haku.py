"""Haku through the real kit: what lands, what changes, and what a bad day brings."""

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply, Transient
from sandbox.haku.app import Haku
from sandbox.haku.organiser import Organiser
from sandbox.haku.switches import Switches
from sandbox.serving import serve
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.organisers import (
    HALF,
    SCHEMA,
    TEN_MILE,
    asked,
    haku_account,
    part,
    synced,
)

LIST = f"{SCHEMA}.registrations_json"
DETAILS = f"{SCHEMA}.registration_details_json"
LISTS = ("registrations", "registration_listings")
A_RUNNER = f"{TEN_MILE}|R10000005"


def test_five_entities_land(haku: Account, any_warehouse: Warehouse) -> None:
    report = synced(haku, any_warehouse)

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("events", "full", 3),
        ("registrations", "full", 75),
        ("registration_listings", "full", 3),
        ("registration_details", "incremental", 75),
        ("missing_details", "incremental", 0),
    ]
    assert part(report, "registration_details").note == (
        "75 rows listed, 75 details fetched, 0 details still to fetch, the oldest detail is 0 h old"
    )
    assert "quarantine" not in landed.tables(any_warehouse, SCHEMA)


def test_records_land_as_received(
    haku: Account, organisation: Haku, any_warehouse: Warehouse
) -> None:
    synced(haku, any_warehouse)

    context = {"event_id": TEN_MILE, "time_zone": "UTC"}
    rows = organisation.store.short_rows(TEN_MILE, newest_first=False)
    assert landed.payload(any_warehouse, LIST, A_RUNNER) == {"_context": context, **rows[4]}
    detail = landed.payload(any_warehouse, DETAILS, A_RUNNER)
    own = detail.pop("_context")
    assert detail == organisation.store.detail(TEN_MILE, "R10000005")
    assert own == {**context, "registration_number": "R10000005", "list_hash": own["list_hash"]}


def test_only_details_are_dated(haku: Account, any_warehouse: Warehouse) -> None:
    synced(haku, any_warehouse)

    dated = f"select cast(updated_at at time zone 'UTC' as varchar) from {DETAILS} where key = "
    assert landed.value(any_warehouse, f"{dated}'{A_RUNNER}'") == "2026-01-05 14:00:00"
    assert landed.value(any_warehouse, f"select count(updated_at) from {LIST}") == 0


def test_a_listing_holds_its_event_and_its_rows(haku: Account, any_warehouse: Warehouse) -> None:
    synced(haku, any_warehouse)

    row = landed.payload(any_warehouse, f"{SCHEMA}.registration_listings_json", HALF)
    context = {"rows": 15, "since": "2026-05-01T12:00:00Z"}
    assert row == {"_context": context, "event_id": HALF, "rows": 15}


def test_a_rerun_changes_nothing_and_asks_for_no_detail(
    haku: Account, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)
    distinct = f"select count(distinct content_hash), count(distinct key) from {LIST}"
    before = warehouse.fetch(distinct)

    again = synced(haku, warehouse)

    assert warehouse.fetch(distinct) == before == [(75, 75)]
    assert part(again, "registration_details").fetched == 0
    assert (len(asked(haku)), len(asked(haku, HALF))) == (60, 15)


def test_who_left_the_list_is_absent_from_a_proven_load(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    synced(haku, warehouse, *LISTS)
    organisation.store.drop(TEN_MILE, "R10000005")

    report = synced(haku, warehouse, *LISTS)

    registrations = part(report, "registrations")
    assert (registrations.mode, registrations.landed) == ("full", 74)
    row = landed.payload(warehouse, f"{SCHEMA}.registration_listings_json", TEN_MILE)
    assert row["rows"] == 59


def test_an_organisation_without_events_is_empty_not_failed(warehouse: Warehouse) -> None:
    app = Haku(Organiser((), {}))

    with serve(app.app) as server:
        report = synced(haku_account(app, server), warehouse)

    assert [(one.mode, one.landed) for one in report.entities[:3]] == [("full", 0)] * 3


def test_lists_and_details_may_be_wrapped(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(wrapped=True)

    assert [one.landed for one in synced(haku, warehouse).entities] == [3, 75, 3, 75, 0]


def test_only_the_named_events_are_read(haku: Account, warehouse: Warehouse) -> None:
    haku.settings = {**haku.settings, "events": [HALF]}

    assert [one.landed for one in synced(haku, warehouse).entities] == [3, 15, 1, 15, 0]
    assert haku.calls(f"{TEN_MILE}/participants") == []


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 503}),
        ("status", {"status": 429, "headers": {"Retry-After": "30"}}),
        ("status", {"status": 429}),
        ("cut", {}),
        ("lost_reply", {}),
    ],
)
def test_a_failure_that_passes_loses_nobody(
    haku: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    haku.fails(kind, "ev_2001/participants", times=2, **details)

    assert [one.landed for one in synced(haku, warehouse, *LISTS).entities] == [75, 3]


def test_a_failure_that_stays_lands_nothing(haku: Account, warehouse: Warehouse) -> None:
    haku.fails("status", "ev_2002/participants", times=None, status=500)

    with pytest.raises(Transient, match="entity registrations, /events/ev_2002/participants"):
        synced(haku, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_web_page_in_place_of_a_list_stops_the_load(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(html="ev_2001/participants")

    with pytest.raises(BadReply, match=r"a web page in place of JSON \(text/html") as caught:
        synced(haku, warehouse)

    assert str(caught.value).startswith("haku (connection demo_haku, entity registrations, /events")
    assert len(haku.calls("ev_2001/participants")) == 1


def test_an_error_inside_status_200_stops_the_load(haku: Account, warehouse: Warehouse) -> None:
    haku.fails("error_body", "ev_2001/participants", error_msg="Try later")

    with pytest.raises(BadReply, match='an object with message that says "Try later" in place of'):
        synced(haku, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_cancelled", "true"),
        ("team", "Río Runners"),
        ("transaction_amount", 12),
        ("event_categories", None),
    ],
)
def test_a_field_may_change_its_type(
    haku: Account, organisation: Haku, warehouse: Warehouse, field: str, value: object
) -> None:
    organisation.store.edit(TEN_MILE, "R10000005", {field: value})
    haku.settings = {**haku.settings, "detail_calls": 1}

    assert [one.landed for one in synced(haku, warehouse).entities] == [3, 75, 3, 1, 0]
    assert asked(haku) == ["R10000005"]


def test_a_number_may_come_as_a_number(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.store.edit(HALF, "R10000005", {"registration_number": 10000005})

    synced(haku, warehouse, *LISTS)

    assert "ev_2002|10000005" in landed.keys(warehouse, LIST)


def test_bytes_that_are_no_text_are_mended_and_counted(
    haku: Account, any_warehouse: Warehouse
) -> None:
    haku.fails("invalid_utf8", "ev_2001/participants")

    registrations = part(synced(haku, any_warehouse, *LISTS), "registrations")

    assert (registrations.mode, registrations.landed, registrations.repaired) == ("full", 75, 1)
