"""Everything about ChronoTrack's answers that nobody has seen: change it here once it is confirmed.

Source: assumed, each line of it: the calls that write, the bodies of errors, what an unknown event
answers. The other modules hold what is documented or was seen in client code.
"""

from __future__ import annotations

from typing import Any

from sandbox.chronotrack.courses import age_group
from sandbox.chronotrack.roster import FIRST_ENTRY, Roster
from sandbox.races import Record

Answer = tuple[int, Any]

UNAUTHORIZED = (
    401,
    {"error": "unauthorized", "error_description": "client_id or credentials not accepted"},
)
NOT_FOUND = (404, {"error": "not_found", "error_description": "there is no such thing"})
# Seen in one client: an unknown event answers 200 with a body that is not the expected one.
NO_EVENT = (200, {"error": "not_found", "error_description": "there is no such event"})
NOT_JSON = (400, {"error": "invalid_request", "error_description": "the body is no JSON object"})
WEB_PAGE = "<!DOCTYPE html>\n<html><head><title>CT Live is resting</title></head></html>\n"

WITHDRAWN = "WITHDRAWN"
OWN = ("entry_id", "event_id", "race_id", "race_name", "reg_choice_name", "entry_name")


def invalid(why: str) -> Answer:
    """The answer to an entry that cannot be stored."""
    return 400, {"error": "invalid_request", "error_description": why}


def create(roster: Roster, event_id: str, sent: Record) -> Answer:
    """Store a new entry, or change the one of the same external id."""
    external = text(sent.get("entry_external_id"))
    if not external:
        return invalid("entry_external_id is missing")
    known = [
        key
        for key, row in roster.records["entries"].items()
        if row["entry_external_id"] == external and roster.event_of[key] == event_id
    ]
    if known:
        return update(roster, known[0], sent)
    if not text(sent.get("reg_choice_id")):
        return invalid("reg_choice_id is missing")
    number = max([FIRST_ENTRY - 1, *map(int, roster.records["entries"])]) + 1
    blank = {name: "" for name in _names(roster)} | {
        "entry_id": str(number),
        "event_id": event_id,
        "entry_type": "IND",
        "entry_status": "CONF",
        "athlete_id": str(number + 500_000),
    }
    return _stored(roster, blank, sent, created=True)


def update(roster: Roster, entry_id: str, sent: Record) -> Answer:
    """Change the fields that are sent; an entry withdrawn gives its bib up."""
    if entry_id not in roster.records["entries"]:
        return NOT_FOUND
    return _stored(roster, roster.records["entries"][entry_id], sent, created=False)


def delete(roster: Roster, entry_id: str) -> Answer:
    """Take an entry out for good."""
    if roster.records["entries"].pop(entry_id, None) is None:
        return NOT_FOUND
    return 200, {}


def create_team(roster: Roster, event_id: str, sent: Record) -> Answer:
    """Store a new team, or give back the one of the same name."""
    name = text(sent.get("team_name"))
    if not name:
        return invalid("team_name is missing")
    if known := _team(roster, event_id, name):
        return 200, {"group": known}
    number = 1 + sum(roster.event_of[key] == event_id for key in roster.records["teams"])
    made = {"team_id": f"{event_id}{number}", "team_name": name}
    roster.records["teams"][made["team_id"]] = made
    roster.event_of[made["team_id"]] = event_id
    return 201, {"group": made}


def _team(roster: Roster, event_id: str, name: str) -> Record | None:
    teams = roster.records["teams"].items()
    found = [
        row for key, row in teams if (roster.event_of[key], row["team_name"]) == (event_id, name)
    ]
    return found[0] if found else None


def text(value: object) -> str:
    """A field as it is kept: text, empty for nothing."""
    return "" if value is None else str(value).strip()


def _names(roster: Roster) -> list[str]:
    return list(next(iter(roster.records["entries"].values()), {}))


def _stored(roster: Roster, old: Record, sent: Record, *, created: bool) -> Answer:
    fields = {name: text(value) for name, value in sent.items() if name not in OWN}
    made = old | fields
    event_id, key = made["event_id"], made["entry_id"]
    choice = roster.records["reg_choices"].get(made["reg_choice_id"])
    if choice is None or roster.event_of[made["reg_choice_id"]] != event_id:
        return invalid(f"reg_choice_id {made['reg_choice_id']} does not belong to event {event_id}")
    team = _team(roster, event_id, made["team_name"])
    if made["team_name"] and team is None:
        return invalid(f"team {made['team_name']} does not exist in event {event_id}")
    if made["entry_status"] == WITHDRAWN:
        made["entry_bib"] = ""
    race = roster.records["races"][choice["race_id"]]
    if _holder(roster, made["entry_bib"], race["race_id"]) not in ("", key):
        why = f"entry_bib {made['entry_bib']} is in use in race {race['race_name']}"
        return 409, {"error": "conflict", "error_description": why}
    made |= {
        "race_id": race["race_id"],
        "race_name": race["race_name"],
        "reg_choice_name": choice["reg_choice_name"],
        "entry_name": f"{made['athlete_first_name']} {made['athlete_last_name']}".strip(),
        "bracket_name": _bracket(made),
        "team_id": team["team_id"] if team else "",
    }
    roster.records["entries"][key] = made
    roster.event_of[key] = event_id
    return (201 if created else 200), {"entry": made}


def _holder(roster: Roster, bib: str, race_id: str) -> str:
    """The entry that wears a bib in a race; empty where nobody does, and for no bib."""
    entries = roster.records["entries"].values() if bib else ()
    wearers = [one for one in entries if (one["entry_bib"], one["race_id"]) == (bib, race_id)]
    return str(wearers[0]["entry_id"]) if wearers else ""


def _bracket(made: Record) -> str:
    age = made["entry_race_age"]
    known = made["athlete_sex"] in ("F", "M") and age.isdecimal()
    return age_group(made["athlete_sex"], int(age)) if known else ""
