"""What Close answers: the shapes, the moments, and what its refusals mean."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import Scalar, decoded, head_of, key_text
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from extract.kit.spec import Identity

NULL = msgspec.Raw(b"null")
EVENT_LOG = "event_log"
MERGED = "merged"
LARGEST = re.compile(r"(?:max_skip\s*=|less than or equal to)\s*(\d{1,9})")


class Listing(msgspec.Struct):
    """A page of a list; the count of all rows comes with leads and opportunities only."""

    data: list[msgspec.Raw]
    has_more: bool | None = None
    total_results: int | None = None


class Counted(msgspec.Struct):
    """How many rows a search found."""

    total: int | None = None


class Found(msgspec.Struct):
    """A page of a search; it goes on at `cursor`, null at the end."""

    data: list[msgspec.Raw]
    cursor: str | None
    count: Counted | None = None


class EventPage(msgspec.Struct):
    """A page of the event log, newest first; older events follow at `cursor_next`."""

    data: list[msgspec.Raw]
    cursor_next: str | None


class Merge(msgspec.Struct):
    """Which lead went up in which other one."""

    merge_source_lead_id: Scalar = None
    merge_destination_lead_id: Scalar = None


class Head(msgspec.Struct):
    """What identifies and dates a record, or an event about one."""

    id: Scalar = None
    date_created: Scalar = None
    date_updated: Scalar = None
    object_id: Scalar = None
    action: Scalar = None
    meta: msgspec.Raw = NULL


class Fault(msgspec.Struct):
    """The body of a refusal, in each of its shapes."""

    error: msgspec.Raw = NULL
    rate_reset: Scalar = None
    fields: msgspec.Raw = msgspec.field(default=NULL, name="field-errors")


class SkipTooFar(BadReply):
    """The list cannot be read any further by `_skip`; `largest` is the last that works, if told."""

    largest: int | None = None


class LimitTooLarge(BadReply):
    """The page is larger than the list's own; `largest` is the size that works, if told."""

    largest: int | None = None


class CursorExpired(BadReply):
    """The search's cursor is older than half a minute."""


def moment(value: Scalar) -> datetime | None:
    """The UTC time of ISO 8601 text, without an offset too; None when it is none."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def identify(head: Head, context: Mapping[str, Any]) -> Identity:
    """A record is its id; an event of the log is the tombstone of the record that went."""
    stamp = moment(head.date_updated)
    if context.get("source") != EVENT_LOG:
        return Identity(key_text(head.id), stamp)
    if head.action != MERGED:
        return Identity(key_text(head.object_id), stamp, key_text(head.action) or "deleted")
    merge = head_of(bytes(head.meta), Merge) or Merge()
    into = key_text(merge.merge_destination_lead_id)
    reason = f"merged into {into}" if into else MERGED
    return Identity(key_text(merge.merge_source_lead_id), stamp, reason)


def refusal_of(reply: Reply, plain: BadReply) -> BadReply:
    """The kind of a refusal with status 400, which the caller can act upon; else `plain` itself."""
    fault = head_of(reply.body, Fault) or Fault()
    fields = head_of(bytes(fault.fields), dict[str, Scalar]) or {}
    words = head_of(bytes(fault.error), str) or ""
    if "cursor" in fields:
        return CursorExpired(plain.where, seen=plain.seen, todo=plain.todo)
    told: SkipTooFar | LimitTooLarge
    if "_skip" in fields or "max_skip" in words:
        told = SkipTooFar(plain.where, seen=plain.seen, todo=plain.todo)
    elif "_limit" in fields:
        told = LimitTooLarge(plain.where, seen=plain.seen, todo=plain.todo)
    else:
        return plain
    number = LARGEST.search(str(fields.get("_skip") or fields.get("_limit") or words))
    told.largest = int(number[1]) if number else None
    return told


def seconds_told(body: bytes) -> float | None:
    """The whole seconds after which the body allows another call; None if it says nothing."""
    fault = head_of(body, Fault) or Fault()
    inside = head_of(bytes(fault.error), Fault) or Fault()
    for value in (inside.rate_reset, fault.rate_reset):
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
            return float(max(1, math.ceil(value)))
    return None


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply before anything is looked for in it.

    Raises: Unreachable for half a body, which is asked for again.
    """
    decoded(reply.body, msgspec.Raw, where)
