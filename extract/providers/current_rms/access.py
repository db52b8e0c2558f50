"""A session with one account: its two headers, one call at a time, and nothing but reading."""

import hashlib
import re
from pathlib import Path
from typing import Any

from filelock import FileLock

from extract.kit.budget import Budget, Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.settings import number_of
from extract.kit.spec import Doors
from extract.providers.current_rms import assumed
from extract.providers.current_rms.answers import check
from extract.providers.current_rms.settings import CALLS, SUBDOMAIN

BASE_URL = "https://api.current-rms.com/api/v1"
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class ReadOnly(Session):
    """A session that makes one call at a time, whichever process makes it, and only GET.

    The key writes as well: what is sent here can change nothing.
    """

    turn: Path | None = None

    def _exchanged(self, method: str, *rest: Any) -> Reply:
        if method != "GET":
            raise ConfigError(f"current_rms: {method} is refused. Nothing here may write there.")
        if self.turn is None:
            return super()._exchanged(method, *rest)
        with FileLock(self.turn):
            return super()._exchanged(method, *rest)


def connect(connection: Connection, doors: Doors) -> ReadOnly:
    """A session that sends the account's name and key with every call.

    Raises: ConfigError when either is missing, or the name is none of an account.
    """
    settings, key = connection.settings, connection.secret("api_key")
    account = subdomain(connection)
    session = ReadOnly(
        SessionSpec(
            base_url=str(settings.get("base_url", BASE_URL)).rstrip("/"),
            provider="current_rms",
            connection=connection.slug,
            secrets=(key,),
            headers={"X-SUBDOMAIN": account, "X-AUTH-TOKEN": key},
            check=check,
            policy=RetryPolicy(**settings.get("retry", {})),
            budget=budget_of(connection, doors, account),
            connections=1,
        )
    )
    if doors.budget_path is not None:
        name = hashlib.sha256(account.encode()).hexdigest()[:16]
        session.turn = Path(doors.budget_path).with_name(f"current_rms_{name}.turn")
        session.turn.parent.mkdir(parents=True, exist_ok=True)
    return session


def subdomain(connection: Connection) -> str:
    """The account's name, without the domain behind it.

    Raises: ConfigError.
    """
    given = str(connection.settings.get(SUBDOMAIN.name, "")).strip()
    account = given.removesuffix(".current-rms.com")
    if not LABEL.fullmatch(account):
        raise ConfigError(
            f"current_rms (connection {connection.slug}): the setting subdomain is {given!r}. Put "
            "in the account's name, as acme of acme.current-rms.com."
        )
    return account


def budget_of(connection: Connection, doors: Doors, account: str) -> Budget:
    """The calls that the account may make, whoever makes them. Raises: ConfigError."""
    settings = connection.settings
    if doors.budget_path is None or not settings.get("paced", True):
        return Unlimited()
    calls = int(number_of(settings, CALLS, assumed.CALLS_PER_MINUTE))
    return SharedBudget(doors.budget_path, f"current_rms {account}", (Rate(calls, 60.0),))
