"""What every page has: the head with its ways, the reader's zone, a place for what went wrong."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement
from starlette.requests import Request

from extract.kit.errors import SynclineError, WarehouseBusy
from orchestration.dashboard.desk import Desk, View, unforeseen
from orchestration.dashboard.guard import SIGN_IN, SIGN_OUT
from orchestration.dashboard.session import HOME, ZONE_COOKIE, Visitor, cookies_of
from orchestration.dashboard.words import zone_named
from orchestration.service.problems import Problem
from orchestration.service.tokens import ROLES, Role

Build = Callable[[View], Awaitable[None]]
SHOWN_ERRORS = (SynclineError, Problem)
BUSY = (
    "A sync is writing to the warehouse at this moment, and DuckDB lets one in at a time. "
    "Nothing is wrong. This page fills by itself as soon as the sync is done."
)


@dataclass(frozen=True)
class Way:
    """A page that the head leads to, and who may see it."""

    path: str
    title: str
    roles: tuple[Role, ...] = ROLES


WAYS = (
    Way("/", "Overview"),
    Way("/syncs", "Syncs"),
    Way("/race", "Race day"),
    Way("/rentals", "Rentals", ("admin", "data_ops", "viewer")),
    Way("/data", "Data", ("admin", "data_ops", "viewer")),
    Way("/connections", "Connections", ("admin",)),
    Way("/audit", "Audit", ("admin", "data_ops")),
)


def page(
    desk: Desk, path: str, title: str, *, roles: tuple[Role, ...] = ROLES
) -> Callable[[Build], None]:
    """Makes a page of a function that fills it."""

    def made(build: Build) -> None:
        @ui.page(path, title=f"{title} · syncline", response_timeout=30)
        async def shown(request: Request) -> None:
            view = _view(desk, request, path)
            _head(view)
            # The library's layout is the landmark; ours is where one skips to.
            with ui.element("div").props('id="main" tabindex="-1"').classes("page"):
                if view.caller.role not in roles:
                    heading(title)
                    _refusal(view, roles)
                else:
                    await _filled(view, title, build)
            _leave_in_time(view)

    return made


def show_missing(desk: Desk, request: Request) -> None:
    """Fills the page of an address that there is none at."""
    view = _view(desk, request, "")
    _head(view)
    with ui.element("div").props('id="main" tabindex="-1"').classes("page"):
        heading("There is no such page")
        paragraph("The address may be mistyped, or the page has another one by now.")
        with ui.element("a").props(f'href="{HOME}/"'):
            text("To the overview")
    _leave_in_time(view)


def _view(desk: Desk, request: Request, path: str) -> View:
    visitor = request.scope["state"]["visitor"]
    assert isinstance(visitor, Visitor)
    zone = zone_named(unquote(cookies_of(request.scope).get(ZONE_COOKIE, "")))
    return View(desk, visitor, zone, path, {**request.query_params, **request.path_params})


async def _filled(view: View, title: str, build: Build) -> None:
    try:
        await build(view)
    except SHOWN_ERRORS as error:
        heading(title)
        trouble(error)
    except Exception as error:
        heading(title)
        trouble(unforeseen(error))


def _head(view: View) -> None:
    with ui.element("a").props('href="#main"').classes("skip"):
        text("Skip to the page")
    with ui.element("div").classes("head"):
        with ui.element("a").props(f'href="{HOME}/"').classes("brand"):
            text("syncline")
        with ui.element("nav").props('aria-label="Pages"'):
            for way in WAYS:
                if view.caller.role in way.roles:
                    is_here = way.path == view.path or (
                        way.path != "/" and view.path.startswith(way.path)
                    )
                    here = ' aria-current="page"' if is_here else ""
                    with ui.element("a").props(f'href="{HOME}{way.path}"{here}'):
                        text(way.title)
        _reader(view)


def _reader(view: View) -> None:
    with ui.element("div").classes("reader"):
        partner = f" · {view.caller.partner}" if view.caller.partner else ""
        with ui.element("span").classes("who"):
            text(view.caller.subject, "name")
            text(f"{view.caller.role}{partner}", "quiet")
        look = ui.element("button").props('type="button" aria-label="Light or dark"')
        look.classes("plain-button look")
        look.on("click", js_handler="() => window.synclineLook()")
        with look:
            text("◑")
        with (
            ui.element("form").props(f'method="post" action="{SIGN_OUT}"'),
            ui.element("button").props('type="submit"').classes("plain-button"),
        ):
            text("Sign out")


def leave_to(path: str) -> None:
    """Goes to another page of ours; the library puts before a path where it is mounted."""
    ui.navigate.to(path.removeprefix(HOME))


def _leave_in_time(view: View) -> None:
    def look() -> None:
        if not view.is_open:
            leave_to(SIGN_IN)

    ui.timer(2.0, look)


def _refusal(view: View, roles: tuple[Role, ...]) -> None:
    notice(
        f"This page is not for the role {view.caller.role}.",
        f"It is for {' and '.join(roles)}. Whoever gives out tokens can give you such a one.",
    )


def text(words: str, classes: str = "") -> ui.element:
    """Words on the page, whatever is in them."""
    made = TextElement(text=words, tag="span")
    return made.classes(classes) if classes else made


def heading(words: str, *, level: int = 1) -> ui.element:
    """A heading."""
    return TextElement(text=words, tag=f"h{level}")


def paragraph(words: str, classes: str = "") -> ui.element:
    """A sentence or several."""
    made = TextElement(text=words, tag="p")
    return made.classes(classes) if classes else made


def notice(title: str, words: str, classes: str = "") -> None:
    """A box that says what is the case and what to do."""
    with ui.element("section").classes(f"notice {classes}"):
        text(title, "strong")
        paragraph(words)


def said(error: Exception) -> str:
    """The words of an error, fit for a person."""
    if isinstance(error, WarehouseBusy):
        return "A sync is writing to the warehouse. Nothing was done. Try again when it is over."
    return str(error.detail) if isinstance(error, Problem) else str(error)


def trouble(error: Exception) -> None:
    """What happened, what is safe, what to do."""
    if isinstance(error, WarehouseBusy):
        notice("A sync is writing now", BUSY, "warn")
        return
    with ui.element("section").classes("notice bad").props('role="alert"'):
        text("This could not be shown", "strong")
        paragraph(said(error))
        paragraph("Nothing was changed. Load the page again; the service's log says more.", "quiet")
