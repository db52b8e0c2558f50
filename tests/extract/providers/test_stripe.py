"""Stripe through the real kit: six lists in one load, and what a bad day brings."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import (
    AuthError,
    BadReply,
    ConfigError,
    PermissionDenied,
    ProviderError,
    ServerError,
    Throttled,
    Transient,
)
from sandbox.serving import serve
from sandbox.stripe.access import RESTRICTED
from sandbox.stripe.app import Stripe, Switches
from sandbox.stripe.books import Books, build_books
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.payments import A_CUSTOMER, CUSTOMERS, SCHEMA, counts, stripe_account, told_of
from tests.extract.wire import answering, reply

EMPTY = reply(b'{"object":"list","data":[],"has_more":false,"url":"/v1/customers"}')


def test_six_entities_land(payments: Account, any_warehouse: Warehouse) -> None:
    report = payments.sync(any_warehouse)

    assert told_of(report) == [
        ("customers", "full", 25),
        ("subscriptions", "full", 20),
        ("charges", "full", 12),
        ("invoices", "full", 20),
        ("products", "full", 4),
        ("plans", "full", 9),
    ]


def test_a_record_lands_as_received(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    payments.sync(any_warehouse, "customers")

    record = books.store.records["customers"][A_CUSTOMER]
    assert landed.payload(any_warehouse, CUSTOMERS, A_CUSTOMER) == {"_context": {}, **record}


def test_only_products_are_dated(payments: Account, any_warehouse: Warehouse) -> None:
    payments.sync(any_warehouse, "customers", "products")

    dated = f"select count(updated_at) from {SCHEMA}"
    first = f"select cast(updated_at at time zone 'UTC' as varchar) from {SCHEMA}.products_json"
    assert landed.value(any_warehouse, f"{dated}.customers_json") == 0
    assert landed.value(any_warehouse, f"{dated}.products_json") == 4
    assert landed.value(any_warehouse, f"{first} where key = 'prod_desk'") == "2025-01-04 00:00:00"


def test_cancelled_subscriptions_and_inactive_products_are_read(
    payments: Account, warehouse: Warehouse
) -> None:
    payments.sync(warehouse, "subscriptions", "products")

    cancelled = f"select count(*) from {SCHEMA}.subscriptions_json where data->>'status' = "
    inactive = f"select key from {SCHEMA}.products_json where data->>'active' = 'false'"
    assert landed.value(warehouse, cancelled + "'canceled'") == 3
    assert landed.value(warehouse, cancelled + "'incomplete_expired'") == 2
    assert landed.value(warehouse, inactive) == "prod_archive"


def test_a_rerun_changes_nothing(payments: Account, any_warehouse: Warehouse) -> None:
    payments.sync(any_warehouse)
    distinct = f"select count(distinct content_hash), count(distinct key) from {CUSTOMERS}"
    before = any_warehouse.fetch(distinct)

    again = payments.sync(any_warehouse, full=True)

    assert any_warehouse.fetch(distinct) == before == [(25, 25)]
    assert {one.mode for one in again.entities} == {"full"}


def test_an_account_without_anything_is_a_full_load_of_nothing(
    payments: Account, any_warehouse: Warehouse
) -> None:
    with answering(EMPTY) as wire:
        report = replace(payments, base_url=wire.url).sync(any_warehouse, "customers")

    assert counts(report.entities[0]) == ("full", 0, 0, 0, 0)


def test_key_version_and_account_are_sent(payments: Account, warehouse: Warehouse) -> None:
    connected = replace(payments, settings={"stripe_account": "acct_sandbox1"})

    with answering(EMPTY) as wire:
        replace(connected, base_url=wire.url + "/").sync(warehouse, "subscriptions")

    assert wire.requests[0].startswith(b"GET /v1/subscriptions?status=all&limit=100 HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer sk_test_sandbox000000000001\r\n" in wire.requests[0]
    assert b"\r\nStripe-Version: 2025-08-27.basil\r\n" in wire.requests[0]
    assert b"\r\nStripe-Account: acct_sandbox1\r\n" in wire.requests[0]


def test_the_version_fixes_the_shape(payments: Account, warehouse: Warehouse) -> None:
    old = replace(payments, settings={"stripe_version": "2023-10-16"})

    old.sync(warehouse, "invoices")

    payload = landed.payload(warehouse, f"{SCHEMA}.invoices_json", "in_sandbox00001")
    assert (payload["subscription"], "parent" in payload) == ("sub_sandbox00001", False)


def test_a_connected_account_has_its_own_records(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    books.connect("acct_sandbox1", build_books(seed=3, customers=4))
    connected = replace(payments, settings={"stripe_account": "acct_sandbox1"})

    assert told_of(connected.sync(warehouse, "customers")) == [("customers", "full", 4)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"batch_size": 101}, "batch_size is 101; Stripe gives 1 to 100 records a page"),
        ({"batch_size": "many"}, "a setting cannot be used: invalid literal for int"),
        ({"stripe_version": "latest"}, "the setting stripe_version is 'latest'"),
        ({"stripe_account": "acct_1\r\nX: y"}, "the setting stripe_account is 'acct_1"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    payments: Account, warehouse: Warehouse, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        replace(payments, settings=settings).sync(warehouse)


def test_a_wrong_key_stops_with_what_to_do(
    payments: Account, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = replace(payments, secrets={"api_key": "sk_test_expired000000000009"})

    with pytest.raises(AuthError) as caught:
        wrong.sync(warehouse)

    assert str(caught.value) == (
        "stripe (connection demo_stripe, entity customers, /v1/customers): HTTP 401 (Invalid API "
        "Key provided: sk_test_****0009), request req_sandbox00000001. Put in a valid key for this "
        "connection."
    )
    assert "sk_test_expired000000000009" not in told(caplog) + repr(caught.value)
    assert len(payments.server.requests) == 1


def test_a_key_that_may_not_read_an_entity_stops_with_its_name(
    payments: Account, books: Stripe, warehouse: Warehouse
) -> None:
    books.switches = Switches(closed=("plans",))
    restricted = replace(payments, secrets={"api_key": RESTRICTED})

    with pytest.raises(PermissionDenied, match=r"entity plans, /v1/plans\): HTTP 403"):
        restricted.sync(warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_a_refusal_that_passes_loses_nothing(
    payments: Account, books: Stripe, warehouse: Warehouse, status: int
) -> None:
    books.switches = Switches(refuse=status, at="customers", times=2)

    report = payments.sync(warehouse, "customers")

    assert counts(report.entities[0]) == ("full", 25, 25, 0, 0)
    assert len(payments.server.requests) == 5


@pytest.mark.parametrize(
    ("status", "kind"), [(409, ServerError), (429, Throttled), (500, ServerError)]
)
def test_a_refusal_that_stays_lands_nothing(
    payments: Account, books: Stripe, warehouse: Warehouse, status: int, kind: type[ProviderError]
) -> None:
    books.switches = Switches(refuse=status, at="charges", times=99)

    with pytest.raises(kind, match=f"entity charges, /v1/charges.*HTTP {status}"):
        payments.sync(warehouse, "customers", "charges")

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_the_limiter_is_named(payments: Account, books: Stripe, warehouse: Warehouse) -> None:
    headers = {"Stripe-Rate-Limited-Reason": "endpoint-rate"}
    books.switches = Switches(refuse=429, times=99, headers=headers)

    with pytest.raises(Throttled, match=r"rate_limit \(Request rate.*limited by endpoint-rate"):
        payments.sync(warehouse)


@pytest.mark.parametrize(
    ("status", "word", "calls"), [(500, "false", 1), (409, "false", 1), (400, "true", 4)]
)
def test_stripes_word_on_trying_again_counts_more_than_the_status(
    books: Stripe, warehouse: Warehouse, status: int, word: str, calls: int
) -> None:
    headers = {"Stripe-Should-Retry": word}
    books.switches = Switches(refuse=status, times=99, headers=headers)

    with serve(books.app) as server, pytest.raises(ProviderError, match=f"HTTP {status}"):
        stripe_account(books, server).sync(warehouse)

    assert len(server.requests) == calls


@pytest.mark.parametrize("kind", ["cut", "lost_reply"])
def test_half_an_answer_is_asked_again(payments: Account, warehouse: Warehouse, kind: str) -> None:
    payments.fails(kind, "v1/customers", times=2)

    report = payments.sync(warehouse, "customers")

    assert counts(report.entities[0]) == ("full", 25, 25, 0, 0)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"object":"list","data":[]}', BadReply),
        (b'{"object":"list","data":{},"has_more":false}', BadReply),
        (b"<html>maintenance</html>", Transient),
    ],
)
def test_another_answer_stops_the_load(
    payments: Account, warehouse: Warehouse, body: bytes, error: type[ProviderError]
) -> None:
    with (
        answering(reply(body)) as wire,
        pytest.raises(error, match="entity customers, /v1/customers"),
    ):
        replace(payments, base_url=wire.url).sync(warehouse, "customers")


def test_an_address_of_somebody_else_is_no_missing_record(
    payments: Account, warehouse: Warehouse
) -> None:
    elsewhere = replace(payments, base_url=payments.base_url + "/other")

    with pytest.raises(BadReply, match=r"HTTP 404 .*Check the connection's base_url"):
        elsewhere.sync(warehouse)


def test_a_row_without_an_id_is_kept_aside(
    payments: Account, books: Stripe, any_warehouse: Warehouse
) -> None:
    books.store.records["customers"][A_CUSTOMER]["id"] = None

    report = payments.sync(any_warehouse, "customers")

    assert counts(report.entities[0]) == ("full", 25, 24, 0, 1)
    assert landed.quarantined(any_warehouse, "stripe") == [
        ("no_key", "/v1/customers after cus_sandbox00005 row 2")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", None), ("currency", None), ("created", "1735689600"), ("updated", "yesterday"),
     ("metadata", None), ("an_unknown_field", {"deep": [1]})],
)  # fmt: skip
def test_a_field_may_be_missing_new_or_of_another_type(
    payments: Account, books: Stripe, any_warehouse: Warehouse, field: str, value: object
) -> None:
    books.accounts[""] = type(books.store)(_one_customer(field, value))

    report = payments.sync(any_warehouse, "customers")

    assert counts(report.entities[0]) == ("full", 1, 1, 0, 0)
    assert landed.payload(any_warehouse, CUSTOMERS, "cus_sandbox00000")[field] == value


def _one_customer(field: str, value: object) -> Books:
    made = build_books(customers=1)
    made.records["customers"]["cus_sandbox00000"][field] = value
    return made
