"""Stripe's lists: page after page, through records that go, and into the lists inside records."""

import json
from dataclasses import replace
from functools import partial

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply
from sandbox.stripe.app import Stripe
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.payments import (
    CUSTOMERS,
    LONG_INVOICE,
    LONG_SUBSCRIPTION,
    SCHEMA,
    SUBSCRIPTIONS,
    counts,
    newest,
)
from tests.extract.wire import answering, reply

ONE = b'{"id":"cus_1","created":5}'


def listing(*rows: bytes, more: bool) -> bytes:
    """A whole answer with a page of a list."""
    word = b"true" if more else b"false"
    return reply(b'{"object":"list","data":[%b],"has_more":%b}' % (b",".join(rows), word))


def test_the_last_page_is_not_asked_twice(payments: Account, warehouse: Warehouse) -> None:
    payments.sync(warehouse, "customers")

    asked = [call.query.get("starting_after") for call in payments.calls("/v1/customers")]
    assert asked == [None, "cus_sandbox00015", "cus_sandbox00005"]


def test_filters_are_repeated_on_every_page(payments: Account, warehouse: Warehouse) -> None:
    payments.sync(warehouse, "subscriptions")

    asked = [(call.query["status"], call.query["limit"]) for call in payments.server.requests[:2]]
    assert asked == [("all", "10"), ("all", "10")]


def test_a_record_made_while_paging_comes_with_the_next_read(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    books.change_before("v1/customers", partial(books.store.add, "customers", {}), call=2)

    first = payments.sync(warehouse, "customers").entities[0]
    second = payments.sync(warehouse, "customers").entities[0]

    assert counts(first) == ("full", 25, 25, 0, 0)
    assert counts(second) == ("incremental", 1, 1, 0, 0)
    assert newest(warehouse, CUSTOMERS) == [("cus_new00001", False)]


def test_a_record_edited_while_paging_comes_again(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    edit = partial(books.store.edit, "customers", "cus_sandbox00024", {"name": "Renamed"})
    books.change_before("v1/customers", edit, call=2)

    payments.sync(warehouse, "customers")
    payments.sync(warehouse, "customers")

    assert landed.payload(warehouse, CUSTOMERS, "cus_sandbox00024")["name"] == "Renamed"


def test_the_walk_goes_on_where_its_last_record_is_gone(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    remove = partial(books.store.remove, "customers", "cus_sandbox00015")
    books.change_before("v1/customers", remove, call=2)

    report = payments.sync(any_warehouse, "customers").entities[0]

    assert counts(report) == ("full", 25, 25, 0, 0)
    asked = [call.query.get("created[lte]") for call in payments.calls("/v1/customers")]
    assert asked == [None, None, "1736294400", "1736294400"]


def test_what_comes_twice_lands_once(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    remove = partial(books.store.remove, "customers", "cus_sandbox00014")
    books.change_before("v1/customers", remove, call=2)

    report = replace(payments, settings={"batch_size": 11}).sync(any_warehouse, "customers")

    assert counts(report.entities[0]) == ("full", 26, 25, 1, 0)


def test_a_list_that_does_not_go_on_is_no_snapshot(payments: Account, warehouse: Warehouse) -> None:
    with answering(listing(ONE, more=True)) as wire:
        report = replace(payments, base_url=wire.url).sync(warehouse, "customers")

    assert (report.entities[0].mode, report.entities[0].cursor_to) == ("incremental", None)
    assert report.entities[0].note == "/v1/customers: says that there is more and does not go on"
    assert len(wire.requests) == 2


def test_an_empty_page_that_says_there_is_more_is_asked_again_and_then_ends(
    payments: Account, warehouse: Warehouse
) -> None:
    with answering(listing(ONE, more=True), listing(more=True)) as wire:
        report = replace(payments, base_url=wire.url).sync(warehouse, "customers")

    assert counts(report.entities[0])[:3] == ("incremental", 1, 1)
    assert len(wire.requests) == 3


def test_lists_inside_records_are_read_to_their_end(
    payments: Account, any_warehouse: Warehouse
) -> None:
    payments.sync(any_warehouse, "subscriptions", "invoices")

    items = landed.payload(any_warehouse, SUBSCRIPTIONS, LONG_SUBSCRIPTION)["items"]
    lines = landed.payload(any_warehouse, f"{SCHEMA}.invoices_json", LONG_INVOICE)["lines"]
    assert (len({one["id"] for one in items["data"]}), items["has_more"]) == (12, False)
    assert (len({one["id"] for one in lines["data"]}), lines["has_more"]) == (12, False)
    calls = [call.query.get("starting_after") for call in payments.calls("/subscription_items")]
    assert calls == ["si_sandbox00000_09"]


def test_a_list_inside_a_record_is_begun_anew_where_an_element_goes(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    items = books.store.records["subscriptions"][LONG_SUBSCRIPTION]["items"]["data"]
    books.change_before("subscription_items", partial(items.pop, 9))

    payments.sync(warehouse, "subscriptions")

    kept = landed.payload(warehouse, SUBSCRIPTIONS, LONG_SUBSCRIPTION)["items"]["data"]
    assert len(kept) == 11
    assert "si_sandbox00000_09" not in {one["id"] for one in kept}


def test_a_record_that_goes_before_its_list_is_read_stays_as_it_came(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    remove = partial(books.store.remove, "invoices", LONG_INVOICE)
    books.change_before(f"{LONG_INVOICE}/lines", remove)

    payments.sync(warehouse, "invoices")

    lines = landed.payload(warehouse, f"{SCHEMA}.invoices_json", LONG_INVOICE)["lines"]
    assert (len(lines["data"]), lines["has_more"]) == (10, True)


@pytest.mark.parametrize(
    "url", ["https://elsewhere.example/v1/x", "//elsewhere.example/v1/x", "/other", None]
)
def test_a_list_inside_a_record_never_leads_elsewhere(
    payments: Account, warehouse: Warehouse, url: str | None
) -> None:
    nested = {"object": "list", "data": [], "has_more": True, "url": url}
    row = json.dumps({"id": "sub_1", "items": nested}).encode()

    with (
        answering(listing(row, more=False)) as wire,
        pytest.raises(BadReply, match="an address outside /v1/"),
    ):
        replace(payments, base_url=wire.url).sync(warehouse, "subscriptions")

    assert len(wire.requests) == 1
