"""Close through the real kit: six entities read whole, as one load, complete or invisible."""

from dataclasses import replace

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError, PermissionDenied, Transient
from sandbox.close.app import Close
from sandbox.close.crm import field_id, made_id
from sandbox.close.switches import Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.sellers import (
    ACTIVITIES,
    FIELDS,
    LEADS,
    SCHEMA,
    landed_counts,
    notes,
)


def test_six_entities_land(close: Account, any_warehouse: Warehouse) -> None:
    report = close.sync(any_warehouse)

    assert landed_counts(report) == {
        "leads": ("full", 30, 0),
        "opportunities": ("full", 30, 0),
        "activities": ("full", 156, 0),
        "contacts": ("full", 45, 0),
        "users": ("full", 3, 0),
        "custom_fields": ("full", 9, 0),
        "custom_columns": ("full", 0, 0),
    }
    assert [one.upstream_total for one in report.entities[:3]] == [30, 30, None]
    assert notes(report) == []


def test_a_record_lands_as_received(close: Account, crm: Close, any_warehouse: Warehouse) -> None:
    close.sync(any_warehouse, "activities", "custom_fields")

    note, seats = made_id("activity", 11), field_id(4)
    with crm.store.held() as known:
        note_record, seats_record = (
            known.records["activity"][note],
            known.records["custom_field"][seats],
        )
    assert landed.payload(any_warehouse, ACTIVITIES, note) == {"_context": {}, **note_record}
    context = {"_context": {"object_kind": "lead"}}
    assert landed.payload(any_warehouse, FIELDS, seats) == context | seats_record


def test_ids_that_differ_only_in_case_stay_apart(close: Account, any_warehouse: Warehouse) -> None:
    close.sync(any_warehouse, "leads", "custom_fields")

    one, other = made_id("lead", 1), made_id("lead", 2)
    assert one.lower() == other.lower()
    assert {one, other} <= set(landed.keys(any_warehouse, LEADS))
    payload = landed.payload(any_warehouse, LEADS, one)
    assert payload[f"custom.{field_id(1)}"] == "Gold"
    assert payload[f"custom.{field_id(2)}"] == "upper and lower case"


def test_an_empty_account_is_a_full_load_of_nothing(
    close: Account, any_warehouse: Warehouse
) -> None:
    close.fails("went_empty", "/contact/", times=None)
    close.fails("went_empty", "/user/", times=None)

    report = close.sync(any_warehouse, "contacts", "users")

    assert landed_counts(report) == {"contacts": ("full", 0, 0), "users": ("full", 0, 0)}
    assert landed.value(any_warehouse, f"select count(*) from {SCHEMA}.loads") == 2


def test_a_list_that_falls_short_of_its_own_count_proves_no_absence(
    close: Account, warehouse: Warehouse
) -> None:
    close.fails("went_empty", "/lead/", times=None)

    report = close.sync(warehouse, "leads")

    assert landed_counts(report)["leads"] == ("incremental", 0, 0)
    assert notes(report) == ["leads: 0 rows came, while Close counts 30"]


def test_a_wrong_key_is_told_and_never_shown(close: Account, warehouse: Warehouse) -> None:
    wrong = replace(close, secrets={"api_key": "api_wr0ng.word"})

    with pytest.raises(AuthError, match=r"close \(connection demo_close.*HTTP 401") as caught:
        wrong.sync(warehouse, "leads")

    assert "wr0ng" not in str(caught.value)
    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_missing_key_is_asked_for(close: Account, warehouse: Warehouse) -> None:
    with pytest.raises(ConfigError, match="SYNCLINE_DEMO_CLOSE_API_KEY"):
        replace(close, secrets={}).sync(warehouse)


