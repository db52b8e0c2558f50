"""Calls to a running service, as a program of somebody else would make them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import urllib3

from orchestration.service.settings import Trust
from orchestration.service.tokens import Caller, Role, make_token

SECRET = "a-signing-secret-of-more-than-32-bytes"
SYNC_SECRET = "canary-internal-key-5c1e"
STRIPE_SECRET = "whsec_canary_of_the_harbor_31"
CLOSE_KEY = "c1" * 32
WEBHOOK_SECRET = "canary-webhook-secret-77aa"
PARTNER, OTHER = "harbor_timing", "ridge_timing"
TRUST = Trust("HS256", SECRET)
MANUAL = {
    "timing_partner_id": PARTNER,
    "provider_name": "runsignup",
    "operation_type": "participants",
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Any
    raw: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.raw)


def token(role: Role = "admin", partner: str | None = None, *, minutes: float = 600) -> str:
    """A token of that role."""
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    return make_token(TRUST, SECRET, Caller("ada", role, partner), until=until)


def bearer(text: str) -> dict[str, str]:
    """The header that carries a token or key."""
    return {"Authorization": f"Bearer {text}"}


ADMIN = bearer(token())
TIMER = bearer(token("timer", PARTNER))
VIEWER = bearer(token("viewer"))
KEY = bearer(SYNC_SECRET)


@dataclass(frozen=True)
class Asking:
    """A program that calls the service at `url`."""

    url: str
    pool: urllib3.PoolManager

    def get(self, path: str, headers: dict[str, str] | None = ADMIN) -> Answer:
        """The answer to a GET."""
        return self.send("GET", path, None, headers)

    def post(self, path: str, body: Any = None, headers: dict[str, str] | None = ADMIN) -> Answer:
        """The answer to a POST of JSON."""
        return self.send("POST", path, body, headers)

    def send(self, method: str, path: str, body: Any, headers: dict[str, str] | None) -> Answer:
        """The answer to any call; bytes and streams go as they are."""
        sent = body if body is None or not isinstance(body, (dict, list)) else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        reply = self.pool.request(
            method, self.url + path, body=sent, headers={**kind, **(headers or {})}, retries=False
        )
        return Answer(reply.status, reply.headers, reply.data)
