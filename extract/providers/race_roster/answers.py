"""What Race Roster answers: lists wrapped in `data`, dates of three forms, failures in words."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of, key_text
from extract.kit.errors import (
    AuthError,
    BadReply,
    NotFound,
    PermissionDenied,
    ServerError,
    Throttled,
    Where,
)
from extract.kit.http import Reply
from extract.kit.text import storable

BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
NULL = msgspec.Raw(b"null")
KINDS = {
    401: AuthError,
    403: PermissionDenied,
    404: NotFound,
    429: Throttled,
    500: ServerError,
}
ADVICE = {
    401: "Put in valid secrets for this connection.",
    403: "Ask the organiser to give this account access to the event.",
    404: "Nothing to do if the event was taken down.",
    429: "Wait, or lower this connection's rate.",
    500: "Try again later; nothing was lost.",
}


class Envelope(msgspec.Struct):
    """A list; `metadata` stands beside the rows."""

    data: list[msgspec.Raw] | None = None
    metadata: msgspec.Raw = NULL


class OneOf(msgspec.Struct):
    """The answer for one thing: a list of one, or the thing."""

    data: msgspec.Raw = NULL


class Metadata(msgspec.Struct):
    """The part of `metadata` that counts."""

    totalResults: Scalar = None


class Failure(msgspec.Struct):
    """What a failed call says, with `data` missing."""

    data: msgspec.Raw = NULL
    message: Scalar = None
    error: Scalar = None
    code: Scalar = None


class EventHead(msgspec.Struct):
    """What identifies an event and dates its newest change."""

    eventId: Scalar = None
    lastModifiedDate: Scalar = None


class EventStart(msgspec.Struct):
    """When an event starts, and in which zone."""

    startDate: Scalar = None
    timeZone: Scalar = None


class SubEventStart(msgspec.Struct):
    """The own start of a sub-event."""

    customSubEventDate: Scalar = None


class SubEvents(msgspec.Struct):
    """The sub-events of an event."""

    data: list[SubEventStart] = []


class EventParts(msgspec.Struct):
    """The part of an event that holds its sub-events."""

    subEvents: SubEvents = msgspec.field(default_factory=SubEvents)


class ParticipantHead(msgspec.Struct):
    """What identifies a participant within an event."""

    participantId: Scalar = None


class ListingHead(msgspec.Struct):
    """The event whose participants were read to the end."""

    event_id: Scalar = None


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply of HTTP 200.

    Raises: BadReply for a web page; Unreachable for half a body; for a failure told in the body
        the error that fits its `code`.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        kind = reply.headers.get("content-type", "no content type")[:60]
        todo = "Check the connection's base_url and token_url: another page stands there."
        raise BadReply(where, seen=f"a web page in place of JSON ({kind})", todo=todo)
    decoded(reply.body, msgspec.Raw, where)
    failure = head_of(reply.body, Failure)
    if failure is None or failure.data != NULL:
        return
    if (words := key_text(failure.message) or key_text(failure.error)) is not None:
        code = whole_number(failure.code)
        seen = f"an answer that says {words[:200]!r}" + (f", code {code}" if code else "")
        kind_of = KINDS.get(code or 0, BadReply)
        raise kind_of(where, seen=seen, todo=ADVICE.get(code or 0, ASK_SUPPORT))


def rows_of(body: bytes, where: Where) -> tuple[list[msgspec.Raw], int | None]:
    """The rows of a list, and how many there are in all where the answer says so.

    Raises: BadReply when there is no list under `data`.
    """
    answer = decoded(body, Envelope, where)
    if answer.data is None:
        raise BadReply(where, seen="an answer without a list under `data`", todo=ASK_SUPPORT)
    metadata = head_of(answer.metadata, Metadata)
    return answer.data, None if metadata is None else whole_number(metadata.totalResults)


def one_of(body: bytes, where: Where) -> msgspec.Raw | None:
    """The record of an answer about one thing; None when it holds none."""
    data = decoded(body, OneOf, where).data
    if not bytes(data).startswith(b"["):
        return None if data == NULL else data
    rows: list[msgspec.Raw] = decoded(data, list[msgspec.Raw], where)
    return rows[0] if rows else None


def whole_number(value: Scalar) -> int | None:
    """A count as a number, also where it came as text; None for anything else."""
    text = key_text(value)
    return int(text) if text is not None and text.isdecimal() else None


def mended_head(row: msgspec.Raw, kind: Any) -> Any:
    """A record's identifying fields as the landing will read them; None where it cannot."""
    text = bytes(row)
    return head_of(storable(text) or text, kind)


def event_id_of(row: msgspec.Raw) -> str | None:
    """An event's id, None where it cannot be read."""
    head = mended_head(row, EventHead)
    return None if head is None else key_text(head.eventId)


def participant_id_of(row: msgspec.Raw) -> str | None:
    """A participant's id, None where it cannot be read."""
    head = mended_head(row, ParticipantHead)
    return None if head is None else key_text(head.participantId)


def instant(value: Scalar) -> datetime | None:
    """ISO 8601 text with Z or an offset, its colon or none, as a UTC time; None for all else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def last_start(row: msgspec.Raw) -> datetime | None:
    """When the last of an event's sub-events starts, in UTC; None where nothing readable says."""
    start = head_of(row, EventStart)
    parts = head_of(row, EventParts)
    texts: list[Scalar] = [] if start is None else [start.startDate]
    if parts is not None:
        texts += [one.customSubEventDate for one in parts.subEvents.data]
    return max(filter(None, map(instant, texts)), default=None)


def time_zone(row: msgspec.Raw) -> str | None:
    """An event's time zone as it is written."""
    start = head_of(row, EventStart)
    return None if start is None else key_text(start.timeZone)
