"""The server: `GraphQLServer().app` answers `POST /graphql`, its rows and switches changeable."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLError, execute_sync, parse, validate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.control import fault_routes, json_object
from sandbox.faults import Faults
from sandbox.graphql.directory import Directory
from sandbox.graphql.schema import SCHEMA, Root, Switches
from sandbox.middleware import CONTROL, FaultyApp, Shape
from sandbox.races import Record

PATH = "/graphql"
HASURA_REFUSAL = {
    "errors": [{
        "message": "invalid x-hasura-admin-secret/x-hasura-access-key",
        "extensions": {"code": "access-denied", "path": "$"},
    }]
}  # fmt: skip
WEB_PAGE = "<!DOCTYPE html><html><body>Bad gateway</body></html>"


class GraphQLServer:
    """One directory; `directory`, `switches` and `faults` may be changed.

    `asked` keeps each question. The fault `error_body` answers its message as an error's code.
    """

    def __init__(self, directory: Directory | None = None) -> None:
        self.directory = directory or Directory()
        self.switches = Switches()
        self.faults = Faults()
        self.asked: list[Record] = []
        routes = [
            *fault_routes(self.faults),
            Route(f"{CONTROL}/switches", self._switch, methods=["GET", "POST", "DELETE"]),
            Route(PATH, self._answer, methods=["POST"]),
        ]
        self.app = FaultyApp(Starlette(routes=routes), faults=self.faults, shape=SHAPE)

    def change_before(self, call: int, change: Callable[[], object]) -> None:
        """Plan a change just before the call of this number (from 1), between two pages."""
        self.faults.before(PATH, change, call=call)

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

    async def _answer(self, request: Request) -> Response:
        if self.switches.broken > 0:
            self.switches.broken -= 1
            return HTMLResponse(WEB_PAGE, status_code=500)
        token = self.switches.token
        if token is not None and request.headers.get("authorization") != f"Bearer {token}":
            if self.switches.refusal == "200":
                return JSONResponse(HASURA_REFUSAL)
            return JSONResponse({"errors": [{"message": "Unauthorized"}]}, status_code=401)
        try:
            payload = json.loads(await request.body())
        except ValueError:
            return PlainTextResponse("Unable to parse request body as JSON", status_code=400)
        self.asked.append(payload)
        return self._resolved(payload)

    def _resolved(self, payload: Record) -> Response:
        try:
            document = parse(payload["query"])
            errors = validate(SCHEMA, document)
        except GraphQLError as error:
            return self._invalid([error])
        if not self.switches.introspection and "__schema" in payload["query"]:
            errors = [GraphQLError("GraphQL introspection is not allowed")]
        if errors:
            return self._invalid(errors)
        result = execute_sync(
            SCHEMA,
            document,
            root_value=Root(self.directory, self.switches),
            variable_values=payload.get("variables"),
            operation_name=payload.get("operationName"),
        )
        return JSONResponse(_body(result))

    def _invalid(self, errors: list[GraphQLError]) -> Response:
        body: dict[str, Any] = {"errors": [dict(error.formatted) for error in errors]}
        if self.switches.invalid == "200_null":
            body = {"data": None, **body}
        return JSONResponse(body, status_code=400 if self.switches.invalid == "400" else 200)


def _body(result: ExecutionResult) -> dict[str, Any]:
    return dict(result.formatted)


def _error(_code: int, message: str) -> bytes:
    error = {"message": message, "extensions": {"code": message}}
    return json.dumps({"errors": [error]}).encode()


def _emptied(body: bytes) -> bytes:
    """The answer with every list in it empty."""

    def emptied(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: emptied(inner) for name, inner in value.items()}
        return [] if isinstance(value, list) else value

    return json.dumps(emptied(json.loads(body))).encode()


SHAPE = Shape(error=_error, emptied=_emptied)
