"""Everything about Copernico that no public source states: change it here once it is confirmed.

Source: assumed, each line of it; the other modules hold what is documented or was observed.
"""

from __future__ import annotations

from sandbox.races import Record

# The gateway's refusal of a missing or wrong key.
FORBIDDEN = (403, {"message": "Forbidden"})
# A preset or a login that does not exist.
NO_PRESET = (404, {"message": "Not Found"})
# A preset answer above the documented 6 MB.
TOO_LARGE = (413, {"message": "Payload Too Large"})
TOO_MANY = (429, {"message": "Too Many Requests"})
NOT_AN_ARRAY = (400, {"result": {"code": 3, "message": "An array is expected"}, "data": None})
NO_RACE = (200, {"result": {"code": 5, "message": "Race not found"}, "data": None})
NO_DATA = (200, {"result": {"code": 1, "message": "No data"}, "data": {}})

# The file import gives a generated identifier to people without one; so does this call.
GENERATED_ID = "GEN{:05}"

# How a preset writes what became of a person; the last is a guess, the others were recorded.
STATUSES = {
    "no_show": "notstarted",
    "running": "running",
    "finished": "finished",
    "disqualified": "disqualified",
    "retired": "retired",
}


def registrations_answer(received: int) -> Record:
    """The answer to a registrations call that was stored."""
    return {"result": {"code": 0, "message": "OK"}, "data": {"received": received}}


def upserted(old: Record, sent: Record) -> Record:
    """A person sent again: fields that are sent replace, fields that are not stay."""
    return old | sent
