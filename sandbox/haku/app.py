"""The Haku server: `Haku().app` hands out tokens and answers lists and registrations."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import parse_qs

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.haku import assumed
from sandbox.haku.organiser import Organiser, build_organiser
from sandbox.haku.store import Store
from sandbox.haku.switches import Switches
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record

CLIENT_ID, CLIENT_SECRET = "sandbox-haku-client", "sandbox-haku-secret"
TOKEN_PATH = "/oauth2/token"
JSON = "application/json"


class Haku:
    """One organisation; `store`, `switches` and `faults` may be changed, tokens revoked."""

    def __init__(self, organiser: Organiser | None = None) -> None:
        self.store = Store(organiser or build_organiser())
        self.switches = Switches()
        self.faults = Faults()
        self.issued: list[str] = []
        self._revoked = 0
        self.app = FaultyApp(Starlette(routes=self._routes()), faults=self.faults, shape=SHAPE)

    def revoke(self) -> None:
        """Make every token that was handed out so far worthless."""
        self._revoked = len(self.issued)

    def _routes(self) -> list[Route]:
        one = f"{CONTROL}/registrations/{{event_id}}/{{number}}"
        return [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(f"{CONTROL}/tokens", self._revoke, methods=["DELETE"]),
            Route(one, self._change, methods=["POST", "PUT", "DELETE"]),
            Route(f"{CONTROL}/edits", self._plan, methods=["POST"]),
            Route(TOKEN_PATH, self._token, methods=["POST"]),
            Route("/events", self._events),
            Route("/events/{event_id}/participants", self._participants),
            Route("/events/{event_id}/registrations/{number}", self._registration),
            Route("/{path:path}", self._unknown),
        ]

    async def _token(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        if form.get("grant_type") != ["client_credentials"]:
            return self._failed(assumed.WRONG_GRANT, 400)
        pair = b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {pair}":
            return self._failed(assumed.INVALID_CLIENT, self.switches.refusal)
        self.issued.append(f"eyJraWQiOiJTQU5EQk9YIn0.token-{len(self.issued) + 1}.invented")
        promised = {"expires_in": self.switches.expires_in, "token_type": "Bearer"}
        return JSONResponse({"access_token": self.issued[-1], **promised})

    async def _events(self, request: Request) -> Response:
        def rows() -> list[Record]:
            order = [event["event_date"] for event in self.store.events]
            places = sorted(range(len(order)), key=order.__getitem__)
            return [self.store.events[place] for place in places]

        return self._list(request, "events", rows)

    async def _participants(self, request: Request) -> Response:
        event_id = request.path_params["event_id"]
        query = request.query_params
        asked = (query.get("sort_column"), query.get("sort_direction"))

        def rows() -> Sequence[Record]:
            shown = self.store.short_rows(event_id, newest_first=asked == ("updated_at", "desc"))
            if not (self.switches.dropped or self.switches.keyless):
                return shown
            return [row for one in shown for row in self._spoilt(event_id, one)]

        return self._list(request, "participants", rows)

    def _spoilt(self, event_id: str, row: Record) -> list[Record]:
        """The row as the switches want it, or nothing."""
        key = f"{event_id}|{row['registration_number']}"
        if key in self.switches.dropped:
            return []
        return [row | {"registration_number": None} if key in self.switches.keyless else row]

    def _list(self, request: Request, name: str, rows: Callable[[], Sequence[Record]]) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        place = page_of(request.query_params, self.switches)
        if place is None:
            return self._failed(assumed.BAD_NUMBER, 400)
        try:
            page = list(rows()[place])
        except KeyError:
            return self._failed(assumed.NOT_FOUND, 404)
        return JSONResponse({name: page} if self.switches.wrapped else page)

    async def _registration(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        event_id, number = request.path_params["event_id"], request.path_params["number"]
        key = f"{event_id}|{number}"
        try:
            if key in (*self.switches.missing, *self.switches.dropped):
                raise KeyError(key)
            if key in self.switches.swapped:
                number = next(one for one in self.store.numbers(event_id) if one != number)
            record = self.store.detail(event_id, number)
        except KeyError:
            return self._failed(assumed.NOT_FOUND, 404)
        return JSONResponse({"registration": record} if self.switches.wrapped else record)

    async def _unknown(self, request: Request) -> Response:
        return self._refusal(request) or self._failed(assumed.NOT_FOUND, 404)

    def _refusal(self, request: Request) -> Response | None:
        """What is answered instead: a web page, or that the token is not good."""
        html = self.switches.html
        if html is not None and html in request.url.path:
            return HTMLResponse(assumed.WEB_PAGE)
        word = "Bearer " if self.switches.bearer else ""
        good = {word + token for token in self.issued[self._revoked :]}
        if request.headers.get("authorization") not in good:
            return self._failed(assumed.UNAUTHORIZED, 401)
        return None

    def _failed(self, body: Mapping[str, str], status: int) -> Response:
        if self.switches.plain:
            return PlainTextResponse("; ".join(body.values()), status_code=status)
        return JSONResponse(body, status_code=status)

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
        self.revoke()
        return JSONResponse({"revoked": len(self.issued)})

    async def _change(self, request: Request) -> Response:
        """POST merges fields into a registration, PUT makes a new one, DELETE takes one out."""
        event_id, number = request.path_params["event_id"], request.path_params["number"]
        fields = await json_object(request)
        changes: Mapping[str, Callable[[], Any]] = {
            "POST": lambda: self.store.edit(event_id, number, fields),
            "PUT": lambda: self.store.add(event_id, number, fields),
            "DELETE": lambda: self.store.drop(event_id, number),
        }
        try:
            return JSONResponse(changes[request.method]())
        except KeyError as error:
            return JSONResponse({"error": f"there is none: {error}"}, status_code=404)

    async def _plan(self, request: Request) -> Response:
        """Takes `before` (a path), `call` (1), `event_id`, `number` and `fields`; null drops it."""
        asked = await json_object(request)
        place = asked["event_id"], asked["number"]

        def change() -> None:
            if asked["fields"] is None:
                self.store.drop(*place)
            else:
                self.store.edit(*place, asked["fields"])

        self.faults.before(asked["before"], change, call=asked.get("call", 1))
        return JSONResponse(self.faults.planned())


def page_of(query: Mapping[str, str], switches: Switches) -> slice | None:
    """Which rows a page holds; None where the numbers are none."""
    texts = query.get("page", "1"), query.get("per_page", str(assumed.DEFAULT_SIZE))
    if not all(text.isdecimal() and int(text) > 0 for text in texts):
        return None
    page, size = 1 if switches.restart else int(texts[0]), min(int(texts[1]), switches.page_cap)
    return slice((page - 1) * size, page * size)


def _error(_code: int, message: str) -> bytes:
    return msgspec.json.encode({"message": message})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    return b"[]" if isinstance(answer, list) else msgspec.json.encode({key: [] for key in answer})


SHAPE = Shape(error=_error, emptied=_emptied)
