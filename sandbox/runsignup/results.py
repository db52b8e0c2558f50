"""Result sets: made, edited, hidden, deleted, filled and read back, kept in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import msgspec

from sandbox.races import Record
from sandbox.runsignup.answers import Problem
from sandbox.runsignup.feeds import Query, number, page_of
from sandbox.runsignup.store import Store

FIRST_SET = 330_001
FIRST_RESULT = 44_000_001
SHOWN = (
    "place", "bib", "first_name", "last_name", "gender", "age", "city", "state", "country_code",
    "clock_time", "chip_time", "pace",
)  # fmt: skip
DEFAULTS: Record = {
    "individual_result_set_name": None, "public_results": "T", "preliminary_results": "F",
    "results_source_name": None, "results_source_url": None, "pace_type": "T",
    "team_column_display_type": 1, "alt_event_ids": [], "sort_order": 0,
}  # fmt: skip
WORDS = frozenset({"DNF", "DNS", "DQ", "DNQ"})
LARGEST = 2500


@dataclass
class _Set:
    event_id: int
    head: Record
    tells: bool
    rows: list[Record] = field(default_factory=list)


class Results:
    """Every result set of the account; `notices` are the registrations that were told of a result.

    `decimals` is how many digits of a second are shown of what was sent with more.
    """

    def __init__(self, store: Store) -> None:
        self.notices: list[int] = []
        self.decimals: int | None = None
        self._store = store
        self._lock = threading.Lock()
        self._sets: dict[int, _Set] = {}
        self._next_set = FIRST_SET
        self._next_result = FIRST_RESULT

    def new_set(self, _race_id: int, query: Query, body: bytes) -> bytes:
        """Make a set; two sets of one name are possible, as in the real API."""
        asked = _request(body)
        with self._lock:
            set_id = self._next_set
            self._next_set += 1
            head = {"individual_result_set_id": set_id} | DEFAULTS | _known(asked)
            self._sets[set_id] = _Set(_event(query), head, tells=_tells(asked, default=True))
        return msgspec.json.encode({"individual_result_set_id": set_id})

    def edit_set(self, _race_id: int, query: Query, body: bytes) -> bytes:
        """Change the named fields of a set. Raises: Problem 15 for an unknown set."""
        asked = _request(body)
        with self._lock:
            kept = self._found(query)
            kept.head |= _known(asked)
            kept.tells = _tells(asked, default=kept.tells)
        return b"{}"

    def show_set(self, _race_id: int, query: Query, _body: bytes) -> bytes:
        """Let everybody see a set."""
        with self._lock:
            self._found(query).head["public_results"] = "T"
        return b"{}"

    def hide_set(self, _race_id: int, query: Query, _body: bytes) -> bytes:
        """Let nobody but the organizer see a set."""
        with self._lock:
            self._found(query).head["public_results"] = "F"
        return b"{}"

    def delete_set(self, _race_id: int, query: Query, _body: bytes) -> bytes:
        """Take a set away with its rows."""
        with self._lock:
            self._found(query)
            del self._sets[number(query, "individual_result_set_id", 0)]
        return b"{}"

    def clear(self, _race_id: int, query: Query, _body: bytes) -> bytes:
        """Take away every row of a set."""
        with self._lock:
            self._found(query).rows.clear()
        return b"{}"

    def clear_registrations(self, _race_id: int, query: Query, body: bytes) -> bytes:
        """Take away the rows of some registrations. Raises: Problem 11 without their list."""
        gone = _request(body).get("registration_ids")
        if not isinstance(gone, list):
            raise Problem(11)
        with self._lock:
            kept = self._found(query)
            kept.rows = [row for row in kept.rows if row.get("registration_id") not in gone]
        return b"{}"

    def write(self, _race_id: int, query: Query, body: bytes) -> bytes:
        """Add rows, or change those that a registration id, a bib or a result id finds.

        Raises: Problem 15 for an unknown set or registration, 11 for a body without `results`;
            nothing is kept then.
        """
        sent = _request(body).get("results")
        if not isinstance(sent, list):
            raise Problem(11)
        with self._lock:
            kept = self._found(query)
            self._check(sent)
            for row in sent:
                self._put(kept, row)
        return b"{}"

    def sets(self, _store: Store, _race_id: int, query: Query) -> bytes:
        """The result sets of an event, without their rows."""
        heads = [self._head(kept) for kept in self._of(_event(query))]
        return msgspec.json.encode({"individual_results_sets": heads})

    def rows(self, _store: Store, _race_id: int, query: Query) -> bytes:
        """The rows of an event's sets, with registration ids in a list beside them."""
        wanted = number(query, "individual_result_set_id", 0)
        page = page_of(query, default=50, largest=LARGEST)
        answer = []
        for kept in self._of(_event(query)):
            if wanted in (0, kept.head["individual_result_set_id"]):
                shown = kept.rows[page]
                answer.append(
                    self._head(kept)
                    | {
                        "results_headers": {n: n.replace("_", " ").title() for n in SHOWN},
                        "results": [self._shown(row, query) for row in shown],
                        "registration_ids": [row.get("registration_id") for row in shown],
                    }
                )
        return msgspec.json.encode({"individual_results_sets": answer})

    def _found(self, query: Query) -> _Set:
        kept = self._sets.get(number(query, "individual_result_set_id", 0))
        if kept is None:
            raise Problem(15)
        return kept

    def _of(self, event_id: int) -> list[_Set]:
        with self._lock:
            return [kept for kept in self._sets.values() if kept.event_id == event_id]

    @staticmethod
    def _head(kept: _Set) -> Record:
        return kept.head | {"num_finishers": sum(map(_is_finish, kept.rows))}

    def _check(self, sent: Iterable[Record]) -> None:
        try:
            for row in sent:
                if row.get("registration_id") is not None:
                    self._store.live.find(row["registration_id"])
        except KeyError as error:
            raise Problem(15) from error

    def _put(self, kept: _Set, sent: Record) -> None:
        row = sent | {"bib": sent.get("bib", sent.get("bib_num"))}
        old = _match(kept.rows, row)
        if old is None:
            old = row | {"result_id": self._next_result}
            kept.rows.append(old)
            self._next_result += 1
        else:
            old.update(sent)
        person = old.get("registration_id")
        if kept.tells and kept.head["public_results"] == "T" and person and _is_finish(old):
            self.notices.append(person)

    def _shown(self, row: Record, query: Query) -> Record:
        extra = {key: None if value == "X" else value for key, value in row.items() if "-" in key}
        shown = {"result_id": row["result_id"]} | {name: row.get(name) for name in SHOWN} | extra
        if shown["gender"] == "X" and query.get("supports_nb") != "T":
            shown["gender"] = None
        if self.decimals is not None:
            for name in ("clock_time", "chip_time"):
                shown[name] = _cut(shown[name], self.decimals)
        return shown


def _match(rows: list[Record], sent: Record) -> Record | None:
    for name in ("result_id", "registration_id", "bib"):
        for old in rows:
            if sent.get(name) is not None and old.get(name) == sent[name]:
                return old
    return None


def _is_finish(row: Record) -> bool:
    return bool(row.get("clock_time")) and row["clock_time"] not in WORDS


def _cut(time: str | None, decimals: int) -> str | None:
    if time is None or "." not in time:
        return time
    whole, _, rest = time.partition(".")
    return f"{whole}.{rest[:decimals]}".rstrip(".")


def _known(asked: Record) -> Record:
    return {name: asked[name] for name in DEFAULTS if name in asked}


def _tells(asked: Record, *, default: bool) -> bool:
    said = asked.get("disable_notifications")
    return default if said is None else said == "F"


def _event(query: Query) -> int:
    return number(query, "event_id", 0)


def _request(body: bytes) -> Record:
    """The form field `request`, which holds JSON. Raises: Problem 11 where it does not."""
    texts = parse_qs(body.decode("utf-8", "replace")).get("request", [])
    try:
        return msgspec.json.decode(texts[0], type=dict)
    except (IndexError, msgspec.DecodeError) as error:
        raise Problem(11) from error
