"""Signing in and out: plain pages without a script of their own but the one for the time zone."""

import logging
from html import escape
from importlib.resources import files
from urllib.parse import parse_qs

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from extract.kit.errors import SynclineError
from orchestration.dashboard.desk import Desk
from orchestration.dashboard.guard import ASSETS, SIGN_IN, SIGN_OUT
from orchestration.dashboard.session import COOKIE, HOME, Visitor
from orchestration.service.arrivals import DASHBOARD
from orchestration.service.gate import address_of
from orchestration.service.tokens import TokenRefused

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · syncline</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{assets}/look.css">
<script src="{assets}/reader.js"></script></head><body class="plain"><main class="sign-in">
<h1>syncline</h1><p>Sign in with your token. Whoever runs syncline gives you one.</p>{error}
<form method="post" action="{action}"><input type="hidden" name="to" value="{to}">
<label for="token">Token</label>
<input id="token" name="token" type="password" required autocomplete="off" spellcheck="false"
 autofocus{described}><button type="submit">Sign in</button></form>
<p class="quiet">For development, <code>syncline token --role admin</code> makes one that holds
for twelve hours.</p></main></body></html>"""
ERROR = '<p class="error" id="error" role="alert">{words}</p>'
LOG = logging.getLogger(__name__)
KINDS = {"look.css": "text/css", "reader.js": "text/javascript"}


def sign_in_routes(desk: Desk) -> APIRouter:
    """The calls that open and end a session, and the two files that their pages need."""
    router = APIRouter(include_in_schema=False)
    _add_ways(router)
    sessions = desk.sessions

    @router.get(SIGN_IN)
    async def form(request: Request) -> Response:
        """Asks for the token."""
        return HTMLResponse(_page(_local(request.query_params.get("to", ""))))

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        """Opens a session."""
        given = parse_qs((await request.body()).decode("utf-8", "replace"))
        token, to = (given.get(name, [""])[0].strip() for name in ("token", "to"))
        to = _local(to)
        try:
            visitor = await _let_in(desk, token, address_of(request.scope))
        except TokenRefused as error:
            return HTMLResponse(_page(to, str(error)), 401)
        except SynclineError as error:
            return HTMLResponse(_page(to, str(error)), 503)
        reply = RedirectResponse(to, 303)
        reply.set_cookie(
            COOKIE,
            token,
            max_age=max(int(visitor.until - sessions.now()), 1),
            path=HOME,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return reply

    @router.post(SIGN_OUT)
    async def sign_out(request: Request) -> Response:
        """Ends the session in every window."""
        if visitor := request.scope["state"].get("visitor"):
            sessions.end(visitor)
            await _let_out(desk, visitor, address_of(request.scope))
        reply = RedirectResponse(SIGN_IN, 303)
        reply.delete_cookie(COOKIE, path=HOME)
        return reply

    return router


async def _let_in(desk: Desk, token: str, address: str) -> Visitor:
    """Who the token names; nobody comes in, and nobody is refused, of whom nothing is written.

    Raises: TokenRefused; SynclineError when nothing can be written.
    """
    arrivals = desk.service.arrivals
    try:
        visitor = desk.sessions.opened_by(token)
    except TokenRefused as error:
        if deed := arrivals.refusal(DASHBOARD, str(error), address):
            await desk.wait_for(arrivals.write, deed)
        raise
    await desk.wait_for(arrivals.came_in, visitor.caller, address)
    return visitor


async def _let_out(desk: Desk, visitor: Visitor, address: str) -> None:
    """Writes down that somebody left; who wants to go goes, whether that can be done or not."""
    try:
        await desk.wait_for(desk.service.arrivals.went_out, visitor.caller, address)
    except SynclineError as error:
        LOG.error("a sign-out is not in the audit list: %s", type(error).__name__)  # noqa: TRY400


def _add_ways(router: APIRouter) -> None:
    """Adds the way to the front page, and the two files."""

    @router.get(HOME, response_class=RedirectResponse)
    @router.get("/", response_class=RedirectResponse)
    async def front() -> Response:
        """Leads whoever opens the address to the dashboard."""
        return RedirectResponse(HOME + "/", 303)

    @router.get(f"{ASSETS}/{{name}}")
    async def asset(name: str) -> Response:
        """The style and the small script that every page has."""
        if name not in KINDS:
            return Response("There is no such file.", 404, media_type="text/plain")
        return Response(asset_text(name), media_type=KINDS[name])


def asset_text(name: str) -> str:
    """One of the files beside the pages."""
    return (files("orchestration.dashboard") / "assets" / name).read_text(encoding="utf-8")


def _local(to: str) -> str:
    """The page that was asked for, if it is one of ours."""
    is_ours = to == HOME or to.startswith(f"{HOME}/")
    return to if is_ours and "\\" not in to and to.isprintable() else f"{HOME}/"


def _page(to: str, words: str = "") -> str:
    return PAGE.format(
        assets=ASSETS,
        action=SIGN_IN,
        to=escape(to, quote=True),
        error=ERROR.format(words=escape(words)) if words else "",
        described=' aria-describedby="error" aria-invalid="true"' if words else "",
    )
