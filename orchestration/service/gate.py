"""Who comes in: each call is identified, paced and cut to size before its body is read.

What is below /api is closed unless it is named here, so that a new call is never open by mistake.
"""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestration.service.limits import Pace, declared_bytes, has_body, limited, too_large
from orchestration.service.problems import Problem, problem_reply
from orchestration.service.settings import Settings
from orchestration.service.tokens import Caller, KnownTokens, TokenRefused

Door = Literal["open", "secret", "token", "key"]
WEBHOOK = "/api/webhook"
INTERNAL = "/api/internal"
DOCUMENTS = "/api/internal/sync/store-json"
# Nothing is read or done for them; a page of the dashboard asks for thirty files at once.
UNPACED = ("/health", "/metrics", "/dashboard/_nicegui", "/dashboard/assets/")
BEARER = {"WWW-Authenticate": "Bearer"}


def door(path: str) -> Door:
    """What opens the call: nothing, a secret or a signature, a token, or the internal key."""
    if path == WEBHOOK or path.startswith(f"{WEBHOOK}/"):
        return "secret"
    if path == INTERNAL or path.startswith(f"{INTERNAL}/"):
        return "key"
    return "token" if path == "/api" or path.startswith("/api/") else "open"


class NotBelieved(Problem):
    """The answer to a token or key that opens nothing."""


def refused(detail: str, kind: type[Problem] = Problem) -> Problem:
    """The answer to who did not say who it is, or not believably."""
    return kind(401, "not-identified", detail, headers=BEARER)


@dataclass(frozen=True)
class Gate:
    """Lets in who may come, as often as they may, with a body that is not too large."""

    app: ASGIApp
    settings: Settings
    pace: Pace
    tokens: KnownTokens
    # Hears why a token or key was not believed, and from which address it came.
    tell: Callable[[str, str], Awaitable[None]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the call on, or answers it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path: str = scope["path"]
        try:
            self._identify(scope, path)
            if has_body(scope):
                receive = self._cut(scope, receive, path)
        except Problem as problem:
            if isinstance(problem, NotBelieved):
                await self.tell(str(problem.detail), address_of(scope))
            reply = problem_reply(problem, scope["state"]["request_id"])
            return await reply(scope, receive, send)
        await self.app(scope, receive, send)

    def _identify(self, scope: Scope, path: str) -> None:
        kind = door(path)
        who = f"address {address_of(scope)}"
        found: Caller | Problem | None = None
        if kind == "token":
            found = self._caller(scope)
        elif kind == "key":
            found = self._key(scope)
        if isinstance(found, Caller):
            who = f"caller {found.subject}"
        if not path.startswith(UNPACED):
            self._keep_pace(who)
        if isinstance(found, Problem):
            raise found
        scope["state"]["caller"] = found

    def _keep_pace(self, who: str) -> None:
        if wait := self.pace.wait(who):
            seconds = int(wait) + 1
            raise Problem(
                429,
                "too-many-calls",
                f"Too many calls. Nothing was done. Wait {seconds} s.",
                headers={"Retry-After": str(seconds)},
            )

    def _caller(self, scope: Scope) -> Caller | Problem:
        token = _bearer(scope)
        if not token:
            return refused("Send a token: Authorization: Bearer ...")
        try:
            return self.tokens.read(token)
        except TokenRefused as error:
            return refused(str(error), NotBelieved)

    def _key(self, scope: Scope) -> Problem | None:
        given = _bearer(scope) or _header(scope, b"x-sync-secret").strip()
        if self.settings.sync_secret and same(given, self.settings.sync_secret):
            return None
        if given:
            return refused("The internal key is not the one of this service.", NotBelieved)
        return refused("Send the key: Authorization: Bearer ... or x-sync-secret: ...")

    def _cut(self, scope: Scope, receive: Receive, path: str) -> Receive:
        most = self.settings.document_bytes if path == DOCUMENTS else self.settings.body_bytes
        if declared_bytes(scope) > most:
            raise too_large(most)
        return limited(receive, most, self.settings.seconds)


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, found out in a time that does not tell how far they are."""
    return hmac.compare_digest(given.encode(), expected.encode())


def address_of(scope: Scope) -> str:
    """The address that a call comes from."""
    return str((scope.get("client") or ("unknown", 0))[0])


def _header(scope: Scope, wanted: bytes) -> str:
    for name, value in scope["headers"]:
        if name == wanted:
            return str(value.decode("latin-1"))
    return ""


def _bearer(scope: Scope) -> str:
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def caller_of(request: Request) -> Caller:
    """Who calls, where the door asked for a token."""
    caller = request.scope["state"]["caller"]
    assert isinstance(caller, Caller)
    return caller
