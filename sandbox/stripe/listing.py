"""One page of a list: which parameters it takes, what they leave, where it begins and ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sandbox.races import Record
from sandbox.stripe import assumed
from sandbox.stripe.problems import Problem, missing, unknown
from sandbox.stripe.store import HORIZON, SINGULARS, Store

Query = Sequence[tuple[str, str]]
PAGING = frozenset({"limit", "starting_after", "ending_before", "expand"})
FILTERS = {
    "customers": {"created", "email", "test_clock"},
    "subscriptions": {"status", "customer", "price", "plan", "created", "current_period_start",
                      "current_period_end", "collection_method", "test_clock"},
    "charges": {"created", "customer", "payment_intent", "transfer_group"},
    "invoices": {"created", "due_date", "customer", "subscription", "status", "collection_method"},
    "products": {"active", "created", "ids", "shippable", "type", "url"},
    "plans": {"active", "product", "created"},
    "events": {"type", "types", "created", "delivery_success"},
}  # fmt: skip
LEFT_OUT = frozenset({"canceled", "incomplete_expired"})
INDEX = re.compile(r"([a-z_]+)(?:\[([a-z0-9]*)\])?")
COMPARED: Mapping[str, Callable[[int, int], bool]] = {
    "": lambda value, bound: value == bound,
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}


@dataclass(frozen=True)
class Asked:
    """What a call asks of a list: its filters, its size, where it goes on."""

    entity: str
    filters: Sequence[tuple[str, str, str]]
    limit: int = 10
    after: str | None = None
    before: str | None = None

    def values(self, name: str) -> list[str]:
        """All values of one filter, in order."""
        return [value for named, _, value in self.filters if named == name]


def parsed(entity: str, query: Query) -> Asked:
    """A call's parameters. Raises: Problem 400 for those that the list does not take."""
    filters: list[tuple[str, str, str]] = []
    paging: dict[str, str] = {}
    for name, value in query:
        found = INDEX.fullmatch(name)
        base, operator = (found[1], found[2] or "") if found else (name, "")
        if base in PAGING:
            paging[base] = value
        elif base in FILTERS[entity]:
            filters.append((base, operator, value))
        else:
            raise unknown(name)
    if "starting_after" in paging and "ending_before" in paging:
        raise Problem(400, assumed.BOTH_CURSORS, param="ending_before")
    asked = Asked(
        entity, filters, limit_of(paging), paging.get("starting_after"), paging.get("ending_before")
    )
    check_types(asked)
    return asked


def limit_of(paging: Mapping[str, str]) -> int:
    """The size of a page, ten unless asked otherwise. Raises: Problem 400 outside 1 to 100."""
    text = paging.get("limit", "10")
    if not re.fullmatch("-?[0-9]+", text):
        raise Problem(400, assumed.BAD_LIMIT.format(text), "parameter_invalid_integer", "limit")
    if not 1 <= int(text) <= 100:
        raise Problem(400, assumed.LIMIT_OUT_OF_RANGE, "parameter_invalid_integer", "limit")
    return int(text)


def check_types(asked: Asked) -> None:
    """Returns when the kinds of events are asked for in one way, at most twenty of them."""
    types = asked.values("types")
    if types and asked.values("type"):
        raise Problem(400, assumed.BOTH_TYPES, param="type")
    if len(types) > 20:
        raise Problem(400, assumed.TOO_MANY_TYPES, param="types")


def page(store: Store, asked: Asked) -> tuple[list[Record], bool]:
    """The records of a page, newest first, and whether there are more in the way that it goes.

    Raises: Problem 400 when the record to go on from is gone.
    """
    order, records = store.newest_first(asked.entity), store.records[asked.entity]
    if asked.before is not None:
        place = _place(order, asked, asked.before, "ending_before")
        keys: Sequence[str] = order[:place][::-1]
    else:
        after = asked.after
        start = 0 if after is None else _place(order, asked, after, "starting_after") + 1
        keys = order[start:]
    found: list[Record] = []
    for key in keys:
        if fits(records[key], asked, store.now()):
            found.append(records[key])
        if len(found) > asked.limit:
            break
    shown = found[: asked.limit]
    return (shown[::-1] if asked.before is not None else shown), len(found) > asked.limit


def _place(order: Sequence[str], asked: Asked, key: str, param: str) -> int:
    try:
        return order.index(key)
    except ValueError:
        raise missing(SINGULARS[asked.entity], key, status=400, param=param) from None


def fits(record: Record, asked: Asked, now: int) -> bool:
    """Whether a record is of the list that is asked for."""
    if asked.entity == "events":
        return record["created"] >= now - HORIZON and _is_of_type(record, asked) and _all(
            record, asked, ("created",)
        )  # fmt: skip
    if asked.entity == "subscriptions" and not _has_status(record, asked.values("status")):
        return False
    if record.get("test_clock") is not None and not asked.values("test_clock"):
        return False
    skipped = ("status", "ids") if asked.entity == "subscriptions" else ("ids",)
    names = [name for name, _, _ in asked.filters if name not in skipped]
    wanted = asked.values("ids")
    return (not wanted or record["id"] in wanted) and _all(record, asked, names)


def _all(record: Record, asked: Asked, names: Sequence[str]) -> bool:
    return all(
        _matches(record.get(name), operator, value)
        for name, operator, value in asked.filters
        if name in names
    )


def _matches(held: object, operator: str, value: str) -> bool:
    if isinstance(held, bool):
        return value == str(held).lower()
    if isinstance(held, int) and operator in COMPARED and value.isdecimal():
        return COMPARED[operator](held, int(value))
    return held == value


def _is_of_type(event: Record, asked: Asked) -> bool:
    wanted = [*asked.values("type"), *asked.values("types")]
    if asked.values("types"):
        return event["type"] in wanted
    return not wanted or any(fnmatchcase(event["type"], one) for one in wanted)


def _has_status(record: Record, wanted: Sequence[str]) -> bool:
    match wanted:
        case ["all"]:
            return True
        case ["ended"]:
            return record["status"] in LEFT_OUT
        case [status]:
            return bool(record["status"] == status)
        case _:
            return record["status"] not in LEFT_OUT
