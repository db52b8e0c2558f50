"""Who may call: the three ways in that clients use, and the tokens of one of them."""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

CLIENT_ID, CLIENT_SECRET = "sandbox-chronotrack-client", "sandbox-chronotrack-client-secret"
LOGIN, PASSWORD = "timer@tidewater.example", "sandbox chronotrack password"


@dataclass
class Access:
    """One account and the tokens given out for it; `lifetime` is theirs, in seconds."""

    client_id: str = CLIENT_ID
    client_secret: str = CLIENT_SECRET
    login: str = LOGIN
    password: str = PASSWORD
    lifetime: float = 259_199.0
    clock: Callable[[], float] = time.time
    tokens: dict[str, float] = field(default_factory=dict)
    given: int = 0

    def allows(self, query: Mapping[str, str], authorization: str) -> bool:
        """Whether a call may pass: the client in the query, and the person in one of three ways."""
        if query.get("client_id") != self.client_id:
            return False
        kind, _, value = authorization.partition(" ")
        if kind == "Bearer":
            return self.tokens.get(value, 0.0) > self.clock()
        if kind == "Basic":
            return _pair(value) == (self.login, self.password)
        hashed = hashlib.sha1(self.password.encode(), usedforsecurity=False).hexdigest()
        sent = query.get("user_pass", "")
        return query.get("user_id") == self.login and hmac.compare_digest(sent, hashed)

    def token(self, query: Mapping[str, str], authorization: str) -> dict[str, object] | None:
        """The answer of the token's address; None for whoever it does not know."""
        kind, _, value = authorization.partition(" ")
        client = kind == "Basic" and _pair(value) == (self.client_id, self.client_secret)
        person = (query.get("username"), query.get("password")) == (self.login, self.password)
        if not (client and person and query.get("grant_type") == "password"):
            return None
        self.given += 1
        token = hashlib.sha1(f"token {self.given}".encode(), usedforsecurity=False).hexdigest()
        self.tokens[token] = self.clock() + self.lifetime
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": int(self.lifetime),
            "refresh_token": token[::-1],
        }


def _pair(value: str) -> tuple[str, str] | None:
    try:
        name, _, secret = b64decode(value).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return None
    return name, secret
