"""What Current RMS answers: the shapes, the moments, and what tells that a record is gone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of, key_text
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from extract.kit.spec import Identity

GONE = "gone"
BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"


class Meta(msgspec.Struct):
    """The counts beside a page, of rows; `page` from 1 on."""

    total_row_count: int | None = None
    per_page: int | None = None


class Opportunities(msgspec.Struct):
    """A page of the list of opportunities."""

    opportunities: list[msgspec.Raw]
    meta: Meta = msgspec.field(default_factory=Meta)


class Actions(msgspec.Struct):
    """A page of the log of actions."""

    actions: list[msgspec.Raw]
    meta: Meta = msgspec.field(default_factory=Meta)


class One(msgspec.Struct):
    """A single opportunity; what stands beside it is not looked at."""

    opportunity: msgspec.Raw


class Head(msgspec.Struct):
    """What identifies and dates a record, and what it is filtered by."""

    id: Scalar = None
    updated_at: Scalar = None
    starts_at: Scalar = None
    ends_at: Scalar = None
    open_ended_rental: Scalar = None


class Action(msgspec.Struct):
    """What is looked at of an action: what was done to which record, and when."""

    id: Scalar = None
    subject_id: Scalar = None
    subject_type: Scalar = None
    action_type: Scalar = None
    updated_at: Scalar = None


def moment(value: Scalar) -> datetime | None:
    """The UTC time of ISO 8601 text, also of text without an offset; None when it is none."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def number_text(value: Scalar) -> str | None:
    """An id as text; None for what is no whole number."""
    text = key_text(value)
    return text if text is not None and text.isascii() and text.isdecimal() else None


def identify(head: Head, context: Mapping[str, Any]) -> Identity:
    """A record is its id; one that is gone says why in its context."""
    return Identity(number_text(head.id), moment(head.updated_at), context.get(GONE))


def heads(rows: list[msgspec.Raw]) -> list[Head]:
    """What identifies the rows that can be read."""
    return [head for row in rows if (head := head_of(row, Head)) is not None]


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply before anything is looked for in it.

    Raises: BadReply for a web page; Unreachable for half a body, which is asked for again.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        todo = "Check the connection's base_url: the API has one host for every account."
        raise BadReply(where, seen="a web page in place of JSON", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def disobeyed(where: Where, words: str) -> BadReply:
    """What is told of a list that holds what was not asked for: a filter was left out there."""
    return BadReply(where, seen=f"rows that were not asked for: {words}", todo=ASK_SUPPORT)
