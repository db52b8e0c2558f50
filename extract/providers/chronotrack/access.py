"""The two ways into a ChronoTrack account, both of which put secrets into addresses."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from extract.kit.answer import decoded
from extract.kit.budget import SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError, PermissionDenied, ProviderError, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.spec import Doors
from extract.kit.tokens import Terms, Token, TokenSession
from extract.providers.chronotrack import assumed
from extract.providers.chronotrack.answers import check

BASE_URL = "https://api.chronotrack.com/api"
DIGEST = re.compile("[0-9a-fA-F]{40}")
CONNECTIONS = 5
READ_SECONDS = 120.0
CLOSED = "Have the event's owner share it with this login, or check the connection's secrets."


class Issued(msgspec.Struct):
    """The answer of the token's address; the other fields are not used."""

    access_token: str


class Doorman:
    """The token call of one account. Failures that pass are the asking session's to repeat."""

    def __init__(self, spec: SessionSpec, login: Mapping[str, str]) -> None:
        self.session = Session(spec)
        self._login = {"grant_type": "password", **login}

    def issue(self, _before: Token | None) -> Token:
        """A new token, good until it is refused.

        Raises: ProviderError.
        """
        body = self.session.get("", self._login, entity="token")
        spec = self.session.spec
        where = Where(spec.provider, spec.connection, "token", spec.base_url)
        answer: Issued = decoded(body, Issued, where)
        return Token(answer.access_token)


class LoginSession(Session):
    """A session that tells what is closed (403) from a login that is refused (401)."""

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        error = super()._refusal(where, reply)
        if reply.status == 403:
            return PermissionDenied(where, seen=error.seen, todo=CLOSED)
        return error


class BearerSession(LoginSession, TokenSession):
    """The same where a token is sent, which is not renewed for what is closed."""


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
        query = {**spec.params, "user_id": login, "user_pass": hashed}
        return LoginSession(replace(spec, params=query))
    login_form = {"username": login, "password": password}
    return BearerSession(spec, Doorman(token_spec(connection, spec), login_form), Terms())


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
        policy=RetryPolicy(attempts=1),
    )


def budget_of(connection: Connection, doors: Doors, account: str) -> SharedBudget | Unlimited:
    """The account's budget across processes, where there is a place to keep it."""
    if doors.budget_path is None or not connection.settings.get("paced", True):
        return Unlimited()
    return SharedBudget(doors.budget_path, account, assumed.RATES)
