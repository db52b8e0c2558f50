"""`GET /event/`: the log, newest first, fifty at a time, with cursors both ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sandbox.close.assumed import EVENT_FILTERS
from sandbox.close.lists import COMPARE, Refused, field_error, moment
from sandbox.close.store import log_stamp
from sandbox.races import Record

MOST = 50
PAGING = frozenset({"_limit", "_cursor"})
DATES = {f"date_updated__{operator}": operator for operator in COMPARE}
SAME = ("object_type", "action", "object_id", "lead_id", "user_id", "request_id")


def page(events: Sequence[Record], query: Mapping[str, str], since: datetime) -> Record:
    """One page of what the log holds since a moment. Raises: Refused for filters that do not go
    together.
    """
    given = {name for name in query if name not in PAGING | set(DATES)}
    known = {name for name in given if name in SAME}
    if known not in EVENT_FILTERS:
        names = ", ".join(sorted(known))
        raise Refused({"error": f"This combination of filters is not supported: {names}"})
    cursor, dates = query.get("_cursor"), set(query) & set(DATES)
    if cursor is not None and dates:
        raise field_error("_cursor", "Cannot be used together with date_updated filters.")
    limit = int(query.get("_limit", MOST))
    if limit > MOST:
        raise field_error("_limit", f"Must be less than or equal to {MOST}.")
    kept = sorted(
        (event for event in events if _passes(event, query, since)),
        key=lambda event: (event["date_updated"], event["id"]),
        reverse=True,
    )
    return _cut(kept, cursor, limit)


def _cut(kept: Sequence[Record], cursor: str | None, limit: int) -> Record:
    """A cursor names the event behind which a page begins (`next`) or before which it ends."""
    start = 0
    if cursor is not None:
        way, _, name = cursor.partition("-")
        places = [place for place, event in enumerate(kept) if event["id"] == name]
        if way not in ("next", "previous") or not places:
            raise field_error("_cursor", "Invalid cursor.")
        start = places[0] + 1 if way == "next" else max(0, places[0] - limit)
    shown = kept[start : start + limit]
    is_last = start + limit >= len(kept)
    return {
        "data": shown,
        "cursor_next": None if is_last else f"next-{shown[-1]['id']}",
        "cursor_previous": f"previous-{shown[0]['id']}" if shown and start else None,
    }


def _passes(event: Record, query: Mapping[str, str], since: datetime) -> bool:
    at = moment(event["date_updated"], "date_updated")
    if event["date_updated"] < log_stamp(since):
        return False
    if any(name in query and event[name] != query[name] for name in SAME):
        return False
    return all(
        COMPARE[operator](at, moment(query[name], name))
        for name, operator in DATES.items()
        if name in query
    )


def oldest(now: datetime, days: int) -> datetime:
    """How far the log goes back."""
    return now - timedelta(days=days)
