"""Stripe's served models over what the extractor landed of two loads, on both engines."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from extract.kit.destination import Target, open_warehouse
from extract.providers import PROVIDERS
from orchestration.direct.catching_up import catch_up
from sandbox.serving import serve
from sandbox.stripe.app import Stripe
from tests.extract.payments import stripe_account
from tests.transform.landing import Warehouse

ENTITIES = ("customers", "subscriptions", "charges", "invoices", "products", "plans")
BUILD = ("build", "--select", "+marts.revops", "--exclude-resource-type", "unit_test", "seed")


@pytest.fixture(scope="module")
def books(built_warehouse: Warehouse) -> Stripe:
    """The account that all loads into a warehouse are of."""
    built_warehouse.empty("raw_stripe")
    return Stripe()


@pytest.fixture(scope="module")
def billed(built_warehouse: Warehouse, books: Stripe) -> Iterator[Warehouse]:
    """A warehouse with a full load and the changes after it, built and tested."""
    load(built_warehouse.target, books)
    books.store.remove("customers", "cus_sandbox00001")
    books.store.edit("customers", "cus_sandbox00002", {"name": "Renamed"})
    books.store.remove("products", "prod_archive")
    books.store.cancel("sub_sandbox00008")
    load(built_warehouse.target, books)
    built_warehouse.dbt(*BUILD, "--vars", "accept: true")
    yield built_warehouse
    built_warehouse.empty("raw_stripe")


def load(target: Target, app: Stripe, *entities: str) -> None:
    """Lands what has changed at the account, at first everything."""
    with serve(app.app) as server, open_warehouse(target) as warehouse:
        stripe_account(app, server).sync(warehouse, *entities)


def rows(warehouse: Warehouse, entity: str, key: str, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of one served record."""
    singular = entity.removesuffix("s")
    return warehouse.query(
        f"select {', '.join(columns)} from revops.stripe_{entity}_current where {singular}_id = ?",
        [key],
    )


def test_what_is_gone_is_not_served_and_what_was_cancelled_is(billed: Warehouse) -> None:
    counts = {
        entity: billed.query(f"select count(*) from revops.stripe_{entity}_current")[0][0]
        for entity in ENTITIES
    }

    assert counts == {
        "customers": 24, "subscriptions": 20, "charges": 12, "invoices": 20, "products": 3,
        "plans": 9,
    }  # fmt: skip
    assert rows(billed, "subscriptions", "sub_sandbox00008", "status") == [("canceled",)]


def test_a_connection_has_views_of_its_own(billed: Warehouse) -> None:
    found = billed.query(
        "select count(*), min(customer_key) from revops.demo_stripe_customers"
        " where connection = 'demo_stripe'"
    )

    assert found == [(24, "demo_stripe-cus_sandbox00000")]
    assert billed.query("select count(*) from revops.demo_stripe_mrr")[0][0] > 0


def test_a_change_is_served(billed: Warehouse) -> None:
    assert rows(billed, "customers", "cus_sandbox00002", "name", "currency_code") == [
        ("Renamed", "JPY")
    ]


@pytest.mark.parametrize(
    ("key", "amount", "currency"),
    [
        ("in_sandbox00002", Decimal("9000.000"), "JPY"),
        ("in_sandbox00003", Decimal("12.500"), "KWD"),
        ("in_sandbox00000", Decimal("348.000"), "EUR"),
    ],
)
def test_amounts_are_in_major_units_of_their_currency(
    billed: Warehouse, key: str, amount: Decimal, currency: str
) -> None:
    assert rows(billed, "invoices", key, "total_amount", "currency_code") == [(amount, currency)]


def test_a_price_keeps_its_fraction_of_a_cent(billed: Warehouse) -> None:
    found = rows(billed, "plans", "price_desk_daily", "unit_price", "billing_interval")

    assert found == [(Decimal("0.995"), "day")]


def test_an_invoice_names_its_subscription_in_the_shape_of_today(billed: Warehouse) -> None:
    columns = ("subscription_id", "customer_id", "status")

    assert rows(billed, "invoices", "in_sandbox00001", *columns) == [
        ("sub_sandbox00001", "cus_sandbox00001", "paid")
    ]


def test_a_subscriptions_period_is_that_of_its_items(billed: Warehouse) -> None:
    found = rows(
        billed, "subscriptions", "sub_sandbox00000", "item_count",
        "cast(current_period_end_at at time zone 'UTC' as varchar)",
    )  # fmt: skip

    assert found == [(12, "2025-02-01 00:00:00")]


def test_revenue_is_told_by_month_and_currency(billed: Warehouse) -> None:
    found = billed.query(
        "select cast(month_on as varchar), currency_code, mrr_amount, subscription_count"
        " from revops.stripe_mrr_current where month_on <= date '2025-02-01' order by mrr_key"
    )

    assert sorted(found) == [
        ("2025-01-01", "EUR", Decimal("478.500"), 3),
        ("2025-01-01", "JPY", Decimal("18000.000"), 3),
        ("2025-01-01", "KWD", Decimal("87.500"), 4),
        ("2025-01-01", "USD", Decimal("162.500"), 2),
        ("2025-02-01", "EUR", Decimal("478.500"), 3),
        ("2025-02-01", "JPY", Decimal("12000.000"), 2),
        ("2025-02-01", "KWD", Decimal("75.000"), 3),
        ("2025-02-01", "USD", Decimal("65.000"), 1),
    ]


def test_a_changed_record_is_served_without_a_build(billed: Warehouse, books: Stripe) -> None:
    books.store.edit("customers", "cus_sandbox00005", {"name": "At Once"})
    books.store.remove("plans", "plan_archive")
    load(billed.target, books, "customers", "plans")

    with open_warehouse(billed.target) as warehouse:
        caught = catch_up(warehouse, PROVIDERS["stripe"], "demo_stripe")

    changes = {one.entity: (one.added, one.changed, one.deleted) for one in caught.changes}
    assert caught.build_due is None
    assert (changes["stripe_customers"], changes["stripe_plans"]) == ((0, 1, 0), (0, 0, 1))
    assert rows(billed, "customers", "cus_sandbox00005", "name") == [("At Once",)]
    assert rows(billed, "plans", "plan_archive", "plan_key") == []
