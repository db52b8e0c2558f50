"""A list that pages on the server, with a search box; a table of cards on a narrow screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from nicegui import events, ui

from orchestration.dashboard.desk import View
from orchestration.dashboard.frame import SHOWN_ERRORS, paragraph, text, trouble
from orchestration.dashboard.parts import Refresh
from orchestration.dashboard.words import Cell

T = TypeVar("T")
Row = Mapping[str, Cell]
SIZE = 20
# Every cell is shown as text; only the kinds that are named here are more, and none is markup.
BODY = """
<q-tr :props="props"><q-td v-for="col in props.cols" :key="col.name" :props="props"
 :data-label="col.label"><template v-if="col.value && col.value.kind === 'state'"><span
 :class="'state ' + col.value.state"><span class="shape" aria-hidden="true">{{ col.value.shape
 }}</span><span>{{ col.value.text }}</span></span></template><time
 v-else-if="col.value && col.value.kind === 'time'" :datetime="col.value.at"
 :title="col.value.title">{{ col.value.text }}</time><a
 v-else-if="col.value && col.value.kind === 'link'" :href="col.value.href">{{ col.value.text
 }}</a><span v-else>{{ col.value }}</span></q-td></q-tr>
"""


@dataclass(frozen=True)
class Slice:
    """A page of rows, and how many there are in all."""

    rows: Sequence[Row]
    total: int


def among(every: Sequence[T], asked: tuple[str, int, int], row: Callable[[T], Row]) -> Slice:
    """A page of what is at hand already, with each of the words in what is shown of it."""
    words, skip, limit = asked
    meant = words.lower().split()[:10]
    if not meant:
        return Slice([row(one) for one in every[skip : skip + limit]], len(every))
    rows = [made for made in map(row, every) if _has(made, meant)]
    return Slice(rows[skip : skip + limit], len(rows))


def _has(row: Row, words: Sequence[str]) -> bool:
    whole = " ".join(
        str(cell.get("text", "")) if isinstance(cell, Mapping) else str(cell or "")
        for cell in row.values()
    ).lower()
    return all(word in whole for word in words)


@dataclass(frozen=True)
class Trouble:
    """Why there are none; one is like another of the same words."""

    error: Exception = field(compare=False)
    words: str = ""

    @classmethod
    def of(cls, error: Exception) -> "Trouble":
        """The trouble that an error is."""
        return cls(error, str(error))


Load = Callable[[str, int, int], Slice]
"""The rows that have the words in them, from a place on, so many."""


@dataclass
class Place:
    """Where the reader is in a list."""

    words: str = ""
    skip: int = 0
    seen: "Slice | Trouble | None" = None


@dataclass(frozen=True)
class Listing:
    """What a list is called and has: columns by name with their titles, and words for none."""

    name: str
    columns: Mapping[str, str]
    none: str
    search: str = "Search"
    size: int = SIZE


async def listing(view: View, what: Listing, load: Load) -> Refresh:
    """Shows a list; gives back what has it look again."""
    place = Place()
    box = _search_box(what) if what.search else None
    body = ui.element("div").classes("listing")

    async def refresh() -> None:
        if not view.is_open:
            return
        found: Slice | Trouble
        try:
            found = await view.desk.wait_for(load, place.words, place.skip, what.size)
        except SHOWN_ERRORS as error:
            found = Trouble.of(error)
        if found == place.seen or body.is_deleted:
            return
        place.seen = found
        body.clear()
        with body:
            _draw(what, place, move)

    async def move(by: int) -> None:
        place.skip = max(place.skip + by, 0)
        await refresh()

    async def searched(event: events.GenericEventArguments) -> None:
        # An empty list says another thing once words were looked for.
        place.words, place.skip, place.seen = str(event.args or "")[:200], 0, None
        await refresh()

    if box is not None:
        box.on("input", searched, js_handler="(e) => emit(e.target.value)", throttle=0.3)
    await refresh()
    ui.timer(5.0, refresh, immediate=False)
    return refresh


def _search_box(what: Listing) -> ui.element:
    with ui.element("label").classes("search"):
        text(what.search)
        return ui.element("input").props('type="search" autocomplete="off"')


def _draw(what: Listing, place: Place, move: Callable[[int], object]) -> None:
    seen = place.seen
    if isinstance(seen, Trouble):
        return trouble(seen.error)
    if seen is None or not seen.total:
        paragraph("Nothing has these words in it." if place.words else what.none, "empty")
        return
    columns = [
        {"name": name, "label": title, "field": name, "align": "left"}
        for name, title in what.columns.items()
    ]
    rows = [{**row, "_at": at} for at, row in enumerate(seen.rows)]
    table = ui.table(columns=columns, rows=rows, row_key="_at", pagination=0)
    table.props(f'flat hide-bottom aria-label="{what.name}"').add_slot("body", BODY)
    _pager(what, place.skip, seen, move)


def _pager(what: Listing, skip: int, seen: Slice, move: Callable[[int], object]) -> None:
    last = skip + len(seen.rows)
    with ui.element("div").classes("pager"):
        text(f"{skip + 1:,} to {last:,} of {seen.total:,}", "quiet")
        if seen.total > what.size:
            _step("Earlier page", move, -what.size, is_there=skip > 0)
            _step("Next page", move, what.size, is_there=last < seen.total)


def _step(label: str, move: Callable[[int], object], by: int, *, is_there: bool) -> None:
    made = ui.element("button").props('type="button"').classes("button small")
    with made:
        text(label)
    if is_there:
        made.on("click", lambda: move(by))
    else:
        made.props("disabled")
