"""The server: `ResourcesCentre().app` answers its three lists under `/api`, `/api/v1`, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record
from sandbox.resources_centre import assumed
from sandbox.resources_centre.centre import ENTITIES, FIELDS, Centre
from sandbox.resources_centre.switches import PREFIXES, Switches, shown

API_KEY = "rc_invented_key"


class ResourcesCentre:
    """One centre; `store`, `switches` and `faults` may be changed."""

    def __init__(self, store: Centre | None = None, *, api_key: str = API_KEY) -> None:
        self.store = store or Centre()
        self.switches = Switches()
        self.faults = Faults()
        self._key = api_key
        app = Starlette(routes=self._routes(), exception_handlers={404: _no_page})
        app.router.redirect_slashes = False
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    def switch(self, **named: Any) -> None:
        """Change some of the switches. Raises: TypeError, ValueError for none that there is."""
        self.switches = replace(self.switches, **named)

    def change_before(self, path: str, change: Callable[[], object], *, call: int = 1) -> None:
        """Plan a change of the store just before the matching call, between two of one sync."""
        self.faults.before(path, change, call=call)

    def _routes(self) -> list[Route]:
        record = f"{CONTROL}/records/{{kind}}/{{id}}"
        routes = [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(record, self._put, methods=["POST"]),
            Route(record, self._remove, methods=["DELETE"]),
        ]
        for prefix in PREFIXES:
            for entity in ENTITIES:
                listed, one = partial(self._read, entity), partial(self._write, entity)
                path = f"{prefix}/{entity}"
                routes.append(Route(path, self._guarded(prefix, entity, listed)))
                routes.append(
                    Route(
                        f"{path}/{{id}}",
                        self._guarded(prefix, entity, one),
                        methods=[*assumed.WRITE_METHODS],
                    )
                )
        return routes

    def _guarded(
        self, prefix: str, entity: str, answer: Callable[[Request], Any]
    ) -> Callable[[Request], Any]:
        """The same handler behind the key, the prefix that is served, and what is to go wrong."""

        async def guarded(request: Request) -> Response:
            if request.headers.get("x-api-key") != self._key:
                return JSONResponse(assumed.UNAUTHORIZED, status_code=401)
            fault = self.switches.faults.get(entity)
            if prefix not in self.switches.prefixes or fault == "not_found":
                return HTMLResponse(assumed.NOT_FOUND, status_code=404)
            if fault == "error_500":
                return JSONResponse(assumed.FAULT, status_code=500)
            if fault == "page_500":
                return HTMLResponse(assumed.FAULT_PAGE, status_code=500)
            if fault == "error_object":
                return JSONResponse(assumed.ERROR_OBJECT)
            answered: Response = await answer(request)
            return answered

        return guarded

    async def _read(self, entity: str, request: Request) -> Response:
        switches = self.switches
        rows = self.store.rows(entity)
        if switches.since and (asked := request.query_params.get("since")) is not None:
            since = _moment(asked)
            if since is None:
                return JSONResponse(assumed.BAD_SINCE, status_code=400)
            rows = [row for row in rows if row["updated_at"] > since]
        listed = [shown(row, entity, switches) for row in rows]
        if switches.list_key == "bare":
            return JSONResponse(listed)
        key = entity if switches.list_key == "entity" else "data"
        more = {"total": len(listed)} if switches.total else {}
        return JSONResponse({key: listed, **more})

    async def _write(self, entity: str, request: Request) -> Response:
        switches, key = self.switches, request.path_params["id"]
        if not switches.writes:
            return HTMLResponse(assumed.NOT_FOUND, status_code=404)
        fields = await json_object(request)
        known = {"name", *FIELDS[entity]} - set(switches.read_only)
        if not set(fields) <= known:
            return JSONResponse(assumed.UNWRITABLE, status_code=422)
        row = self.store.find(entity, key)
        if row is None:
            return HTMLResponse(assumed.NOT_FOUND, status_code=404)
        if switches.keeps_times:
            fields["updated_at"] = row["updated_at"]
        return JSONResponse(shown(self.store.put(entity, key, fields), entity, switches))

    async def _switch(self, request: Request) -> Response:
        """POST changes those it names, DELETE puts all of them back, GET shows them."""
        try:
            if request.method == "POST":
                self.switch(**await json_object(request))
            elif request.method == "DELETE":
                self.switches = Switches()
        except (TypeError, ValueError, msgspec.DecodeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse(asdict(self.switches))

    async def _put(self, request: Request) -> Response:
        kind, key = request.path_params["kind"], request.path_params["id"]
        fields = await json_object(request)
        times = {
            name: _moment(str(fields[name]))
            for name in ("created_at", "updated_at")
            if name in fields
        }
        if None in times.values():
            return JSONResponse({"error": "that is no time"}, status_code=400)
        return self._found(kind, lambda: self.store.put(kind, key, {**fields, **times}))

    async def _remove(self, request: Request) -> Response:
        kind, key = request.path_params["kind"], request.path_params["id"]
        return self._found(kind, lambda: self.store.remove(kind, key))

    def _found(self, kind: str, make: Callable[[], Record | None]) -> Response:
        try:
            made = make()
        except KeyError as error:
            return JSONResponse({"error": f"there is none: {error}"}, status_code=404)
        return JSONResponse(shown(made, kind, self.switches) if made else {})


def _moment(text: str) -> datetime | None:
    try:
        # A plus sign in a query is a space.
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


async def _no_page(_request: Request, _error: Exception) -> Response:
    return HTMLResponse(assumed.NOT_FOUND, status_code=404)


def _error(_code: int, message: str) -> bytes:
    return msgspec.json.encode({"error": message})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    return b"[]" if isinstance(answer, list) else msgspec.json.encode({key: [] for key in answer})


SHAPE = Shape(error=_error, emptied=_emptied)
