"""Stripe from one read to the next: events name what is read again, and what is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import PermissionDenied
from extract.providers.stripe.kinds import KINDS
from sandbox.stripe.access import RESTRICTED
from sandbox.stripe.app import Stripe, Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.payments import (
    A_CUSTOMER,
    A_SUBSCRIPTION,
    CUSTOMERS,
    LONG_SUBSCRIPTION,
    PRODUCTS,
    SCHEMA,
    SUBSCRIPTIONS,
    counts,
    gone,
    newest,
    told_of,
)


def test_nothing_new_lands_nothing(payments: Account, any_warehouse: Warehouse) -> None:
    payments.sync(any_warehouse)
    asked = len(payments.server.requests)

    report = payments.sync(any_warehouse)

    assert {(mode, count) for _, mode, count in told_of(report)} == {("incremental", 0)}
    assert len(payments.server.requests) - asked == 12


def test_a_change_is_read_by_id_and_in_the_shape_of_today(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    payments.sync(any_warehouse, "subscriptions")
    books.store.edit("subscriptions", A_SUBSCRIPTION, {"metadata": {"order": "A-1"}})

    report = payments.sync(any_warehouse, "subscriptions").entities[0]

    payload = landed.payload(any_warehouse, SUBSCRIPTIONS, A_SUBSCRIPTION)
    assert counts(report) == ("incremental", 1, 1, 0, 0)
    assert payload["metadata"] == {"order": "A-1"}
    assert "current_period_end" not in payload
    assert "current_period_end" in payload["items"]["data"][0]


def test_several_events_of_a_record_are_one_call(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "customers")
    books.store.edit("customers", A_CUSTOMER, {"name": "First"})
    books.store.edit("customers", A_CUSTOMER, {"name": "Second"})

    payments.sync(warehouse, "customers")

    assert len(payments.calls(f"/v1/customers/{A_CUSTOMER}")) == 1
    assert landed.payload(warehouse, CUSTOMERS, A_CUSTOMER)["name"] == "Second"


def test_new_records_come_by_the_page_and_not_one_by_one(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "charges")
    added = [books.store.add("charges", {"amount": amount})["id"] for amount in range(15)]

    report = payments.sync(warehouse, "charges").entities[0]

    assert counts(report) == ("incremental", 15, 15, 0, 0)
    assert [call for call in payments.server.requests if call.path.endswith(added[0])] == []
    assert all("created[gte]" in call.query for call in payments.calls("/v1/charges")[-2:])


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (A_CUSTOMER, "customer.deleted"),
        ("in_sandbox00002", "invoice.deleted"),
        ("prod_archive", "product.deleted"),
        ("plan_archive", "plan.deleted"),
    ],
)
def test_a_deletion_lands_as_a_tombstone_with_its_reason(
    payments: Account, books: Stripe, any_warehouse: Warehouse, key: str, reason: str
) -> None:
    entity = reason.partition(".")[0] + "s"
    payments.sync(any_warehouse, entity)
    books.store.remove(entity, key)

    report = payments.sync(any_warehouse, entity).entities[0]

    assert counts(report) == ("incremental", 1, 1, 0, 0)
    assert gone(any_warehouse, f"{SCHEMA}.{entity}_json") == [(key, reason)]
    payload = landed.payload(any_warehouse, f"{SCHEMA}.{entity}_json", key)
    assert (payload["deleted"], payload["_context"]["event_type"]) == (True, reason)


def test_a_cancelled_subscription_is_changed_and_not_gone(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    payments.sync(any_warehouse, "subscriptions")
    books.store.cancel(A_SUBSCRIPTION)

    payments.sync(any_warehouse, "subscriptions")

    assert newest(any_warehouse, SUBSCRIPTIONS) == [(A_SUBSCRIPTION, False)]
    payload = landed.payload(any_warehouse, SUBSCRIPTIONS, A_SUBSCRIPTION)
    assert (payload["status"], payload["ended_at"] is not None) == ("canceled", True)


def test_a_deleted_customers_subscriptions_are_cancelled_with_it(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    payments.sync(warehouse)
    books.store.remove("customers", "cus_sandbox00000")

    report = payments.sync(warehouse)

    assert told_of(report)[:2] == [
        ("customers", "incremental", 1),
        ("subscriptions", "incremental", 1),
    ]
    payload = landed.payload(warehouse, SUBSCRIPTIONS, LONG_SUBSCRIPTION)
    assert (payload["status"], len(payload["items"]["data"])) == ("canceled", 12)


def test_what_was_deleted_and_made_again_is_there(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "products")
    books.store.remove("products", "prod_archive")
    books.store.add("products", {"id": "prod_archive"})

    payments.sync(warehouse, "products")

    assert set(newest(warehouse, PRODUCTS)) == {("prod_archive", False)}


@pytest.mark.parametrize(
    ("happening", "thing"),
    [
        ("charge.dispute.created", {"object": "dispute", "id": "d", "charge": "ch_sandbox00001"}),
        ("charge.updated", {"object": "charge", "id": "ch_sandbox00001", "amount": "changed"}),
        (
            "charge.dispute.closed",
            {"object": "dispute", "id": "dp_1", "charge": {"id": "ch_sandbox00001"}},
        ),
    ],
)  # fmt: skip
def test_an_event_of_a_dispute_touches_its_charge(
    payments: Account, books: Stripe, warehouse: Warehouse, happening: str, thing: dict[str, Any]
) -> None:
    payments.sync(warehouse, "charges")
    books.store.happen(happening, thing)

    payments.sync(warehouse, "charges")

    assert newest(warehouse, f"{SCHEMA}.charges_json") == [("ch_sandbox00001", False)]


@pytest.mark.parametrize(
    ("thing", "calls"),
    [
        ({"object": "price", "id": "plan_calls", "type": "recurring"}, 1),
        ({"object": "price", "id": "price_once", "type": "one_time"}, 0),
    ],
)
def test_an_event_of_a_price_touches_the_plan_that_it_is(
    payments: Account, books: Stripe, warehouse: Warehouse, thing: dict[str, Any], calls: int
) -> None:
    payments.sync(warehouse, "plans")
    books.store.happen("price.updated", thing)

    report = payments.sync(warehouse, "plans").entities[0]

    assert (report.landed, len(payments.calls(f"/v1/plans/{thing['id']}"))) == (calls, calls)


def test_a_record_that_stripe_no_longer_knows_is_gone_without_an_event_of_it(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "products")
    books.store.happen("product.updated", {"object": "product", "id": "prod_desk"})
    books.store.remove("products", "prod_desk", silently=True)

    payments.sync(warehouse, "products")

    assert gone(warehouse, PRODUCTS) == [("prod_desk", "resource_missing")]


def test_an_event_that_cannot_be_read_holds_the_cursor_back(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    first = payments.sync(warehouse, "products").entities[0]
    event = books.store.happen("product.updated", {"object": "product", "id": "prod_desk"})
    event["id"] = 7

    second = payments.sync(warehouse, "products").entities[0]

    assert second.note == "/v1/events after the start: an event that cannot be read"
    assert second.cursor_to == first.cursor_to


def test_a_cursor_older_than_the_events_leads_to_a_full_read_that_says_so(
    payments: Account, books: Stripe, any_warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    payments.sync(any_warehouse, "customers")
    books.store.remove("customers", A_CUSTOMER, silently=True)
    late = datetime.now(UTC) + timedelta(days=31)

    report = payments.sync(any_warehouse, "customers", now=lambda: late).entities[0]

    assert counts(report) == ("full", 24, 24, 0, 0)
    assert report.note == (
        "a full sync was due: the last read lies more than 30 days back, and no older events are "
        "kept; everything was read"
    )
    assert "entity customers): a full sync was due" in caplog.text
    assert report.cursor_from is None
    assert report.cursor_to is not None


def test_a_key_that_may_not_read_events_stops_with_what_to_do(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "customers")
    books.switches = Switches(closed=("events",))
    restricted = replace(payments, secrets={"api_key": RESTRICTED})

    with pytest.raises(PermissionDenied, match=r"/v1/events.*Give the restricted key read access"):
        restricted.sync(warehouse, "customers")


def test_no_entity_asks_for_more_kinds_of_events_than_a_call_takes() -> None:
    assert max(len(kind.events) for kind in KINDS) == 13
    assert [name for kind in KINDS for name in kind.events if "*" in name] == []
