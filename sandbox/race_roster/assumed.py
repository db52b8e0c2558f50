"""Everything about Race Roster's answers that nobody has seen: change it here once it is confirmed.

Source: assumed, each line of it; the other modules hold what is documented or was seen in client
code.
"""

from __future__ import annotations

from typing import Any

from sandbox.races import Record

# What comes back where `limit` is not sent.
DEFAULT_LIMIT = 50
WEB_PAGE = "<!DOCTYPE html>\n<html><head><title>Back soon</title></head></html>\n"
MESSAGES = {
    400: "The given data failed validation.",
    401: "Unauthenticated.",
    403: "This action is unauthorized.",
    404: "Not found.",
    405: "Method not allowed.",
}


def error(code: int) -> Record:
    """The body of a failed call."""
    return {"message": MESSAGES[code], "code": code}


def unseen_fields(*, age: int, bib: int | None, team: str | None) -> Record:
    """What surely stands in a participant's row under names that nobody has seen."""
    return {
        "age": age,
        "chipNumber": None if bib is None or bib % 10 == 0 else f"R{bib:05}",
        "team": None if team is None else {"name": team},
    }


def profile(user: Record) -> Record:
    """A participant's profile; only `email` was seen in it."""
    address: dict[str, Any] = user["address"]
    return {
        "email": user["email"],
        "phone": user["phone"],
        "dateOfBirth": user["dob"],
        "address": {
            "city": address["city"],
            "region": {"code": address["state"]},
            "country": {"code": address["country_code"]},
        },
    }
