"""The Stripe server as Stripe's own Python client sees it."""

from collections.abc import Iterator
from functools import partial

import pytest
import stripe

from sandbox.serving import Served, serve
from sandbox.stripe.access import KEY
from sandbox.stripe.app import Stripe, Switches
from sandbox.stripe.books import build_books
from sandbox.stripe.webhook import signed

SECRET = "whsec_sandbox"


@pytest.fixture
def books() -> Stripe:
    """An account with twenty-five customers."""
    return Stripe()


@pytest.fixture
def served(books: Stripe) -> Iterator[Served]:
    """Its server."""
    with serve(books.app) as server:
        yield server


def client(served: Served, key: str = KEY, account: str | None = None) -> stripe.StripeClient:
    """The client of its server."""
    return stripe.StripeClient(
        key, stripe_account=account, base_addresses={"api": served.url}, max_network_retries=2
    )


def test_a_list_is_walked_to_its_end(served: Served) -> None:
    found = client(served).v1.customers.list({"limit": 10}).auto_paging_iter()

    ids = [one.id for one in found]
    assert (len(ids), ids[0], ids[-1]) == (25, "cus_sandbox00024", "cus_sandbox00000")


def test_cancelled_subscriptions_come_when_asked_for(served: Served) -> None:
    asked = client(served).v1.subscriptions

    assert len(list(asked.list({"limit": 100}).data)) == 15
    assert len(list(asked.list({"limit": 100, "status": "all"}).data)) == 20


def test_filters_and_events_are_asked_for_as_the_client_writes_them(
    served: Served, books: Stripe
) -> None:
    books.store.edit("products", "prod_desk", {"name": "Desks"})
    books.store.cancel("sub_sandbox00001")
    asked = client(served).v1

    found = asked.events.list({"types": ["product.updated", "plan.updated"]}).data
    newer = asked.customers.list({"created": {"gte": 1_736_726_400}}).data

    assert [one.type for one in found] == ["product.updated"]
    assert [one.id for one in newer] == ["cus_sandbox00024"]


def test_a_long_list_inside_a_record_goes_on(served: Served) -> None:
    found = client(served).v1.invoices.line_items.list("in_sandbox00000", {"limit": 5})

    assert len(list(found.auto_paging_iter())) == 12


def test_a_deleted_customer_reads_as_deleted(served: Served, books: Stripe) -> None:
    books.store.remove("customers", "cus_sandbox00003")

    assert client(served).v1.customers.retrieve("cus_sandbox00003").deleted is True


@pytest.mark.parametrize(
    ("call", "kind", "code"),
    [
        (lambda v1: v1.plans.retrieve("plan_none"), stripe.InvalidRequestError, "resource_missing"),
        (lambda v1: v1.plans.list({"limit": 101}), stripe.InvalidRequestError,
         "parameter_invalid_integer"),
        (lambda v1: v1.plans.list({"starting_after": "plan_none"}), stripe.InvalidRequestError,
         "resource_missing"),
    ],
)  # fmt: skip
def test_a_refusal_is_what_the_client_takes_it_for(
    served: Served, call: partial[None], kind: type[stripe.StripeError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        call(client(served).v1)

    assert (caught.value.code, caught.value.request_id) == (code, "req_sandbox00000001")


def test_a_wrong_key_and_too_many_calls_are_told_apart(served: Served, books: Stripe) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client(served, "sk_test_other").v1.plans.list()

    books.switches = Switches(refuse=429, times=9)
    with pytest.raises(stripe.RateLimitError):
        client(served).v1.plans.list()


def test_a_connected_account_is_another(served: Served, books: Stripe) -> None:
    books.connect("acct_sandbox1", build_books(seed=2, customers=3))

    found = client(served, account="acct_sandbox1").v1.customers.list().data

    assert len(found) == 3


def test_a_delivery_holds_for_the_client(books: Stripe) -> None:
    event = books.store.edit("products", "prod_desk", {"name": "Desks"})
    happened = books.store.happen("product.updated", event)
    body, signature = signed(happened, SECRET, books.store.now())

    said = stripe.Webhook.construct_event(body, signature, SECRET)

    assert (said.type, said.data.object["name"]) == ("product.updated", "Desks")
