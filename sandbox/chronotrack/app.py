"""The ChronoTrack server: `ChronoTrack().app` answers below `/api` and at `/oauth2/token`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.chronotrack import assumed
from sandbox.chronotrack.access import Access
from sandbox.chronotrack.lists import SIZE, Switches, elided, listed
from sandbox.chronotrack.roster import Roster, build_timed_roster
from sandbox.chronotrack.scoring import Timing
from sandbox.chronotrack.store import Store
from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record

PREFIX = "/api"
PLAIN_NAMES = {"entry": "entries", "reg_choice": "reg_choices", "results": "results"}
Handler = Callable[[Request], Awaitable[object]]


class ChronoTrack:
    """One timer's account; `store`, `access`, `switches` and `faults` may be changed."""

    def __init__(self, roster: Roster | None = None) -> None:
        self.store = Store(roster or build_timed_roster())
        self.access = Access()
        self.switches = Switches()
        self.faults = Faults()
        self.app = FaultyApp(Starlette(routes=self._routes()), faults=self.faults, shape=SHAPE)

    def change_before(self, path: str, change: Callable[[], object], *, call: int = 1) -> None:
        """Plan a change of the store just before the matching call, between two of one sync."""
        self.faults.before(path, change, call=call)

    def _routes(self) -> list[Route]:
        one, times = f"{CONTROL}/records/{{kind}}/{{key}}", f"{CONTROL}/times/{{key}}"
        methods = ["GET", "POST", "PUT", "DELETE"]
        controls: tuple[tuple[str, str, Handler], ...] = (
            ("POST", f"{CONTROL}/switches", self._switch),
            ("POST", f"{CONTROL}/race-day/{{race_id}}", self._race_day),
            ("POST", one, self._put),
            ("DELETE", one, self._remove),
            ("POST", times, self._score),
            ("DELETE", times, self._unscore),
        )
        return [
            *fault_routes(self.faults),
            *(
                Route(path, partial(self._controlled, handler), methods=[method])
                for method, path, handler in controls
            ),
            Route("/oauth2/token", self._token),
            Route(f"{PREFIX}/{{rest:path}}", self._api, methods=methods),
        ]

    async def _token(self, request: Request) -> Response:
        answer = self.access.token(request.query_params, _authorization(request))
        if answer is None:
            return _answered(assumed.UNAUTHORIZED)
        return JSONResponse(answer)

    async def _api(self, request: Request) -> Response:
        query = request.query_params
        if not self.access.allows(query, _authorization(request)):
            return _answered(assumed.UNAUTHORIZED)
        if self.switches.html is not None and self.switches.html in request.url.path:
            return HTMLResponse(assumed.WEB_PAGE)
        parts = request.path_params["rest"].replace(".json", "", 1).split("/")
        if request.method != "GET":
            return _answered(await self._written(request, parts))
        try:
            return self._read(parts, query)
        except KeyError:
            answer = assumed.NOT_FOUND if parts[0] == "entry" else assumed.NO_EVENT
            return _answered((max(answer[0], self.switches.missing_status), answer[1]))

    def _read(self, parts: list[str], query: Mapping[str, str]) -> Response:
        match parts:
            case ["event" | "race" | "entry" as name, key]:
                kind = {"event": "events", "race": "races", "entry": "entries"}[name]
                envelope = "event_race" if name == "race" else name
                record = elided([self.store.record(kind, key)], query)[0]
                return JSONResponse({envelope: record})
            case _:
                envelope, rows = listed(self.store, parts, query)
                return self._page(envelope, rows, query)

    def _page(self, envelope: str, rows: Sequence[Record], query: Mapping[str, str]) -> Response:
        switches = self.switches
        size = max(1, min(int(query.get("size") or SIZE), switches.page_limit))
        page = max(1, int(query.get("page") or 1))
        kept = rows[: len(rows) - switches.lost.get(envelope, 0)]
        shown = elided(list(kept[(page - 1) * size : page * size]), query)
        if switches.as_numbers:
            shown = [_as_numbers(row) for row in shown]
        named = {
            "X-Ctlive-Row-Count": str(len(rows)) if switches.counts else None,
            "X-Ctlive-Page-Count": str(-(-len(rows) // size)) if switches.pages else None,
            "X-Ctlive-Page-Size": str(size),
            "X-Ctlive-Current-Page": str(page),
        }
        headers = {name: value for name, value in named.items() if value is not None}
        body = msgspec.json.encode(_wrapped(envelope, shown, switches.envelope))
        return Response(
            body, media_type="application/json", headers=headers if switches.headers else {}
        )

    async def _written(self, request: Request, parts: list[str]) -> assumed.Answer:
        try:
            sent = await json_object(request)
        except msgspec.DecodeError:
            return assumed.NOT_JSON
        with self.store.held() as roster:
            match [request.method, *parts]:
                case ["POST", "event", event_id, "entry"] if event_id in roster.records["events"]:
                    return assumed.create(roster, event_id, sent)
                case ["POST", "event", event_id, "groups"] if event_id in roster.records["events"]:
                    return assumed.create_team(roster, event_id, sent)
                case ["PUT", "entry", entry_id]:
                    return assumed.update(roster, entry_id, sent)
                case ["DELETE", "entry", entry_id]:
                    return assumed.delete(roster, entry_id)
                case _:
                    return assumed.NOT_FOUND

    async def _controlled(self, handler: Handler, request: Request) -> Response:
        try:
            return JSONResponse(await handler(request))
        except KeyError as error:
            return JSONResponse({"error": f"there is none: {error}"}, status_code=404)
        except (TypeError, ValueError, msgspec.DecodeError) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    async def _switch(self, request: Request) -> object:
        self.switches = replace(self.switches, **await json_object(request))
        return asdict(self.switches)

    async def _race_day(self, request: Request) -> object:
        """Takes `times` (by entry id, what a `Timing` has) and `gun`; drawn ones without them."""
        asked = await json_object(request)
        given = asked.get("times")
        times = None if given is None else {key: Timing(**one) for key, one in given.items()}
        return self.store.run_race(request.path_params["race_id"], times, asked.get("gun", ""))

    async def _put(self, request: Request) -> object:
        """Merges fields into a record; one that is new names its event in the query."""
        path, event = request.path_params, request.query_params.get("event_id", "")
        return self.store.put(path["kind"], path["key"], await json_object(request), event)

    async def _remove(self, request: Request) -> object:
        self.store.remove(request.path_params["kind"], request.path_params["key"])
        return {}

    async def _score(self, request: Request) -> object:
        timing = Timing(**await json_object(request))
        self.store.score(request.path_params["key"], timing)
        return {}

    async def _unscore(self, request: Request) -> object:
        self.store.unscore(request.path_params["key"])
        return {}


def _authorization(request: Request) -> str:
    return request.headers.get("authorization", "")


def _answered(answer: assumed.Answer) -> Response:
    status, content = answer
    return JSONResponse(content, status_code=status)


def _wrapped(envelope: str, rows: list[Record], form: str) -> Any:
    match form:
        case "alias":
            word = envelope.partition("_")[2] or envelope
            return {PLAIN_NAMES.get(word, word + "s"): rows}
        case "strange":
            return {"meta": {"version": "2"}, "items": rows}
        case "two":
            return {"items": rows, "others": []}
        case "bare":
            return rows
        case _:
            return {envelope: rows}


def _as_numbers(row: Record) -> Record:
    return {
        name: int(value) if name.endswith("_id") and str(value).isdecimal() else value
        for name, value in row.items()
    }


def _error(_code: int, message: str) -> bytes:
    return msgspec.json.encode({"error": "server_error", "error_description": message})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    return msgspec.json.encode({key: [] for key in answer} if isinstance(answer, dict) else [])


SHAPE = Shape(error=_error, emptied=_emptied)
