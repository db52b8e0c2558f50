"""Whoever buys at the sandbox account: invented customers of one seed, and what they owe."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sandbox.people import Sketch, pools, user_record
from sandbox.races import Record
from sandbox.stripe.billing import Sale, charge, invoice, subscription
from sandbox.stripe.catalogue import BY_CURRENCY, DAY, OFFERS, OPENED, plan, products

FIRST_DAY = date(2025, 1, 1)
# A customer who never paid has no currency.
CURRENCIES = ("eur", "usd", "jpy", "kwd", None)
STATUSES = ("active", "active", "trialing", "canceled", "past_due", "paused", "incomplete_expired")


@dataclass(frozen=True)
class Books:
    """Everything of one account: the records of each kind by their ids, oldest first."""

    seed: int
    records: dict[str, dict[str, Record]] = field(default_factory=dict)


def build_books(seed: int = 11, customers: int = 25) -> Books:
    """The books of a seed; every second pair of customers came in one second."""
    rng = random.Random(seed)
    people = list(_customers(rng, seed, customers))
    sales = list(_sales(people))
    return Books(
        seed,
        {
            "customers": _keyed(people),
            "subscriptions": _keyed(map(subscription, sales)),
            "charges": _keyed(charge(sale) for sale in sales if sale.is_paid),
            "invoices": _keyed(map(invoice, sales)),
            "products": _keyed(products()),
            "plans": _keyed(map(plan, OFFERS)),
        },
    )


def _keyed(records: Iterator[Record] | list[Record]) -> dict[str, Record]:
    return {record["id"]: record for record in records}


def _customers(rng: random.Random, seed: int, count: int) -> Iterator[Record]:
    for place in range(count):
        sketch = Sketch(place, rng.choice(("F", "M", "X")), rng.randint(18, 80), "VA", FIRST_DAY)
        user = user_record(rng, pools(seed), sketch)
        home = user["address"]
        yield {
            "id": f"cus_sandbox{place:05}", "object": "customer",
            "address": None if place % 6 == 5 else {
                "city": home["city"], "country": home["country_code"], "line1": home["street"],
                "line2": None, "postal_code": home["zipcode"], "state": home["state"],
            },
            "balance": -500 if place % 9 == 4 else 0, "created": OPENED + place // 2 * DAY,
            "currency": CURRENCIES[place % len(CURRENCIES)], "default_source": None,
            "delinquent": place % 11 == 7, "description": None, "discount": None,
            "email": None if place % 12 == 11 else user["email"], "invoice_prefix": f"SB{place:06}",
            "invoice_settings": {"custom_fields": None, "default_payment_method": None},
            "livemode": False, "metadata": {"crm_lead": f"lead_{place}"} if place % 3 == 0 else {},
            "name": f"{user['first_name']} {user['last_name']}", "next_invoice_sequence": 1,
            "phone": user["phone"], "preferred_locales": [], "shipping": None,
            "tax_exempt": "none", "test_clock": None,
        }  # fmt: skip


def _sales(people: list[Record]) -> Iterator[Sale]:
    buyers = [one for one in people if one["currency"] is not None]
    for place, buyer in enumerate(buyers):
        offers = BY_CURRENCY[buyer["currency"]]
        yield Sale(
            number=place,
            customer=buyer,
            offer=offers[place // len(CURRENCIES) % len(offers)],
            # The first one has more than a record shows of them.
            items=12 if place == 0 else 1,
            quantity=1 + place % 3,
            status=STATUSES[place % len(STATUSES)],
            at=buyer["created"] + DAY,
        )
