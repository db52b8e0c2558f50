"""A rental company's opportunities, invented: hires of every state, long, open-ended, undated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.races import Record

FIRST_ID = 1001
STATES = ("Enquiry", "Draft", "Quotation", "Order")
STATUSES = {
    0: "Open", 1: "Provisional", 5: "Reserved", 20: "Active", 40: "Completed", 50: "Cancelled",
    60: "Lost", 70: "Dead", 80: "Postponed",
}  # fmt: skip
CODES = tuple(STATUSES)
KINDS = ("gala", "product launch", "picnic", "charity run", "prize giving", "garden party")
CUSTOMERS = ("Fernhollow Events Ltd", "Søndergaard & Fils", "Tidewater Trust", "Quill & Harbour")
OWNERS = ("Ines Vantour", "Bram Okello", "Tamsin Reedy")
VENUES = ("Port Ellery Hall", "Larkspur Barn", "The Old Ropewalk")
# What goes on when, in the order of a hire.
STEPS = ("prep", "load", "deliver", "setup", "show", "takedown", "collect", "unload", "deprep")
SPAN_DAYS = 420
DAYS_BACK = 60


def stamp(moment: datetime) -> str:
    """A moment as records hold it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def opportunity(number: int, anchor: datetime, count: int) -> Record:
    """The opportunity of a number from 0 on; `anchor` is the day on which the yard stands."""
    id_ = FIRST_ID + number
    start, end = _dates(number, anchor, count)
    status = CODES[number % len(CODES)]
    state = number % len(STATES)
    total = 250 * (number % 40) + number % 7 * 0.5
    made = anchor - timedelta(days=DAYS_BACK + 30, minutes=-number)
    return {
        "id": id_, "store_id": 1, "project_id": None, "member_id": 2101 + number % len(CUSTOMERS),
        "venue_id": 3301 + number % len(VENUES), "owned_by": 7 + number % len(OWNERS),
        "billing_address_id": 11101, "tax_class_id": 1, "source_opportunity_id": None,
        "subject": f"{KINDS[number % len(KINDS)].capitalize()} {id_}", "number": f"{id_:010}",
        "description": "" if number % 3 else f"Marquee, lights and sound for {id_}",
        "external_description": "", "reference": f"PO-{id_}",
        "delivery_instructions": "", "collection_instructions": "",
        "starts_at": start, "ends_at": end, "charge_starts_at": start, "charge_ends_at": end,
        "ordered_at": None, "quote_invalid_at": None,
        **{f"{step}_{side}_at": None for step in STEPS for side in ("starts", "ends")},
        "state": state, "state_name": STATES[state],
        "status": status, "status_name": STATUSES[status],
        "use_chargeable_days": False, "chargeable_days": "1.0",
        "open_ended_rental": number % 17 == 5, "invoiced": status == 40,
        "customer_collecting": False, "customer_returning": False, "item_returned": False,
        "prices_include_tax": False, "pricing_locked": False, "has_deal_price": False,
        "rating": number % 6, "weight_total": "12.5", **_money(total),
        "tag_list": ["gala", "vip"] if number % 4 == 0 else [],
        "assigned_surcharge_group_ids": [],
        "custom_fields": {
            "event_type": 1000058 + number % 3, "risk_reviewed": "Yes" if number % 2 else "",
            "50_deposit_received": "", "on-site_contact_phone": f"01632 960{number % 1000:03}",
        },
        "participants": [], "opportunity_surcharges": [],
        "owner": member(7 + number % len(OWNERS), OWNERS[number % len(OWNERS)], "User"),
        "member": member(
            2101 + number % len(CUSTOMERS), CUSTOMERS[number % len(CUSTOMERS)], "Organisation"
        ),
        "venue": member(3301 + number % len(VENUES), VENUES[number % len(VENUES)], "Venue"),
        "created_at": stamp(made), "updated_at": stamp(made),
    }  # fmt: skip


def member(id_: int, name: str, kind: str) -> Record:
    """A customer, owner or venue as an opportunity holds it."""
    return {
        "id": id_, "uuid": f"00000000-0000-4000-8000-{id_:012}", "name": name, "active": True,
        "membership_type": kind, "icon_exists?": False, "custom_fields": {}, "tag_list": [],
    }  # fmt: skip


def _dates(number: int, anchor: datetime, count: int) -> tuple[str | None, str | None]:
    """Start and end: most within a year, some without, some far longer than any window."""
    if number % 11 == 3:
        return None, None
    if number % 13 == 7:
        return stamp(anchor - timedelta(days=200)), stamp(anchor + timedelta(days=700))
    start = anchor + timedelta(days=number * SPAN_DAYS / max(count, 1) - DAYS_BACK)
    if number % 17 == 5:
        # Open-ended: the day it was to end lies far back.
        return stamp(anchor - timedelta(days=150)), stamp(anchor - timedelta(days=90))
    return stamp(start), stamp(start + timedelta(days=2))


def _money(total: float) -> dict[str, Any]:
    net, tax = f"{total:.1f}", f"{total * 0.2:.2f}"
    return {
        "charge_total": net, "charge_excluding_tax_total": net,
        "charge_including_tax_total": f"{total * 1.2:.2f}", "tax_total": tax,
        "rental_charge_total": net, "sale_charge_total": "0.0", "service_charge_total": "0.0",
        "surcharge_total": "0.0", "replacement_charge_total": "0.0", "revenue": "0.0",
        "provisional_cost_total": "0.0", "predicted_cost_total": "0.0", "actual_cost_total": "0.0",
        "invoice_charge_total": "0.0",
    }  # fmt: skip
