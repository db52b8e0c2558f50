"""Registration rows as RunSignUp writes them, and the rows of the removed feed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.races import Event, Record

EASTERN = ZoneInfo("America/New_York")
TEAMS = (
    "Lakeside Striders", "Río Runners", "O'Malley's Milers", "Sole Mates", "Café Racers",
    "Hill & Dale", "The Pacemakers", "Über Joggers", "Capital Harriers", "Blister Sisters",
)  # fmt: skip
REMOVED_KEYS = (
    "user", "registration_id", "age", "imported", "race_fee", "processing_fee",
    "processing_fee_paid_by_user", "processing_fee_paid_by_race", "amount_paid",
)  # fmt: skip


@dataclass(frozen=True)
class Signup:
    """One registration: when it was made and last changed (epoch seconds), and its bib."""

    registration_id: int
    event: Event
    age: int
    bib: int | None
    registered: int
    modified: int


def eastern_minute(epoch: int) -> str:
    """An epoch as `M/D/YYYY HH:MM` in US Eastern time."""
    local = datetime.fromtimestamp(epoch, UTC).astimezone(EASTERN)
    return f"{local.month}/{local.day}/{local.year} {local:%H:%M}"


def eastern_second(epoch: int) -> str:
    """An epoch as `YYYY-MM-DD HH:MM:SS` in US Eastern time."""
    return f"{datetime.fromtimestamp(epoch, UTC).astimezone(EASTERN):%Y-%m-%d %H:%M:%S}"


def registration_row(rng: random.Random, signup: Signup, user: Record) -> Record:
    """One element of `participants[]`."""
    paid = signup.event.race_fee != "$0.00"
    return {
        "user": user,
        "registration_id": signup.registration_id,
        "event_id": signup.event.event_id,
        "rsu_transaction_id": signup.registration_id + 3_300_000 if paid else None,
        "transaction_id": f"ay_{10**15 + signup.registration_id}_0" if paid else None,
        "bib_num": signup.bib,
        "chip_num": _chip(signup.bib),
        "age": signup.age,
        "registration_date": eastern_minute(signup.registered),
        **_team(rng),
        "last_modified": signup.modified,
        "imported": "F" if paid else "T",
        **_fees(signup.event.race_fee, paid=paid),
        "usatf_discount_additional_field": None,
        "giveaway": rng.choice(("S", "M", "L", "XL")) if paid else None,
        "giveaway_option_id": 701 if paid else None,
        "question_responses": _questions(rng),
        "participant_addons": _addons(rng),
    }


def removed_row(row: Record, *, at: int, reason: str, new_registration_id: int | None) -> Record:
    """The same registration as the removed feed gives it: fewer fields, other time texts."""
    kept = {key: row[key] for key in REMOVED_KEYS}
    made = datetime.strptime(row["registration_date"], "%m/%d/%Y %H:%M").replace(tzinfo=EASTERN)
    return kept | {
        "registration_date": f"{made:%Y-%m-%d %H:%M:%S}",
        "last_modified": eastern_second(at),
        "last_modified_ts": at,
        "removed_reason": reason,
        "new_registration_id": new_registration_id,
    }


def _chip(bib: int | None) -> str | None:
    return None if bib is None or bib % 10 == 0 else f"D{bib:05}"


def _team(rng: random.Random) -> Record:
    index = rng.randrange(len(TEAMS)) if rng.random() < 0.15 else None
    if index is None:
        keys = ("team_id", "team_name", "team_type_id", "team_type", "team_gender", "team_bib_num")
        return dict.fromkeys(keys)
    return {
        "team_id": 4401 + index,
        "team_name": TEAMS[index],
        "team_type_id": 61,
        "team_type": "Open",
        "team_gender": "X",
        "team_bib_num": 70 + index,
    }


def _fees(race_fee: str, *, paid: bool) -> Record:
    fee = "$3.70" if paid else "$0.00"
    total = f"${float(race_fee[1:]) + float(fee[1:]):.2f}"
    return {
        "race_fee": race_fee,
        "offline_payment_amount": "$0.00",
        "processing_fee": fee,
        "processing_fee_paid_by_user": fee,
        "processing_fee_paid_by_race": "$0.00",
        "partner_fee": "$0.00",
        "affiliate_profit": "$0.00",
        "extra_fees": "$0.00",
        "amount_paid": total,
        "usatf_discount_amount_in_cents": "$0.00",
    }


def _questions(rng: random.Random) -> list[Record]:
    answers = (
        ("31", "Emergency contact name", rng.choice(("T. Okafor", "Zoë", "mom", None))),
        ("32", "Expected finish time", f"{rng.randint(1, 2)}:{rng.randint(0, 59):02}"),
        ("33", 'How did you hear of us? ("other" is fine)', rng.choice(("friend", "café", None))),
    )
    return [
        {"question_id": number, "question_text": text, "response": response}
        for number, text, response in answers
    ]


def _addons(rng: random.Random) -> list[Record]:
    if rng.random() > 0.08:
        return []
    return [
        {"addon_id": "12", "addon_name": "Parking pass", "quantity": "1", "amount": "$10.00"},
    ]
