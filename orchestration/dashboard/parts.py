"""The parts that pages are made of: states, moments, live areas, buttons that do something."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from extract.kit.errors import WarehouseBusy
from extract.kit.sync import utc_now
from orchestration.dashboard.desk import SessionOver, View, unforeseen
from orchestration.dashboard.frame import (
    SHOWN_ERRORS,
    heading,
    leave_to,
    paragraph,
    said,
    text,
    trouble,
)
from orchestration.dashboard.guard import SIGN_IN
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.words import NONE, SHAPES, State, age, local, utc
from orchestration.service.tokens import ROLES, Role

T = TypeVar("T")
REFRESH_SECONDS = 5.0
Refresh = Callable[[], Awaitable[None]]


def state(one: State) -> None:
    """A state as shape, colour and word."""
    with ui.element("span").classes(f"state {one.kind}"):
        text(SHAPES[one.kind], "shape").props('aria-hidden="true"')
        text(one.word)


def moment(view: View, at: datetime | None, *, never: str = "never") -> None:
    """How long ago something was; the time in the reader's zone and in UTC on hover."""
    if at is None:
        text(never, "quiet")
        return
    made = TextElement(text=age(at, utc_now()), tag="time")
    made._props["datetime"] = at.isoformat()
    made._props["data-age"] = "yes"
    made._props["title"] = f"{local(at, view.zone)} · {utc(at)}"


def when(view: View, at: datetime | None, *, never: str = NONE) -> None:
    """A day and time in the reader's zone, with UTC on hover: for what is far from now."""
    if at is None:
        text(never, "quiet")
        return
    made = TextElement(text=local(at, view.zone), tag="time")
    made._props["datetime"] = at.isoformat()
    made._props["title"] = utc(at)


def as_of(view: View, answer: Answer[T]) -> None:
    """Says that something is older than now, where it is."""
    if answer.is_old:
        with ui.element("p").classes("as-of"):
            text("A sync is writing now. Figures of the warehouse as of")
            moment(view, answer.at)


async def live(
    view: View,
    load: Callable[[], T],
    draw: Callable[[T], None],
    *,
    seconds: float = REFRESH_SECONDS,
    waiting: str = "",
) -> Refresh:
    """An area that shows facts and is drawn anew, by itself, when they are others.

    The page waits for the first ones, or says `waiting` and opens.
    """
    box = ui.element("div").classes("live")
    shown: list[object] = []

    async def refresh() -> None:
        if not view.is_open:
            return
        found = await _found(view, load)
        mark: object = str(found) if isinstance(found, Exception) else found
        if shown == [mark] or box.is_deleted:
            return
        # What was shown stays while the warehouse is busy: it was true a moment ago.
        if shown and isinstance(found, WarehouseBusy):
            return
        shown[:] = [mark]
        _show(box, found, draw)

    if waiting:
        with box:
            paragraph(waiting, "quiet").props('role="status"')
        ui.timer(0.0, refresh, once=True)
    else:
        await refresh()
    ui.timer(seconds, refresh, immediate=False)
    return refresh


def later(view: View, waiting: str, load: Callable[[], T], draw: Callable[[T], None]) -> None:
    """An area that says at once what is waited for, and shows the facts as soon as they are found.

    For what may take longer than a page should need to open.
    """
    box = ui.element("div").classes("live").props('role="status"')
    with box:
        paragraph(waiting, "quiet")

    async def fill() -> None:
        found = await _found(view, load)
        if not box.is_deleted:
            _show(box, found, draw)

    ui.timer(0.0, fill, once=True)


async def _found(view: View, load: Callable[[], T]) -> T | Exception:
    try:
        return await view.desk.wait_for(load)
    except SHOWN_ERRORS as error:
        return error


def _show(box: ui.element, found: T | Exception, draw: Callable[[T], None]) -> None:
    box.clear()
    with box:
        try:
            if isinstance(found, Exception):
                trouble(found)
            else:
                draw(found)
        except Exception as error:
            # The library would put it into its own log, words and values and all.
            box.clear()
            trouble(unforeseen(error))


@dataclass(frozen=True)
class Deed:
    """What a button does: `call` in a thread, for these roles; `done` says what came of it."""

    label: str
    call: Callable[[], str]
    roles: tuple[Role, ...] = ROLES
    ask: str = ""
    confirm: str = ""
    # What stands beside the button while another system is waited for.
    meanwhile: str = ""


def button(
    view: View, deed: Deed, then: Refresh | None = None, *, why_not: str = "", classes: str = ""
) -> ui.element:
    """A button; where it cannot do anything it is disabled, and the reason stands beside it."""
    if not why_not and view.caller.role not in deed.roles:
        why_not = f"Not for the role {view.caller.role}"
    with ui.element("span").classes("deed") as box:
        made = ui.element("button").props('type="button"').classes(f"button {classes}")
        with made:
            text(deed.label)
        if why_not:
            made.props("disabled")
            text(why_not, "why quiet")
            return made

        async def clicked() -> None:
            if deed.ask and not await asked(deed):
                return
            made.props("disabled")
            with box:
                waiting = text(deed.meanwhile, "why quiet").props('role="status"')
            await done(view, deed, then)
            if not made.is_deleted:
                waiting.delete()
                made.props(remove="disabled")

        made.on("click", clicked)
    return made


async def done(view: View, deed: Deed, then: Refresh | None = None) -> bool:
    """Does it, says what came of it, and has the page look again."""
    try:
        view.check(*deed.roles)
        words = await view.desk.wait_for(deed.call)
    except SessionOver:
        leave_to(SIGN_IN)
        return False
    except SHOWN_ERRORS as error:
        say(said(error), is_well=False)
        return False
    if words:
        say(words)
    if then is not None:
        await then()
    return True


def say(words: str, *, is_well: bool = True) -> None:
    """Tells the reader, for a while, in a corner that screen readers hear."""
    ui.notify(
        words,
        type="positive" if is_well else "negative",
        position="bottom",
        timeout=4000 if is_well else 10000,
        close_button="Close",
        multi_line=True,
    )


async def asked(deed: Deed) -> bool:
    """Whether the reader means it."""
    with ui.dialog() as dialog, ui.element("div").classes("card dialog"):
        heading(deed.label, level=2)
        for words in deed.ask.split("\n"):
            paragraph(words)
        with ui.element("div").classes("row-of-buttons"):
            for label, value in ((deed.confirm or deed.label, True), ("Leave it as it is", False)):
                one = ui.element("button").props('type="button"')
                one.classes("button main" if value else "button")
                with one:
                    text(label)
                one.on("click", lambda _event, value=value: dialog.submit(value))
    return bool(await dialog)


def facts(rows: Iterable[tuple[str, Callable[[], None] | str]]) -> None:
    """Names and what they are, one below the other."""
    with ui.element("dl").classes("facts"):
        for name, value in rows:
            TextElement(text=name, tag="dt")
            with ui.element("dd"):
                if isinstance(value, str):
                    text(value)
                else:
                    value()
