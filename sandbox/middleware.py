"""The ASGI layer in front of every sandbox server: it logs calls and applies the faults."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.faults import WAITS, Call, Fault, Faults

CONTROL = "/_sandbox"
CLOSE = "sandbox.close"
NAME = re.compile(rb'"(?:(?:athlete_|results_)?first_name|firstName|name|surname)":"(.)')


@dataclass(frozen=True)
class Shape:
    """What a provider's answers look like, as far as the faults must know."""

    error: Callable[[int, str], bytes]
    emptied: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Answer:
    """One whole answer of the handler."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def with_body(self, body: bytes) -> Answer:
        """The same answer with another body and the length that belongs to it."""
        kept = tuple(pair for pair in self.headers if pair[0] != b"content-length")
        length = (b"content-length", str(len(body)).encode())
        return replace(self, body=body, headers=(*kept, length))


@dataclass(frozen=True)
class _Connection:
    scope: Scope
    receive: Receive
    send: Send

    async def give(self, answer: Answer) -> None:
        await self.start(answer)
        await self.send({"type": "http.response.body", "body": answer.body})

    async def start(self, answer: Answer) -> None:
        headers = list(answer.headers)
        await self.send(
            {"type": "http.response.start", "status": answer.status, "headers": headers}
        )

    async def half(self, answer: Answer) -> None:
        await self.start(answer)
        body = answer.body[: len(answer.body) // 2]
        await self.send({"type": "http.response.body", "body": body, "more_body": True})

    async def close(self) -> None:
        """Close the connection and wait until the server has noticed."""
        self.scope["extensions"][CLOSE]["call"]()
        while (await self.receive())["type"] != "http.disconnect":
            pass


class FaultyApp:
    """An application behind its faults; `requests` is every call so far, control calls left out."""

    def __init__(self, app: ASGIApp, *, faults: Faults, shape: Shape) -> None:
        self._app = app
        self._faults = faults
        self._shape = shape
        self._last_query: dict[str, bytes] = {}
        self.requests: list[Call] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, spoilt where a fault is planned for it."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        call = _call(scope)
        self.requests.append(call)
        spoilt: Fault | None = None
        for fault in self._faults.take(call):
            if fault.kind in WAITS:
                await _wait(fault)
            else:
                spoilt = fault
        feed = call.path + call.query.get("event_id", "")
        before = self._last_query.get(feed, b"")
        self._last_query[feed] = scope["query_string"]
        if spoilt is None:
            await self._app(scope, receive, send)
            return
        await self._spoil(spoilt, _Connection(scope, receive, send), before)

    async def _spoil(self, fault: Fault, connection: _Connection, last_query: bytes) -> None:
        made = self._instead(fault)
        if made is not None:
            await connection.give(made)
            return
        answer = await self._ask(connection.scope, connection.receive)
        if fault.kind in _BREAKS:
            await _BREAKS[fault.kind](connection, answer, fault.seconds)
            return
        body = answer.body
        if fault.kind == "repeat_page":
            last = dict(connection.scope) | {"query_string": last_query}
            body = _joined((await self._ask(last, connection.receive)).body, body)
        elif fault.kind in ("empty_page", "went_empty"):
            body = self._shape.emptied(body)
        else:
            body = _REWRITES[fault.kind](body)
        await connection.give(answer.with_body(body))

    def _instead(self, fault: Fault) -> Answer | None:
        """The answer given without asking the handler, None where the handler is asked."""
        if fault.kind == "error_body":
            return _json_answer(200, self._shape.error(fault.error_code, fault.error_msg), {})
        if fault.kind == "status":
            text = json.dumps({"message": f"status {fault.status}"}).encode()
            return _json_answer(fault.status, text, fault.headers)
        return None

    async def _ask(self, scope: Scope, receive: Receive) -> Answer:
        """The handler's whole answer, kept back."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        body = b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(messages[0]["status"], tuple(messages[0]["headers"]), body)


def _call(scope: Scope) -> Call:
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    return Call(scope["method"], scope["path"], query)


async def _wait(fault: Fault) -> None:
    if fault.run is not None:
        await asyncio.to_thread(fault.run)
    await asyncio.sleep(fault.seconds)


def _json_answer(status: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Answer(status, ((b"content-type", b"application/json"), *pairs), b"").with_body(body)


async def _cut(connection: _Connection, answer: Answer, _seconds: float) -> None:
    await connection.half(answer)
    await connection.close()


async def _lose(connection: _Connection, _answer: Answer, _seconds: float) -> None:
    await connection.close()


async def _drip(connection: _Connection, answer: Answer, seconds: float) -> None:
    await connection.half(answer)
    await asyncio.sleep(seconds)
    rest = answer.body[len(answer.body) // 2 :]
    await connection.send({"type": "http.response.body", "body": rest})


def _joined(last: bytes, body: bytes) -> bytes:
    """Two JSON arrays as one, the rows of the last page first."""
    if not (last.startswith(b"[") and body.startswith(b"[")):
        return body
    return b"[" + b",".join(part for part in (last[1:-1], body[1:-1]) if part) + b"]"


def _broken_utf8(body: bytes) -> bytes:
    found = NAME.search(body)
    return body if found is None else body[: found.start(1)] + b"\xff" + body[found.end(1) :]


def _mojibake(body: bytes) -> bytes:
    return body.decode("latin-1").encode("utf-8")


_BREAKS = {"cut": _cut, "lost_reply": _lose, "slow": _drip}
_REWRITES: Mapping[str, Callable[[bytes], bytes]] = {
    "invalid_utf8": _broken_utf8,
    "mojibake": _mojibake,
    "gzip_without_header": gzip.compress,
}
