"""The Stripe server: what its lists take, what they leave out, and what its events tell."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import urllib3

from sandbox.serving import serve
from sandbox.stripe.access import KEY, RESTRICTED
from sandbox.stripe.app import Stripe
from sandbox.stripe.books import build_books
from tests.sandbox.client import Client

NOW = 1_769_904_000
DAY = 86_400
BASIL = {"stripe-version": "2025-08-27.basil"}


@pytest.fixture
def books() -> Stripe:
    """An account with twenty-five customers, on a day in 2026."""
    return Stripe(clock=lambda: NOW)


@pytest.fixture
def client(books: Stripe, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of its server that sends the key and a version."""
    with serve(books.app) as server:
        yield Client(pool, server.url, {}, {"authorization": f"Bearer {KEY}", **BASIL})


def ids(client: Client, path: str, **query: str) -> list[str]:
    """The ids of a page."""
    return [row["id"] for row in client.get(path, **query)["data"]]


def problem(client: Client, path: str, **query: str) -> tuple[int, Any, Any]:
    """Status, code and parameter of a refused call."""
    answer = client.call("GET", path, **query)
    error = answer.json()["error"]
    return answer.status, error.get("code"), error.get("param")


def test_the_same_seed_gives_the_same_books() -> None:
    assert build_books(seed=5) == build_books(seed=5)
    assert build_books(seed=5) != build_books(seed=6)


def test_ten_come_newest_first_two_in_each_second(client: Client) -> None:
    page = client.get("/v1/customers")

    created = [row["created"] for row in page["data"]]
    assert (len(created), page["has_more"], page["url"]) == (10, True, "/v1/customers")
    assert created == sorted(created, reverse=True)
    assert created[1] == created[2]


def test_pages_go_both_ways(client: Client) -> None:
    after = ids(client, "/v1/customers", limit="2", starting_after="cus_sandbox00020")
    before = ids(client, "/v1/customers", limit="2", ending_before="cus_sandbox00020")

    assert after == ["cus_sandbox00019", "cus_sandbox00018"]
    assert before == ["cus_sandbox00022", "cus_sandbox00021"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "0"}, (400, "parameter_invalid_integer", "limit")),
        ({"limit": "101"}, (400, "parameter_invalid_integer", "limit")),
        ({"limit": "many"}, (400, "parameter_invalid_integer", "limit")),
        ({"updated": "1"}, (400, "parameter_unknown", "updated")),
        ({"starting_after": "cus_none"}, (400, "resource_missing", "starting_after")),
        ({"starting_after": "a", "ending_before": "b"}, (400, None, "ending_before")),
    ],
)
def test_a_parameter_that_is_wrong_is_refused(
    client: Client, query: dict[str, str], expected: tuple[int, str, str]
) -> None:
    assert problem(client, "/v1/customers", **query) == expected


@pytest.mark.parametrize(
    ("operator", "count"), [("[gt]", 1), ("[gte]", 3), ("[lt]", 22), ("[lte]", 24), ("", 2)]
)
def test_created_is_compared(client: Client, operator: str, count: int) -> None:
    edge = str(client.get("/v1/customers/cus_sandbox00022")["created"])

    assert len(ids(client, "/v1/customers", limit="100", **{f"created{operator}": edge})) == count


@pytest.mark.parametrize(
    ("status", "count"), [(None, 15), ("all", 20), ("canceled", 3), ("ended", 5), ("trialing", 3)]
)
def test_ended_subscriptions_are_left_out_unless_asked_for(
    client: Client, status: str | None, count: int
) -> None:
    query = {"status": status} if status is not None else {}

    assert len(ids(client, "/v1/subscriptions", limit="100", **query)) == count


def test_products_come_active_or_not_unless_asked_otherwise(client: Client) -> None:
    assert len(ids(client, "/v1/products")) == 4
    assert ids(client, "/v1/products", active="false") == ["prod_archive"]
    assert ids(client, "/v1/products", **{"ids[]": "prod_desk"}) == ["prod_desk"]


def test_a_deleted_customer_leaves_the_list_and_a_stub(client: Client) -> None:
    client.call("DELETE", "/_sandbox/records/customers/cus_sandbox00000")

    assert "cus_sandbox00000" not in ids(client, "/v1/customers", limit="100")
    assert client.get("/v1/customers/cus_sandbox00000") == {
        "id": "cus_sandbox00000", "object": "customer", "deleted": True,
    }  # fmt: skip
    assert client.get("/v1/subscriptions/sub_sandbox00000")["status"] == "canceled"
    happened = [row["type"] for row in client.get("/v1/events")["data"]]
    assert happened == ["customer.deleted", "customer.subscription.deleted"]


def test_anything_else_that_was_deleted_is_missing(client: Client, books: Stripe) -> None:
    books.store.remove("products", "prod_archive")

    assert problem(client, "/v1/products/prod_archive") == (404, "resource_missing", "id")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"type": "customer.updated"}, 1),
        ({"type": "customer.*"}, 2),
        ({"types[0]": "customer.updated", "types[1]": "product.updated"}, 2),
        ({"types[]": "customer.*"}, 0),
        ({}, 3),
    ],
)
def test_events_are_asked_for_by_type(
    client: Client, books: Stripe, query: dict[str, str], count: int
) -> None:
    books.store.edit("customers", "cus_sandbox00001", {"name": "x"})
    books.store.edit("subscriptions", "sub_sandbox00001", {"metadata": {}})
    books.store.edit("products", "prod_desk", {"name": "x"})

    assert len(ids(client, "/v1/events", **query)) == count


