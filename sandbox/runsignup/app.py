"""The RunSignUp server: `RunSignUp(population).app` answers under `/rest`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp
from sandbox.population import Population
from sandbox.registrations import EASTERN
from sandbox.runsignup.access import KEY, SECRET, Account
from sandbox.runsignup.answers import SHAPE, Problem, error_body, json_response, xml_response
from sandbox.runsignup.feeds import Query, participants, removed_participants
from sandbox.runsignup.listing import participant_counts, race, races
from sandbox.runsignup.results import Results
from sandbox.runsignup.store import Store

__all__ = ["KEY", "SECRET", "RunSignUp"]

ENTITY = {
    "generic_entity_id": 999,
    "entity_type": "partner",
    "entity_name": "Riverbend Timing Co",
    "entity_specific_id": 4242,
}

Read = Callable[[Store, int, Query], bytes]


def _today() -> date:
    return datetime.now(EASTERN).date()


class RunSignUp:
    """One RunSignUp account with its races; `account`, `faults` and `store` may be changed."""

    def __init__(
        self,
        population: Population,
        *,
        key: str = KEY,
        secret: str = SECRET,
        today: Callable[[], date] = _today,
    ) -> None:
        """`today` is what `start_date` defaults to."""
        self.account = Account(key, secret)
        self.faults = Faults()
        self.store = Store(population)
        self.results = Results(self.store)
        self.today = today
        routes = Starlette(routes=self._routes())
        self.app = FaultyApp(_AnyCase(routes), faults=self.faults, shape=SHAPE)

    def _routes(self) -> list[Route]:
        on_race = {
            "participants": participants,
            "removed-participants": removed_participants,
            "participant-counts": participant_counts,
            "results/get-result-sets": self.results.sets,
            "results/get-results": self.results.rows,
        }
        writes = {
            "results/new-result-set": self.results.new_set,
            "results/edit-result-set": self.results.edit_set,
            "results/show-result-set": self.results.show_set,
            "results/hide-result-set": self.results.hide_set,
            "results/delete-result-set": self.results.delete_set,
            "results/full-results": self.results.write,
            "results/clear-results": self.results.clear,
            "results/clear-results-by-reg-id": self.results.clear_registrations,
        }
        return [
            *fault_routes(self.faults),
            *self._control_routes(),
            Route("/rest/v2/auth-info/entity-info.json", self._entity_info),
            Route("/rest/races", self._races),
            Route("/rest/race/{race_id:int}", partial(self._read, race, public=True)),
            *(
                Route(f"/rest/race/{{race_id:int}}/{path}", partial(self._read, read, public=False))
                for path, read in on_race.items()
            ),
            *(
                Route(f"/rest/race/{{race_id:int}}/{p}", partial(self._write, w), methods=["POST"])
                for p, w in writes.items()
            ),
            Route("/{path:path}", self._unknown, methods=["GET", "POST"]),
        ]

    def _control_routes(self) -> list[Route]:
        one = f"{CONTROL}/participants/{{registration_id:int}}"
        return [
            Route(f"{CONTROL}/participants", self._add, methods=["POST"]),
            Route(one, self._edit, methods=["POST"]),
            Route(f"{CONTROL}/removals", self._remove, methods=["POST"]),
            Route(f"{CONTROL}/notices", self._notices),
        ]

    async def _read(self, read: Read, request: Request, *, public: bool) -> Response:
        query = dict(request.query_params)
        race_id = request.path_params["race_id"]
        return self._answer(request, lambda: read(self.store, race_id, query), public=public)

    async def _write(
        self, write: Callable[[int, Query, bytes], bytes], request: Request
    ) -> Response:
        query, body = dict(request.query_params), await request.body()
        race_id = request.path_params["race_id"]
        return self._answer(request, lambda: write(race_id, query, body), public=False)

    async def _races(self, request: Request) -> Response:
        query = dict(request.query_params)
        return self._answer(request, lambda: races(self.store, query, self.today), public=True)

    async def _entity_info(self, request: Request) -> Response:
        return self._answer(request, lambda: msgspec.json.encode(ENTITY), public=False)

    async def _unknown(self, request: Request) -> Response:
        def fail() -> bytes:
            raise Problem(1)

        return self._answer(request, fail, public=True)

    def _answer(self, request: Request, make: Callable[[], bytes], *, public: bool) -> Response:
        """Check the caller, make the body, and tell a failure inside HTTP 200."""
        is_json = request.query_params.get("format") == "json"
        if not (is_json or request.url.path.endswith(".json")):
            return xml_response()
        try:
            self.account.check(request, public=public)
            return json_response(make())
        except Problem as problem:
            return json_response(error_body(problem.code, str(problem)))

    async def _edit(self, request: Request) -> Response:
        try:
            row = self.store.edit(
                request.path_params["registration_id"], await json_object(request)
            )
        except KeyError:
            return JSONResponse({"error": "no such registration"}, status_code=404)
        return JSONResponse(row)

    async def _add(self, request: Request) -> Response:
        return JSONResponse(self.store.add(await json_object(request)), status_code=201)

    async def _notices(self, _request: Request) -> Response:
        """The registrations that were told of a result, each time they were."""
        return JSONResponse(self.results.notices)

    async def _remove(self, request: Request) -> Response:
        """Takes `registration_id`, `reason` (removed) and `new_registration_id` (null)."""
        asked = await json_object(request)
        try:
            row = self.store.remove(
                asked["registration_id"],
                reason=asked.get("reason", "removed"),
                new_registration_id=asked.get("new_registration_id"),
            )
        except KeyError:
            return JSONResponse({"error": "no such registration"}, status_code=404)
        return JSONResponse(row)


class _AnyCase:
    """Makes paths lower case: `/Rest/Races` and `/rest/races` are one call."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "path": scope["path"].lower()}, receive, send)
