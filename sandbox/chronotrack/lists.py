"""The account's lists as they are asked for: which rows, which fields, which envelope and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.chronotrack.scoring import Asked
from sandbox.chronotrack.store import Store
from sandbox.lazily import Lazy
from sandbox.races import Record

# The last part of an address, the envelope's second word, and the records that are listed.
CHILDREN = {
    "race": ("race", "races"),
    "entry": ("entry", "entries"),
    "reg-choice": ("reg_choice", "reg_choices"),
    "wave": ("wave", "waves"),
    "interval": ("interval", "intervals"),
    "bracket": ("bracket", "brackets"),
    "groups": ("group", "teams"),
}
EMPTY_CHILDREN = {"timing-point": "timing_point", "timing-device": "timing_device"}
CONTACTS = (
    "athlete_email", "athlete_home_phone", "athlete_mobile_phone", "location_street",
    "location_street2", "reg_transaction_account_email",
)  # fmt: skip
CUSTOM = "custom_element"
SIZE = 50


@dataclass(frozen=True)
class Switches:
    """How the server answers where real ones may differ.

    envelope: expected, alias (the records' plain name), strange (a name that nobody knows), two
    (a second list beside it) or bare (no object at all). headers: whether the four are sent; counts
    and pages: whether these two of them are. page_limit: the largest page. lost: so many of the
    last rows of an envelope are counted and never come. html: a part of an address that answers a
    web page. missing_status: of an unknown event. as_numbers: ids come as numbers, not as text.
    """

    envelope: str = "expected"
    headers: bool = True
    counts: bool = True
    pages: bool = True
    page_limit: int = 1000
    lost: Mapping[str, int] = field(default_factory=dict)
    html: str | None = None
    missing_status: int = 200
    as_numbers: bool = False

    def __post_init__(self) -> None:
        """Refuse an envelope that nobody makes."""
        if self.envelope not in ("expected", "alias", "strange", "two", "bare"):
            raise ValueError(f"unknown envelope {self.envelope!r}")


def listed(
    store: Store, parts: list[str], query: Mapping[str, str]
) -> tuple[str, Sequence[Record]]:
    """The envelope and the rows of one list. Raises: KeyError where there is nothing like it."""
    match parts:
        case ["event"]:
            return "event", store.events(with_tests=query.get("include_test_events") == "true")
        case [resource, _key, "results"]:
            return f"{resource}_results", _results(store, parts, query)
        case ["event", event_id, "course"]:
            return "event_course", _courses(store, event_id)
        case ["groups", team_id, "entry"]:
            with store.held() as roster:
                rows = list(roster.records["entries"].values())
            return "group_entry", [_shown(one, query) for one in rows if one["team_id"] == team_id]
        case ["event" | "race", _key, child] if child in EMPTY_CHILDREN:
            return f"{parts[0]}_{EMPTY_CHILDREN[child]}", []
        case ["event" | "race", key, child] if child in CHILDREN:
            word, kind = CHILDREN[child]
            return f"{parts[0]}_{word}", _children(store, (parts[0], key, kind), query)
        case _:
            raise KeyError("/".join(parts))


def elided(rows: list[Record], query: Mapping[str, str]) -> list[Record]:
    """Rows without their empty fields, unless those are asked for."""
    if query.get("elide_json") == "false":
        return rows
    return [{name: value for name, value in row.items() if value != ""} for row in rows]


def _children(
    store: Store, place: tuple[str, str, str], query: Mapping[str, str]
) -> Sequence[Record]:
    parent, key, kind = place
    with store.held() as roster:
        event_id = store.event_of(parent, key)
        tests, hidden = set(roster.tests), set(roster.hidden)
    rows = store.rows(kind, event_id)
    if parent == "race":
        rows = [row for row in rows if row["race_id"] == key]
    if kind == "races" and query.get("include_not_wants_results") != "true":
        rows = [row for row in rows if row["race_id"] not in hidden]
    if kind != "entries":
        return rows
    if tests and query.get("include_test_entries") != "true":
        rows = [row for row in rows if row["entry_id"] not in tests]
    return Lazy(len(rows), lambda number: _shown(rows[number], query))


def _shown(row: Record, query: Mapping[str, str]) -> Record:
    """An entry as a list gives it: contacts, birth date and answers only where asked for."""
    without: set[str] = set()
    if query.get("contact_details") != "true":
        without |= set(CONTACTS)
    if query.get("need_athlete_birthdate") != "true":
        without.add("athlete_birthdate")
    if query.get("include_all_fields") != "true":
        without |= {name for name in row if name.startswith(CUSTOM)}
    return {name: value for name, value in row.items() if name not in without}


def _results(store: Store, parts: list[str], query: Mapping[str, str]) -> Sequence[Record]:
    parent, key, _ = parts
    race_id, interval = None, query.get("interval", "")
    bracket, bib = query.get("bracket", ""), query.get("bib", "")
    with store.held() as roster:
        event_id = store.event_of(parent, key)
        if parent == "race":
            race_id = key
        elif parent == "bracket":
            race_id = roster.records["brackets"][key]["race_id"]
            bracket = roster.records["brackets"][key]["bracket_name"]
        elif parent == "interval":
            race_id = roster.records["intervals"][key]["race_id"]
            interval = roster.records["intervals"][key]["interval_name"]
    rows = store.results(event_id, Asked(race_id, interval, bracket, bib))
    if columns := query.get("columns"):
        wanted = set(columns.split(","))
        rows = [{name: row[name] for name in row if name in wanted} for row in rows]
    return rows


def _courses(store: Store, event_id: str) -> list[Record]:
    intervals = store.rows("intervals", event_id)
    return [
        {
            "race_name": race["race_name"],
            "race_course_distance": race["race_course_distance"],
            "timing_points": [
                {
                    "timing_point_name": "Finish" if one["interval_is_full"] == "1" else "Midway",
                    "timing_point_cp_type": "finish"
                    if one["interval_is_full"] == "1"
                    else "internal",
                    "timing_point_distance_from_start": race["race_course_distance"],
                }
                for one in intervals
                if one["race_id"] == race["race_id"]
            ],
        }
        for race in store.rows("races", event_id)
    ]
