"""Filters as Ransack names them, `q[<field>_<predicate>]`, with sorting and the filter modes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.current_rms.assumed import NOT_LIVE
from sandbox.races import Record

FILTER = re.compile(r"q\[([a-z_]+)\](?:\[\])?")
SORT = "s"
# The longest first: `not_eq` ends with `eq`.
PREDICATES = ("not_eq", "present", "gteq", "lteq", "cont", "null", "eq", "in", "gt", "lt")
MOMENTS = re.compile(r"\d{4}-\d{2}-\d{2}([T ].*)?")
Pairs = Sequence[tuple[str, str]]


class UnknownFilter(Exception):
    """A filter that names no field, or compares it in no way that is known."""


def matching(
    rows: Iterable[Record], pairs: Pairs, *, known: frozenset[str], strict: bool, ignored: set[str]
) -> list[Record]:
    """The rows that pass every filter; one that is not known is left out unless `strict`.

    Raises: UnknownFilter.
    """
    asked: dict[str, list[str]] = {}
    for name, value in pairs:
        if (found := FILTER.fullmatch(name)) and found[1] != SORT and found[1] not in ignored:
            asked.setdefault(found[1], []).append(value)
    tests = []
    for name, values in asked.items():
        if (test := _test(name, values, known)) is not None:
            tests.append(test)
        elif strict:
            raise UnknownFilter(name)
    return [row for row in rows if all(test(row) for test in tests)]


def in_order(rows: list[Record], pairs: Pairs) -> list[Record]:
    """The rows in the order that `q[s]` asks for, by their ids without it."""
    words = next((value for name, value in pairs if name in ("q[s]", "q[s][]")), "id asc").split()
    field, direction = words[0], (words[1:] or ["asc"])[0]
    return sorted(rows, key=lambda row: _rank(row.get(field)), reverse=direction == "desc")


def in_mode(rows: list[Record], modes: Sequence[str], default: str) -> list[Record]:
    """The rows of the filter modes; one that is not known leaves nothing out."""
    if "live" in (modes or [default]):
        return [row for row in rows if row["status"] not in NOT_LIVE]
    return rows


def _test(name: str, values: list[str], known: frozenset[str]) -> Callable[[Record], bool] | None:
    predicate = next((one for one in PREDICATES if name.endswith(f"_{one}")), None)
    if predicate is None:
        return None
    fields = name.removesuffix(f"_{predicate}").split("_or_")
    if not set(fields) <= known:
        return None
    return lambda row: any(_holds(row.get(field), predicate, values) for field in fields)


def _holds(value: Any, predicate: str, values: list[str]) -> bool:
    first = values[0]
    if predicate in ("null", "present"):
        is_blank = value is None if predicate == "null" else value in (None, "", [])
        return is_blank == (first in ("1", "true")) if predicate == "null" else not is_blank
    if predicate == "in":
        return str(value) in values
    if predicate in ("eq", "not_eq"):
        return (_plain(value) == first) == (predicate == "eq")
    if predicate == "cont":
        return first.lower() in str(value or "").lower()
    return _compares(value, predicate, first)


def _compares(value: Any, predicate: str, text: str) -> bool:
    if value in (None, ""):
        return False
    if isinstance(value, str) and MOMENTS.fullmatch(value):
        mine, other = (_moment(one) for one in (value, text))
        found = (mine > other) - (mine < other)
    else:
        found = (float(value) > float(text)) - (float(value) < float(text))
    return {"gt": found > 0, "gteq": found >= 0, "lt": found < 0, "lteq": found <= 0}[predicate]


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moment(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _rank(value: Any) -> tuple[bool, Any]:
    return (value is None, "" if value is None else value)
