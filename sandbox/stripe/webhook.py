"""What the server would send by itself: an event's body and the header that signs it."""

from __future__ import annotations

import hashlib
import hmac

import msgspec

from sandbox.races import Record
from sandbox.stripe.shapes import shaped


def signed(event: Record, secret: str, at: int) -> tuple[bytes, str]:
    """The body of a delivery and its `Stripe-Signature` at a time."""
    body = msgspec.json.encode(shaped(event, event["api_version"]))
    digest = hmac.new(secret.encode(), b"%d.%b" % (at, body), hashlib.sha256).hexdigest()
    return body, f"t={at},v1={digest},v0={'0' * 64}"
