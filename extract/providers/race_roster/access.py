"""Tokens: got with four secrets, renewed ahead of expiry and once when one is refused."""

import logging
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, key_text
from extract.kit.errors import AuthError, BadReply, PermissionDenied, ProviderError, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.tokens import Token, TokenSession
from extract.providers.race_roster.answers import ADVICE
from extract.providers.race_roster.assumed import LIFETIME_SECONDS

LOG = logging.getLogger(__name__)
ENTITY = "token"
REFUSED = frozenset({400, 401, 403})
NOT_WORTH_REPEATING = frozenset({501})
CHECK_SECRETS = "Check client_id, client_secret, username and password of this connection."


class Grant(msgspec.Struct):
    """A token as it is handed out, or the reason why not."""

    access_token: Scalar = None
    expires_in: Scalar = None
    refresh_token: Scalar = None
    error: Scalar = None


class GrantAnswer(Grant):
    """The answer of the token call: bare, or wrapped as an object or a list of one."""

    data: list[Grant] | Grant | None = None


def grant_of(body: bytes, where: Where) -> Grant:
    """The token of an answer, however it is wrapped.

    Raises: AuthError when the answer says why there is none; BadReply when it holds none.
    """
    answer: list[Grant] | GrantAnswer = decoded(body, list[Grant] | GrantAnswer, where)
    found = answer.data or answer if isinstance(answer, GrantAnswer) else answer
    grant = found if isinstance(found, Grant) else next(iter(found), Grant())
    if key_text(grant.access_token) is not None:
        return grant
    if (words := key_text(grant.error)) is not None:
        raise AuthError(where, seen=f"no token but {words[:200]!r}", todo=CHECK_SECRETS)
    raise BadReply(where, seen="an answer without `access_token`", todo=ASK_SUPPORT)


class GrantSession(Session):
    """A session for the token call, which answers wrong secrets with 400 as well as 401."""

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        error = super()._refusal(where, reply)
        if reply.status in REFUSED:
            return AuthError(where, seen=error.seen, todo=CHECK_SECRETS)
        return error


class Issuer:
    """The token call of one account, by log-in or by a refresh token.

    `forms` are the fields of the one and of the other call; where those of the other are empty,
    the log-in is used each time. Failures that pass are the asking session's to repeat.
    """

    def __init__(
        self, spec: SessionSpec, path: str, forms: tuple[Mapping[str, str], Mapping[str, str]]
    ) -> None:
        self.session = GrantSession(replace(spec, policy=RetryPolicy(attempts=1)))
        self._path = path
        self._login, self._refresh = forms

    def issue(self, before: Token | None) -> Token:
        """A new token.

        Raises: AuthError; ProviderError.
        """
        if self._refresh and before is not None and before.refresh:
            try:
                return self._ask({**self._refresh, "refresh_token": before.refresh})
            except AuthError:
                # It works once and for about a day; the secrets work always.
                LOG.info("a refresh token was refused, the secrets are sent again")
        return self._ask(self._login)

    def _ask(self, form: Mapping[str, str]) -> Token:
        body = self.session.post_form(self._path, form, entity=ENTITY)
        spec = self.session.spec
        grant = grant_of(body, Where(spec.provider, spec.connection, ENTITY, self._path))
        again = key_text(grant.refresh_token) or ""
        return Token(str(grant.access_token), seconds(grant.expires_in), again)


def seconds(value: Scalar) -> float:
    """A lifetime in seconds, also where it came as text; the usual one where it says nothing."""
    try:
        return float(value) if value is not None else LIFETIME_SECONDS
    except ValueError:
        return LIFETIME_SECONDS


class RosterSession(TokenSession):
    """A session that tells what is closed from what is refused."""

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        error = super()._refusal(where, reply)
        if reply.status == 403:
            return PermissionDenied(where, seen=error.seen, todo=ADVICE[403])
        if reply.status in NOT_WORTH_REPEATING:
            return BadReply(where, seen=error.seen, todo=ASK_SUPPORT)
        return error
