"""One invented organization: users, custom fields, and what hangs on each of its leads."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.people import pools
from sandbox.races import Record

KINDS = ("lead", "contact", "opportunity", "activity", "user", "custom_field")
PREFIXES = {
    "lead": "lead", "contact": "cont", "opportunity": "oppo", "activity": "acti", "user": "user",
    "custom_field": "cf",
}  # fmt: skip
BASE62 = string.digits + string.ascii_letters
FIRST_DAY = datetime(2025, 3, 3, 9, 0, 0, 118000, tzinfo=UTC)
KICK_OFF = datetime(2030, 3, 20, 9, 0, tzinfo=UTC)
FIRMS = ("Freight", "Labs", "Bakery", "Optics", "Sails", "Timber", "Kayaks", "Archive")
PERIODS = ("one_time", "monthly", "annual")
YEARLY = {"one_time": 1, "monthly": 12, "annual": 1}
STATUSES = (("Proposal sent", "active"), ("Won", "won"), ("Lost", "lost"))
CURRENCIES = ("EUR", "USD", "EUR", "GBP")


@dataclass
class Crm:
    """The records by kind and id; `field_kinds` says of which kind of object a custom field is."""

    records: dict[str, dict[str, Record]] = field(
        default_factory=lambda: {kind: {} for kind in KINDS}
    )
    field_kinds: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, record: Record) -> Record:
        """Puts a record in."""
        self.records[kind][record["id"]] = record
        return record


def made_id(kind: str, number: int) -> str:
    """The id of a kind's record of this number: 43 letters and digits, whose case counts.

    Of each ten the first two differ in nothing but case.
    """
    twin = number % 10 == 2
    rng = random.Random(f"{kind} {number - 1 if twin else number}")
    text = "".join(rng.choice(BASE62) for _ in range(42)) + "x"
    return f"{PREFIXES.get(kind, kind)}_{text.swapcase() if twin else text}"


ORGANIZATION = made_id("orga", 0)
FIELDS = (
    ("lead", "Tier", "choices", False), ("lead", "tier", "text", False),
    ("lead", "Regions", "choices", True), ("lead", "Seats", "number", False),
    ("lead", "Lead Owner", "user", False), ("contact", "Renewal", "date", False),
    ("opportunity", "Seats", "number", False), ("activity", "Outcome", "text", False),
    ("shared", "Next Call", "datetime", False),
)  # fmt: skip


def field_id(number: int) -> str:
    """The id of a custom field, by its place in FIELDS from 1 on; the first two are twins."""
    return made_id("custom_field", number)


def stamp(moment: datetime) -> str:
    """A time as records have it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def build_crm(seed: int = 2005, *, leads: int = 30) -> Crm:
    """The organization of a seed; at least two leads."""
    rng, crm = random.Random(seed), Crm()
    drawn = pools(seed)
    for number in range(1, 4):
        _add_user(crm, number, rng.choice(drawn.female), rng.choice(drawn.surnames))
    for number, (kind, name, type_, many) in enumerate(FIELDS, start=1):
        _add_field(crm, number, (kind, name, type_), many=many)
    for number in range(1, leads + 1):
        name = f"{rng.choice(drawn.surnames)} {FIRMS[number % len(FIRMS)]}"
        lead = _add_lead(crm, number, name)
        for place in range(1 + number % 2):
            person = f"{rng.choice(drawn.female)} {rng.choice(drawn.surnames)}"
            _add_contact(crm, lead, number * 10 + place, person)
        for place in range(number % 3):
            _add_opportunity(crm, lead, number * 10 + place)
        _add_activities(crm, lead, number)
    return crm


def _dates(number: int, *, hours: int = 0) -> Record:
    made = FIRST_DAY + timedelta(hours=number)
    return {"date_created": stamp(made), "date_updated": stamp(made + timedelta(hours=hours))}


def _by(crm: Crm) -> Record:
    user = next(iter(crm.records["user"]))
    return {"organization_id": ORGANIZATION, "created_by": user, "updated_by": user}


def _add_user(crm: Crm, number: int, first: str, last: str) -> None:
    crm.add("user", {
        "id": made_id("user", number), "email": f"user{number}@mail.example", "first_name": first,
        "last_name": last, "image": None, "google_profile_image_url": None,
        "email_verified_at": stamp(FIRST_DAY), "last_used_timezone": "Europe/Rome",
        "organizations": [ORGANIZATION], **_dates(number),
    })  # fmt: skip


def _add_field(crm: Crm, number: int, what: tuple[str, str, str], *, many: bool) -> None:
    kind, name, type_ = what
    record = crm.add("custom_field", {
        "id": field_id(number), "name": name, "type": type_, "accepts_multiple_values": many,
        "choices": ["Gold", "Silver"] if type_ == "choices" else None, "description": None,
        "is_shared": kind == "shared", "editable_with_roles": [], **_by(crm), **_dates(number),
    })  # fmt: skip
    crm.field_kinds[record["id"]] = kind
    if kind == "activity":
        record |= {"custom_activity_type_id": made_id("actitype", 1), "required": False}


