"""What stands before every page: no session, no page; nothing from and for any other host."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from orchestration.dashboard.session import HOME, Sessions, is_from_here

SIGN_IN, SIGN_OUT, ASSETS = f"{HOME}/sign-in", f"{HOME}/sign-out", f"{HOME}/assets"
# The library's own scripts and styles, of which nothing is secret.
LIBRARY = f"{HOME}/_nicegui/"
OPEN = (SIGN_IN, f"{ASSETS}/", LIBRARY)
# The library compiles its templates in the browser, which needs `unsafe-eval`.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY_VIOLATION = 1008


@dataclass(frozen=True)
class Guard:
    """Sends who is not signed in to where one signs in, and closes sockets of other sites."""

    app: ASGIApp
    sessions: Sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the call on, or answers it."""
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or not (path == HOME or path.startswith(f"{HOME}/")):
            return await self.app(scope, receive, send)
        is_open = path.startswith(OPEN)
        visitor = None if is_open else self.sessions.seen_in(scope)
        is_let_in = is_from_here(scope) and (is_open or visitor is not None)
        if scope["type"] == "websocket":
            if is_let_in:
                return await self.app(scope, receive, send)
            return await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        marked = _marked(send, is_library=path.startswith(LIBRARY))
        if not is_let_in:
            asked = quote(_asked_for(scope), safe="/") if visitor is None else HOME
            reply = RedirectResponse(f"{SIGN_IN}?to={asked}", 303)
            return await reply(scope, receive, marked)
        scope.setdefault("state", {})["visitor"] = visitor
        await self.app(scope, receive, marked)


def _asked_for(scope: Scope) -> str:
    """The page and what was asked of it."""
    path, query = str(scope["path"]), scope.get("query_string", b"").decode("latin-1")
    return f"{path}?{query}" if query else path


def _marked(send: Send, *, is_library: bool) -> Send:
    async def send_marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if not is_library:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_marked
