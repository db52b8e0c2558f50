"""Data: what is served, how old it is, what is gone, what could not be read, and the way back."""

from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import quote

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from orchestration.dashboard.describing import described
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.pages.proofs import list_tests, show_quarantine, show_tests
from orchestration.dashboard.parts import Deed, Refresh, as_of, button, facts, live, moment
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.serving import (
    FRESH,
    GONE,
    Rows,
    go_back,
    preview,
    read_flips,
    read_fresh,
    read_gone,
    read_group,
    read_views,
)
from orchestration.dashboard.session import HOME, KEEPERS
from orchestration.dashboard.warming import read_together
from orchestration.dashboard.words import NONE, count, time_cell, titled
from orchestration.generations.differences import Difference, Differences
from orchestration.generations.history import Flip
from orchestration.generations.served import ServedView
from orchestration.service.tokens import Role

HERE = f"{HOME}/data"
WHO: tuple[Role, ...] = ("admin", "data_ops", "viewer")
FLIPS = {"flip": "new build", "rollback": "rolled back"}
Views = Answer[tuple[ServedView, ...]]


def add(desk: Desk) -> None:
    """Adds the pages."""

    @page(desk, "/data", "Data", roles=WHO)
    async def every(view: View) -> None:
        heading("Data")
        await view.desk.wait_for(read_together, view)
        await live(view, lambda: read_views(view), lambda found: _groups(view, found))
        heading("Freshness", level=2)
        paragraph("When each was last proven complete, the oldest first.", "quiet")
        fresh = _columns(FRESH, ("Connection", "What", "Race", "Proven by", "When"))
        await _list(view, Listing("Freshness", fresh, "Nothing was proven yet."), read_fresh)
        heading("Tests", level=2)
        await show_tests(view)
        heading("Quarantine", level=2)
        await show_quarantine(view)

    @page(desk, "/data/{group}", "Data", roles=WHO)
    async def one(view: View) -> None:
        group = view.asked["group"]
        found = await view.desk.wait_for(read_group, view, group)
        heading(titled(group))
        later: list[Refresh] = []

        async def refresh() -> None:
            for each in later:
                await each()

        later.append(await live(view, lambda: read_group(view, group), partial(_views, view)))
        await _back(view, group, found.value, refresh)
        heading("What was served when", level=2)
        later.append(await live(view, lambda: read_flips(view, group), partial(_flips, view)))
        heading("What is gone", level=2)
        titles = ("What", "Key", "Connection", "Why", "When")
        what = Listing("Deletions", _columns(GONE, titles), "Nothing that was served is gone.")
        schema = found.value[0].schema_name
        await _list(view, what, lambda _view, *asked: read_gone(view, schema, *asked))

    @page(desk, "/data/{group}/{entity}", "Data", roles=WHO)
    async def view_of(view: View) -> None:
        found = await view.desk.wait_for(read_group, view, view.asked["group"])
        chosen = [one for one in found.value if one.entity == view.asked["entity"]]
        heading(chosen[0].name if chosen else view.asked["entity"])
        for each in chosen:
            _served(view, each)
        heading("Tests", level=2)
        await list_tests(view, view.asked["entity"])


def _columns(names: tuple[str, ...], titles: tuple[str, ...]) -> dict[str, str]:
    return dict(zip((*names, "at"), titles, strict=True))


async def _list(view: View, what: Listing, read: Any) -> None:
    names = list(what.columns)

    def load(words: str, skip: int, limit: int) -> Slice:
        found: Rows = read(view, words, skip, limit)
        rows = [
            {
                **{
                    name: NONE if cell is None else str(cell)
                    for name, cell in zip(names, row, strict=True)
                },
                "at": time_cell(row[-1], view.zone),
            }
            for row in found.rows
        ]
        return Slice(rows, found.total)

    await listing(view, what, load)


def _groups(view: View, found: Views) -> None:
    as_of(view, found)
    if not found.value:
        notice("Nothing is served yet", "The first sync of a connection builds what is served.")
    with ui.element("div").classes("cards"):
        for group, some in groupby(found.value, key=lambda one: one.group):
            views = list(some)
            with ui.element("section").classes("card"):
                with ui.element("h2"), ui.element("a").props(f'href="{_way(group)}"'):
                    text(titled(group))
                rows = sum(one.row_count for one in views)
                paragraph(f"{count(len(views), 'view')}, {count(rows, 'row')}", "quiet")
                moment(view, max(one.flipped_at for one in views))


