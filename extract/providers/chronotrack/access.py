"""The two ways into a ChronoTrack account, both of which put secrets into addresses."""

import hashlib
import re
import threading
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from extract.kit.answer import decoded
from extract.kit.budget import SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import AuthError, ConfigError, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.spec import Doors
from extract.providers.chronotrack import assumed
from extract.providers.chronotrack.answers import check

BASE_URL = "https://api.chronotrack.com/api"
DIGEST = re.compile("[0-9a-fA-F]{40}")
CONNECTIONS = 5
READ_SECONDS = 120.0


class Token(msgspec.Struct):
    """The answer of the token's address; the other fields are not used."""

    access_token: str


class TokenSession(Session):
    """A session with a bearer token, which it asks for at its first call and when it is refused."""

    def __init__(
        self, spec: SessionSpec, token_spec: SessionSpec, login: Mapping[str, str]
    ) -> None:
        super().__init__(spec)
        self._doorman = Session(token_spec)
        self._login = {"grant_type": "password", **login}
        self._asking = threading.Lock()
        self._token = ""

    def get_reply(
        self, path: str, params: Mapping[str, Any] | None = None, *, entity: str = "-"
    ) -> Reply:
        """The reply to a call with the token; a token that has run out is replaced once.

        Raises: ProviderError.
        """
        used = self._token or self._renewed("")
        try:
            return super().get_reply(path, params, entity=entity)
        except AuthError:
            self._renewed(used)
            return super().get_reply(path, params, entity=entity)

    def _renewed(self, refused: str) -> str:
        """The token in use once `refused` is not; one call for all threads that wait here."""
        with self._asking:
            if self._token == refused:
                body = self._doorman.get("", self._login, entity="token")
                spec = self._doorman.spec
                where = Where(spec.provider, spec.connection, "token", spec.base_url)
                token = decoded(body, Token, where).access_token
                self.redactor.hide(token)
                self.spec = replace(self.spec, headers={"Authorization": f"Bearer {token}"})
                self._token = token
            return self._token


def digest(password: str) -> str:
    """The SHA-1 of a password in small hexadecimal; what already is one stays as it is."""
    if DIGEST.fullmatch(password):
        return password.lower()
    # The provider's own scheme, which knows no other.
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()


def connect(connection: Connection, doors: Doors) -> Session:
    """A session with the account, by the way in that the setting `auth` names.

    Raises: ConfigError when a secret is missing or `auth` is unknown.
    """
    way = connection.settings.get("auth", "simple")
    if way not in ("simple", "oauth2"):
        raise ConfigError(
            f"chronotrack (connection {connection.slug}): the setting auth is {way!r}. "
            "Use simple or oauth2."
        )
    client, login = connection.secret("client_id"), connection.secret("login")
    password = connection.secret("password")
    hashed = digest(password)
    spec = SessionSpec(
        base_url=str(connection.settings.get("base_url", BASE_URL)).rstrip("/"),
        provider="chronotrack",
        connection=connection.slug,
        secrets=(client, login, password, hashed),
        params={"client_id": client, "format": "json"},
        check=check,
        policy=RetryPolicy(**connection.settings.get("retry", {})),
        budget=budget_of(connection, doors, f"chronotrack {client} {login}"),
        read_seconds=float(connection.settings.get("read_seconds", READ_SECONDS)),
        connections=CONNECTIONS,
        hides_queries=True,
    )
    if way == "simple":
        return Session(replace(spec, params={**spec.params, "user_id": login, "user_pass": hashed}))
    return TokenSession(
        spec, token_spec(connection, spec), {"username": login, "password": password}
    )


def token_spec(connection: Connection, spec: SessionSpec) -> SessionSpec:
    """How the token is asked for: at the same host, as the client with its own secret.

    Raises: ConfigError when the client's secret is missing.
    """
    secret = connection.secret("client_secret")
    pair = b64encode(f"{connection.secret('client_id')}:{secret}".encode()).decode()
    default = spec.base_url.removesuffix("/api") + assumed.TOKEN_PATH
    return replace(
        spec,
        base_url=str(connection.settings.get("token_url", default)),
        secrets=(*spec.secrets, secret, pair),
        params={},
        headers={"Authorization": f"Basic {pair}"},
    )


def budget_of(connection: Connection, doors: Doors, account: str) -> SharedBudget | Unlimited:
    """The account's budget across processes, where there is a place to keep it."""
    if doors.budget_path is None or not connection.settings.get("paced", True):
        return Unlimited()
    return SharedBudget(doors.budget_path, account, assumed.RATES)
