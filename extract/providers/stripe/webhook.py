"""What Stripe sends by itself: an event, signed, to be believed only when the signature holds.

Whoever takes it in remembers the event's id for three days, for as long as Stripe may send it
again, and reads the record that it names by id: neither order nor the shape of what it holds is
promised.

Source: docs.stripe.com, Webhooks (documented); stripe-python's `_webhook.py`.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from extract.kit.connection import Connection
from extract.kit.errors import AuthError, BadReply, Where
from extract.kit.spec import WebhookCall
from extract.providers.stripe.changes import Event, subject_of
from extract.providers.stripe.kinds import is_deletion

WINDOW = timedelta(seconds=300)
REMEMBERED = timedelta(days=3)
LONGEST_HEADER = 4096
CHECK_SECRET = "Put the endpoint's signing secret (whsec_...) into this connection."
CHECK_CLOCK = (
    "If it comes from Stripe, set this machine's clock right; else there is nothing to do."
)


class Sent(Event):
    """An event as Stripe sends it; `account` is the connected account that it is of, if any."""

    account: str | None = None


@dataclass(frozen=True)
class Delivery:
    """A signed event: its id, its type, when it happened (UTC), and what it is about.

    `entity` and `record_id` name the record to be read again; None where it is none of the six.
    """

    event_id: str
    event_type: str
    created_at: datetime
    account: str | None
    entity: str | None
    record_id: str | None
    is_deletion: bool


def opened(
    body: bytes, signature: str, *, secrets: Sequence[str], now: datetime, where: Where
) -> Delivery:
    """What a delivery says, once its `Stripe-Signature` holds under one of the endpoint's secrets.

    Raises: AuthError for a signature that is missing, wrong or older than five minutes; BadReply
        for a signed body that is no event.
    """
    verify(body, signature, secrets=secrets, now=now, where=where)
    try:
        event = msgspec.json.decode(body, type=Sent)
    except (msgspec.DecodeError, RecursionError) as error:
        seen = f"a signed body that is no event ({str(error)[:200]})"
        raise BadReply(where, seen=seen, todo="Send the endpoint events only.") from None
    subject = subject_of(event)
    kind, key = subject if subject is not None else (None, None)
    return Delivery(
        event.id, event.type, datetime.fromtimestamp(event.created, UTC), event.account,
        kind.entity if kind is not None else None, key, is_deletion(event.type),
    )  # fmt: skip


def verify(
    body: bytes, signature: str, *, secrets: Sequence[str], now: datetime, where: Where
) -> None:
    """Returns when one `v1` of the header is ours and its time is within the window.

    Raises: AuthError.
    """
    stamp, given = parts_of(signature)
    if stamp is None or not given:
        seen = "a Stripe-Signature without a time or without a v1"
        raise AuthError(where, seen=seen, todo="Take nothing from whoever sent it.")
    expected = [signed(body, stamp, secret) for secret in secrets if secret]
    # Every pair is compared, so that the time it takes tells nothing.
    if not any([hmac.compare_digest(one, other) for one in expected for other in given]):
        raise AuthError(where, seen="no v1 of the signature is ours", todo=CHECK_SECRET)
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        seen = f"a signature of a time more than {WINDOW.total_seconds():.0f} s away"
        raise AuthError(where, seen=seen, todo=CHECK_CLOCK)


def signed(body: bytes, stamp: str, secret: str) -> bytes:
    """The `v1` of a body at a time, in hexadecimal; the key is the whole secret, `whsec_` too."""
    message = stamp.encode() + b"." + body
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest().encode()


def parts_of(signature: str) -> tuple[str | None, list[bytes]]:
    """The time (digits) and every `v1` of a header; older schemes such as `v0` do not count."""
    stamp, given = None, []
    for part in signature[:LONGEST_HEADER].split(","):
        name, _, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdecimal() and len(value) <= 12:
            stamp = value
        elif name == "v1":
            given.append(value.encode("utf-8", "replace"))
    return stamp, given


def is_repeat(taken_at: datetime | None, now: datetime) -> bool:
    """Whether an event whose id was first taken at that time (None: never) is one sent again."""
    return taken_at is not None and now - taken_at < REMEMBERED


def heard(connection: Connection, call: WebhookCall) -> str:
    """The id of the event that a call brings; the secret may be two, while one is exchanged.

    Raises: AuthError, BadReply; ConfigError without a secret.
    """
    secrets = [one.strip() for one in connection.secret("webhook_secret").split(",")]
    where = Where("stripe", connection.slug, "events", "webhook")
    signature = call.headers.get("stripe-signature", "")
    now = call.received_at
    return opened(call.body, signature, secrets=secrets, now=now, where=where).event_id
