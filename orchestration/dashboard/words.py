"""How figures, times and states are said: the same words on every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Kind = Literal["good", "busy", "warn", "bad", "off"]
Cell = Mapping[str, Any] | str | int | None
# A shape for each kind, so that no state is told by its colour alone.
SHAPES: Mapping[Kind, str] = {"good": "●", "busy": "◐", "warn": "▲", "bad": "■", "off": "○"}
NONE = "\N{EN DASH}"
TITLES = {"crm": "CRM", "revops": "RevOps"}
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class State:
    """How something is: a word, and the kind that gives it shape and colour."""

    kind: Kind
    word: str


JOB_STATES: Mapping[str, State] = {
    "queued": State("busy", "Waiting"),
    "running": State("busy", "Running"),
    "completed": State("good", "Done"),
    "failed_permanent": State("bad", "Failed"),
    "cancelled": State("off", "Stopped"),
}


def titled(name: str) -> str:
    """The name of a domain or a group as people write it."""
    return TITLES.get(name, name.capitalize() if name.isalpha() else name)


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name; None where there is none, as the name comes from a browser."""
    try:
        return ZoneInfo(name) if name and len(name) < 64 else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def count(number: int, one: str, many: str = "") -> str:
    """The number with its noun: `1 job`, `1,204 jobs`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def lasted(span: timedelta) -> str:
    """A duration: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    seconds = max(span.total_seconds(), 0)
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min {seconds % MINUTE:.0f} s"
    return f"{seconds // HOUR:.0f} h {seconds % HOUR // MINUTE:.0f} min"


def age(at: datetime, now: datetime) -> str:
    """How long ago, or how soon, something is: `just now`, `5 min ago`, `in 2 h`."""
    seconds = (now - at).total_seconds()
    distance = abs(seconds)
    if distance < 10:
        return "just now"
    if distance < MINUTE:
        said = f"{distance:.0f} s"
    elif distance < HOUR:
        said = f"{distance // MINUTE:.0f} min"
    elif distance < 2 * DAY:
        said = f"{distance // HOUR:.0f} h"
    else:
        said = f"{distance // DAY:.0f} days"
    return f"{said} ago" if seconds > 0 else f"in {said}"


def utc(at: datetime) -> str:
    """The moment in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def local(at: datetime, zone: ZoneInfo | None) -> str:
    """The moment in the reader's zone; UTC, and said so, where that is not known."""
    if zone is None:
        return f"{at.astimezone(UTC):%d %b %Y %H:%M} UTC"
    return f"{at.astimezone(zone):%d %b %Y %H:%M}"


def state_cell(state: State) -> Cell:
    """A state as a table shows it."""
    return {"kind": "state", "state": state.kind, "shape": SHAPES[state.kind], "text": state.word}


def time_cell(at: datetime | None, zone: ZoneInfo | None) -> Cell:
    """A moment as a table shows it."""
    if at is None:
        return NONE
    return {"kind": "time", "text": local(at, zone), "title": utc(at), "at": at.isoformat()}


def link_cell(text: str, href: str) -> Cell:
    """A way to another page of ours as a table shows it."""
    return {"kind": "link", "text": text, "href": href}
