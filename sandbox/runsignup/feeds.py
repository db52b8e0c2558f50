"""The participants and the removed participants, page by page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from sandbox.runsignup.answers import Problem
from sandbox.runsignup.store import Feed, Kept, Store, Switches

DEFAULT_SIZE = 50
MAX_SIZE = 2500
SPLIT_AT = 10
EACH_ONCE = "exclude_registrations_via_super_event"

Query = Mapping[str, str]
Parts = Mapping[int, frozenset[int]]


def number(query: Query, name: str, default: int) -> int:
    """A whole number of the query. Raises: Problem 3 where it is none."""
    text = query.get(name, "") or str(default)
    if not text.removeprefix("-").isdigit():
        raise Problem(3)
    return int(text)


def page_of(query: Query, *, default: int, largest: int) -> slice:
    """Which rows a page holds; a size that is too large is cut down without a word."""
    size = min(max(number(query, "results_per_page", default), 1), largest)
    start = (max(number(query, "page", 1), 1) - 1) * size
    return slice(start, start + size)


def wanted_events(store: Store, race_id: int, query: Query) -> list[int]:
    """The asked events. Raises: Problem 3 without `event_id`, 15 where the race has no such."""
    texts = [part.strip() for part in query.get("event_id", "").split(",") if part.strip()]
    if not texts or not all(text.isdigit() for text in texts):
        raise Problem(3)
    race = next((race for race in store.races if race["race_id"] == race_id), None)
    if race is None:
        raise Problem(201)
    known = {event["event_id"] for event in race["events"]}
    if not known.issuperset(int(text) for text in texts):
        raise Problem(15)
    return [int(text) for text in texts]


def participants(store: Store, race_id: int, query: Query) -> bytes:
    """One page of registrations: rows beside an always empty list inside `event`."""
    events = wanted_events(store, race_id, query)
    parts = {} if query.get(EACH_ONCE) == "T" else store.parts()
    rows = _page(store.live, store, _with_wholes(events, parts), query)
    switches = Switches(
        supports_nb=query.get("supports_nb") == "T",
        questions=query.get("include_questions") == "T",
        addons=query.get("include_registration_addons") == "T",
        corrals=query.get("include_corrals") == "T",
    )
    elements = [
        element
        for event_id in events
        for element in _elements(event_id, _encoded(rows, event_id, parts, switches))
    ]
    return b"[" + b",".join(elements) + b"]"


def removed_participants(store: Store, race_id: int, query: Query) -> bytes:
    """One page of removed registrations: here the rows stand inside `event`."""
    events, parts = wanted_events(store, race_id, query), store.parts()
    rows = _page(store.removed, store, _with_wholes(events, parts), query)
    switches = Switches(supports_nb=query.get("supports_nb") == "T")
    elements = [
        b'{"event":{"event_id":%d,"participants":[%s]}}'
        % (event_id, b",".join(_encoded(rows, event_id, parts, switches)))
        for event_id in events
    ]
    if store.removed_as_object and len(elements) == 1:
        return elements[0]
    return b"[" + b",".join(elements) + b"]"


def _with_wholes(events: list[int], parts: Parts) -> list[int]:
    """The events and the super events that one of them is part of: their people are in it too."""
    return [*events, *(whole for whole in parts if parts[whole].intersection(events))]


def _encoded(rows: list[Kept], event_id: int, parts: Parts, switches: Switches) -> list[bytes]:
    return [
        (kept if kept.event_id == event_id else kept.in_event(event_id)).encoded(switches)
        for kept in rows
        if event_id == kept.event_id or event_id in parts.get(kept.event_id, ())
    ]


def _elements(event_id: int, rows: list[bytes]) -> list[bytes]:
    """One element, two where there are many rows; without rows the key is left out."""
    head = b'{"event":{"event_id":%d,"participants":[]}' % event_id
    if not rows:
        return [head + b"}"]
    middle = len(rows) // 2 if len(rows) >= SPLIT_AT else len(rows)
    parts = [part for part in (rows[:middle], rows[middle:]) if part]
    return [head + b',"participants":[' + b",".join(part) + b"]}" for part in parts]


def _page(feed: Feed, store: Store, events: list[int], query: Query) -> list[Kept]:
    with store.lock:
        rows = feed.of(frozenset(events))
        after = number(query, "after_registration_id", 0)
        if after:
            rows = rows[bisect_right(rows, after, key=lambda kept: kept.sort_id) :]
        since = query.get("modified_after_timestamp")
        if since is not None:
            rows = _changed(rows, since)
        page = page_of(query, default=DEFAULT_SIZE, largest=MAX_SIZE)
        return list(_sorted(rows, query)[page])


def _changed(rows: Sequence[Kept], since: str) -> list[Kept]:
    """Rows changed at or after an epoch second; anything that is no number finds nothing."""
    if not since.isdigit():
        return []
    return [kept for kept in rows if kept.stamp >= int(since)]


def _sorted(rows: Sequence[Kept], query: Query) -> Sequence[Kept]:
    name, _, direction = query.get("sort", "registration_id ASC").partition(" ")
    if name != "registration_id":
        rows = sorted(rows, key=lambda kept: _sort_text(kept, name))
    return rows[::-1] if direction.upper() == "DESC" else rows


def _sort_text(kept: Kept, name: str) -> str:
    if not isinstance(kept.row, dict):
        return ""
    return str(kept.row.get(name, kept.row["user"].get(name, "")))
