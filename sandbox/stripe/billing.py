"""A sale as three records: a subscription, its invoice and the charge that paid it."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.races import Record
from sandbox.stripe.catalogue import DAY, Offer, plan, price

MONTH = 30 * DAY
UNPAID = frozenset({"trialing", "incomplete_expired", "past_due"})
INVOICE_STATUSES = {"past_due": "open", "incomplete_expired": "void", "trialing": "draft"}


@dataclass(frozen=True)
class Sale:
    """Who bought what: `items` of `quantity` each, in the state of its subscription."""

    number: int
    customer: Record
    offer: Offer
    items: int
    quantity: int
    status: str
    at: int

    @property
    def is_paid(self) -> bool:
        """Whether there was a payment."""
        return self.status not in UNPAID

    @property
    def amount(self) -> int:
        """What one period costs in all, in the minor unit."""
        return (self.offer.amount or 0) * self.quantity * self.items

    @property
    def keys(self) -> dict[str, str]:
        """The ids of its records."""
        kinds = {"sub": "sub", "in": "in", "ch": "ch", "pi": "pi"}
        return {kind: f"{prefix}_sandbox{self.number:05}" for kind, prefix in kinds.items()}


def subscription(sale: Sale) -> Record:
    """The subscription; a cancelled one ended a month after it began."""
    ended = sale.at + MONTH if sale.status in ("canceled", "incomplete_expired") else None
    trial = sale.status == "trialing"
    key = sale.keys["sub"]
    return {
        "id": key, "object": "subscription", "application": None,
        "billing_cycle_anchor": sale.at, "cancel_at": None, "cancel_at_period_end": False,
        "canceled_at": ended, "cancellation_details": {
            "comment": None, "feedback": None,
            "reason": "cancellation_requested" if ended else None,
        },
        "collection_method": "charge_automatically", "created": sale.at,
        "currency": sale.offer.currency, "customer": sale.customer["id"], "days_until_due": None,
        "default_payment_method": None, "description": None, "discounts": [], "ended_at": ended,
        "items": listed([_item(sale, place) for place in range(sale.items)],
                        f"/v1/subscription_items?subscription={key}"),
        "latest_invoice": sale.keys["in"], "livemode": False, "metadata": {},
        "pause_collection": {"behavior": "void"} if sale.status == "paused" else None,
        "plan": plan(sale.offer) if sale.items == 1 else None,
        "quantity": sale.quantity if sale.items == 1 else None, "schedule": None,
        "start_date": sale.at, "status": sale.status, "test_clock": None,
        "trial_end": sale.at + 14 * DAY if trial else None,
        "trial_start": sale.at if trial else None,
    }  # fmt: skip


def _item(sale: Sale, place: int) -> Record:
    return {
        "id": f"si_sandbox{sale.number:05}_{place:02}", "object": "subscription_item",
        "created": sale.at, "current_period_end": sale.at + MONTH,
        "current_period_start": sale.at, "discounts": [], "metadata": {},
        "plan": plan(sale.offer), "price": price(sale.offer), "quantity": sale.quantity,
        "subscription": sale.keys["sub"], "tax_rates": [],
    }  # fmt: skip


def invoice(sale: Sale) -> Record:
    """Its first invoice; `_old` is what versions before 2025-03-31 say in its place."""
    keys, paid = sale.keys, sale.is_paid
    status = INVOICE_STATUSES.get(sale.status, "paid")
    finalized = None if status == "draft" else sale.at
    return {
        "id": keys["in"], "object": "invoice", "amount_due": sale.amount,
        "amount_paid": sale.amount if paid else 0,
        "amount_remaining": 0 if paid else sale.amount, "attempt_count": int(paid),
        "attempted": paid, "billing_reason": "subscription_create",
        "collection_method": "charge_automatically", "created": sale.at,
        "currency": sale.offer.currency, "customer": sale.customer["id"],
        "customer_email": sale.customer["email"], "customer_name": sale.customer["name"],
        "discounts": [], "due_date": None, "effective_at": finalized,
        "ending_balance": None if status == "draft" else 0,
        "hosted_invoice_url": f"https://invoice.example.test/{keys['in']}",
        "invoice_pdf": f"https://invoice.example.test/{keys['in']}.pdf",
        "lines": listed([_line(sale, place) for place in range(sale.items)],
                        f"/v1/invoices/{keys['in']}/lines"),
        "livemode": False, "metadata": {},
        "number": None if status == "draft" else f"{sale.customer['invoice_prefix']}-0001",
        "parent": {"quote_details": None, "subscription_details":
                   {"metadata": {}, "subscription": keys["sub"]}, "type": "subscription_details"},
        "period_end": sale.at, "period_start": sale.at, "starting_balance": 0, "status": status,
        "status_transitions": {
            "finalized_at": finalized, "marked_uncollectible_at": None,
            "paid_at": sale.at + 5 if paid else None,
            "voided_at": sale.at + DAY if status == "void" else None,
        },
        "subtotal": sale.amount, "test_clock": None, "total": sale.amount,
        "total_excluding_tax": sale.amount, "total_taxes": [],
        "_old": {"charge": keys["ch"] if paid else None, "subscription": keys["sub"],
                 "payment_intent": keys["pi"] if paid else None},
    }  # fmt: skip


def _line(sale: Sale, place: int) -> Record:
    return {
        "id": f"il_sandbox{sale.number:05}_{place:02}", "object": "line_item",
        "amount": (sale.offer.amount or 0) * sale.quantity, "currency": sale.offer.currency,
        "description": None, "invoice": sale.keys["in"], "livemode": False, "metadata": {},
        "period": {"end": sale.at + MONTH, "start": sale.at},
        "pricing": {"price_details": {"price": sale.offer.key, "product": sale.offer.product},
                    "type": "price_details", "unit_amount_decimal": sale.offer.decimal},
        "quantity": sale.quantity, "taxes": [],
    }  # fmt: skip


def charge(sale: Sale) -> Record:
    """The payment of its invoice."""
    keys = sale.keys
    return {
        "id": keys["ch"], "object": "charge", "amount": sale.amount,
        "amount_captured": sale.amount, "amount_refunded": 0, "balance_transaction":
        f"txn_sandbox{sale.number:05}", "billing_details": {
            "address": None, "email": sale.customer["email"], "name": sale.customer["name"],
            "phone": None,
        },
        "captured": True, "created": sale.at + 3, "currency": sale.offer.currency,
        "customer": sale.customer["id"], "description": "Subscription creation",
        "disputed": False, "failure_code": None, "failure_message": None, "livemode": False,
        "metadata": {}, "outcome": {"network_status": "approved_by_network", "type": "authorized"},
        "paid": True, "payment_intent": keys["pi"], "payment_method": "pm_sandbox",
        "payment_method_details": {"card": {"brand": "visa", "last4": "0000"}, "type": "card"},
        "receipt_email": None, "receipt_url": f"https://pay.example.test/{keys['ch']}",
        "refunded": False, "statement_descriptor": None, "status": "succeeded",
        "transfer_data": None, "transfer_group": None, "_old": {"invoice": keys["in"]},
    }  # fmt: skip


def listed(rows: list[Record], url: str) -> Record:
    """A list as it stands inside a record, whole; what is shown of it is cut later."""
    return {
        "object": "list", "data": rows, "has_more": False, "total_count": len(rows), "url": url,
    }  # fmt: skip
