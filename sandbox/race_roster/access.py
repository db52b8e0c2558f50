"""The token call with its own grant, and who may call with which token."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.races import Record

CREDENTIALS = {
    "client_id": "sandbox-roster-client",
    "client_secret": "sandbox-roster-client-secret",
    "username": "timer@riverbend.example",
    "password": "sandbox-roster-password",
}
LOGIN, REFRESH = "access_token", "refresh_token"
CLIENT = ("client_id", "client_secret")


class Refused(Exception):
    """A token call that failed, with its status."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"error": error, "error_description": description, "hint": None}


@dataclass
class Access:
    """The one account of the sandbox and the tokens it has handed out.

    `lifetime` is that of a token in seconds; `grants` tells for which words tokens were given.
    """

    clock: Callable[[], float]
    lifetime: float = 86_400.0
    grants: list[str] = field(default_factory=list)
    _until: dict[str, float] = field(default_factory=dict)
    _refreshing: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def grant(self, form: Mapping[str, str]) -> Record:
        """A token for a form's fields. Raises: Refused."""
        kind = form.get("grant_type")
        with self._lock:
            if kind == LOGIN:
                self._check(form, tuple(CREDENTIALS))
            elif kind == REFRESH:
                self._check(form, CLIENT)
                self._use_up(form.get("refresh_token", ""))
            else:
                raise Refused(400, "unsupported_grant_type", f"The grant {kind!r} is not known.")
            self.grants.append(kind)
            return self._token()

    def allows(self, header: str) -> bool:
        """Whether a call's `Authorization` holds a token that has not expired."""
        with self._lock:
            return self.clock() < self._until.get(header.removeprefix("Bearer "), 0.0)

    def revoke(self) -> None:
        """Makes every token worthless, as if its time had come."""
        with self._lock:
            self._until.clear()

    @staticmethod
    def _check(form: Mapping[str, str], names: tuple[str, ...]) -> None:
        if missing := [name for name in names if not form.get(name)]:
            raise Refused(400, "invalid_request", f"The field {missing[0]} is missing.")
        if any(form[name] != CREDENTIALS[name] for name in names):
            raise Refused(401, "invalid_credentials", "The user credentials were incorrect.")

    def _use_up(self, token: str) -> None:
        if token not in self._refreshing:
            raise Refused(401, "invalid_request", "The refresh token is invalid.")
        self._refreshing.remove(token)

    def _token(self) -> Record:
        number = len(self.grants)
        token, again = f"sandbox-token-{number}", f"sandbox-refresh-{number}"
        self._until[token] = self.clock() + self.lifetime
        self._refreshing.add(again)
        return {
            "token_type": "Bearer",
            "expires_in": int(self.lifetime),
            "access_token": token,
            "refresh_token": again,
        }
