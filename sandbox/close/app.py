"""The Close server: `Close().app` answers under `/api/v1`, every path with a slash at its end."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.close import assumed, events, lists
from sandbox.close.crm import ORGANIZATION, Crm, build_crm
from sandbox.close.searching import Searches
from sandbox.close.store import TYPES, Store
from sandbox.close.switches import THROTTLES, Switches
from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record

API = "/api/v1"
API_KEY = "api_invented.key"
FIELD_KINDS = ("lead", "contact", "opportunity", "activity", "shared", "custom_object_type")
UNPAGED = frozenset({"shared", "custom_object_type"})
WRITTEN = ("lead", "contact", "opportunity", "activity")
Answer = Callable[[Mapping[str, str]], Record]


class Close:
    """One organization; `store`, `switches` and `faults` may be changed."""

    def __init__(self, crm: Crm | None = None, *, api_key: str = API_KEY) -> None:
        self.store = Store(crm or build_crm())
        self.switches = Switches()
        self.faults = Faults()
        self.searches = Searches()
        self._key = base64.b64encode(f"{api_key}:".encode()).decode()
        self._throttled: dict[str, tuple[str, int]] = {}
        app = Starlette(routes=self._routes())
        app.router.redirect_slashes = False
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    def throttle(self, path: str, form: str, times: int = 1) -> None:
        """Refuse the next calls of a path with 429, said in one of the forms of THROTTLES."""
        self._throttled[path] = (form, times if form in THROTTLES else 0)

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
            self._listed("/me/", self._me),
            self._listed("/event/", self._events),
            self._listed("/user/", partial(self._page, "user", None)),
            self._listed("/activity/", partial(self._page, "activity", None)),
            Route(f"{API}/data/search/", self._guarded(self._search), methods=["POST"]),
        ]
        for kind in FIELD_KINDS:
            routes.append(self._listed(f"/custom_field/{kind}/", partial(self._fields, kind)))
        for type_, name in TYPES.items():
            if not name.endswith("status_change"):
                routes.append(
                    self._listed(f"/activity/{name}/", partial(self._page, "activity", type_))
                )
        for kind in WRITTEN:
            one = self._guarded(partial(self._one, kind))
            if kind != "activity":
                routes.append(self._listed(f"/{kind}/", partial(self._page, kind, None)))
            routes.append(Route(f"{API}/{kind}/{{id}}/", one, methods=["GET", "PUT", "DELETE"]))
        return routes

    def _listed(self, path: str, answer: Answer) -> Route:
        """A route of a list: GET, or POST that says to be one."""

        async def read(request: Request) -> Response:
            query = dict(request.query_params)
            if request.method == "POST":
                if request.headers.get("x-http-method-override") != "GET":
                    return JSONResponse({"error": "Method Not Allowed"}, status_code=405)
                params = (await json_object(request)).get("_params", {})
                query |= {name: str(value) for name, value in params.items()}
            with self.store.held():
                return JSONResponse(answer(query))

        return Route(API + path, self._guarded(read), methods=["GET", "POST"])

    def _guarded(self, handle: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """The same handler behind key, limits and refusals."""

        async def guarded(request: Request) -> Response:
            if request.headers.get("authorization") != f"Basic {self._key}":
                return JSONResponse(assumed.UNAUTHORIZED, status_code=401)
            path = request.url.path.removeprefix(API)
            for part, status in self.switches.closed.items():
                if part in path:
                    body = assumed.NO_PLAN if status == 402 else assumed.FORBIDDEN
                    return JSONResponse(body, status_code=status)
            if (busy := self._refused(path)) is not None:
                return busy
            try:
                answered: Response = await handle(request)
            except lists.Refused as refusal:
                return JSONResponse(refusal.body, status_code=400)
            return answered

        return guarded

    def _refused(self, path: str) -> Response | None:
        for part, (form, times) in self._throttled.items():
            if part in path and times > 0:
                self._throttled[part] = (form, times - 1)
                error = {"message": "API call count exceeded for this 8.0 second window"}
                body = {"error": {**error, "rate_reset": 2.034311}}
                headers = dict(THROTTLES[form])
                return JSONResponse(body, status_code=429, headers=headers)
        return None

    def _me(self, _query: Mapping[str, str]) -> Record:
        with self.store.held() as crm:
            user = next(iter(crm.records["user"].values()))
        return user | {"organizations": [{"id": ORGANIZATION, "name": "Invented"}]}

    def _page(self, kind: str, type_: str | None, query: Mapping[str, str]) -> Record:
        with self.store.held() as crm:
            rows = [row for row in crm.records[kind].values() if type_ in (None, row.get("_type"))]
            if kind == "lead":
                rows = [_with_children(row, crm) for row in rows]
            return lists.page(rows, kind, query, self.switches)

    def _fields(self, kind: str, query: Mapping[str, str]) -> Record:
        with self.store.held() as crm:
            rows = [
                row
                for key, row in crm.records["custom_field"].items()
                if crm.field_kinds.get(key) == kind
            ]
            if kind in UNPAGED:
                return {"data": rows}
            return lists.page(rows, "custom_field", query, self.switches)

    def _events(self, query: Mapping[str, str]) -> Record:
        since = events.oldest(self.store.now(), self.switches.event_days)
        return events.page(self.store.events, query, since)

    async def _search(self, request: Request) -> Response:
        question = await json_object(request)
        with self.store.held() as crm:
            return JSONResponse(self.searches.answer(question, crm, self.switches))

    async def _one(self, kind: str, request: Request) -> Response:
        key = request.path_params["id"]
        fields = await json_object(request) if request.method == "PUT" else {}
        with self.store.held() as crm:
            if key not in crm.records[kind]:
                text = f"Empty query: {kind.capitalize()} does not exist."
                return JSONResponse({"error": text}, status_code=404)
            if request.method == "DELETE":
                self.store.remove(kind, key)
                return JSONResponse({})
            if fields:
                self.store.put(kind, key, fields)
            return JSONResponse(crm.records[kind][key])

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


def _with_children(lead: Record, crm: Crm) -> Record:
    """A lead with its contacts and opportunities, and its custom values by name as well."""
    named = {
        crm.records["custom_field"][key.removeprefix("custom.")]["name"]: value
        for key, value in lead.items()
        if key.removeprefix("custom.") in crm.records["custom_field"]
    }
    children = {
        name: [row for row in crm.records[kind].values() if row.get("lead_id") == lead["id"]]
        for name, kind in (("contacts", "contact"), ("opportunities", "opportunity"))
    }
    return {**lead, **children, "custom": named}


def _found(make: Callable[[], object]) -> Response:
    try:
        return JSONResponse(make())
    except KeyError as error:
        return JSONResponse({"error": f"there is none: {error}"}, status_code=404)


def _error(_code: int, message: str) -> bytes:
    return msgspec.json.encode({"error": message})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    ends = {"has_more": False, "cursor": None, "count": None, "cursor_next": None}
    return msgspec.json.encode(
        {**answer, "data": []} | {name: end for name, end in ends.items() if name in answer}
    )


SHAPE = Shape(error=_error, emptied=_emptied)
