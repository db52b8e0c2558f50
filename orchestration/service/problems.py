"""Every error as problem details (RFC 9457): what was seen, what to do, under which request id."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from extract.kit.errors import SynclineError
from orchestration.registry.errors import (
    Clash,
    Disabled,
    Elsewhere,
    Locked,
    NotThere,
    RegistryError,
)

LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
SHOWN_ERRORS, SHOWN_LETTERS = 20, 100
REFUSALS: dict[type[RegistryError], tuple[int, str]] = {
    NotThere: (404, "unknown-connection"),
    Clash: (409, "name-taken"),
    Elsewhere: (409, "in-a-file"),
    Disabled: (409, "disabled"),
    Locked: (400, "no-key"),
    RegistryError: (422, "invalid-connection"),
}
# What a browser or a probe sees where nothing of ours says more.
PLAIN = {
    404: "There is no such call. Look at /docs.",
    405: "This call is made by another method. Look at /docs.",
}


class Problem(HTTPException):
    """An answer that is an error; `more` are members of its own, as the id of what is running."""

    def __init__(
        self,
        status: HTTPStatus | int,
        kind: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(int(status), detail, dict(headers or {}))
        self.kind = kind
        self.more = dict(more or {})


def problem_reply(problem: HTTPException, request_id: str) -> Response:
    """The error as a reply."""
    status = HTTPStatus(problem.status_code)
    kind = f"urn:syncline:problem:{problem.kind}" if isinstance(problem, Problem) else "about:blank"
    ours = isinstance(problem, Problem)
    # Members of its own first, so that none of them takes the place of a standard one.
    body = {
        **(problem.more if isinstance(problem, Problem) else {}),
        "type": kind,
        "title": problem.kind.replace("-", " ") if isinstance(problem, Problem) else status.phrase,
        "status": int(status),
        "detail": problem.detail if ours else PLAIN.get(int(status), status.description),
        "instance": f"urn:syncline:request:{request_id}",
    }
    return Response(
        msgspec.json.encode(body), int(status), headers=problem.headers, media_type=MEDIA_TYPE
    )


def request_id_of(request: Request) -> str:
    """The id that the call is known by."""
    return str(request.scope.get("state", {}).get("request_id", ""))


async def answer_http(request: Request, error: Exception) -> Response:
    """The reply to an error that the routes raised."""
    assert isinstance(error, HTTPException)
    return problem_reply(error, request_id_of(request))


async def answer_invalid(request: Request, error: Exception) -> Response:
    """The reply to a call that is not of the described form; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    errors = [
        {
            "at": ".".join(str(part)[:SHOWN_LETTERS] for part in one["loc"]),
            "says": str(one["msg"])[:SHOWN_LETTERS],
        }
        for one in error.errors()[:SHOWN_ERRORS]
    ]
    problem = Problem(
        422,
        "invalid-call",
        "The call is not of the form that /docs shows.",
        more={"errors": errors},
    )
    return problem_reply(problem, request_id_of(request))


async def answer_registry(request: Request, error: Exception) -> Response:
    """The reply to what the registry refuses; its words hold no secret."""
    for kind, (status, name) in REFUSALS.items():
        if isinstance(error, kind):
            return problem_reply(Problem(status, name, str(error)), request_id_of(request))
    return await answer_syncline(request, error)


async def answer_syncline(request: Request, error: Exception) -> Response:
    """The reply to an error of ours that no route expected: the service cannot do its work."""
    assert isinstance(error, SynclineError)
    LOG.error("%s: %s", type(error).__name__, error)
    detail = "The service cannot do that now. Nothing was done. Its log says why, by this request."
    return problem_reply(Problem(503, "not-possible-now", detail), request_id_of(request))
