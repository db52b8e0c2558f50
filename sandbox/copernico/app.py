"""The Copernico server: `Copernico().app` answers reads, presets and registrations."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.copernico import assumed
from sandbox.copernico.athletes import athlete, leaders, race_by_slug, race_detail
from sandbox.copernico.presets import PRESETS, preset_rows
from sandbox.copernico.raceday import run_race, withdraw_time
from sandbox.copernico.store import Store
from sandbox.faults import Faults
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.population import Population, build_population
from sandbox.races import RACES, Race

API_KEY = "sandbox-copernico-key"
LOGIN = "riverbend-timing"

Answer = tuple[int, Any]
Handler = Callable[[Request], Awaitable[Answer]]


class Refusal(Exception):
    """An answer that ends a call early."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer))
        self.answer = answer


@dataclass(frozen=True)
class Switches:
    """How the server answers where real ones differ.

    preset_shape: list, data or results. gun_time_at_top: instead of in each row.
    demo_root: `/athlete/{id}` without `events[]`. athletes_as_objects: instead of ids.
    registrations_key: asked for as `x-api-key` or bearer when set. preset_limit: in bytes.
    burst_calls within burst_seconds: the next call gets 429; None never does.
    """

    preset_shape: str = "data"
    gun_time_at_top: bool = False
    demo_root: bool = False
    athletes_as_objects: bool = False
    registrations_key: str | None = None
    preset_limit: int = 6_000_000
    burst_calls: int | None = None
    burst_seconds: float = 10.0


