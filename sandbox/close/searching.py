"""`POST /data/search/`: conditions over one type of object, and cursors that soon expire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.close.crm import Crm
from sandbox.close.lists import Refused, field_error, moment
from sandbox.close.store import object_type
from sandbox.close.switches import Switches
from sandbox.races import Record

KINDS = {"lead": "lead", "contact": "contact", "opportunity": "opportunity"}
# What a list has and the search does not know.
UNSEARCHED = frozenset({
    "activity.created", "activity.lead_merge", "activity.form_submission",
    "activity.whatsapp_message",
})  # fmt: skip
DEFAULT_FIELDS = ("id",)
MOST = 200


@dataclass
class Cursor:
    """Where a search goes on, and before which call."""

    question: Record
    skip: int
    last_call: int | None


@dataclass
class Searches:
    """The searches of one server; `calls` counts them."""

    calls: int = 0
    cursors: dict[str, Cursor] = field(default_factory=dict)

    def answer(self, question: Record, crm: Crm, switches: Switches) -> Record:
        """One page of a search. Raises: Refused."""
        self.calls += 1
        skip, limit = 0, question.get("_limit") or 100
        if limit > MOST:
            raise field_error("_limit", f"Must be less than or equal to {MOST}.")
        if (name := question.get("cursor")) is not None:
            skip = self._skip_of(name, question)
        found = self._found(question, crm)
        shown = found[: switches.search_rows][skip : skip + limit]
        reached = skip + len(shown)
        answer: Record = {
            "data": [_shown(type_, row, question) for type_, row in shown],
            "cursor": None,
        }
        if reached < min(len(found), switches.search_rows):
            answer["cursor"] = self._cursor(question, reached, switches)
        if question.get("include_counts") and switches.counts:
            most = min(len(found), switches.search_rows)
            answer["count"] = {"limited": most, "total": len(found)}
        return answer

    def _skip_of(self, name: str, question: Record) -> int:
        cursor = self.cursors.get(name)
        expired = cursor is None or (cursor.last_call is not None and self.calls > cursor.last_call)
        if cursor is None or expired or cursor.question != _asked(question):
            raise field_error("cursor", "Invalid or expired cursor.")
        return cursor.skip

    def _cursor(self, question: Record, skip: int, switches: Switches) -> str:
        name = f"cursor{self.calls}=="
        last = None if switches.cursor_calls is None else self.calls + switches.cursor_calls
        self.cursors[name] = Cursor(_asked(question), skip, last)
        return name

    def _found(self, question: Record, crm: Crm) -> list[tuple[str, Record]]:
        query = question.get("query") or {}
        rows = [
            (type_, row)
            for kind in ("lead", "contact", "opportunity", "activity")
            for row in crm.records[kind].values()
            if (type_ := object_type(kind, row, crm)) not in UNSEARCHED
            and matches(type_, row, query)
        ]
        for order in reversed(question.get("sort") or []):
            name = order["field"]["field_name"]
            rows.sort(
                key=lambda found, name=name: str(found[1].get(name)),  # type: ignore[misc]
                reverse=order["direction"] == "desc",
            )
        return rows


def _asked(question: Record) -> Record:
    return {name: value for name, value in question.items() if name not in ("cursor", "_limit")}


def matches(type_: str, row: Record, query: Mapping[str, Any]) -> bool:
    """Whether a row of a type passes one node of the tree. Raises: Refused for an unknown node."""
    match query.get("type"):
        case "and" | "or":
            test = all if query["type"] == "and" else any
            found = test(matches(type_, row, node) for node in query.get("queries", []))
        case "object_type":
            found = query["object_type"] == type_
        case "field_condition":
            found = _holds(row, query["field"], query["condition"])
        case other:
            raise Refused({"error": f"Unknown query type: {other}"})
    return found != bool(query.get("negate"))


def _holds(row: Record, of: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    name = of.get("field_name") or f"custom.{of.get('custom_field_id')}"
    if condition.get("type") != "moment_range":
        raise Refused({"error": f"Unknown condition type: {condition.get('type')}"})
    if not (held := row.get(name)):
        return False
    at = moment(held, name)
    since, before = condition.get("on_or_after"), condition.get("before")
    return not (
        (since and at < moment(since["value"], name))
        or (before and at >= moment(before["value"], name))
    )


def _shown(type_: str, row: Record, question: Record) -> Record:
    """The fields asked for, flat; a contact brings its lead unasked."""
    names = set((question.get("_fields") or {}).get(type_) or DEFAULT_FIELDS) | {"id"}
    if type_ == "contact":
        names.add("lead_id")
    kept = {
        key: value
        for key, value in row.items()
        if key in names or ("custom" in names and key.startswith("custom."))
    }
    return {"__object_type": type_, **kept}
