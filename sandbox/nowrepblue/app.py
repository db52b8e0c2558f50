"""The NowRepBlue server: `NowRepBlue().app` answers its nine lists under `/api/v1/public`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.nowrepblue import assumed
from sandbox.nowrepblue.agency import Agency, build_agency
from sandbox.nowrepblue.store import Store
from sandbox.nowrepblue.switches import Switches, altered
from sandbox.nowrepblue.views import PATHS, VIEWS
from sandbox.races import Record

PREFIX = "/api/v1/public"
JSON = "application/json"


class NowRepBlue:
    """One agency; `store`, `switches` and `faults` may be changed."""

    def __init__(self, agency: Agency | None = None) -> None:
        self.store = Store(agency or build_agency())
        self.switches = Switches()
        self.faults = Faults()
        app = Starlette(routes=self._routes(), exception_handlers={404: _not_found})
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    def rows(self, endpoint: str) -> list[Record]:
        """What an endpoint would answer now, as the switches want it."""
        with self.store.held() as agency:
            return altered(VIEWS[endpoint](agency), endpoint, self.switches)

    def change_before(self, path: str, change: Callable[[], object], *, call: int = 1) -> None:
        """Plan a change of the store just before the matching call, between two of one sync."""
        self.faults.before(path, change, call=call)

    def _routes(self) -> list[Route]:
        one = f"{CONTROL}/records/{{kind}}/{{id}}"
        link = f"{CONTROL}/links/{{name}}/{{parent}}/{{child}}"
        return [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(one, self._put, methods=["POST"]),
            Route(one, self._remove, methods=["DELETE"]),
            Route(link, self._link, methods=["POST", "DELETE"]),
            Route(f"{CONTROL}/edits", self._plan, methods=["POST"]),
            *(
                Route(PREFIX + path, partial(self._read, endpoint))
                for endpoint, path in PATHS.items()
            ),
        ]

    async def _read(self, endpoint: str, request: Request) -> Response:
        switches = self.switches
        if switches.token is not None:
            wanted = assumed.TOKEN_FORMS[switches.token_header].format(switches.token)
            if request.headers.get(switches.token_header) != wanted:
                return JSONResponse(assumed.UNAUTHORIZED, status_code=401)
        rows = self.rows(endpoint)
        if endpoint == "talents" and (asked := request.query_params.get("type")):
            rows = [row for row in rows if _type_name(row).casefold() == asked.casefold()]
        if switches.limit and (limit := request.query_params.get("limit")):
            if not limit.isdecimal():
                return JSONResponse(assumed.BAD_LIMIT, status_code=400)
            rows = rows[: int(limit)]
        return _wrapped(rows, endpoint, switches.envelope_of(endpoint))

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

    async def _put(self, request: Request) -> Response:
        kind, key = request.path_params["kind"], request.path_params["id"]
        fields = await json_object(request)
        return _found(lambda: self.store.put(kind, key, fields))

    async def _remove(self, request: Request) -> Response:
        kind, key = request.path_params["kind"], request.path_params["id"]
        return _found(lambda: self.store.remove(kind, key))

    async def _link(self, request: Request) -> Response:
        change = self.store.link if request.method == "POST" else self.store.unlink
        return _found(lambda: change(**request.path_params))

    async def _plan(self, request: Request) -> Response:
        """Takes `before` (a path), `call` (1), `kind`, `id` and `fields`; null takes it out."""
        asked = await json_object(request)
        kind, key, fields = asked["kind"], asked["id"], asked["fields"]

        def change() -> None:
            if fields is None:
                self.store.remove(kind, key)
            else:
                self.store.put(kind, key, fields)

        self.change_before(asked["before"], change, call=asked.get("call", 1))
        return JSONResponse(self.faults.planned())


def _type_name(row: Record) -> str:
    kind = row.get("talentType")
    return str(kind.get("name") if isinstance(kind, dict) else kind)


def _wrapped(rows: list[Record], endpoint: str, envelope: str) -> Response:
    if envelope == "html":
        return HTMLResponse(assumed.WEB_PAGE)
    body = msgspec.json.encode(_content(rows, endpoint, envelope))
    return Response(body[: len(body) // 2] if envelope == "truncated" else body, media_type=JSON)


def _content(rows: list[Record], endpoint: str, envelope: str) -> Any:
    match envelope:
        case "array":
            return rows
        case "named":
            first, *others = endpoint.split("_")
            return {first + "".join(word.capitalize() for word in others): rows}
        case "numbered":
            return {str(place): row for place, row in enumerate(rows)}
        case "error":
            return assumed.ERROR
        case _:
            return {"data": rows}


def _found(make: Callable[[], object]) -> Response:
    try:
        return JSONResponse(make())
    except (KeyError, ValueError) as error:
        return JSONResponse({"error": f"there is none: {error}"}, status_code=404)


async def _not_found(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse(assumed.NOT_FOUND, status_code=404)


def _error(_code: int, message: str) -> bytes:
    return msgspec.json.encode({"error": message})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    if isinstance(answer, list):
        return b"[]"
    return msgspec.json.encode({key: [] for key in answer})


SHAPE = Shape(error=_error, emptied=_emptied)
