"""What changed at Close since the last load, and what is gone."""

from datetime import UTC, datetime, timedelta

from extract.kit.destination import Warehouse
from sandbox.close.app import Close
from sandbox.close.crm import made_id
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.sellers import (
    ACTIVITIES,
    CONTACTS,
    LEADS,
    OPPORTUNITIES,
    gone,
    landed_counts,
    live,
    notes,
    put_many,
    remove_many,
)


def test_a_rerun_changes_nothing(close: Account, any_warehouse: Warehouse) -> None:
    close.sync(any_warehouse, "leads", "opportunities", "contacts")

    report = close.sync(any_warehouse, "leads", "opportunities", "contacts")

    assert {one.mode for one in report.entities} == {"incremental"}
    assert notes(report) == []
    assert live(any_warehouse, LEADS) == 30
    assert live(any_warehouse, OPPORTUNITIES) == 30
    assert gone(any_warehouse, LEADS) == []


def test_only_what_changed_is_read_again(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "opportunities")
    crm.store.put("opportunity", made_id("opportunity", 10), {"value": 4321})

    report = close.sync(any_warehouse, "opportunities")

    assert landed_counts(report) == {"opportunities": ("incremental", 1, 0)}
    payload = landed.payload(any_warehouse, OPPORTUNITIES, made_id("opportunity", 10))
    assert payload["value"] == 4321


def test_a_changed_lead_is_found_by_the_search(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "leads")
    crm.store.put("lead", made_id("lead", 7), {"display_name": "Renamed Optics"})

    close.sync(any_warehouse, "leads")

    payload = landed.payload(any_warehouse, LEADS, made_id("lead", 7))
    assert payload["display_name"] == "Renamed Optics"
    assert payload["__object_type"] == "lead"
    assert len([name for name in payload if name.startswith("custom.cf_")]) == 6


def test_activities_of_every_type_are_found(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "activities")
    crm.store.put("activity", made_id("activity", 12), {"duration": 200})
    fresh = {"_type": "FormSubmission", "lead_id": made_id("lead", 1)}
    crm.store.put("activity", made_id("activity", 9001), fresh)

    close.sync(any_warehouse, "activities")

    call = landed.payload(any_warehouse, ACTIVITIES, made_id("activity", 12))
    assert landed.fields(call, "_context", "_type", "duration") == (
        {"activity_type": "Call"}, "Call", 200,
    )  # fmt: skip
    form = landed.payload(any_warehouse, ACTIVITIES, made_id("activity", 9001))
    assert form["_type"] == "FormSubmission"


def test_a_deleted_record_is_a_tombstone_with_its_reason(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "opportunities")
    crm.store.remove("opportunity", made_id("opportunity", 10))

    close.sync(any_warehouse, "opportunities")

    assert gone(any_warehouse, OPPORTUNITIES) == [(made_id("opportunity", 10), "deleted")]
    assert live(any_warehouse, OPPORTUNITIES) == 29


def test_what_hangs_on_a_deleted_lead_goes_with_it(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "leads", "activities", "contacts")
    crm.store.remove("lead", made_id("lead", 5))

    close.sync(any_warehouse, "leads", "activities", "contacts")

    assert gone(any_warehouse, LEADS) == [(made_id("lead", 5), "deleted")]
    assert len(gone(any_warehouse, ACTIVITIES)) == 6
    assert len(gone(any_warehouse, CONTACTS)) == 2


def test_a_lead_that_was_merged_is_gone_into_the_other(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "leads")
    crm.store.merge(made_id("lead", 4), made_id("lead", 5))

    close.sync(any_warehouse, "leads")

    reason = f"merged into {made_id('lead', 5)}"
    assert gone(any_warehouse, LEADS) == [(made_id("lead", 4), reason)]
    assert live(any_warehouse, LEADS) == 29


def test_a_full_read_finds_what_no_event_tells(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "contacts")
    crm.store.remove("contact", made_id("contact", 10))
    crm.store.events.clear()

    report = close.sync(any_warehouse, "contacts", full=True)

    assert landed_counts(report) == {"contacts": ("full", 44, 0)}


def test_many_deletions_are_read_page_by_page(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    close.sync(warehouse, "activities")
    put_many(crm, "activity", range(10_001, 10_061), _type="Note")
    remove_many(crm, "activity", range(10_001, 10_061))

    report = close.sync(warehouse, "activities")

    assert landed_counts(report)["activities"][:2] == ("incremental", 60)
    assert len(gone(warehouse, ACTIVITIES)) == 60


def test_a_record_that_came_and_went_between_two_reads_of_one_sync_is_gone(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "leads")
    crm.store.put("lead", made_id("lead", 8), {"description": "edited"})
    crm.change_before("/event/", lambda: crm.store.remove("lead", made_id("lead", 8)))

    close.sync(any_warehouse, "leads")

    assert gone(any_warehouse, LEADS) == [(made_id("lead", 8), "deleted")]
    assert live(any_warehouse, LEADS) == 29


def test_a_meeting_to_come_does_not_move_the_cursor_past_now(
    close: Account, warehouse: Warehouse
) -> None:
    report = close.sync(warehouse, "activities")

    [activities] = report.entities
    assert activities.cursor_to is not None
    assert activities.cursor_to < datetime.now(UTC)


def test_a_read_that_comes_later_than_the_log_reads_all(
    close: Account, crm: Close, warehouse: Warehouse
) -> None:
    close.sync(warehouse, "opportunities")
    crm.store.remove("opportunity", made_id("opportunity", 10))
    in_two_months = datetime.now(UTC) + timedelta(days=60)

    report = close.sync(warehouse, "opportunities", now=lambda: in_two_months)

    assert landed_counts(report) == {"opportunities": ("full", 29, 0)}
    assert notes(report)[0].startswith("read whole, as no event tells of deletions before ")


def test_a_renamed_field_is_read_under_its_id(
    close: Account, crm: Close, any_warehouse: Warehouse
) -> None:
    close.sync(any_warehouse, "custom_fields")
    crm.store.put("custom_field", made_id("custom_field", 4), {"name": "Chairs"})

    close.sync(any_warehouse, "custom_fields")

    field = landed.payload(
        any_warehouse, "raw_close.custom_fields_json", made_id("custom_field", 4)
    )
    assert field["name"] == "Chairs"
