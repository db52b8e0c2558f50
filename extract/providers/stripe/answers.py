"""What Stripe answers: lists, the marks of a record, and the errors in its own words."""

import logging
from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of, key_text
from extract.kit.errors import (
    AuthError,
    BadReply,
    NotFound,
    PermissionDenied,
    ProviderError,
    ServerError,
    Throttled,
    Where,
)
from extract.kit.http import Reply
from extract.kit.spec import Identity
from extract.kit.wire import seconds_asked

LOG = logging.getLogger(__name__)
MISSING, CURSOR = "resource_missing", "starting_after"
REASONS = "stripe-rate-limited-reason"
WAIT = "Wait, or lower calls_per_second of this connection."
LATER = "Try again later; nothing was lost."
NEW_KEY = "Put in a valid key for this connection."
PERMIT = "Give the restricted key read access to this resource, or sync the other entities by name."
ADDRESS = "Check the connection's base_url."


class Listing(msgspec.Struct):
    """The envelope of a list."""

    data: list[msgspec.Raw]
    has_more: bool


class Mark(msgspec.Struct):
    """What a page of a list is gone on from."""

    id: Scalar = None
    created: Scalar = None


class Head(msgspec.Struct):
    """What identifies a record, dates it (products only) and says that it is gone."""

    id: Scalar = None
    updated: Scalar = None
    deleted: Scalar = None


class Failure(msgspec.Struct):
    """The `error` object of a refused call."""

    type: Scalar = None
    code: Scalar = None
    message: Scalar = None
    param: Scalar = None


class Refused(msgspec.Struct):
    """The body of a refused call."""

    error: Failure


def epoch(value: Scalar) -> datetime | None:
    """Seconds since 1970 as a UTC time; None when they are none."""
    try:
        return datetime.fromtimestamp(float(value), UTC) if value is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def identify(head: Head, context: dict[str, Any]) -> Identity:
    """A record is its id; one that is gone has the type of the event that told so as its reason."""
    key = key_text(head.id)
    if head.deleted is True:
        reason = str(context.get("event_type") or MISSING)
        return Identity(key, epoch(context.get("event_created")), reason)
    return Identity(key, epoch(head.updated))


def check(reply: Reply, where: Where) -> None:
    """Raises Unreachable for half a body, which is asked for again; logs the call's own name."""
    LOG.debug("%s answered %s as %s", where.endpoint, reply.status, request_id(reply))
    decoded(reply.body, msgspec.Raw, where)


def explain(reply: Reply, where: Where) -> ProviderError:
    """The error of ours that fits a refused call.

    NotFound is only for what Stripe itself calls missing. `Stripe-Should-Retry` is heeded before
    the status.
    """
    refused = head_of(msgspec.Raw(reply.body), Refused)
    failure = refused.error if refused is not None else Failure()
    seen = told(reply, failure)
    LOG.debug("%s answered %s as %s", where.endpoint, reply.status, request_id(reply))
    asked = reply.headers.get("stripe-should-retry", "").lower()
    if asked == "true" or (asked != "false" and passes(reply.status)):
        return transient(reply, where, seen)
    if reply.status == 401:
        return AuthError(where, seen=seen, todo=NEW_KEY)
    if reply.status == 403:
        return PermissionDenied(where, seen=seen, todo=PERMIT)
    if failure.code == MISSING and (reply.status == 404 or failure.param == CURSOR):
        return NotFound(where, seen=seen, todo="It is gone at Stripe; sync again.")
    return BadReply(where, seen=seen, todo=ADDRESS if reply.status == 404 else ASK_SUPPORT)


def passes(status: int) -> bool:
    """Whether a call with this status is worth making again."""
    return status in (408, 409, 429) or status >= 500


def transient(reply: Reply, where: Where, seen: str) -> ProviderError:
    """The error of a call that is made again, with the pause that the reply asks for."""
    pause = seconds_asked(reply.headers)
    if reply.status == 429:
        return Throttled(where, seen=seen, todo=WAIT, retry_after=pause)
    failure = ServerError(where, seen=seen, todo=LATER)
    failure.retry_after = pause
    return failure


def told(reply: Reply, failure: Failure) -> str:
    """A refusal in one line: status, code, Stripe's words, the parameter, the call's own name."""
    words = [f"HTTP {reply.status}"]
    if failure.code is not None:
        words.append(str(failure.code)[:60])
    if failure.message is not None:
        words.append(f"({str(failure.message)[:200]})")
    if failure.param is not None:
        words.append(f"at {str(failure.param)[:60]}")
    if reason := reply.headers.get(REASONS):
        words.append(f"limited by {reason[:60]}")
    return " ".join(words) + f", request {request_id(reply)}"


def request_id(reply: Reply) -> str:
    """The name by which Stripe's support finds a call."""
    return reply.headers.get("request-id", "without a name")[:60]
