"""A session with one account: the key, what its refusals mean, and the search."""

import base64
from typing import Any

import msgspec

from extract.kit.budget import SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import (
    BadReply,
    PermissionDenied,
    ProviderError,
    Throttled,
    Transient,
    Where,
)
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.spec import Doors
from extract.providers.close.answers import check, refusal_of, seconds_told
from extract.providers.close.assumed import RATES
from extract.providers.close.columns import chosen_columns
from extract.providers.close.settings import READ_SECONDS

BASE_URL = "https://api.close.com/api/v1"
CLOSED = frozenset({402, 403})
ASK_ADMIN = "Let an administrator open it to the key's user, or leave it out of the connection."


class CloseSession(Session):
    """A session that tells apart what Close refuses, and searches as patiently as it reads."""

    def search(self, path: str, question: Any, *, entity: str = "-") -> bytes:
        """The body of one POST that changes nothing, asked again as `get` is.

        Raises: ProviderError.
        """
        where, body = self._where(path, entity), msgspec.json.encode(question)
        return self._retrying(Transient)(self._reply, "POST", path, where, body).body

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        error = super()._refusal(where, reply)
        if isinstance(error, Throttled) and error.retry_after is None:
            error.retry_after = seconds_told(reply.body)
        if reply.status in CLOSED:
            return PermissionDenied(where, seen=error.seen, todo=ASK_ADMIN)
        if reply.status == 400 and isinstance(error, BadReply):
            return refusal_of(reply, error)
        return error


def connect(connection: Connection, doors: Doors) -> CloseSession:
    """A session that sends the key as the user name of HTTP basic, with no password.

    Raises: ConfigError when the key is missing or the chosen columns cannot be any.
    """
    settings, key = connection.settings, connection.secret("api_key")
    chosen_columns(connection)
    header = base64.b64encode(f"{key}:".encode()).decode()
    paced = settings.get("paced", True) and doors.budget_path is not None
    return CloseSession(
        SessionSpec(
            base_url=str(settings.get("base_url", BASE_URL)).rstrip("/"),
            provider="close",
            connection=connection.slug,
            secrets=(key, header),
            headers={"Authorization": f"Basic {header}"},
            check=check,
            policy=RetryPolicy(**settings.get("retry", {})),
            budget=SharedBudget(doors.budget_path, f"close {key}", RATES) if paced else Unlimited(),
            read_seconds=float(settings.get("read_seconds", READ_SECONDS)),
        )
    )
