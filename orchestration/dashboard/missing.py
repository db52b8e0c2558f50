"""What is said at an address below the dashboard that there is no page at."""

from fastapi.exception_handlers import http_exception_handler
from nicegui import Client, app, ui
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from orchestration.dashboard.desk import Desk
from orchestration.dashboard.frame import show_missing


def add(desk: Desk) -> None:
    """Answers with a page of ours, of status 404; a script that is not there stays a plain 404."""

    @app.exception_handler(404)
    async def missing(request: Request, error: Exception) -> Response:
        is_signed_in = request.scope["state"].get("visitor") is not None
        if not is_signed_in or _has_own_answer(request):
            status = error if isinstance(error, HTTPException) else HTTPException(404)
            return await http_exception_handler(request, status)
        with Client(ui.page("", title="No such page · syncline"), request=request) as client:
            show_missing(desk, request)
        return client.build_response(request, 404)


def _has_own_answer(request: Request) -> bool:
    """Whether one of the library's calls found nothing; a mount stands there for itself."""
    endpoint = request.scope.get("endpoint")
    return endpoint is not None and endpoint is not app