def test_events_go_after_thirty_days(client: Client, books: Stripe) -> None:
    books.store.happen("product.updated", {"object": "product"}, at=NOW - 30 * DAY - 1)
    books.store.happen("product.updated", {"object": "product"}, at=NOW - 30 * DAY)

    assert ids(client, "/v1/events") == ["evt_sandbox0000002"]


def test_types_are_asked_for_in_one_way_and_at_most_twenty(client: Client) -> None:
    many = {f"types[{place}]": "charge.updated" for place in range(21)}

    assert problem(client, "/v1/events", **many) == (400, None, "types")
    assert problem(client, "/v1/events", type="x", **{"types[]": "y"}) == (400, None, "type")


def test_an_event_keeps_the_shape_of_its_own_version(client: Client, books: Stripe) -> None:
    books.store.edit("subscriptions", "sub_sandbox00001", {"metadata": {}})

    inner = client.get("/v1/events")["data"][0]["data"]["object"]
    assert "current_period_end" in inner
    assert "current_period_end" not in client.get("/v1/subscriptions/sub_sandbox00001")


@pytest.mark.parametrize(
    ("version", "places"),
    [("2025-08-27.basil", (False, True, False)), ("2024-06-20", (True, False, True))],
)
def test_two_shapes_are_answered(
    client: Client, version: str, places: tuple[bool, bool, bool]
) -> None:
    asked = replace(client, headers={**client.headers, "stripe-version": version})

    found = asked.get("/v1/subscriptions/sub_sandbox00001")
    charge = asked.get("/v1/charges/ch_sandbox00001")
    item = found["items"]["data"][0]
    shape = ("current_period_end" in found, "current_period_end" in item, "invoice" in charge)
    assert shape == places


def test_a_long_list_inside_a_record_shows_its_beginning(client: Client) -> None:
    items = client.get("/v1/subscriptions/sub_sandbox00000")["items"]

    assert (len(items["data"]), items["has_more"], items["total_count"]) == (10, True, 12)
    rest = ids(client, "/v1/subscription_items", subscription="sub_sandbox00000",
               starting_after=items["data"][-1]["id"])  # fmt: skip
    assert rest == ["si_sandbox00000_10", "si_sandbox00000_11"]
    assert len(ids(client, "/v1/invoices/in_sandbox00000/lines", limit="100")) == 12


def test_each_answer_has_a_name_and_its_version(client: Client) -> None:
    answers = [client.call("GET", "/v1/plans"), client.call("GET", "/v1/none")]

    assert answers[0].headers["request-id"] == "req_sandbox00000001"
    assert answers[0].headers["stripe-version"] == "2025-08-27.basil"
    assert answers[1].status == 404


def test_a_key_comes_as_a_bearers_or_as_a_user_name(client: Client) -> None:
    basic = base64.b64encode(f"{RESTRICTED}:".encode()).decode()

    as_user = replace(client, headers={"authorization": f"Basic {basic}"})
    assert len(ids(as_user, "/v1/plans")) == 9
    assert problem(replace(client, headers={}), "/v1/plans") == (401, None, None)


def test_a_restricted_key_may_be_kept_from_an_entity(client: Client) -> None:
    client.post("/_sandbox/switches", {"closed": ["plans"]})
    restricted = replace(client, headers={"authorization": f"Bearer {RESTRICTED}"})

    assert problem(restricted, "/v1/plans") == (403, None, None)
    assert len(ids(restricted, "/v1/products")) == 4


def test_accounts_are_apart(client: Client, books: Stripe) -> None:
    books.connect("acct_1", build_books(seed=2, customers=3))
    connected = replace(client, headers={**client.headers, "stripe-account": "acct_1"})
    stranger = replace(client, headers={**client.headers, "stripe-account": "acct_2"})

    assert len(ids(connected, "/v1/customers")) == 3
    assert problem(stranger, "/v1/customers")[:2] == (403, "account_invalid")


def test_a_call_can_be_refused_in_stripes_words(client: Client) -> None:
    client.post("/_sandbox/switches", {"refuse": 429, "headers": {"Stripe-Should-Retry": "true"}})

    refused = client.call("GET", "/v1/plans")
    assert (refused.status, refused.headers["stripe-should-retry"]) == (429, "true")
    assert refused.json()["error"]["code"] == "rate_limit"
    assert len(ids(client, "/v1/plans")) == 9


def test_a_switch_that_makes_no_sense_is_refused(client: Client) -> None:
    assert "use one of" in client.post("/_sandbox/switches", {"refuse": 418})["error"]


def test_money_of_every_kind_is_there(client: Client) -> None:
    plans = {row["id"]: row for row in client.get("/v1/plans", limit="100")["data"]}
    customers = client.get("/v1/customers", limit="100")["data"]

    assert {row["currency"] for row in plans.values()} == {"eur", "jpy", "kwd", "usd"}
    assert plans["price_desk_daily"]["amount_decimal"] == "99.5"
    assert [row["currency"] for row in customers].count(None) == 5
    assert [row["email"] for row in customers].count(None) == 2
