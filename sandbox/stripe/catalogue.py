"""What the sandbox account sells: products, one of them no longer, and plans of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.races import Record

OPENED = 1_735_689_600  # 2025-01-01T00:00:00Z
DAY = 86_400


@dataclass(frozen=True)
class Offer:
    """A plan in short; `amount` is in the minor unit, None for one that only has a fraction."""

    key: str
    product: str
    currency: str
    interval: str
    amount: int | None
    decimal: str | None
    interval_count: int = 1
    active: bool = True
    metered: bool = False


OFFERS = (
    Offer("price_studio_monthly", "prod_studio", "eur", "month", 2900, "2900"),
    Offer("plan_studio_yearly", "prod_studio", "eur", "year", 29_000, "29000"),
    Offer("price_studio_yen", "prod_studio", "jpy", "month", 3000, "3000"),
    Offer("price_studio_dinar", "prod_studio", "kwd", "month", 12_500, "12500"),
    Offer("price_desk_weekly", "prod_desk", "usd", "week", 1500, "1500", 2),
    Offer("price_desk_daily", "prod_desk", "usd", "day", None, "99.5"),
    Offer("price_desk_quarterly", "prod_desk", "usd", "month", 8700, "8700", 3),
    Offer("plan_calls", "prod_calls", "eur", "month", None, None, metered=True),
    Offer("plan_archive", "prod_archive", "eur", "year", 4900, "4900", active=False),
)
BY_CURRENCY = {
    currency: tuple(one for one in OFFERS if one.currency == currency and one.active)
    for currency in ("eur", "jpy", "kwd", "usd")
}


def products() -> Iterator[Record]:
    """The products; two were made in the same second."""
    titles = {
        "prod_studio": "Studio", "prod_desk": "Desk", "prod_calls": "Calls",
        "prod_archive": "Legacy desk licence",
    }  # fmt: skip
    for place, (key, title) in enumerate(titles.items()):
        yield {
            "id": key, "object": "product", "active": key != "prod_archive",
            "created": OPENED + place // 2 * DAY, "default_price": None, "description": None,
            "images": [], "livemode": False, "marketing_features": [], "metadata": {},
            "name": title, "package_dimensions": None, "shippable": None,
            "statement_descriptor": None, "tax_code": None, "type": "service",
            "unit_label": "seat" if place == 0 else None,
            "updated": OPENED + (place + 2) * DAY, "url": None,
        }  # fmt: skip


def plan(offer: Offer) -> Record:
    """A plan as it is listed and as it stands in a subscription's item."""
    return {
        "id": offer.key, "object": "plan", "active": offer.active, "amount": offer.amount,
        "amount_decimal": offer.decimal, "billing_scheme": "tiered" if offer.metered else
        "per_unit", "created": OPENED + OFFERS.index(offer) // 2 * DAY, "currency": offer.currency,
        "interval": offer.interval, "interval_count": offer.interval_count, "livemode": False,
        "metadata": {"tier": offer.product.removeprefix("prod_")},
        "meter": "mtr_calls" if offer.metered else None, "nickname": None,
        "product": offer.product, "tiers_mode": "graduated" if offer.metered else None,
        "transform_usage": None, "trial_period_days": None,
        "usage_type": "metered" if offer.metered else "licensed",
    }  # fmt: skip


def price(offer: Offer) -> Record:
    """The same as a price, which is what a subscription's item holds beside the plan."""
    seen = plan(offer)
    recurring = {name: seen[name] for name in ("interval", "interval_count", "meter", "usage_type")}
    return {
        "id": offer.key, "object": "price", "active": offer.active,
        "billing_scheme": seen["billing_scheme"], "created": seen["created"],
        "currency": offer.currency, "livemode": False, "lookup_key": None,
        "metadata": seen["metadata"], "nickname": None, "product": offer.product,
        "recurring": recurring, "type": "recurring", "unit_amount": offer.amount,
        "unit_amount_decimal": offer.decimal,
    }  # fmt: skip