def _add_lead(crm: Crm, number: int, name: str) -> Record:
    key = made_id("lead", number)
    return crm.add("lead", {
        "id": key, "name": name, "display_name": name, "description": "" if number % 4 else None,
        "url": f"https://lead{number}.example", "html_url": f"https://app.close.com/lead/{key}/",
        "status_id": made_id("stat", 1), "status_label": "Potential", "addresses": [],
        "integration_links": [], "tasks": [], "created_by_name": "A user",
        **_by(crm), **_dates(number, hours=number % 7), **lead_values(crm, number),
    })  # fmt: skip


def lead_values(crm: Crm, number: int) -> Mapping[str, object]:
    """The custom values of a lead: of every fourth none, of the others what is set."""
    if number % 4 == 0:
        return {}
    values: dict[int, object] = {1: "Gold", 2: "upper and lower case", 3: ["DACH", "Nordics"]}
    values |= {4: 14.5 + number, 5: next(iter(crm.records["user"])), 9: "2026-07-01T08:30:00+00:00"}
    return {f"custom.{field_id(place)}": value for place, value in values.items()}


def _add_contact(crm: Crm, lead: Record, number: int, name: str) -> None:
    crm.add("contact", {
        "id": made_id("contact", number), "lead_id": lead["id"], "name": name,
        "display_name": name, "title": "Head of Operations" if number % 3 else None,
        "emails": [
            {"email": f"contact{number}@mail.example", "type": "office", "is_unsubscribed": False}
        ],
        "phones": [{
            "phone": "+12025550142", "phone_formatted": "+1 202-555-0142", "type": "mobile",
            "country": "US",
        }],
        "urls": [], "timezone": None, "timezone_source": None, "integration_links": [],
        **_by(crm), **_dates(number // 10),
        **({f"custom.{field_id(6)}": "2026-12-31"} if number % 2 else {}),
    })  # fmt: skip


def _add_opportunity(crm: Crm, lead: Record, number: int) -> None:
    label, status = STATUSES[number % 3]
    period, value = PERIODS[number % 3], (number % 90 + 1) * 1250
    confidence, currency = (100 if status == "won" else 60), CURRENCIES[number % 4]
    yearly = value * YEARLY[period]
    crm.add("opportunity", {
        "id": made_id("opportunity", number), "lead_id": lead["id"],
        "lead_name": lead["display_name"], "contact_id": None, "contact_name": None,
        "user_id": lead["created_by"], "user_name": "A user", "status_id": made_id("stat", 2),
        "status_label": label, "status_display_name": label, "status_type": status,
        "pipeline_id": made_id("pipe", 1), "pipeline_name": "Sales", "value": value,
        "value_currency": currency, "value_formatted": f"{currency} {value / 100:,.2f}",
        "value_period": period, "confidence": confidence,
        "expected_value": value * confidence // 100, "annualized_value": yearly,
        "annualized_expected_value": yearly * confidence // 100, "note": "", "attachments": [],
        "date_won": "2025-03-18" if status == "won" else None, "date_lost": None,
        "integration_links": [], **_by(crm), **_dates(number // 10, hours=number % 5),
        **({f"custom.{field_id(7)}": 14} if number % 2 else {}),
    })  # fmt: skip


def _add_activities(crm: Crm, lead: Record, number: int) -> None:
    contact = next(
        (key for key, one in crm.records["contact"].items() if one["lead_id"] == lead["id"]), None
    )
    user, change = lead["created_by"], {"old_status_label": "New", "new_status_label": "Potential"}
    rows: list[tuple[str, Record]] = [
        ("Created", {"source": "api", "import_id": None}),
        ("Note", {"note": "Prefers e-mail", "note_html": "<p>Prefers e-mail</p>", "pinned": False}),
        ("Call", {"direction": "outbound", "duration": 187, "disposition": "answered",
                  "phone": "+12025550142", "status": "completed", "cost": "2"}),
        ("TaskCompleted", {"task_id": made_id("task", number), "task_text": "Send contract"}),
        ("LeadStatusChange", change),
    ]  # fmt: skip
    if number % 5 == 0:
        rows.append(("Meeting", {
            "title": "Kick-off", "status": "upcoming", "starts_at": stamp(KICK_OFF),
            "ends_at": stamp(KICK_OFF + timedelta(minutes=45)), "duration": 2700, "attendees": [],
        }))  # fmt: skip
    for place, (type_, fields) in enumerate(rows):
        record = {
            "id": made_id("activity", number * 10 + place), "_type": type_, "lead_id": lead["id"],
            "contact_id": contact, "user_id": user, "user_name": "A user", "users": [],
            "activity_at": lead["date_created"], **_by(crm), **_dates(number), **fields,
        }  # fmt: skip
        if type_ == "Meeting":
            # A meeting out of a calendar is created when it begins.
            record |= {"date_created": stamp(KICK_OFF), "activity_at": stamp(KICK_OFF)}
        if type_ == "TaskCompleted":
            del record["contact_id"]
        crm.add("activity", record)
