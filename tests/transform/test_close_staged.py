"""Close's staging models and its custom values over what the extractor landed, on both engines."""

from collections.abc import Iterator

import pytest

from extract.kit.destination import Target, open_warehouse
from sandbox.close.app import Close
from sandbox.close.crm import build_crm, field_id, made_id
from sandbox.serving import serve
from tests.extract.sellers import close_account
from tests.transform.landing import Warehouse

SELECTED = "staging.close int_revops__close_custom_values_unioned"


@pytest.fixture(scope="module")
def staged(built_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with two loads of an organization, the models on them built and tested."""
    load_twice(built_warehouse.target)
    built_warehouse.dbt("build", "--select", *SELECTED.split())
    yield built_warehouse
    built_warehouse.empty("raw_close")


def load_twice(target: Target) -> None:
    """Lands six leads whole, then what changed: one is deleted, one merged, fields are edited."""
    app = Close(build_crm(leads=6))
    with serve(app.app) as server, open_warehouse(target) as warehouse:
        account = close_account(app, server, custom_columns={"lead": {"tier": field_id(1)}})
        account.sync(warehouse)
        app.store.remove("lead", made_id("lead", 3))
        app.store.merge(made_id("lead", 6), made_id("lead", 5))
        app.store.put("lead", made_id("lead", 1), {f"custom.{field_id(3)}": ["Iberia"]})
        app.store.put("custom_field", field_id(4), {"name": "Chairs"})
        app.store.put("activity", made_id("activity", 12), {"duration": 200})
        account.sync(warehouse)


def test_leads_that_are_gone_say_why(staged: Warehouse) -> None:
    rows = staged.query(
        "select lead_id, delete_reason, display_name from staging.stg_close__leads where deleted "
        "order by delete_reason"
    )

    assert rows == [
        (made_id("lead", 3), "deleted", None),
        (made_id("lead", 6), f"merged into {made_id('lead', 5)}", None),
    ]


def test_ids_that_differ_only_in_case_are_two_records(staged: Warehouse) -> None:
    [(lower, leads)] = staged.query(
        "select count(distinct lower(lead_id)), count(distinct lead_id) "
        "from staging.stg_close__leads"
    )

    assert (lower, leads) == (5, 6)


def test_custom_values_go_by_the_fields_id(staged: Warehouse) -> None:
    rows = staged.query(
        "select custom_field_id, value, position "
        "from intermediate.int_revops__close_custom_values_unioned where object_id = ? "
        "order by position, value",
        [made_id("lead", 1)],
    )

    owner = made_id("user", 1)
    assert sorted(rows) == sorted([
        (field_id(1), "Gold", 1),
        (field_id(2), "upper and lower case", 1),
        (field_id(3), "Iberia", 1),
        (field_id(4), "15.5", 1),
        (field_id(5), owner, 1),
        (field_id(9), "2026-07-01T08:30:00+00:00", 1),
    ])  # fmt: skip


def test_several_values_are_several_rows_and_unset_ones_none(staged: Warehouse) -> None:
    rows = staged.query(
        "select object_id, value, position "
        "from intermediate.int_revops__close_custom_values_unioned "
        "where custom_field_id = ? and object_id in (?, ?) order by position",
        [field_id(3), made_id("lead", 2), made_id("lead", 4)],
    )

    assert rows == [(made_id("lead", 2), "DACH", 1), (made_id("lead", 2), "Nordics", 2)]


def test_what_is_gone_has_no_custom_values(staged: Warehouse) -> None:
    rows = staged.query(
        "select distinct object_kind from intermediate.int_revops__close_custom_values_unioned "
        "where object_id in (?, ?)",
        [made_id("lead", 3), made_id("lead", 6)],
    )

    assert rows == []


def test_a_renamed_field_has_its_new_name(staged: Warehouse) -> None:
    rows = staged.query(
        "select name, field_type, object_kind, has_many_values, deleted "
        "from staging.stg_close__custom_fields where custom_field_id = ?",
        [field_id(4)],
    )

    assert rows == [("Chairs", "number", "lead", False, False)]


def test_opportunities_keep_hundredths_days_and_times(staged: Warehouse) -> None:
    rows = staged.query(
        "select cast(value_minor as varchar), currency_code, value_period, confidence_pct, "
        "cast(won_on as varchar), cast(created_at at time zone 'UTC' as varchar) "
        "from staging.stg_close__opportunities where opportunity_id = ?",
        [made_id("opportunity", 10)],
    )

    assert rows == [("13750.00", "EUR", "monthly", 100, "2025-03-18", "2025-03-03 10:00:00.118")]


def test_a_searched_activity_is_of_the_type_of_a_listed_one(staged: Warehouse) -> None:
    rows = staged.query(
        "select activity_type, duration_seconds from staging.stg_close__activities "
        "where activity_id in (?, ?) order by duration_seconds",
        [made_id("activity", 12), made_id("activity", 22)],
    )

    assert rows == [("Call", 187), ("Call", 200)]


def test_a_contact_has_its_first_address_and_number(staged: Warehouse) -> None:
    rows = staged.query(
        "select email, phone, lead_id from staging.stg_close__contacts where contact_id = ?",
        [made_id("contact", 20)],
    )

    assert rows == [("contact20@mail.example", "+12025550142", made_id("lead", 2))]


def test_users_have_their_names(staged: Warehouse) -> None:
    rows = staged.query("select email, deleted from staging.stg_close__users order by email")

    assert rows == [
        ("user1@mail.example", False),
        ("user2@mail.example", False),
        ("user3@mail.example", False),
    ]


def test_chosen_columns_are_those_of_the_settings(staged: Warehouse) -> None:
    rows = staged.query(
        "select custom_column_id, object_kind, column_name, custom_field_id, position "
        "from staging.stg_close__custom_columns"
    )

    assert rows == [("lead|tier", "lead", "tier", field_id(1), 1)]
