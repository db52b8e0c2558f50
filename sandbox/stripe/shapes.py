"""A record in the shape of a version: before 2025-03-31 some fields stood elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.races import Record
from sandbox.stripe.assumed import SHOWN_INSIDE

MOVED = "2025-03-31"
PERIOD = ("current_period_start", "current_period_end")


def shaped(record: Record, version: str) -> Record:
    """The record as an answer of this version holds it, lists inside cut to their first few."""
    kind = str(record.get("object"))
    seen = {name: value for name, value in record.items() if not name.startswith("_")}
    if kind == "event":
        inner = shaped(record["data"]["object"], record["api_version"])
        return {**seen, "data": {**record["data"], "object": inner}}
    if version < MOVED and kind in OLD:
        seen = OLD[kind](seen, record)
    return {name: _cut(value) for name, value in seen.items()}


def _cut(value: object) -> object:
    """A list inside a record as it is shown there: not all of a long one."""
    if isinstance(value, dict) and value.get("object") == "list":
        return {
            **value,
            "data": value["data"][:SHOWN_INSIDE],
            "has_more": len(value["data"]) > SHOWN_INSIDE,
        }
    return value


def item_in(item: Record, version: str) -> Record:
    """A subscription's item; its period stood at the subscription before."""
    if version >= MOVED:
        return item
    return {name: value for name, value in item.items() if name not in PERIOD}


def _subscription(seen: Record, record: Record) -> Record:
    items = record["items"]
    first = items["data"][0] if items["data"] else {}
    kept = [item_in(item, "") for item in items["data"]]
    return {**seen, **{name: first.get(name) for name in PERIOD}, "items": {**items, "data": kept}}


def _invoice(seen: Record, record: Record) -> Record:
    rest = {name: value for name, value in seen.items() if name != "parent"}
    return {**rest, **record.get("_old", {})}


def _charge(seen: Record, record: Record) -> Record:
    return {**seen, **record.get("_old", {})}


OLD: Mapping[str, Callable[[Record, Record], Record]] = {
    "subscription": _subscription, "invoice": _invoice, "charge": _charge,
}  # fmt: skip
