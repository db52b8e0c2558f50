"""The Current RMS server: `CurrentRMS().app` answers under `/api/v1`.

Whoever reads opportunities may only read: of writing calls it knows those of webhooks.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.current_rms import assumed
from sandbox.current_rms.filtering import UnknownFilter
from sandbox.current_rms.listing import Lists, found, page
from sandbox.current_rms.sender import Sender
from sandbox.current_rms.store import OPPORTUNITIES, Store
from sandbox.current_rms.switches import Switches
from sandbox.current_rms.written import written
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record

API = "/api/v1"
SUBDOMAIN, TOKEN = "invented-hire", "rms_invented_token"
ANY = ["GET", "POST", "PUT", "PATCH", "DELETE"]
WRITTEN = frozenset({"name", "event", "target_url", "active"})
NEEDED = ("name", "event", "target_url")
Handler = Callable[[Request], Awaitable[Response]]


class CurrentRMS:
    """One account; `store`, `switches`, `sender` and `faults` may be changed."""

    def __init__(self, count: int = OPPORTUNITIES, *, token: str = TOKEN) -> None:
        self.store = Store(count)
        self.switches = Switches()
        self.faults = Faults()
        self.sender = Sender(self.store)
        self._token = token
        self._lists = Lists()
        self._calls: deque[float] = deque()
        app = Starlette(routes=self._routes())
        app.router.redirect_slashes = False
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    def change_before(self, path: str, change: Callable[[], object], *, call: int = 1) -> None:
        """Plan a change of the store just before the matching call, between two of one sync."""
        self.faults.before(path, change, call=call)

    def _routes(self) -> list[Route]:
        one = f"{CONTROL}/opportunities/{{id:int}}"
        return [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(f"{CONTROL}/deliveries", self._send, methods=["POST"]),
            Route(one, self._change, methods=["POST", "DELETE"]),
            self._route("/opportunities", self._opportunities),
            self._route("/opportunities/{id}", self._opportunity),
            self._route("/actions", self._actions),
            self._route("/webhooks", self._webhooks),
            self._route("/webhooks/{id:int}", self._webhook),
        ]

    def _route(self, path: str, handle: Handler) -> Route:
        """A route behind the two headers and the limit."""

        async def guarded(request: Request) -> Response:
            sent = request.headers
            if sent.get("x-subdomain") != SUBDOMAIN or sent.get("x-auth-token") != self._token:
                return self._error(401, assumed.UNAUTHORIZED)
            if self._is_too_much():
                headers = {"Retry-After": str(assumed.RETRY_SECONDS)}
                kept = headers if self.switches.retry_after else {}
                return self._error(429, assumed.THROTTLED, kept)
            if request.method != "GET" and not path.startswith("/webhooks"):
                return self._error(405, assumed.NOT_ALLOWED)
            try:
                return await handle(request)
            except UnknownFilter as error:
                return self._error(400, {"errors": [f"unknown filter {error}"]})

        return Route(API + path, guarded, methods=ANY)

    def _is_too_much(self) -> bool:
        now, limit = time.monotonic(), self.switches.calls_per_minute
        while self._calls and now - self._calls[0] > 60:
            self._calls.popleft()
        if limit is not None and len(self._calls) >= limit:
            return True
        self._calls.append(now)
        return False

    def _error(self, status: int, body: Record, headers: dict[str, str] | None = None) -> Response:
        if self.switches.html_errors:
            return HTMLResponse(assumed.HTML, status, headers)
        return JSONResponse(body, status, headers)

    async def _opportunities(self, request: Request) -> Response:
        pairs = tuple(request.query_params.multi_items())
        question = (
            tuple(one for one in pairs if one[0] not in ("page", "per_page")),
            self.switches,
        )
        with self.store.held() as rows:
            chosen = self._lists.of(
                self.store.version,
                question,
                lambda: found(list(rows.values()), pairs, self.switches, moded=True),
            )
            shown, meta = page(chosen, pairs)
            answered = [written(row, self.switches) for row in shown]
            return JSONResponse({"opportunities": answered, "meta": meta})

    async def _opportunity(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        with self.store.held() as rows:
            row = rows.get(int(id_)) if id_.isdecimal() else None
            if row is None:
                return self._error(404, assumed.NOT_FOUND)
            return JSONResponse({"opportunity": written(row, self.switches), "meta": {}})

    async def _actions(self, request: Request) -> Response:
        if self.switches.no_actions:
            return self._error(404, assumed.NOT_FOUND)
        pairs = request.query_params.multi_items()
        shown, meta = page(found(self.store.actions, pairs, self.switches, moded=False), pairs)
        return JSONResponse({"actions": shown, "meta": meta})

    async def _webhooks(self, request: Request) -> Response:
        if request.method == "GET":
            pairs = request.query_params.multi_items()
            shown, meta = page(list(self.store.webhooks.values()), pairs)
            return JSONResponse({"webhooks": shown, "meta": meta})
        if request.method != "POST":
            return self._error(404, assumed.NOT_FOUND)
        body = await json_object(request)
        fields = body.get("webhook") or body.get("Webhook") or {}
        if missing := [name for name in NEEDED if not fields.get(name)]:
            return self._error(422, {"errors": {name: ["can't be blank"] for name in missing}})
        kept = {name: value for name, value in fields.items() if name in WRITTEN}
        return JSONResponse({"webhook": self.store.hook(kept)}, 201)

    async def _webhook(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        if id_ not in self.store.webhooks:
            return self._error(404, assumed.NOT_FOUND)
        if request.method == "DELETE":
            self.store.unhook(id_)
            return Response(status_code=204)
        return JSONResponse({"webhook": self.store.webhooks[id_]})

    async def _switch(self, request: Request) -> Response:
        """POST changes those it names, DELETE puts all of them back, GET shows them."""
        try:
            if request.method == "POST":
                self.switches = replace(self.switches, **await json_object(request))
            elif request.method == "DELETE":
                self.switches = Switches()
        except (TypeError, ValueError, msgspec.DecodeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse(asdict(self.switches))

    async def _change(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        try:
            if request.method == "DELETE":
                self.store.remove(id_)
                return JSONResponse({})
            return JSONResponse(self.store.put(id_, await json_object(request)))
        except KeyError as error:
            return JSONResponse({"error": f"there is none: {error}"}, status_code=404)

    def _send(self, _request: Request) -> Response:
        """Posts what waits to be delivered; in a thread, as who hears of it may ask us."""
        return JSONResponse({"statuses": self.sender.send()})


def _refusal(_code: int, message: str) -> bytes:
    return msgspec.json.encode({"errors": [message]})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    lists: Record = {name: [] for name, value in answer.items() if isinstance(value, list)}
    return msgspec.json.encode(answer | lists)


SHAPE = Shape(error=_refusal, emptied=_emptied)
