"""What is known of each call: its id, one line in the log, its figures; and no error unanswered.

A line names the route, never the address itself: paths and queries hold ids and secrets.
"""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.service.problems import Problem, problem_reply

LOG = logging.getLogger(__name__)
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="-")
GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
UNKNOWN = "unknown"
FIRST_ERROR = 400
Count = Callable[[str, str, int, float], None]
"""Hears method, route, status and seconds of each call."""


class WithRequestId(logging.Filter):
    """Puts the id of the call that is being answered on each line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every line through."""
        record.request_id = REQUEST_ID.get()
        return True


@dataclass
class Reply:
    """What was answered so far."""

    status: int = 0


@dataclass(frozen=True)
class Recorded:
    """Answers each call with its id, whatever happens, and notes how it went."""

    app: ASGIApp
    count: Count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the call on; an error that nobody took is a problem without a word of its own."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = time.perf_counter()
        request_id = given_id(scope) or uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        token = REQUEST_ID.set(request_id)
        reply = Reply()
        marked = _marked(send, reply, request_id)
        try:
            await self._answer(scope, receive, marked, reply)
        finally:
            self._note(scope, reply, time.perf_counter() - started)
            REQUEST_ID.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, reply: Reply) -> None:
        try:
            await self.app(scope, receive, send)
        except Exception as error:
            # Not the error's words: those of a database repeat values, those of a parser the input.
            LOG.error("%s at %s", type(error).__name__, place_of(error))  # noqa: TRY400
            if reply.status:
                raise ConnectionAbortedError("an answer broke off; the log says where") from None
            detail = "The service failed. Its log says where, by this request. Try it again later."
            problem = Problem(500, "failed", detail)
            await problem_reply(problem, scope["state"]["request_id"])(scope, receive, send)

    def _note(self, scope: Scope, reply: Reply, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else UNKNOWN
        route = getattr(scope.get("route"), "path", UNKNOWN)
        self.count(method, route, reply.status, seconds)
        # A line for each read that went well would cost as much as a quarter of the read.
        is_plain = method == "GET" and reply.status < FIRST_ERROR
        level = logging.DEBUG if is_plain else logging.INFO
        LOG.log(level, "%s %s %d %.1f ms", method, route, reply.status, seconds * 1000)


def given_id(scope: Scope) -> str:
    """The id that the caller gave the call, where it is a plain one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and GIVEN_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return ""


def place_of(error: Exception) -> str:
    """Where an error was raised, innermost first, without any of its words."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{one.filename}:{one.lineno} {one.name}" for one in reversed(frames[-6:]))


def _marked(send: Send, reply: Reply, request_id: str) -> Send:
    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            reply.status = message["status"]
            _mark(message, request_id)
        await send(message)

    return send_marked


def _mark(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=_with_headers(message))
    headers["X-Request-ID"] = request_id
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Cache-Control", "no-store")


def _with_headers(message: Message) -> Any:
    message.setdefault("headers", [])
    return message
