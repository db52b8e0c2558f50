"""The control routes that every sandbox server has beside its provider's own."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault, Faults
from sandbox.races import Record


async def json_object(request: Request) -> Record:
    """The JSON object a request carries; an empty body counts as an empty object."""
    body = await request.body()
    return msgspec.json.decode(body or b"{}", type=dict)


def fault_routes(faults: Faults) -> list[Route]:
    """`GET`, `POST` and `DELETE /_sandbox/faults`."""

    async def answer(request: Request) -> Response:
        if request.method == "POST":
            try:
                faults.add(Fault(**await json_object(request)))
            except (TypeError, ValueError, msgspec.DecodeError) as error:
                return JSONResponse({"error": str(error)}, status_code=400)
        elif request.method == "DELETE":
            faults.clear()
        return JSONResponse(faults.planned())

    return [Route("/_sandbox/faults", answer, methods=["GET", "POST", "DELETE"])]
