"""A sync that is only rehearsed, one that begins at a given moment, names in the singular."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import ConfigError
from extract.kit.options import SyncOptions
from extract.kit.rehearsal import Rehearsed, rehearse
from sandbox.stripe.app import Stripe
from tests.extract.accounts import Account
from tests.extract.payments import A_CUSTOMER, CUSTOMERS, counts

CURSOR = "select max(cursor_to) from raw_stripe.loads where entity = 'customers'"


def rehearsed(account: Account, warehouse: Warehouse, *entities: str, **options: Any) -> Rehearsed:
    """What a sync of one entity would bring."""
    chosen = SyncOptions(entities=entities, **options)
    return rehearse(account.provider, account.connection, warehouse, chosen)[0]


def test_before_the_first_sync_everything_would_be_added(
    payments: Account, any_warehouse: Warehouse
) -> None:
    found = rehearsed(payments, any_warehouse, "customers")

    assert found == Rehearsed("customers", "full", 25, 25, 0, 0, 0, 0, None)
    assert any_warehouse.fetch("select 1 from information_schema.tables where table_name = 'loads'"
                               " and table_schema = 'raw_stripe'") == []  # fmt: skip


def test_changes_are_told_and_nothing_lands(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    payments.sync(any_warehouse, "customers")
    books.store.edit("customers", A_CUSTOMER, {"name": "Renamed"})
    books.store.remove("customers", "cus_sandbox00001")
    before = any_warehouse.fetch(f"select count(*) from {CUSTOMERS}")

    changes = rehearsed(payments, any_warehouse, "customers")
    everything = rehearsed(payments, any_warehouse, "customers", full=True)

    assert changes == Rehearsed("customers", "incremental", 2, 0, 1, 1, 0, 0, None)
    assert everything == Rehearsed("customers", "full", 24, 0, 1, 1, 23, 0, None)
    assert any_warehouse.fetch(f"select count(*) from {CUSTOMERS}") == before


def test_a_sync_since_a_moment_reads_its_changes_again(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    began = datetime.now(UTC) - timedelta(minutes=5)
    payments.sync(warehouse, "customers")
    books.store.edit("customers", A_CUSTOMER, {"name": "Renamed"})
    payments.sync(warehouse, "customers")

    report = payments.sync(warehouse, "customers", since=began).entities[0]

    assert counts(report) == ("incremental", 1, 1, 0, 0)
    assert report.cursor_from == began


def test_a_sync_since_a_later_moment_leaves_the_cursor_where_it_was(
    payments: Account, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "customers")
    reached = warehouse.fetch(CURSOR)

    payments.sync(warehouse, "customers", since=datetime.now(UTC) + timedelta(hours=1))

    assert warehouse.fetch(CURSOR) == reached


@pytest.mark.parametrize("name", ["customer", "Customers", "CUSTOMER"])
def test_an_entity_is_named_in_the_singular_or_plural(
    payments: Account, warehouse: Warehouse, name: str
) -> None:
    report = payments.sync(warehouse, name)

    assert [one.entity for one in report.entities] == ["customers"]


def test_an_unknown_entity_is_told_with_those_that_there_are(
    payments: Account, warehouse: Warehouse
) -> None:
    with pytest.raises(ConfigError, match=r"has no entity refunds\. It has customers, subscript"):
        payments.sync(warehouse, "refunds")
