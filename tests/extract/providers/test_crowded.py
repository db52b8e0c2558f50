"""Seventy thousand records of one entity, past every limit of a list, on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from benchmarks.sync.server import Account as Customers
from benchmarks.sync.server import application
from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport
from extract.providers import PROVIDERS
from sandbox.close.app import API, API_KEY
from sandbox.serving import serve
from sandbox.stripe.access import KEY
from tests.extract.accounts import Account
from tests.extract.crowded import CONTACTS, CrowdedClose

CUSTOMERS = 70_000
ROWS = "select count(*), count(distinct key) from {}"


@pytest.fixture
def crowd() -> CrowdedClose:
    """The server, of which nothing has changed."""
    return CrowdedClose()


@pytest.fixture
def close(crowd: CrowdedClose) -> Iterator[Account]:
    """An account at it."""
    with serve(crowd.app) as server:
        settings = {"paced": False, "batch_size": 200, "search_size": 200}
        secrets = {"api_key": API_KEY}
        yield Account(
            PROVIDERS["close"], cast(Any, crowd), server, server.url + API, secrets, settings
        )


def effects(told: EntityReport) -> tuple[str, int, int, int, int]:
    """Mode, and how many were added, changed, deleted and left."""
    assert (told.balances, told.quarantined, told.note) == (True, 0, None)
    return told.mode, told.added, told.changed, told.deleted, told.unchanged


def test_a_list_past_its_offset_is_searched_window_by_window(
    close: Account, crowd: CrowdedClose, any_warehouse: Warehouse
) -> None:
    [first] = close.sync(any_warehouse, "contacts").entities
    crowd.edited |= {69_000: datetime.now(UTC), 3: datetime.now(UTC)}
    crowd.gone |= {42: datetime.now(UTC)}
    [changes] = close.sync(any_warehouse, "contact").entities

    assert effects(first) == ("full", CONTACTS, 0, 0, 0)
    assert any_warehouse.fetch(ROWS.format("raw_close.contacts_json")) == [(CONTACTS + 3, CONTACTS)]
    assert effects(changes) == ("incremental", 0, 2, 1, 0)
    assert crowd.refused == 1


def test_as_many_are_read_page_after_page_and_then_only_the_changed(
    any_warehouse: Warehouse,
) -> None:
    shop = Customers(CUSTOMERS)
    with serve(application(shop)) as server:
        stripe = Account(
            PROVIDERS["stripe"], cast(Any, shop), server, server.url, {"api_key": KEY},
            {"paced": False},
        )  # fmt: skip
        [first] = stripe.sync(any_warehouse, "customers").entities
        shop.change(3)
        [changes] = stripe.sync(any_warehouse, "customers").entities

    assert effects(first) == ("full", CUSTOMERS, 0, 0, 0)
    assert effects(changes) == ("incremental", 0, 3, 0, 0)
    assert any_warehouse.fetch(ROWS.format("raw_stripe.customers_json")) == [
        (CUSTOMERS + 3, CUSTOMERS)
    ]
