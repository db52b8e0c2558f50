"""The Race Roster server: `RaceRoster(roster).app` answers under `/api`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.race_roster import assumed
from sandbox.race_roster.access import CREDENTIALS, Access, Refused
from sandbox.race_roster.listing import Invalid, Query, Switches, listed_events, page
from sandbox.race_roster.roster import Roster, build_roster
from sandbox.race_roster.store import Store
from sandbox.races import Record

__all__ = ["CREDENTIALS", "RaceRoster"]

API = "/api/v1"
TOKEN = "/api/oauth/authorize"
FORM = "application/x-www-form-urlencoded"
# Two of the three events lie after it.
TODAY = datetime(2026, 6, 1, tzinfo=UTC)


class RaceRoster:
    """One timer's account; `store`, `switches`, `access`, `faults` and `today` may be changed."""

    def __init__(self, roster: Roster | None = None) -> None:
        self.store = Store(roster or build_roster())
        self.switches = Switches()
        self.access = Access(time.monotonic)
        self.faults = Faults()
        self.today = TODAY
        app = Starlette(routes=self._routes(), exception_handlers={HTTPException: _failed})
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    def _routes(self) -> list[Route]:
        one = f"{CONTROL}/participants/{{event_id}}/{{participant_id:int}}"
        event = "/events/{event_id}"
        return [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(f"{CONTROL}/tokens", self._revoke, methods=["DELETE"]),
            Route(f"{CONTROL}{event}", self._edit_event, methods=["POST"]),
            Route(f"{CONTROL}/participants/{{event_id}}", self._add, methods=["POST"]),
            Route(one, self._edit, methods=["POST"]),
            Route(one, self._remove, methods=["DELETE"]),
            Route(TOKEN, self._token, methods=["POST"]),
            Route(f"{API}/events", partial(self._read, self._events)),
            Route(f"{API}{event}", partial(self._read, self._event)),
            Route(f"{API}{event}/participants", partial(self._read, self._participants)),
        ]

    async def _token(self, request: Request) -> Response:
        body = await request.body()
        is_form = request.headers.get("content-type", "").startswith(FORM)
        form = dict(parse_qsl(body.decode("utf-8", "replace"))) if is_form else {}
        try:
            token = self.access.grant(form)
        except Refused as refusal:
            return JSONResponse(refusal.body, status_code=refusal.status)
        wrapping = self.switches.wrapping
        return JSONResponse(
            token if wrapping == "bare" else {"data": [token] if wrapping == "array" else token}
        )

    async def _read(self, read: Callable[[str, Query], Record], request: Request) -> Response:
        if not self.access.allows(request.headers.get("authorization", "")):
            return _problem(401)
        event_id = request.path_params.get("event_id", "")
        if self.switches.maintenance:
            return HTMLResponse(assumed.WEB_PAGE)
        if event_id in self.switches.closed:
            return _problem(403)
        if event_id in self.switches.gone:
            return _problem(404)
        try:
            with self.store.held():
                body = msgspec.json.encode(read(event_id, dict(request.query_params)))
        except Invalid:
            return _problem(400)
        except KeyError:
            return _problem(404)
        return Response(body, media_type="application/json")

    def _events(self, _event_id: str, query: Query) -> Record:
        found = listed_events(self.store.events, query, self.today)
        return page(list(map(_shown, found)), query, self.switches, counted=len(found))

    def _event(self, event_id: str, _query: Query) -> Record:
        event = _shown(self.store.event(event_id))
        return {"data": event if self.switches.single_object else [event]}

    def _participants(self, event_id: str, query: Query) -> Record:
        """Every participant, whatever date is sent along: there is no filter for changes."""
        rows, switches = self.store.participants_of(event_id), self.switches
        shown = rows[: len(rows) - switches.withheld]
        return page(shown, query, switches, counted=len(rows) + switches.count_off)

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

    async def _revoke(self, _request: Request) -> Response:
        self.access.revoke()
        return JSONResponse({})

    async def _edit_event(self, request: Request) -> Response:
        fields, places = await json_object(request), request.path_params
        return _found(lambda: self.store.edit_event(places["event_id"], fields))

    async def _add(self, request: Request) -> Response:
        fields, places = await json_object(request), request.path_params
        return _found(lambda: self.store.add(places["event_id"], fields))

    async def _edit(self, request: Request) -> Response:
        fields, places = await json_object(request), request.path_params
        return _found(lambda: self.store.edit(places["event_id"], places["participant_id"], fields))

    async def _remove(self, request: Request) -> Response:
        places = request.path_params
        return _found(lambda: self.store.remove(places["event_id"], places["participant_id"]))


def _shown(event: Record) -> Record:
    return {name: value for name, value in event.items() if name != "status"}


def _found(make: Callable[[], Record]) -> Response:
    try:
        return JSONResponse(make())
    except KeyError as error:
        return JSONResponse({"error": f"there is none: {error}"}, status_code=404)


def _problem(code: int) -> Response:
    return JSONResponse(assumed.error(code), status_code=code)


async def _failed(_request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 404
    return _problem(code)


def _error(code: int, message: str) -> bytes:
    return msgspec.json.encode({"message": message, "code": code})


def _emptied(body: bytes) -> bytes:
    return msgspec.json.encode({**msgspec.json.decode(body), "data": []})


SHAPE = Shape(error=_error, emptied=_emptied)
