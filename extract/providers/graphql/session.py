"""The session with one endpoint: its headers, and questions that are asked again as reads are."""

from collections.abc import Mapping
from typing import Any

import msgspec

from extract.kit.budget import Rate, SharedBudget, Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import BadReply, ConfigError, ProviderError, Transient, Where
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.spec import Doors
from extract.providers.graphql.answers import check, errors_of, failure
from extract.providers.graphql.assumed import DELAY_MS, READ_SECONDS

# The draft of GraphQL over HTTP; servers that do not know it give the older type.
ACCEPT = "application/graphql-response+json, application/json;q=0.9"
OURS = frozenset({"content-type", "content-length", "host", "connection", "transfer-encoding"})
# Hiding a shorter text would take every message apart, and it is no secret.
SHORTEST_SECRET = 4


class GraphQLSession(Session):
    """A session of POSTs that change nothing: each is asked again as the policy allows."""

    def ask(self, payload: Mapping[str, Any], entity: str) -> bytes:
        """The body of the answer to one query.

        Raises: ProviderError, of the kind that tells what the caller can do.
        """
        where = self.where(entity)
        body = msgspec.json.encode(payload)
        reply: Reply = self._retrying(Transient)(self._reply, "POST", "", where, body)
        return reply.body

    def where(self, entity: str) -> Where:
        """The place that an error names."""
        return Where(self.spec.provider, self.spec.connection, entity, "POST")

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        refusal = super()._refusal(where, reply)
        errors = errors_of(reply.body) if isinstance(refusal, BadReply) else []
        if errors:
            refusal = failure(errors, where, f"HTTP {reply.status}", reply.headers)
            refusal.hide(self.redactor.clean)
        return refusal


def connect(connection: Connection, doors: Doors) -> GraphQLSession:
    """A session with the connection's endpoint.

    Raises: ConfigError when there is no endpoint, or a header cannot be sent.
    """
    settings = connection.settings
    endpoint = endpoint_of(connection)
    headers = headers_of(connection)
    delay = float(settings.get("rate_limit_delay_ms", DELAY_MS)) / 1000
    paced = settings.get("paced", True) and delay > 0 and doors.budget_path is not None
    rates = (Rate(1, delay),)
    budget = SharedBudget(doors.budget_path, f"graphql {endpoint}", rates) if paced else Unlimited()
    return GraphQLSession(
        SessionSpec(
            base_url=endpoint,
            provider="graphql",
            connection=connection.slug,
            secrets=tuple(hidden(headers)),
            headers={"Accept": ACCEPT, **headers},
            check=check,
            policy=policy_of(settings),
            budget=budget,
            read_seconds=read_seconds_of(settings),
        )
    )


def endpoint_of(connection: Connection) -> str:
    """The address that questions go to.

    Raises: ConfigError when there is none, or it is no address of the web.
    """
    settings = connection.settings
    endpoint = str(settings.get("endpoint") or settings.get("base_url") or "")
    if not endpoint.startswith(("http://", "https://")):
        raise ConfigError(
            f"graphql (connection {connection.slug}): the setting endpoint is missing or no "
            "address. Put the API's https address there."
        )
    return endpoint


def headers_of(connection: Connection) -> dict[str, str]:
    """The account's own headers, out of the secrets and the setting `headers`.

    Raises: ConfigError when they are no object of texts, or hold one that is not the account's.
    """
    found: dict[str, str] = {}
    for given in (connection.settings.get("headers"), connection.secrets.get("headers")):
        found |= _headers(connection, given)
    if api_key := connection.secrets.get("api_key"):
        found = {"Authorization": f"Bearer {api_key}"} | found
    return found


def _headers(connection: Connection, given: Any) -> dict[str, str]:
    if not given:
        return {}
    try:
        value = msgspec.json.decode(given) if isinstance(given, str) else given
        headers = msgspec.convert(value, dict[str, str])
    except msgspec.MsgspecError:
        # The library's own text may hold a value.
        raise ConfigError(
            f"graphql (connection {connection.slug}): headers must be an object of names and "
            'texts, as {"X-API-Key": "..."}. Correct them.'
        ) from None
    if ours := sorted(OURS & {name.lower() for name in headers}):
        raise ConfigError(
            f"graphql (connection {connection.slug}): the header {ours[0]} is not the account's to "
            "set. Take it out of headers."
        )
    return headers


def hidden(headers: Mapping[str, str]) -> list[str]:
    """What of the headers is never shown: each value, and what follows the scheme in it."""
    values = [text for value in headers.values() for text in (value, value.split(" ", 1)[-1])]
    return [text for text in values if len(text) >= SHORTEST_SECRET]


def policy_of(settings: Mapping[str, Any]) -> RetryPolicy:
    """How often a question is asked: as `retry` says, or once and `max_retries` times more."""
    if "retry" not in settings and "max_retries" in settings:
        return RetryPolicy(attempts=int(settings["max_retries"]) + 1)
    return RetryPolicy(**settings.get("retry", {}))


def read_seconds_of(settings: Mapping[str, Any]) -> float:
    """How long an answer is waited for, out of `read_seconds` or `timeout_ms`."""
    if "read_seconds" not in settings and "timeout_ms" in settings:
        return float(settings["timeout_ms"]) / 1000
    return float(settings.get("read_seconds", READ_SECONDS))
