"""Destinations: the named warehouses that a sync may go to."""

from functools import partial

from nicegui import ui

from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.forms import Asked, field, missing, submit
from orchestration.dashboard.frame import heading, page, paragraph, text
from orchestration.dashboard.pages.connections import test_button
from orchestration.dashboard.parts import Deed, Refresh, button, done, live, moment
from orchestration.dashboard.registering import (
    add_place,
    read_destinations,
    remove_place,
    try_place,
)
from orchestration.registry.destinations import Destination


def add_pages(desk: Desk) -> None:
    """Adds the page."""

    @page(desk, "/connections/destinations", "Destinations", roles=("admin",))
    async def every(view: View) -> None:
        heading("Destinations")
        paragraph("Other warehouses that a sync may go to, beside the one that is served.", "quiet")
        later: list[Refresh] = []

        async def refresh() -> None:
            await later[0]()

        later.append(
            await live(
                view, lambda: read_destinations(view), lambda found: _list(view, found, refresh)
            )
        )
        _new(view, refresh)


def _list(view: View, found: list[Destination], refresh: Refresh) -> None:
    if not found:
        paragraph("There is none yet, so every sync goes to the served warehouse.", "empty")
    for one in found:
        with ui.element("section").classes("card"):
            with ui.element("div").classes("spread"):
                text(one.name, "strong")
                text(one.engine, "quiet")
                moment(view, one.created_at)
            paragraph(one.location, "cause")
            tried = ui.element("div").props('role="status"')
            with ui.element("div").classes("row-of-buttons"):
                test_button(view, tried, partial(try_place, view, one.slug))
                deed = Deed(
                    "Remove",
                    partial(remove_place, view, one.slug),
                    ("admin",),
                    ask=f"{one.name} is no longer known here.\nWhat stands in it stays.",
                    confirm="Remove it",
                )
                button(view, deed, refresh, classes="danger")


def _new(view: View, refresh: Refresh) -> None:
    heading("Add one", level=2)
    with ui.element("div").classes("card form"):
        name = field("name", Asked("Name", "as people call it, e.g. Archive"))
        where = field(
            "location",
            Asked(
                "Where",
                "a DuckDB file below the workplace, archive.duckdb, or postgresql://user@host/db",
            ),
        )
        word = field("password", Asked("Password", "of a database; sealed", is_secret=True))

        async def send() -> None:
            if missing({"Name": name, "Where": where}):
                return
            given = (name.value, where.value.strip(), word.value)
            deed = Deed("Add it", lambda: add_place(view, *given), ("admin",))
            await done(view, deed, refresh)

        with ui.element("div").classes("row-of-buttons"):
            submit("Add it", send)
