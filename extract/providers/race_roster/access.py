"""Tokens: got with four secrets, renewed ahead of expiry and once when one is refused."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, key_text
from extract.kit.errors import AuthError, BadReply, PermissionDenied, ProviderError, Where
from extract.kit.http import Reply, Session, SessionSpec
from extract.providers.race_roster.answers import ADVICE
from extract.providers.race_roster.assumed import LIFETIME_SECONDS

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


class Tokens:
    """The token of one account; safe to share between threads.

    `fields` go with every token call; `login` with the first one, `refresh` with later ones. An
    empty `refresh` means that `login` is used each time.
    """

    def __init__(
        self,
        session: GrantSession,
        path: str,
        forms: tuple[Mapping[str, str], Mapping[str, str]],
        renew_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`forms` are those of the login and of the refresh call."""
        self.session = session
        self._path = path
        self._login, self._refresh = forms
        self._renew_seconds = renew_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refresh_token: str | None = None
        self._until = 0.0

    def current(self) -> str:
        """A token with time left, asked for where there is none.

        Raises: ProviderError.
        """
        with self._lock:
            if self._token is None or self._until - self._clock() < self._renew_seconds:
                return self._renewed()
            return self._token

    def replace(self, refused: str) -> None:
        """Gets a new token in place of a refused one, unless another thread has done so.

        Raises: ProviderError.
        """
        with self._lock:
            if self._token == refused:
                self._ask(self._login)

    def _renewed(self) -> str:
        if self._refresh and self._refresh_token is not None:
            try:
                return self._ask({**self._refresh, "refresh_token": self._refresh_token})
            except AuthError:
                # It works once and for about a day; the secrets work always.
                self._refresh_token = None
        return self._ask(self._login)

    def _ask(self, form: Mapping[str, str]) -> str:
        body = self.session.post_form(self._path, form, entity=ENTITY)
        spec = self.session.spec
        where = Where(spec.provider, spec.connection, ENTITY, self._path)
        try:
            grant = grant_of(body, where)
        except ProviderError as error:
            error.hide(self.session.redactor.clean)
            raise
        token, again = str(grant.access_token), key_text(grant.refresh_token)
        self.session.redactor.hide(token, again or "")
        lifetime = seconds(grant.expires_in)
        self._token, self._refresh_token = token, again
        self._until = self._clock() + lifetime
        return token


def seconds(value: Scalar) -> float:
    """A lifetime in seconds, also where it came as text; the usual one where it says nothing."""
    try:
        return float(value) if value is not None else LIFETIME_SECONDS
    except ValueError:
        return LIFETIME_SECONDS


class BearerHeader(Mapping[str, str]):
    """The one header of a call, with the token as it is at that moment."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def __getitem__(self, name: str) -> str:
        if name != "Authorization":
            raise KeyError(name)
        return f"Bearer {self._tokens.current()}"

    def __iter__(self) -> Iterator[str]:
        return iter(("Authorization",))

    def __len__(self) -> int:
        return 1


class TokenSession(Session):
    """A session that sends a token with every call; a refused token is replaced once per call."""

    def __init__(self, spec: SessionSpec, tokens: Tokens) -> None:
        super().__init__(spec)
        # One for both, so that tokens are hidden here too.
        self.redactor = tokens.session.redactor
        self._tokens = tokens

    def __exit__(self, *details: object) -> None:
        """Closes the connections of both sessions."""
        super().__exit__(*details)
        self._tokens.session.__exit__(*details)

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, entity: str = "-"
    ) -> bytes:
        """The body of a GET; after a 401 asked once more with a new token.

        Raises: ProviderError; AuthError when the new token is refused as well.
        """
        used = self._tokens.current()
        try:
            return super().get(path, params, entity=entity)
        except AuthError:
            self._tokens.replace(used)
            return super().get(path, params, entity=entity)

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        error = super()._refusal(where, reply)
        if reply.status == 403:
            return PermissionDenied(where, seen=error.seen, todo=ADVICE[403])
        if reply.status in NOT_WORTH_REPEATING:
            return BadReply(where, seen=error.seen, todo=ASK_SUPPORT)
        return error
