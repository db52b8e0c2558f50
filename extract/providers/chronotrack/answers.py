"""What ChronoTrack answers: an object around one list, four headers, and text in every field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of, key_text
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from extract.kit.records import joined_key
from extract.kit.spec import Identity

BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
NULL = msgspec.Raw(b"null")
NAMES_SHOWN = 8


class EventHead(msgspec.Struct):
    """What identifies an event, and when it begins and ends, in seconds since 1970."""

    event_id: Scalar = None
    event_start_time: Scalar = None
    event_end_time: Scalar = None


class RaceHead(msgspec.Struct):
    """What identifies a race."""

    race_id: Scalar = None


class EntryHead(msgspec.Struct):
    """What identifies an entry."""

    entry_id: Scalar = None


class RegChoiceHead(msgspec.Struct):
    """What identifies a registration choice."""

    reg_choice_id: Scalar = None


class WaveHead(msgspec.Struct):
    """What identifies a wave, which may have no id of its own."""

    wave_id: Scalar = None
    wave_name: Scalar = None
    race_id: Scalar = None
    race_name: Scalar = None


class IntervalHead(msgspec.Struct):
    """What identifies an interval."""

    interval_id: Scalar = None


class BracketHead(msgspec.Struct):
    """What identifies a bracket, and whether a ranking of it is worth asking for."""

    bracket_id: Scalar = None
    bracket_name: Scalar = None
    bracket_type: Scalar = None
    bracket_wants_leaderboard: Scalar = None


class ResultHead(msgspec.Struct):
    """What identifies a result: one entry in one interval and one bracket of one race."""

    results_entry_id: Scalar = None
    results_race_id: Scalar = None
    results_race_name: Scalar = None
    results_interval_name: Scalar = None
    results_bracket_name: Scalar = None


class ListingHead(msgspec.Struct):
    """What identifies a listing: the event that was read to its end."""

    event_id: Scalar = None


def identify_wave(head: WaveHead, context: dict[str, Any]) -> Identity:
    """A wave is its id, else its name in its race."""
    race = key_text(head.race_id) or key_text(head.race_name)
    named = joined_key([context["event_id"], race, key_text(head.wave_name)])
    return Identity(key_text(head.wave_id) or named)


def identify_result(head: ResultHead, context: dict[str, Any]) -> Identity:
    """A result is its race, entry, interval and bracket; what a row lacks was asked for."""
    race = key_text(head.results_race_id) or context["race_id"] or key_text(head.results_race_name)
    interval = key_text(head.results_interval_name) or context["interval"] or "full"
    bracket = key_text(head.results_bracket_name) or context["bracket"] or "overall"
    return Identity(joined_key([race, key_text(head.results_entry_id), interval, bracket]))


@dataclass(frozen=True)
class Heading:
    """What an answer's headers say of its list; None where they say nothing readable."""

    rows: int | None
    pages: int | None
    size: int | None
    current: int | None


def heading_of(headers: Mapping[str, str]) -> Heading:
    """The four headers of a list, whose names a session gives in small letters."""
    names = ("row-count", "page-count", "page-size", "current-page")
    texts = [headers.get(f"x-ctlive-{name}", "").strip() for name in names]
    return Heading(*(int(text) if text.isdecimal() else None for text in texts))


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply before anything is looked for in it.

    Raises: BadReply for a web page; Unreachable for half a body, which is asked for again.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        kind = reply.headers.get("content-type", "no content type")[:60]
        todo = "Check the connection's base_url and ids: a log-in or an error page stands there."
        raise BadReply(where, seen=f"a web page in place of JSON ({kind})", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def rows_of(reply: Reply, names: Sequence[str], where: Where) -> list[msgspec.Raw]:
    """The rows of an answer: under the first of `names` it has, else of the only list in it.

    An object without any field is an empty list where its headers count no row.

    Raises: BadReply for anything else.
    """
    answer = decoded(reply.body, list[msgspec.Raw] | dict[str, msgspec.Raw], where)
    if isinstance(answer, list):
        return answer
    found = [answer[name] for name in names if name in answer][:1]
    lists = found or [value for value in answer.values() if bytes(value).lstrip()[:1] == b"["]
    if not answer and heading_of(reply.headers).rows == 0:
        return []
    if len(lists) != 1:
        raise BadReply(where, seen=unexpected(answer, "a list of rows"), todo=ASK_SUPPORT)
    rows: list[msgspec.Raw] = decoded(lists[0], list[msgspec.Raw], where)
    return rows


def object_of(reply: Reply, name: str, where: Where) -> msgspec.Raw:
    """The one record of an answer, whether it comes as itself or as a list of one.

    Raises: BadReply for anything else.
    """
    answer: dict[str, msgspec.Raw] = decoded(reply.body, dict[str, msgspec.Raw], where)
    record = answer.get(name, NULL)
    if bytes(record).lstrip()[:1] == b"[":
        several: list[msgspec.Raw] = decoded(record, list[msgspec.Raw], where)
        record = several[0] if len(several) == 1 else NULL
    if bytes(record).lstrip()[:1] != b"{":
        raise BadReply(where, seen=unexpected(answer, f"one {name}"), todo=ASK_SUPPORT)
    return record


def unexpected(answer: Mapping[str, msgspec.Raw], wanted: str) -> str:
    """What came in place of what was asked for: field names and an error's words, no values."""
    names = list(answer)
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    listed = (", ".join(name[:40] for name in names[:NAMES_SHOWN]) or "no field") + more
    said = [head_of(answer.get(field, NULL), str) for field in ("error", "error_description")]
    text = f' that says "{words[:200]}"' if (words := "; ".join(filter(None, said))) else ""
    return f"an object with {listed}{text} in place of {wanted}"


def seconds(value: Scalar) -> datetime | None:
    """Seconds since 1970, as number or text with or without a fraction, as a UTC time."""
    try:
        return None if value in (None, "") else datetime.fromtimestamp(float(value or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return None
