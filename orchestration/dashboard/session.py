"""Who sits in front of the browser: the service's own token, kept in a cookie no script can read.

A session ends with its token, or when its reader signs out, in whatever window that is done.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie

from starlette.types import Scope

from orchestration.service.settings import Trust
from orchestration.service.tokens import Caller, Role, TokenRefused, checked

COOKIE = "syncline_session"
ZONE_COOKIE = "syncline_zone"
LOOK_COOKIE = "syncline_look"
HOME = "/dashboard"
OPERATORS: tuple[Role, ...] = ("admin", "data_ops", "timer")
KEEPERS: tuple[Role, ...] = ("admin", "data_ops")


@dataclass(frozen=True)
class Visitor:
    """A signed-in reader; the session is over at `until`, in seconds since 1970."""

    caller: Caller
    until: float
    key: str = field(repr=False)


@dataclass
class Sessions:
    """The sessions that tokens open, but those that their readers have ended."""

    trust: Trust
    now: Callable[[], float] = time.time
    _ended: dict[str, float] = field(default_factory=dict)

    def opened_by(self, token: str) -> Visitor:
        """The reader that a token names.

        Raises: TokenRefused.
        """
        caller, until = checked(self.trust, token)
        key = sha256(token.encode()).hexdigest()
        visitor = Visitor(caller, until, key)
        if not self.is_open(visitor):
            raise TokenRefused("You have signed out, or the token has expired. Get a new one.")
        return visitor

    def is_open(self, visitor: Visitor) -> bool:
        """Whether the session still holds."""
        return self.now() < visitor.until and visitor.key not in self._ended

    def end(self, visitor: Visitor) -> None:
        """Ends a session in every window that it is open in."""
        now = self.now()
        self._ended = {key: until for key, until in self._ended.items() if until > now}
        self._ended[visitor.key] = visitor.until

    def seen_in(self, scope: Scope) -> Visitor | None:
        """The reader whose cookie a call brings; None where it brings none that holds."""
        token = cookies_of(scope).get(COOKIE, "")
        try:
            return self.opened_by(token) if token else None
        except TokenRefused:
            return None


def cookies_of(scope: Scope) -> Mapping[str, str]:
    """The cookies of a call, by name."""
    found = SimpleCookie()
    try:
        for name, value in scope["headers"]:
            if name == b"cookie":
                found.load(value.decode("latin-1"))
    except CookieError:
        return {}
    return {name: one.value for name, one in found.items()}


def header(scope: Scope, wanted: bytes) -> str:
    """A header of a call, empty where it is missing."""
    for name, value in scope["headers"]:
        if name == wanted:
            return str(value.decode("latin-1"))
    return ""


def is_from_here(scope: Scope) -> bool:
    """Whether a call was made by a page of ours: browsers say from which site one comes."""
    origin = header(scope, b"origin")
    return not origin or origin.partition("://")[2] == header(scope, b"host")
