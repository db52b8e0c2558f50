"""The way in: a token for a client id and secret, renewed in time and once when it is refused."""

import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec

from extract.kit.answer import ASK_SUPPORT, decoded
from extract.kit.errors import AuthError, BadReply, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.providers.haku.answers import check
from extract.providers.haku.assumed import (
    GRANT,
    RENEWED_BEFORE_SECONDS,
    TOKEN,
    TOKEN_SECONDS,
    Options,
)

HEADER = "Authorization"
# What an identity service answers to a wrong client, besides 401.
BAD_REQUEST = "HTTP 400"


class CredentialsRefused(AuthError):
    """The client id or the secret is wrong: another token call would not help."""


class Issued(msgspec.Struct):
    """The answer to a token call."""

    access_token: str = ""
    expires_in: float = TOKEN_SECONDS


class Issuer:
    """The token call of one organisation. Failures that pass are the asking session's to repeat."""

    def __init__(self, spec: SessionSpec, token_url: str, credentials: tuple[str, str]) -> None:
        basic = b64encode(":".join(credentials).encode()).decode()
        address = urlsplit(token_url)
        self.path = address.path
        self.session = Session(
            replace(
                spec,
                base_url=f"{address.scheme}://{address.netloc}",
                secrets=(*spec.secrets, basic),
                headers={HEADER: f"Basic {basic}"},
                policy=RetryPolicy(attempts=1),
            )
        )

    def issue(self) -> Issued:
        """A new token.

        Raises: CredentialsRefused; BadReply for an answer without a token; other ProviderErrors.
        """
        spec = self.session.spec
        where = Where(spec.provider, spec.connection, "token", self.path)
        try:
            answer = self.session.post_form(self.path, GRANT, entity="token")
        except (AuthError, BadReply) as refusal:
            if isinstance(refusal, BadReply) and not refusal.seen.startswith(BAD_REQUEST):
                raise
            todo = "Put in this organisation's client id and secret."
            raise CredentialsRefused(where, seen=refusal.seen, todo=todo) from None
        issued: Issued = decoded(answer, Issued, where)
        if not issued.access_token:
            raise BadReply(where, seen="an answer without an access_token", todo=ASK_SUPPORT)
        return issued


class TokenHeader(Mapping[str, str]):
    """The header of every call, with a token that is good for another minute at least."""

    def __init__(
        self, issuer: Issuer, form: str, hide: Callable[[str], None], clock: Callable[[], float]
    ) -> None:
        self._issuer, self._form, self._hide, self._clock = issuer, form, hide, clock
        self._lock = threading.Lock()
        self._token, self._good_until = "", 0.0

    def forget(self) -> None:
        """Makes the next call ask for a new token."""
        self._token = ""

    def __getitem__(self, name: str) -> str:
        """The header's value; asks for a token where there is none, or none for long enough."""
        if name != HEADER:
            raise KeyError(name)
        with self._lock:
            if not self._token or self._good_until - self._clock() < RENEWED_BEFORE_SECONDS:
                issued = self._issuer.issue()
                self._hide(issued.access_token)
                self._token = issued.access_token
                self._good_until = self._clock() + issued.expires_in
            return self._form.replace(TOKEN, self._token)

    def __iter__(self) -> Iterator[str]:
        """The one header."""
        return iter((HEADER,))

    def __len__(self) -> int:
        """One."""
        return 1


class TokenSession(Session):
    """A session whose token is renewed by itself, and once more when a call is refused."""

    def __init__(
        self,
        spec: SessionSpec,
        issuer: Issuer,
        form: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer, self._form = issuer, form
        self._header = TokenHeader(issuer, form, self._hide, clock)
        super().__init__(replace(spec, headers=self._header))

    def __enter__(self) -> Self:
        """Starts hiding secrets in the transport's own log."""
        self._issuer.session.__enter__()
        return super().__enter__()

    def __exit__(self, *raised: object) -> None:
        """Closes the connections to both hosts."""
        self._issuer.session.__exit__(*raised)
        super().__exit__(*raised)

    def get_reply(
        self, path: str, params: Mapping[str, Any] | None = None, *, entity: str = "-"
    ) -> Reply:
        """The reply to `GET base_url + path`; a refused token is renewed once.

        Raises: ProviderError; AuthError when the new token is refused too.
        """
        try:
            return super().get_reply(path, params, entity=entity)
        except CredentialsRefused:
            raise
        except AuthError:
            self._header.forget()
        try:
            return super().get_reply(path, params, entity=entity)
        except CredentialsRefused:
            raise
        except AuthError as refusal:
            # The other form of the header is never tried unasked: it would hide which one is right.
            todo = (
                f"The token went out as {self._form!r}. Ask Haku whether this organisation's "
                "client may read this, or put another form into the setting authorization."
            )
            seen = f"{refusal.seen}, with a new token too"
            raise AuthError(refusal.where, seen=seen, todo=todo) from None

    def _hide(self, token: str) -> None:
        self.redactor.hide(token)
        self._issuer.session.redactor.hide(token)


def token_session(
    spec: SessionSpec, options: Options, credentials: tuple[str, str]
) -> TokenSession:
    """A session for an organisation's client id and secret."""
    spec = replace(spec, secrets=credentials, check=check)
    return TokenSession(spec, Issuer(spec, options.token_url, credentials), options.authorization)
