"""Whether a delivery of a webhook comes from Close: its signature and its age."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from extract.kit.connection import Connection
from extract.kit.errors import AuthError, BadReply, ConfigError, Where
from extract.kit.spec import WebhookCall
from extract.providers.close.assumed import WEBHOOK_MAX_AGE

HASH, TIMESTAMP = "close-sig-hash", "close-sig-timestamp"


def is_genuine(
    headers: Mapping[str, str],
    body: bytes,
    signature_key: str,
    *,
    now: datetime,
    max_age: timedelta = WEBHOOK_MAX_AGE,
) -> bool:
    """Whether the raw body was signed with the subscription's key, and lately.

    The key is hexadecimal, as the subscription gave it once; `headers` go by any case of their
    names.

    Raises: ConfigError when the key is not hexadecimal, without showing it.

    Source: "Webhooks", documented: HMAC-SHA256 over the timestamp followed by the raw body.
    """
    given = {name.lower(): text for name, text in headers.items()}
    signature, timestamp = given.get(HASH, ""), given.get(TIMESTAMP, "")
    try:
        key = bytes.fromhex(signature_key)
    except ValueError:
        key = b""
    if not key:
        raise ConfigError(
            "close: the webhook's signature key is not hexadecimal. Put in the one that the "
            "subscription answered when it was made."
        )
    right = hmac.new(key, timestamp.encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), signature.lower().encode()):
        return False
    # Ten digits are a moment until the year 2286; more would be none of any calendar.
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= len("1740000000")):
        return False
    return abs(now.timestamp() - int(timestamp)) <= max_age.total_seconds()


class Told(msgspec.Struct):
    """What of an event is looked at here."""

    id: str


class Sent(msgspec.Struct):
    """A delivery's body."""

    event: Told


def heard(connection: Connection, delivery: WebhookCall) -> str:
    """The id of the event that a delivery brings.

    Raises: AuthError, BadReply; ConfigError without a key, or one that is not hexadecimal.
    """
    where = Where("close", connection.slug, "events", "webhook")
    key, now = connection.secret("webhook_secret"), delivery.received_at
    if not is_genuine(delivery.headers, delivery.body, key, now=now):
        raise AuthError(
            where,
            seen="a signature that is not ours, or not of these minutes",
            todo="Put the subscription's signature key into this connection.",
        )
    try:
        return msgspec.json.decode(delivery.body, type=Sent).event.id
    except (msgspec.DecodeError, RecursionError):
        seen = "a signed body that is no event"
        raise BadReply(where, seen=seen, todo="Send events only.") from None