def _views(view: View, found: Views) -> None:
    as_of(view, found)
    with ui.element("ul").classes("plain-list card"):
        for one in found.value:
            with ui.element("li").classes("spread"):
                with ui.element("a").props(f'href="{_way(one.group, one.entity)}"'):
                    text(one.name)
                text(count(one.row_count, "row"))
                text(f"generation {one.active_version}", "quiet")
                moment(view, one.flipped_at)


async def _back(view: View, group: str, views: tuple[ServedView, ...], refresh: Refresh) -> None:
    heading("Back to the kept generation", level=2)
    paragraph("The generation before is kept, so that a bad load can be taken back at once.")
    kept = all(one.backup_version for one in views)
    seen: list[Differences] = []
    box = ui.element("div").props('role="status"')

    def look() -> str:
        seen[:] = [preview(view, group)]
        return ""

    async def show() -> None:
        box.clear()
        with box:
            _preview(seen[0])
            deed = Deed(
                f"Roll {group} back",
                partial(go_back, view, group),
                KEEPERS,
                ask="Everybody sees the kept rows from then on.\n"
                "What is served now is kept in turn: a second one undoes it.",
                confirm="Roll back",
            )
            with ui.element("div").classes("row-of-buttons"):
                button(view, deed, done, classes="danger")

    async def done() -> None:
        box.clear()
        await refresh()

    why = "" if kept else "Nothing is kept yet: there was one build only"
    with ui.element("div").classes("row-of-buttons"):
        button(view, Deed("Show what it would change", look, WHO), show, why_not=why)


def _preview(found: Differences) -> None:
    with ui.element("div").classes("notice warn"):
        text("What would change", "strong")
        for one in found.views:
            _difference(one)
        for name, why in found.not_compared.items():
            paragraph(f"{name} cannot be compared: {why}", "quiet")


def _difference(one: Difference) -> None:
    paragraph(
        f"{one.view}: {one.rows:,} rows become {one.rows_before:,}. "
        f"{one.gone:,} come back, {one.added:,} go, {one.changed:,} have their old values again."
    )
    with ui.element("ul").classes("plain-list"):
        for example in one.examples:
            key = " ".join(example.key.values())
            changes = "; ".join(
                f"{each.column}: {each.new or 'nothing'} -> {each.old or 'nothing'}"
                for each in example.changes
            )
            # Told the way back: what the newer build added is what would go.
            said = {"added": "goes", "gone": "comes back"}.get(example.kind, "goes back")
            with ui.element("li"):
                text(f"{key} {said}{f': {changes}' if example.kind == 'changed' else ''}")


def _flips(view: View, found: Answer[tuple[Flip, ...]]) -> None:
    with ui.element("ul").classes("plain-list card"):
        for flip in found.value:
            with ui.element("li").classes("spread"):
                text(FLIPS.get(flip.action, flip.action), "strong")
                text(f"by {flip.flipped_by}", "quiet")
                text(f"{flip.rows_before:,} -> {flip.rows:,} rows")
                moment(view, flip.flipped_at)


def _served(view: View, one: ServedView) -> None:
    found = described(one.entity)
    paragraph(found.words)
    facts(
        [
            ("Rows", f"{one.row_count:,}"),
            ("Generation", f"{one.active_version}; kept: {one.backup_version or 'none'}"),
            ("Served since", lambda: moment(view, one.flipped_at)),
            ("By", one.flipped_by),
            ("Key", ", ".join(one.key) or NONE),
        ]
    )
    if not found.columns:
        paragraph("Its columns are not described here: they follow from the connection.", "empty")
        return
    heading("Columns", level=2)
    with ui.element("dl").classes("card columns"):
        for column in found.columns:
            with ui.element("div"):
                with ui.element("dt"):
                    text(column.name, "strong")
                    text(column.kind, "quiet")
                TextElement(text=column.words, tag="dd")


def _way(*parts: str) -> str:
    return "/".join((HERE, *(quote(part, safe="") for part in parts)))
