"""Result sets: made, written and read back, kept in memory."""

from __future__ import annotations

import threading
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
LARGEST = 2500


@dataclass
class _Set:
    event_id: int
    head: Record
    rows: list[Record] = field(default_factory=list)


class Results:
    """Every result set of the account."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sets: dict[int, _Set] = {}
        self._next_result = FIRST_RESULT

    def new_set(self, _race_id: int, query: Query, body: bytes) -> bytes:
        """Make a set; two sets of one name are possible, as in the real API."""
        asked = _request(body)
        with self._lock:
            set_id = FIRST_SET + len(self._sets)
            head = {
                "individual_result_set_id": set_id,
                "individual_result_set_name": asked.get("individual_result_set_name"),
                "public_results": asked.get("public_results", "T"),
                "preliminary_results": asked.get("preliminary_results", "F"),
                "results_source_name": asked.get("results_source_name"),
                "results_source_url": asked.get("results_source_url"),
                "pace_type": asked.get("pace_type", "T"),
                "team_column_display_type": asked.get("team_column_display_type", 1),
                "alt_event_ids": asked.get("alt_event_ids", []),
                "sort_order": asked.get("sort_order", 0),
            }
            self._sets[set_id] = _Set(_event(query), head)
        return msgspec.json.encode({"individual_result_set_id": set_id})

    def write(self, _race_id: int, query: Query, body: bytes) -> bytes:
        """Add rows, or change those that a registration id, a bib or a result id finds.

        Raises: Problem 15 for an unknown set, 11 for a body without `results`.
        """
        sent = _request(body).get("results")
        if not isinstance(sent, list):
            raise Problem(11)
        with self._lock:
            kept = self._sets.get(number(query, "individual_result_set_id", 0))
            if kept is None:
                raise Problem(15)
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
                        "results": [_shown(row) for row in shown],
                        "registration_ids": [row.get("registration_id") for row in shown],
                    }
                )
        return msgspec.json.encode({"individual_results_sets": answer})

    def _of(self, event_id: int) -> list[_Set]:
        with self._lock:
            return [kept for kept in self._sets.values() if kept.event_id == event_id]

    @staticmethod
    def _head(kept: _Set) -> Record:
        return kept.head | {"num_finishers": len(kept.rows)}

    def _put(self, kept: _Set, sent: Record) -> None:
        row = sent | {"bib": sent.get("bib", sent.get("bib_num"))}
        for name in ("result_id", "registration_id", "bib"):
            for old in kept.rows:
                if row.get(name) is not None and old.get(name) == row[name]:
                    old.update(sent)
                    return
        kept.rows.append(row | {"result_id": self._next_result})
        self._next_result += 1


def _event(query: Query) -> int:
    return number(query, "event_id", 0)


def _request(body: bytes) -> Record:
    """The form field `request`, which holds JSON. Raises: Problem 11 where it does not."""
    texts = parse_qs(body.decode("utf-8", "replace")).get("request", [])
    try:
        return msgspec.json.decode(texts[0], type=dict)
    except (IndexError, msgspec.DecodeError) as error:
        raise Problem(11) from error


def _shown(row: Record) -> Record:
    extra = {key: None if value == "X" else value for key, value in row.items() if "-" in key}
    return {"result_id": row["result_id"]} | {name: row.get(name) for name in SHOWN} | extra
