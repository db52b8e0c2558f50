"""The six kinds of record: where each is listed, and which events tell of its changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from extract.kit.answer import key_text
from extract.providers.stripe.assumed import ONE_OFF


def of(subject: str, *happenings: str) -> tuple[str, ...]:
    """The types of events of one subject: `customer.created` is of `customer`."""
    return tuple(f"{subject}.{happening}" for happening in happenings)


@dataclass(frozen=True)
class Kind:
    """An entity: its singular name at Stripe, filters of its list, its events, a list inside it.

    The types of events are named one by one: a pattern such as `customer.*` would bring those of
    subscriptions too, and a call takes at most twenty.
    """

    entity: str
    singular: str
    events: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    nested: str | None = None

    @property
    def path(self) -> str:
        """Where all of them are listed; each has its own place below."""
        return f"/v1/{self.entity}"


KINDS = (
    Kind("customers", "customer", of("customer", "created", "updated", "deleted")),
    Kind(
        "subscriptions",
        "subscription",
        of(
            "customer.subscription", "created", "updated", "deleted", "paused", "resumed",
            "pending_update_applied", "pending_update_expired", "trial_will_end",
        ),
        # Without it the list leaves out those that were cancelled.
        {"status": "all"},
        "items",
    ),
    Kind(
        "charges",
        "charge",
        of(
            "charge", "succeeded", "failed", "pending", "captured", "updated", "refunded",
            "expired", "dispute.created", "dispute.updated", "dispute.closed",
            "dispute.funds_withdrawn", "dispute.funds_reinstated",
        ),
    ),
    Kind(
        "invoices",
        "invoice",
        of(
            "invoice", "created", "updated", "finalized", "paid", "payment_failed",
            "payment_succeeded", "sent", "voided", "marked_uncollectible", "overdue", "overpaid",
            "deleted", "finalization_failed",
        ),
        {},
        "lines",
    ),
    Kind("products", "product", of("product", "created", "updated", "deleted")),
    Kind(
        "plans",
        "plan",
        of("plan", "created", "updated", "deleted") + of("price", "created", "updated", "deleted"),
    ),
)  # fmt: skip
# A plan and its price are one record under one id.
TWINS = {"price": "plan"}


def kind_of(event_type: str) -> Kind | None:
    """The kind of record that an event of this type tells of; None for one that none of ours is."""
    return next((kind for kind in KINDS if event_type in kind.events), None)


def record_id(kind: Kind, thing: Mapping[str, Any]) -> str | None:
    """The id of the record that an event's object is, or that it belongs to, as a dispute does.

    None where there is none: an invoice to come has no id, a price paid once is no plan.
    """
    name = str(thing.get("object"))
    if TWINS.get(name, name) == kind.singular:
        return None if thing.get("type") == ONE_OFF else _id(thing.get("id"))
    owner = thing.get(kind.singular)
    return _id(owner.get("id") if isinstance(owner, dict) else owner)


def is_deletion(event_type: str) -> bool:
    """Whether the event says that the record is gone: a cancelled subscription is not."""
    return event_type.endswith(".deleted") and not event_type.startswith("customer.subscription.")


def _id(value: Any) -> str | None:
    return key_text(value) if isinstance(value, str) else None
