"""The Stripe server: `Stripe(books).app` answers under `/v1`."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record
from sandbox.stripe import assumed
from sandbox.stripe.access import OWN, check_key, store_of, version_of
from sandbox.stripe.books import Books, build_books
from sandbox.stripe.listing import limit_of, page, parsed
from sandbox.stripe.problems import REFUSALS, Problem, missing, refusal
from sandbox.stripe.shapes import item_in, shaped
from sandbox.stripe.store import SINGULARS, Store

Answering = Callable[[Store, str, Request], Record]


@dataclass(frozen=True)
class Switches:
    """How the server answers where it is to differ.

    closed: entities that the restricted key may not read. refuse: the status of the next `times`
    calls whose path holds `at`, told in Stripe's words; `headers` go with it.
    """

    closed: tuple[str, ...] = ()
    refuse: int | None = None
    at: str = ""
    times: int = 1
    headers: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        """Refuse a status that Stripe has no words for."""
        if self.refuse is not None and self.refuse not in REFUSALS:
            raise ValueError(f"refuse is {self.refuse}; use one of {sorted(REFUSALS)}")


class Stripe:
    """A platform and the accounts connected to it; `accounts`, `switches`, `faults` may change."""

    def __init__(self, books: Books | None = None, clock: Callable[[], float] = time.time) -> None:
        self.accounts = {OWN: Store(books or build_books(), clock)}
        self.switches = Switches()
        self.faults = Faults()
        self._clock = clock
        self._numbers = itertools.count(1)
        app = Starlette(routes=self._routes(), exception_handlers={HTTPException: _no_path})
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    @property
    def store(self) -> Store:
        """The platform's own account."""
        return self.accounts[OWN]

    def connect(self, account: str, books: Books) -> Store:
        """One more connected account with books of its own."""
        self.accounts[account] = Store(books, self._clock)
        return self.accounts[account]

    def change_before(self, path: str, change: Callable[[], object], *, call: int = 1) -> None:
        """Plan a change of a store just before the matching call, between two of one sync."""
        self.faults.before(path, change, call=call)

    def _routes(self) -> list[Route]:
        record = f"{CONTROL}/records/{{entity}}/{{key}}"
        return [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(record, self._change, methods=["POST", "DELETE"]),
            Route("/v1/subscription_items", partial(self._read, "subscriptions", _items)),
            Route("/v1/invoices/{key}/lines", partial(self._read, "invoices", _lines)),
            *(Route(f"/v1/{one}", partial(self._read, one, partial(_list, one)))
              for one in SINGULARS),
            *(Route(f"/v1/{one}/{{key}}", partial(self._read, one, partial(_one, one)))
              for one in SINGULARS),
        ]  # fmt: skip

    async def _read(self, entity: str, answer: Answering, request: Request) -> Response:
        headers = {"Request-Id": f"req_sandbox{next(self._numbers):08}"}
        try:
            check_key(request, entity, self.switches.closed)
            self._refuse(request.url.path)
            version, store = version_of(request), store_of(request, self.accounts)
            with store.held():
                body = msgspec.json.encode(answer(store, version, request))
        except Problem as problem:
            body = msgspec.json.encode(problem.body)
            return Response(body, problem.status, {**headers, **problem.headers},
                            "application/json")  # fmt: skip
        return Response(
            body, headers={**headers, "Stripe-Version": version}, media_type="application/json"
        )

    def _refuse(self, path: str) -> None:
        asked = self.switches
        if asked.refuse is not None and asked.times > 0 and asked.at in path:
            self.switches = replace(asked, times=asked.times - 1)
            raise refusal(asked.refuse, asked.headers or {})

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
        """POST merges fields into a record, DELETE takes it out; both leave their events."""
        entity, key = request.path_params["entity"], request.path_params["key"]
        try:
            if request.method == "POST":
                return JSONResponse(self.store.edit(entity, key, await json_object(request)))
            self.store.remove(entity, key)
        except KeyError as error:
            return JSONResponse({"error": f"there is none: {error}"}, status_code=404)
        return JSONResponse({})


def _list(entity: str, store: Store, version: str, request: Request) -> Record:
    records, has_more = page(store, parsed(entity, request.query_params.multi_items()))
    rows = [shaped(record, version) for record in records]
    return {"object": "list", "data": rows, "has_more": has_more, "url": f"/v1/{entity}"}


def _one(entity: str, store: Store, version: str, request: Request) -> Record:
    key = request.path_params["key"]
    if entity == "customers" and key in store.stubs:
        return store.stubs[key]
    if key not in store.records[entity]:
        raise missing(SINGULARS[entity], key)
    return shaped(store.records[entity][key], version)


def _items(store: Store, version: str, request: Request) -> Record:
    query = dict(request.query_params)
    key = query.pop("subscription", "")
    inner = _inner(store, "subscriptions", key, "items", query)
    return {**inner, "data": [item_in(item, version) for item in inner["data"]]}


def _lines(store: Store, _version: str, request: Request) -> Record:
    key = request.path_params["key"]
    return _inner(store, "invoices", key, "lines", dict(request.query_params))


def _inner(store: Store, entity: str, key: str, name: str, query: dict[str, Any]) -> Record:
    """A page of the list inside a record, in its own order."""
    if key not in store.records[entity]:
        raise missing(SINGULARS[entity], key)
    inner = store.records[entity][key][name]
    ids = [row["id"] for row in inner["data"]]
    after, start = query.get("starting_after"), 0
    if after is not None and after not in ids:
        raise missing(name.removesuffix("s"), after, status=400, param="starting_after")
    if after is not None:
        start = ids.index(after) + 1
    rows = inner["data"][start : start + limit_of(query)]
    return {**inner, "data": rows, "has_more": start + len(rows) < len(ids)}


async def _no_path(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    words = assumed.NO_PATH.format(request.method, request.url.path)
    return JSONResponse(Problem(status, words).body, status_code=status)


def _error(_code: int, message: str) -> bytes:
    return msgspec.json.encode(Problem(400, message).body)


def _emptied(body: bytes) -> bytes:
    return msgspec.json.encode({**msgspec.json.decode(body), "data": []})


SHAPE = Shape(error=_error, emptied=_emptied)
