"""What RunSignup answers: the shapes, and the failures it hides behind HTTP 200."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded
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

CREDENTIAL_CODES = frozenset({6, 12, 13, 101, 102, 103})
PERMISSION_CODES = frozenset({7})
RETRY_CODES = frozenset({4, 5})
THROTTLED_CODES = frozenset({14})
GONE_CODES = frozenset({201})


class Failure(msgspec.Struct):
    """The `error` object of a failed call."""

    error_code: int = 0
    error_msg: str | None = None


class MaybeFailed(msgspec.Struct):
    """The top of an answer that is an object."""

    error: Failure | None = None


class RaceItem(msgspec.Struct):
    """One element of `/races`."""

    race: msgspec.Raw


class RaceList(msgspec.Struct):
    """The answer of `/races`."""

    races: list[RaceItem] = []


class RaceWithEvents(msgspec.Struct):
    """The part of a race that leads on: its events and its time zone."""

    timezone: str | None = None
    events: list[msgspec.Raw] = []


class RaceDetail(msgspec.Struct):
    """The answer of `/race/{id}`."""

    race: RaceWithEvents


class EventRows(msgspec.Struct):
    """`event` of one element: the removed feed keeps its rows in here."""

    event_id: Scalar = None
    participants: list[msgspec.Raw] | None = None


class EventElement(msgspec.Struct):
    """One element of the participants feeds; rows sit beside or inside `event`."""

    event: EventRows = msgspec.field(default_factory=EventRows)
    participants: list[msgspec.Raw] | None = None


class RaceHead(msgspec.Struct):
    """What identifies a race."""

    race_id: Scalar = None


class EventHead(msgspec.Struct):
    """What identifies an event, and the list of those that a super event has."""

    event_id: Scalar = None
    sub_event_ids: Any = None


class ParticipantHead(msgspec.Struct):
    """What identifies a registration and dates its newest change."""

    registration_id: Scalar = None
    last_modified: Scalar = None


class PlacedHead(msgspec.Struct):
    """A registration and the event that it stands in, where the row says so itself."""

    registration_id: Scalar = None
    event_id: Scalar = None


class RemovedHead(msgspec.Struct):
    """What identifies a removal, dates it and explains it."""

    registration_id: Scalar = None
    last_modified_ts: Scalar = None
    removed_reason: Scalar = None


def epoch(value: Scalar) -> datetime | None:
    """Epoch seconds, as number or text, as a UTC time; None when it is neither."""
    try:
        return datetime.fromtimestamp(float(value), UTC) if value is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def check(reply: Reply, where: Where) -> None:
    """Raises what a reply with HTTP 200 says in its body.

    Raises: AuthError, PermissionDenied, NotFound, Throttled, ServerError, BadReply; Unreachable
        when the body is not whole.
    """
    decoded(reply.body, msgspec.Raw, where)
    if reply.body.lstrip()[:1] != b"{":
        return
    failure = decoded(reply.body, MaybeFailed, where).error
    if failure is not None:
        raise_failure(failure, where)


def raise_failure(failure: Failure, where: Where) -> None:
    """Raises the error of ours that fits a provider's error code.

    Raises: AuthError, PermissionDenied, NotFound, Throttled, ServerError or BadReply.
    """
    code = failure.error_code
    seen = f"error {code} ({(failure.error_msg or 'without a text')[:200]})"
    if code in CREDENTIAL_CODES:
        todo = "The key is wrong or expired: put in a new one for this connection."
        raise AuthError(where, seen=seen, todo=todo)
    if code in PERMISSION_CODES:
        raise PermissionDenied(where, seen=seen, todo="Ask the race director to share this race.")
    if code in GONE_CODES:
        raise NotFound(where, seen=seen, todo="The race is gone; nothing to do.")
    if code in THROTTLED_CODES:
        raise Throttled(where, seen=seen, todo="Wait, or lower this connection's rate.")
    if code in RETRY_CODES:
        raise ServerError(where, seen=seen, todo="Try again later; nothing was lost.")
    raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