@pytest.mark.parametrize("status", [402, 403])
def test_a_closed_entity_stops_the_load(
    close: Account, crm: Close, warehouse: Warehouse, status: int
) -> None:
    crm.switches = Switches(closed={"/opportunity/": status})

    with pytest.raises(PermissionDenied, match=f"entity opportunities.*HTTP {status}"):
        close.sync(warehouse, "leads", "opportunities")

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_closed_kind_of_custom_field_is_left_out_and_named(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(closed={"/custom_object_type/": 402})

    report = close.sync(warehouse, "custom_fields")

    assert landed_counts(report)["custom_fields"] == ("incremental", 9, 0)
    assert notes(report)[0].startswith("custom fields of custom_object_type left out: HTTP 402")


def test_the_kinds_of_custom_fields_are_a_setting(close: Account, warehouse: Warehouse) -> None:
    chosen = replace(close, settings={**close.settings, "custom_field_kinds": ["contact"]})

    assert landed_counts(chosen.sync(warehouse, "custom_fields")) == {
        "custom_fields": ("full", 1, 0)
    }


def test_chosen_columns_land_as_rows(close: Account, any_warehouse: Warehouse) -> None:
    wanted = {"lead": {"tier": field_id(1), "tier_note": field_id(2)}}
    chosen = replace(close, settings={**close.settings, "custom_columns": wanted})

    chosen.sync(any_warehouse, "custom_columns")

    assert landed.payload(any_warehouse, f"{SCHEMA}.custom_columns_json", "lead|tier_note") == {
        "_context": {}, "id": "lead|tier_note", "object_kind": "lead", "column": "tier_note",
        "custom_field_id": field_id(2), "place": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    "wanted",
    [
        ["lead"],
        {"user": {}},
        {"lead": ["cf_1"]},
        {"lead": {"Tier": "cf_1"}},
        {"lead": {"tier; drop": "cf_1"}},
        {"lead": {"tier": "cf_1' or '"}},
        {"lead": {"tier": 7}},
        {"lead": {7: "cf_1"}},
    ],
)
def test_columns_that_cannot_be_any_are_refused_before_any_call(
    close: Account, warehouse: Warehouse, wanted: object
) -> None:
    chosen = replace(close, settings={**close.settings, "custom_columns": wanted})

    with pytest.raises(ConfigError, match="the setting custom_columns has to be"):
        chosen.sync(warehouse)

    assert close.server.requests == []


def test_a_row_without_an_id_is_kept_aside(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    crm.store.put("user", made_id("user", 2), {"id": None})

    report = close.sync(any_warehouse, "users")

    assert landed_counts(report) == {"users": ("full", 2, 1)}
    assert [reason for reason, _ in landed.quarantined(any_warehouse, "close")] == ["no_key"]


@pytest.mark.parametrize("value", [7, None, ["a"], {"number": 1}])
def test_a_field_may_change_its_type(
    close: Account, crm: Close, any_warehouse: Warehouse, value: object
) -> None:
    crm.store.put("lead", made_id("lead", 3), {"status_label": value})

    report = close.sync(any_warehouse, "leads")

    assert landed_counts(report) == {"leads": ("full", 30, 0)}
    payload = landed.payload(any_warehouse, LEADS, made_id("lead", 3))
    assert payload["status_label"] == value


def test_a_stamp_that_is_no_time_is_none(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    crm.store.put("user", made_id("user", 2), {"date_updated": "yesterday"})

    close.sync(any_warehouse, "users")

    undated = f"select count(*) from {SCHEMA}.users_json where updated_at is null"
    assert landed.value(any_warehouse, undated) == 1


@pytest.mark.parametrize(
    ("kind", "details"), [("status", {"status": 500}), ("cut", {}), ("lost_reply", {})]
)
@pytest.mark.parametrize("path", ["/contact/", "/data/search/"])
def test_a_failure_that_passes_loses_nothing(
    close: Account, warehouse: Warehouse, path: str, kind: str, details: dict[str, int]
) -> None:
    close.fails(kind, path, times=2, **details)

    assert landed_counts(close.sync(warehouse, "contacts")) == {"contacts": ("full", 45, 0)}


def test_an_outage_shows_nothing(close: Account, warehouse: Warehouse) -> None:
    close.fails("status", "/data/search/", times=None, status=503)

    with pytest.raises(Transient, match="HTTP 503"):
        close.sync(warehouse, "contacts")

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_list_that_does_not_say_whether_it_ends_is_refused(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    crm.switches = Switches(no_more=True)

    with pytest.raises(BadReply, match="does not say whether there are more"):
        close.sync(warehouse, "users")
