"""Who calls: the signed tokens of people and systems, read and, for development, made."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import jwt

from extract.kit.errors import ConfigError, SynclineError
from orchestration.service.settings import Trust, private_key, settings_from

Role = Literal["admin", "data_ops", "timer", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)
PARTNER = "timing_partner_id"
REQUIRED = ["exp", "aud", "iss", "sub"]
LEEWAY_SECONDS = 10
HOURS = 12
# A clock that is set, or a token that is not known any more, is noticed after that.
BELIEVED_SECONDS, REMEMBERED = 60.0, 4096
# What may stand in a column and a log: no line breaks, no NUL, not endless.
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


class TokenRefused(SynclineError):
    """A token that opens nothing; the message says why without repeating it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls; a token that names a `partner` opens that one's things only."""

    subject: str
    role: Role
    partner: str | None = None

    def may_see(self, partner: str) -> bool:
        """Whether things of that timing partner are this caller's to see."""
        return self.partner is None or self.partner == partner


class KnownTokens:
    """Tokens that were checked already: checking costs as much as the rest of a call does."""

    def __init__(self, trust: Trust, now: Callable[[], float] = time.time) -> None:
        self._trust = trust
        self._now = now
        self._known: OrderedDict[str, tuple[Caller, float]] = OrderedDict()

    def read(self, token: str) -> Caller:
        """Who the token says is calling.

        Raises: TokenRefused as `read_token` does.
        """
        caller, until = self._known.get(token, (None, 0.0))
        if caller is not None and self._now() < until:
            return caller
        self._known.pop(token, None)
        caller, expires_at = checked(self._trust, token)
        self._known[token] = caller, min(expires_at, self._now() + BELIEVED_SECONDS)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return caller


def read_token(trust: Trust, token: str) -> Caller:
    """Who the token says is calling.

    Raises: TokenRefused as `checked` does.
    """
    return checked(trust, token)[0]


def checked(trust: Trust, token: str) -> tuple[Caller, float]:
    """Who the token says is calling, and when it expires, in seconds since 1970.

    Raises: TokenRefused when it is not signed by our key with our algorithm, is not for us, is
        expired, or names no known role; a timer's names a partner too.
    """
    try:
        claims = jwt.decode(
            token,
            trust.key,
            algorithms=[trust.algorithm],
            audience=trust.audience,
            issuer=trust.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED},
        )
    except jwt.ExpiredSignatureError:
        raise TokenRefused("The token has expired. Get a new one.") from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        # All others sound alike: who forges tokens learns nothing.
        raise TokenRefused("The token is not one that this service accepts.") from None
    return _caller(claims), float(claims["exp"])


def _caller(claims: Mapping[str, Any]) -> Caller:
    subject, role, partner = claims["sub"], claims.get("role"), claims.get(PARTNER)
    if not _is_name(subject) or role not in ROLES or not (partner is None or _is_name(partner)):
        raise TokenRefused("The token names no role that this service knows.")
    if role == "timer" and partner is None:
        raise TokenRefused("A timer's token has to name its timing_partner_id.")
    return Caller(subject, role, partner)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def make_token(trust: Trust, signing_key: str, caller: Caller, *, until: datetime) -> str:
    """A token for that caller.

    Raises: ConfigError when the caller could not use it, or the key cannot sign.
    """
    if caller.role == "timer" and caller.partner is None:
        raise ConfigError("A timer's token opens one partner's things. Name it: --partner ID.")
    if not _is_name(caller.subject) or not (caller.partner is None or _is_name(caller.partner)):
        raise ConfigError("A name in a token has 1 to 200 characters, none of them a line break.")
    claims: dict[str, Any] = {
        "sub": caller.subject,
        "role": caller.role,
        "aud": trust.audience,
        "iss": trust.issuer,
        "exp": until,
    }
    if caller.partner is not None:
        claims[PARTNER] = caller.partner
    try:
        return jwt.encode(claims, signing_key, algorithm=trust.algorithm)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise ConfigError(f"The key cannot sign ({type(error).__name__}).") from None


def token_for(env: Mapping[str, str], home: Path, role: str, who: tuple[str, str | None]) -> str:
    """A token for development, for the subject and partner `who`, that holds for twelve hours.

    Raises: ConfigError when the role is none, or there is no key to sign with.
    """
    named = next((known for known in ROLES if known == role), None)
    if named is None:
        raise ConfigError(f"There is no role {role!r}. Use {', '.join(ROLES)}.")
    trust = settings_from(env, home).trust
    key = trust.key if trust.algorithm == "HS256" else private_key(env)
    subject, partner = who
    until = datetime.now(UTC) + timedelta(hours=HOURS)
    return make_token(trust, key, Caller(subject, named, partner), until=until)
