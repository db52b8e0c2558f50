"""The two lists: which rows a call asks for, and which of them the switches let it see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.race_roster.assumed import DEFAULT_LIMIT
from sandbox.races import Record

LISTED = frozenset({"LIVE", "PRIVATE"})
Query = Mapping[str, str]


class Invalid(Exception):
    """A query that fails validation."""


@dataclass(frozen=True)
class Switches:
    """How the server answers where it is to differ.

    wrapping: of a token, `array`, `object` or `bare`. largest: pages are cut to it without a word.
    ignore_offset: every page is the first. totals: whether lists are counted. count_off: added to
    the count of participants. withheld: so many participants at the end never come, though counted.
    single_object: one event comes bare inside `data`. maintenance: a web page answers each read.
    closed, gone: ids of events that answer 403 and 404, their participants too.
    """

    wrapping: str = "array"
    largest: int | None = None
    ignore_offset: bool = False
    totals: bool = True
    count_off: int = 0
    withheld: int = 0
    single_object: bool = False
    maintenance: bool = False
    closed: Sequence[str] = ()
    gone: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a wrapping that no token has."""
        if self.wrapping not in ("array", "object", "bare"):
            raise ValueError(f"unknown wrapping {self.wrapping!r}; known are array, object, bare")


def page(rows: Sequence[Any], query: Query, switches: Switches, *, counted: int) -> Record:
    """One page of a list. Raises: Invalid for an offset or a limit that is no number."""
    limit = number(query, "limit", DEFAULT_LIMIT)
    if switches.largest is not None:
        limit = min(limit, switches.largest)
    start = 0 if switches.ignore_offset else number(query, "offset", 0)
    shown: Record = {"data": list(rows[start : start + limit])}
    return shown | ({"metadata": {"totalResults": counted}} if switches.totals else {})


def number(query: Query, name: str, default: int) -> int:
    """A whole number of the query. Raises: Invalid."""
    text = query.get(name) or str(default)
    if not text.isdecimal():
        raise Invalid(name)
    return int(text)


def listed_events(events: Sequence[Record], query: Query, today: datetime) -> list[Record]:
    """The events that a call lists: those to come that are open or private, filtered and sorted.

    Raises: Invalid for a date that is none, as one with a bare plus sign.
    """
    first = max(today, asked_instant(query, "eventDateFrom") or today)
    last = asked_instant(query, "eventDateTo")
    since = asked_instant(query, "lastModifiedDate")
    wanted = set(filter(None, query.get("eventId", "").split(",")))
    found = [
        event
        for event in events
        if event["status"] in LISTED
        and instant(event["startDate"]) > first
        and (last is None or instant(event["startDate"]) <= last)
        and (since is None or instant(event["lastModifiedDate"]) >= since)
        and (not wanted or event["eventId"] in wanted)
    ]
    if query.get("sort") == "startDate":
        down = query.get("order") == "desc"
        found.sort(key=lambda event: instant(event["startDate"]), reverse=down)
    return found


def asked_instant(query: Query, name: str) -> datetime | None:
    """A date of the query, None where it is not sent. Raises: Invalid where it is none."""
    text = query.get(name)
    if text is None:
        return None
    try:
        return instant(text)
    except ValueError as error:
        raise Invalid(name) from error


def instant(text: str) -> datetime:
    """An instant of the API. Raises: ValueError for text that is none or has no offset."""
    if " " in text:
        raise ValueError(f"{text!r} holds a space")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment.astimezone(UTC)
