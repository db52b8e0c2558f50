"""A Stripe sandbox with the account that leads to it, and what loads of it leave."""

from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport, SyncReport
from extract.providers import PROVIDERS
from sandbox.serving import Served
from sandbox.stripe.access import KEY
from sandbox.stripe.app import Stripe
from tests.extract.accounts import Account

SCHEMA = "raw_stripe"
CUSTOMERS = f"{SCHEMA}.customers_json"
SUBSCRIPTIONS = f"{SCHEMA}.subscriptions_json"
PRODUCTS = f"{SCHEMA}.products_json"
A_CUSTOMER, A_SUBSCRIPTION = "cus_sandbox00003", "sub_sandbox00001"
LONG_SUBSCRIPTION, LONG_INVOICE = "sub_sandbox00000", "in_sandbox00000"


def stripe_account(app: Stripe, server: Served, **settings: Any) -> Account:
    """The account read with a secret key; `settings` are those of its connection."""
    return Account(
        PROVIDERS["stripe"], cast(Any, app), server, server.url, {"api_key": KEY}, settings
    )


def counts(report: EntityReport) -> tuple[str, int, int, int, int]:
    """Mode, fetched, landed, deduplicated and quarantined of an entity."""
    assert report.balances
    return report.mode, report.fetched, report.landed, report.deduplicated, report.quarantined


def told_of(report: SyncReport) -> list[tuple[str, str, int]]:
    """Entity, mode and landed rows of each entity."""
    assert all(one.balances for one in report.entities)
    return [(one.entity, one.mode, one.landed) for one in report.entities]


def gone(warehouse: Warehouse, table: str) -> list[tuple[str, str]]:
    """Key and reason of every tombstone."""
    rows = warehouse.fetch(f"select key, delete_reason from {table} where deleted order by key")
    return [(key, reason) for key, reason in rows]


def newest(warehouse: Warehouse, table: str) -> list[tuple[str, bool]]:
    """Key and whether it is gone of every row of the newest load."""
    rows = warehouse.fetch(
        f"select key, deleted from {table} where _dlt_load_id = "
        f"(select max(load_id) from {SCHEMA}._dlt_loads) order by key"
    )
    return [(key, deleted) for key, deleted in rows]
