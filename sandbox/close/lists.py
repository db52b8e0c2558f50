"""The lists: filters that a resource knows, its order, a page by `_skip` and `_limit`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.close.assumed import DEFAULT_ORDER
from sandbox.close.switches import Switches
from sandbox.races import Record

DATES = {
    "opportunity": ("date_updated", "date_created", "date_won"),
    "activity": ("date_created", "activity_at"),
}
EQUALS = {
    "contact": ("lead_id",),
    "opportunity": ("lead_id", "status_id", "status_type", "user_id", "value_period"),
    "activity": ("lead_id",),
}
ORDERED = frozenset({"opportunity"})
COUNTED = frozenset({"lead", "opportunity"})
COMPARE: Mapping[str, Callable[[datetime, datetime], bool]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}
PERIODS = ("one_time", "monthly", "annual")
WHOLE = re.compile(r"\d{1,9}")


class Refused(Exception):
    """A call that is answered with 400 and this body."""

    def __init__(self, body: Record) -> None:
        super().__init__(str(body))
        self.body = body


def field_error(name: str, text: str) -> Refused:
    """A refusal that names the parameter it is about."""
    return Refused({"errors": [], "field-errors": {name: text}})


def moment(text: str, name: str) -> datetime:
    """The time a parameter or a record names. Raises: Refused."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise field_error(name, "Not a valid datetime.") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def page(
    rows: Iterable[Record], resource: str, query: Mapping[str, str], switches: Switches
) -> Record:
    """One page of a resource's rows. Raises: Refused."""
    skip, limit = _window(resource, query, switches)
    kept = ordered([row for row in rows if passes(row, resource, query)], resource, query)
    shown = kept[skip : skip + limit]
    answer: Record = {"data": [trimmed(row, query.get("_fields")) for row in shown]}
    if not switches.no_more:
        answer["has_more"] = switches.ignores_skip or skip + len(shown) < len(kept)
    if resource in COUNTED:
        answer["total_results"] = len(kept)
    return answer | (aggregates(kept) if resource == "opportunity" else {})


def _window(resource: str, query: Mapping[str, str], switches: Switches) -> tuple[int, int]:
    skip, limit = _number(query, "_skip", 0), _number(query, "_limit", 100)
    if limit > (most := switches.limits.get(resource, 200)):
        raise field_error("_limit", f"Must be less than or equal to {most}.")
    if skip > (most := switches.skips.get(resource, 250_000)):
        if switches.skip_error == "old":
            text = "The skip you set is larger than the maximum skip for this resource"
            raise Refused({"error": f"{text} (max_skip = {most}). Please refine your search."})
        raise field_error("_skip", f"Must be less than or equal to {most}.")
    return (0 if switches.ignores_skip else skip), min(limit, switches.page_cap or limit)


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not WHOLE.fullmatch(text):
        raise field_error(name, "Not a valid integer.")
    return int(text)


def passes(row: Record, resource: str, query: Mapping[str, str]) -> bool:
    """Whether a row passes the filters its resource knows; others are ignored. Raises: Refused."""
    for name, text in query.items():
        column, _, operator = name.partition("__")
        if operator in COMPARE and column in DATES.get(resource, ()):
            held = row.get(column)
            if not held or not COMPARE[operator](moment(held, column), moment(text, name)):
                return False
        elif name in EQUALS.get(resource, ()) and row.get(name) != text:
            return False
    return True


def ordered(rows: Sequence[Record], resource: str, query: Mapping[str, str]) -> list[Record]:
    """The rows in the order asked for where the resource takes one, else in its own."""
    asked = query.get("_order_by") if resource in ORDERED else None
    order = asked or DEFAULT_ORDER[resource]
    name = order.removeprefix("-")
    return sorted(rows, key=lambda row: str(row.get(name)), reverse=order.startswith("-"))


def trimmed(row: Record, fields: str | None) -> Record:
    """A row with the fields asked for; `custom` stands for every custom field."""
    if not fields:
        return row
    names = set(fields.split(","))
    return {
        key: value
        for key, value in row.items()
        if key in names or ("custom" in names and key.startswith("custom"))
    }


def aggregates(rows: Sequence[Record]) -> Record:
    """What the list of opportunities says of all that it found, on whichever page."""
    sums: dict[str, Any] = {"count_by_value_period": {}}
    for period in PERIODS:
        of_period = [row for row in rows if row.get("value_period") == period]
        if of_period:
            sums["count_by_value_period"][period] = len(of_period)
        for kind, column in (("total", "value"), ("expected", "expected_value")):
            value = sum(row.get(column) or 0 for row in of_period)
            sums[f"{kind}_value_{period}"] = value
            sums[f"{kind}_value_{period}_formatted"] = f"€{value / 100:,.2f}" if value else None
    return sums
