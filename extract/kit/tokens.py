"""A session whose calls carry a token that runs out.

The token is asked for when it is first needed, renewed in time, and once when a call is refused,
by one thread for all. Failures of the token call that pass are repeated as part of the call that
needs the token, so the issuer's own session should not repeat them.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from extract.kit.errors import AuthError, ProviderError
from extract.kit.http import Reply, Session, SessionSpec

HEADER, PLACE = "Authorization", "{token}"


class CredentialsRefused(AuthError):
    """What the token is asked for with is refused: another token call would not help."""


@dataclass(frozen=True)
class Token:
    """A token, the `seconds` for which it is good (None: until it is refused), and its successor's.

    `refresh` is what the next token may be asked for with, empty where there is no such thing.
    """

    text: str = field(repr=False)
    seconds: float | None = None
    refresh: str = field(default="", repr=False)


class Issuer(Protocol):
    """The token call of one account."""

    @property
    def session(self) -> Session:
        """The session that it is made in."""
        ...

    def issue(self, before: Token | None, /) -> Token:
        """A new token; `before` is one that runs out, None at first and after a refusal.

        Raises: ProviderError; AuthError when the secrets are refused.
        """
        ...


@dataclass(frozen=True)
class Terms:
    """How the header spells a token, and with how many seconds left it is renewed."""

    form: str = f"Bearer {PLACE}"
    renew_seconds: float = 0.0


class TokenSession(Session):
    """A session that sends a token with every call; safe to share between threads."""

    def __init__(
        self,
        spec: SessionSpec,
        issuer: Issuer,
        terms: Terms,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(spec)
        self.terms = terms
        self._issuer, self._clock = issuer, clock
        self._asking = threading.Lock()
        self._sent = threading.local()
        self._token: Token | None = None
        self._good_until = 0.0

    def __enter__(self) -> Self:
        """Starts hiding both sessions' secrets in the transport's own log."""
        self._issuer.session.__enter__()
        return super().__enter__()

    def __exit__(self, *raised: object) -> None:
        """Closes the connections of both sessions."""
        self._issuer.session.__exit__(*raised)
        super().__exit__(*raised)

    def headers(self) -> Mapping[str, str]:
        """The headers of a call, with a token that has time left.

        Raises: ProviderError; CredentialsRefused when no token is to be had.
        """
        with self._asking:
            token = self._token
            if token is None or self._good_until - self._clock() < self.terms.renew_seconds:
                token = self._renewed(token)
            self._sent.token = token
        return {**super().headers(), HEADER: self.terms.form.replace(PLACE, token.text)}

    def get_reply(
        self, path: str, params: Mapping[str, Any] | None = None, *, entity: str = "-"
    ) -> Reply:
        """The reply to a GET; after a refusal asked once more with a new token.

        Raises: ProviderError; AuthError when the new token is refused as well.
        """
        try:
            return super().get_reply(path, params, entity=entity)
        except CredentialsRefused:
            raise
        except AuthError:
            self._forget(self._sent.token)
        try:
            return super().get_reply(path, params, entity=entity)
        except CredentialsRefused:
            raise
        except AuthError as refusal:
            raise self.refused_again(refusal) from None

    def refused_again(self, refusal: AuthError) -> AuthError:
        """What is told of a call that was refused with a new token too."""
        return refusal

    def _forget(self, refused: Token) -> None:
        with self._asking:
            # Another thread may have been refused with it before, and have a new one by now.
            if self._token is refused:
                self._token = None

    def _renewed(self, before: Token | None) -> Token:
        try:
            token = self._issuer.issue(before)
        except ProviderError as error:
            # The provider's own words may repeat what it was sent.
            error.hide(self._issuer.session.redactor.clean)
            if not isinstance(error, AuthError):
                raise
            raise CredentialsRefused(error.where, seen=error.seen, todo=error.todo) from None
        for session in (self, self._issuer.session):
            session.redactor.hide(token.text, token.refresh)
        lifetime = float("inf") if token.seconds is None else token.seconds
        self._token, self._good_until = token, self._clock() + lifetime
        return token
