"""One HTTP session per account: time-outs, retries with jitter, `Retry-After`, budget, redaction.

urllib3 moves bytes four to seven times faster than the clients above it, and tenacity holds the one
retry rule; see `RetryPolicy` for what is asked again.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

import msgspec
import tenacity
import urllib3

from extract.kit.budget import Budget, Unlimited
from extract.kit.errors import (
    BadReply,
    ConfigError,
    ProviderError,
    Throttled,
    Transient,
    Unreachable,
    Where,
)
from extract.kit.redaction import QueryRedactor, Redactor
from extract.kit.refusals import refused
from extract.kit.wire import WIRE_LOGS, body_within, http_date

LOG = logging.getLogger(__name__)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
LONGEST_BODY = 256 << 20
NEVER_SENT = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently a call is made again; waits are in seconds.

    A wait that the provider asks for with `Retry-After` replaces ours, up to `longest_asked`.
    """

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0
    longest_asked: float = 300.0


@dataclass(frozen=True)
class Reply:
    """A reply with status 2xx: `status`, lower-case `headers`, the whole `body`."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def accept_any(_reply: Reply, _where: Where) -> None:
    """Finds no fault in a reply; the default for providers whose status says it all."""


def explain_none(_reply: Reply, _where: Where) -> ProviderError | None:
    """None: the status of a refused call says it all."""
    return None


@dataclass(frozen=True)
class SessionSpec:
    """What a session needs to know: where, as whom, how patient; `secrets` are never shown.

    `check` looks into each reply with status 2xx and raises what the body says; `explain` makes an
    error of one with another status, or None for what the status alone tells. `hides_queries` keeps
    out of messages what follows an address's question mark. A reply of more than `longest_body`
    bytes, unpacked, is refused before it fills the memory.
    """

    base_url: str
    provider: str
    connection: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    check: Callable[[Reply, Where], None] = accept_any
    explain: Callable[[Reply, Where], ProviderError | None] = explain_none
    policy: RetryPolicy = RetryPolicy()
    budget: Budget = field(default_factory=Unlimited)
    read_seconds: float = 30.0
    connections: int = 8
    hides_queries: bool = False
    longest_body: int = LONGEST_BODY


class Session:
    """A pool of connections to one account of one provider; safe to share between threads."""

    def __init__(self, spec: SessionSpec) -> None:
        self.spec = spec
        self.redactor = (QueryRedactor if spec.hides_queries else Redactor)(spec.secrets)
        self._lock = threading.Lock()
        self._first_reply_at: datetime | None = None
        self._pool = urllib3.PoolManager(
            maxsize=spec.connections,
            block=True,
            retries=False,
        )

    def __enter__(self) -> Self:
        """Starts hiding this account's secrets in the transport's own log."""
        for log in WIRE_LOGS:
            log.addFilter(self.redactor)
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the connections."""
        self._pool.clear()
        for log in WIRE_LOGS:
            log.removeFilter(self.redactor)

    @property
    def provider_clock(self) -> datetime | None:
        """The provider's own time at its first dated reply, in UTC; None before that."""
        return self._first_reply_at

    def headers(self) -> Mapping[str, str]:
        """The account's own headers of the next call."""
        return self.spec.headers

    def get(
        self, path: str, params: Mapping[str, Any] | None = None, *, entity: str = "-"
    ) -> bytes:
        """The body of `GET base_url + path`, asked again as the policy allows.

        Raises: ProviderError, of the kind that tells what the caller can do.
        """
        return self.get_reply(path, params, entity=entity).body

    def get_reply(
        self, path: str, params: Mapping[str, Any] | None = None, *, entity: str = "-"
    ) -> Reply:
        """The whole reply to the same call, for providers that say things in headers.

        Raises: ProviderError, of the kind that tells what the caller can do.
        """
        where = self._where(path, entity)
        query = urlencode({**self.spec.params, **(params or {})})
        url = path + "?" * bool(query) + query
        return self._retrying(Transient)(self._reply, "GET", url, where, None)

    def post_json(self, path: str, payload: Any, *, entity: str = "-") -> Reply:
        """The reply to one POST of `payload` (bytes as they are, anything else as JSON).

        Only a refusal (429) is repeated. Any other failure is raised at once, because the provider
        may have acted: look at the error's `outcome_unknown`.

        Raises: ProviderError.
        """
        return self._send("POST", path, payload, entity)

    def put_json(self, path: str, payload: Any, *, entity: str = "-") -> Reply:
        """The reply to one PUT, repeated and raised as a POST is.

        Raises: ProviderError.
        """
        return self._send("PUT", path, payload, entity)

    def _send(self, method: str, path: str, payload: Any, entity: str) -> Reply:
        where = self._where(path, entity)
        body = payload if isinstance(payload, bytes) else msgspec.json.encode(payload)
        query = urlencode(self.spec.params)
        url = path + "?" * bool(query) + query
        return self._retrying(Throttled)(self._reply, method, url, where, body)

    def post_form(self, path: str, fields: Mapping[str, str], *, entity: str = "-") -> bytes:
        """The body of one POST of form fields, for a call that changes nothing: one for a token.

        It is asked again as the policy allows, like `get`.

        Raises: ProviderError.
        """
        where, body = self._where(path, entity), urlencode(fields).encode()
        return self._retrying(Transient)(self._reply, "POST", path, where, body, FORM).body

    def write_form(
        self, path: str, params: Mapping[str, Any], fields: Mapping[str, str], *, entity: str = "-"
    ) -> Reply:
        """The reply to one POST of form fields that changes something. Raises: as `post_json`."""
        where, body = self._where(path, entity), urlencode(fields).encode()
        url = f"{path}?{urlencode({**self.spec.params, **params})}"
        return self._retrying(Throttled)(self._reply, "POST", url, where, body, FORM)

    def shown(self, path: str) -> str:
        """A path as a person may see it: it can carry a secret too, such as a login."""
        return self.redactor.clean(path)

    def _where(self, path: str, entity: str) -> Where:
        return Where(self.spec.provider, self.spec.connection, entity, self.shown(path))

    def _retrying(self, kind: type[Transient]) -> tenacity.Retrying:
        policy = self.spec.policy
        backoff = tenacity.wait_exponential_jitter(
            multiplier=policy.first, max=policy.longest, jitter=policy.first
        )

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, Transient) else None
            return backoff(state) if asked is None else min(asked, policy.longest_asked)

        def tell(state: tenacity.RetryCallState) -> None:
            error = state.outcome.exception() if state.outcome else None
            seconds = state.next_action.sleep if state.next_action else 0.0
            LOG.warning("try %s of %s failed, next in %.1f s: %s", state.attempt_number,
                        policy.attempts, seconds, error)  # fmt: skip

        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(kind),
            stop=tenacity.stop_after_attempt(policy.attempts),
            wait=wait,
            before_sleep=tell,
            reraise=True,
        )

    def _reply(
        self, method: str, url: str, where: Where, body: bytes | None, kind: str = JSON
    ) -> Reply:
        self.spec.budget.acquire()
        headers = {"Accept": JSON, "User-Agent": "syncline", **self.headers()}
        if body is not None:
            headers["Content-Type"] = kind
        reply = self._exchanged(method, self.spec.base_url + url, where, body, headers)
        self._remember_clock(reply.headers.get("date"))
        if not 200 <= reply.status < 300:
            raise self._refusal(where, reply)
        self._check(reply, where)
        return reply

    def _exchanged(
        self, method: str, url: str, where: Where, body: bytes | None, headers: Mapping[str, str]
    ) -> Reply:
        try:
            raw = self._pool.request(
                method, url, body=body, headers=headers, preload_content=False,
                timeout=urllib3.Timeout(connect=10.0, read=self.spec.read_seconds),
            )  # fmt: skip
            answer = body_within(raw, self.spec.longest_body)
        except urllib3.exceptions.HTTPError as error:
            raise self._unreachable(where, error) from None
        except ValueError:
            # The library's text holds the header, and with it the secret.
            raise ConfigError(
                f"{where.provider} (connection {where.connection}): a secret holds a line break or "
                "a letter that no header can carry. Put it in again without."
            ) from None
        if answer is None:
            raise self._too_long(where, method)
        return Reply(raw.status, {name.lower(): text for name, text in raw.headers.items()}, answer)

    def _check(self, reply: Reply, where: Where) -> None:
        try:
            self.spec.check(reply, where)
        except ProviderError as error:
            # The provider's own words may repeat what it was sent.
            error.hide(self.redactor.clean)
            raise

    def _remember_clock(self, date: str | None) -> None:
        with self._lock:
            self._first_reply_at = self._first_reply_at or http_date(date or "")

    def _unreachable(self, where: Where, error: Exception) -> Unreachable:
        never_sent = isinstance(error, NEVER_SENT)
        # The library's text may hold the whole URL, key included: only its kind is shown.
        return Unreachable(
            where,
            seen=f"no whole reply ({type(error).__name__})",
            todo="Check the network and the provider's status page; the same command goes on.",
            outcome_unknown=not never_sent,
        )

    def _too_long(self, where: Where, method: str) -> ProviderError:
        seen = f"a reply of more than {self.spec.longest_body:,} bytes"
        todo = "Ask for less, or check what stands at this address."
        if method == "GET":
            return BadReply(where, seen=seen, todo=todo)
        return Unreachable(where, seen=seen, todo=todo, outcome_unknown=True)

    def _refusal(self, where: Where, reply: Reply) -> ProviderError:
        error = self.spec.explain(reply, where)
        if error is not None:
            # The provider's own words may repeat what it was sent.
            error.hide(self.redactor.clean)
            return error
        # Cut only when it is clean: half a secret is one too.
        text = self.redactor.clean(reply.body[:4000].decode("utf-8", "replace"))[:200].strip()
        return refused(where, reply.status, reply.headers, text)