class Copernico:
    """One timer's login with its races; `switches`, `faults` and `presets` may be changed."""

    def __init__(
        self,
        state: Path | None = None,
        *,
        api_key: str = API_KEY,
        login: str = LOGIN,
        population: Population | None = None,
    ) -> None:
        """`state` is the file that outlives the process; `population` is for the race day."""
        self.store = Store(state)
        self.faults = Faults()
        self.switches = Switches()
        self.presets = dict(PRESETS)
        self.find_race: Callable[[str], Race | None] = race_by_slug
        self.slugs: Callable[[], list[str]] = lambda: [race.slug for race in RACES]
        self.clock: Callable[[], float] = time.monotonic
        self._api_key = api_key
        self._login = login
        self._population = population
        self._calls: deque[float] = deque()
        app = Starlette(routes=self._routes())
        self.app = FaultyApp(app, faults=self.faults, shape=SHAPE)

    def close(self) -> None:
        """Close the state file."""
        self.store.close()

    def _routes(self) -> list[Route]:
        race = "/api/races/{slug}"
        keyed: dict[str, Handler] = {
            "/api/races": self._races,
            race: self._race,
            f"{race}/athletes": self._athletes,
            f"{race}/athlete/{{id}}": self._athlete,
            f"{race}/athlete/{{id}}/full": self._athlete,
            f"{race}/leaders/{{event}}/{{group}}": self._leaders,
        }
        opened: dict[str, tuple[str, Handler]] = {
            f"{race}/preset/{{preset}}/{{event:path}}": ("GET", self._preset),
            "/race-registrations/{slug}": ("POST", self._register),
        }
        return [
            *fault_routes(self.faults),
            *(
                Route(f"{CONTROL}/{path}", partial(self._answer, handler), methods=[method])
                for method, path, handler in self._controls()
            ),
            *(Route(path, partial(self._keyed, handler)) for path, handler in keyed.items()),
            *(
                Route(path, partial(self._counted, handler), methods=[method])
                for path, (method, handler) in opened.items()
            ),
        ]

    def _controls(self) -> list[tuple[str, str, Handler]]:
        one = "participants/{slug}/{id}"
        return [
            ("POST", "race-day", self._race_day),
            ("POST", "switches", self._switch),
            ("POST", one, self._tamper),
            ("DELETE", one, self._delete),
            ("POST", f"{one}/withdraw-time", self._withdraw),
        ]

    async def _answer(self, handler: Handler, request: Request) -> Response:
        try:
            status, content = await handler(request)
        except Refusal as refusal:
            status, content = refusal.answer
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        return Response(body, status_code=status, media_type="application/json")

    async def _counted(self, handler: Handler, request: Request) -> Response:
        """A call that counts towards the burst limit."""
        limit, now = self.switches.burst_calls, self.clock()
        while self._calls and self._calls[0] <= now - self.switches.burst_seconds:
            self._calls.popleft()
        self._calls.append(now)
        if limit is not None and len(self._calls) > limit:
            return await self._answer(_refuse(assumed.TOO_MANY), request)
        return await self._answer(handler, request)

    async def _keyed(self, handler: Handler, request: Request) -> Response:
        """A counted call that also asks for the key."""
        if request.headers.get("x-api-key") != self._api_key:
            return await self._answer(_refuse(assumed.FORBIDDEN), request)
        return await self._counted(handler, request)

    def _race_of(self, request: Request) -> Race:
        """The race in the path. Raises: Refusal where there is none."""
        race = self.find_race(request.path_params["slug"])
        if race is None:
            raise Refusal(assumed.NO_RACE)
        return race

    async def _races(self, _request: Request) -> Answer:
        return _ok(self.slugs())

    async def _race(self, request: Request) -> Answer:
        race = self._race_of(request)
        return _ok(race_detail(race, self.store.raced(race.slug)))

    async def _athletes(self, request: Request) -> Answer:
        people = [one.person for one in self.store.entrants(self._race_of(request).slug)]
        ids = [person["id"] for person in people if person["id"] is not None]
        return _ok([{"id": one} for one in ids] if self.switches.athletes_as_objects else ids)

    async def _athlete(self, request: Request) -> Answer:
        in_full = request.url.path.endswith("/full")
        try:
            entrant = self.store.entrant(self._race_of(request).slug, request.path_params["id"])
        except KeyError:
            return assumed.NO_DATA
        return _ok(athlete(entrant, at_root=self.switches.demo_root and not in_full))

    async def _leaders(self, request: Request) -> Answer:
        query, path = request.query_params, request.path_params
        entrants = self.store.entrants(self._race_of(request).slug, path["event"])
        limit, page = int(query.get("limit", 50)), int(query.get("page", 1))
        return _ok(leaders(entrants, path["group"], limit=limit, page=page))

    async def _preset(self, request: Request) -> Answer:
        login, _, name = request.path_params["preset"].partition(":::")
        if login != self._login or name not in self.presets:
            return assumed.NO_PRESET
        event = request.path_params["event"]
        entrants = self.store.entrants(self._race_of(request).slug, event)
        columns, at_top = self.presets[name], self.switches.gun_time_at_top
        in_rows = not at_top or self.switches.preset_shape == "list"
        rows = preset_rows(entrants, columns, gun_in_rows=in_rows)
        content: Any = rows
        if self.switches.preset_shape != "list":
            guns = [one.timing["gunTime"] for one in entrants if one.timing]
            top = {} if in_rows else {"gunTime": guns[0] if guns else None}
            content = top | {self.switches.preset_shape: rows}
        body = msgspec.json.encode(content)
        return (200, body) if len(body) <= self.switches.preset_limit else assumed.TOO_LARGE

    async def _register(self, request: Request) -> Answer:
        key = self.switches.registrations_key
        given = (request.headers.get("x-api-key"), request.headers.get("authorization"))
        if key is not None and given[0] != key and given[1] != f"Bearer {key}":
            return assumed.FORBIDDEN
        try:
            sent = msgspec.json.decode(await request.body(), type=list[dict[str, Any]])
        except msgspec.DecodeError:
            return assumed.NOT_AN_ARRAY
        count = self.store.register(self._race_of(request).slug, sent)
        return 200, assumed.registrations_answer(count)

    async def _race_day(self, _request: Request) -> Answer:
        if self._population is None:
            self._population = build_population()
        return 200, run_race(self.store, self._population)

    async def _switch(self, request: Request) -> Answer:
        self.switches = replace(self.switches, **await json_object(request))
        return 200, asdict(self.switches)

    async def _tamper(self, request: Request) -> Answer:
        fields, path = await json_object(request), request.path_params
        return _found(lambda: self.store.tamper(path["slug"], path["id"], fields))

    async def _delete(self, request: Request) -> Answer:
        path = request.path_params
        return _found(lambda: self.store.delete(path["slug"], path["id"]))

    async def _withdraw(self, request: Request) -> Answer:
        return _found(lambda: withdraw_time(self.store, request.path_params["id"]))


def _ok(data: object) -> Answer:
    return 200, {"result": {"code": 0, "message": "OK"}, "data": data}


def _refuse(answer: Answer) -> Handler:
    async def refuse(_request: Request) -> Answer:
        return answer

    return refuse


def _found(make: Callable[[], object]) -> Answer:
    try:
        return 200, make()
    except KeyError as error:
        return 404, {"error": f"no participant {error}"}


def _error(code: int, message: str) -> bytes:
    return msgspec.json.encode({"result": {"code": code, "message": message}, "data": None})


def _emptied(body: bytes) -> bytes:
    answer = msgspec.json.decode(body)
    if not isinstance(answer, dict):
        return b"[]"
    return msgspec.json.encode(
        {key: [] if key in ("data", "results") else value for key, value in answer.items()}
    )


SHAPE = Shape(error=_error, emptied=_emptied)
