"""Parts of the data pages: how tests ended, what could not be read, and reading it again."""

from functools import partial

from nicegui import ui

from orchestration.dashboard.desk import View
from orchestration.dashboard.frame import paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.parts import Deed, as_of, button, live, moment, state
from orchestration.dashboard.proving import (
    SHOWN,
    UNREAD,
    Tests,
    read_heaps_of,
    read_test_counts,
    read_tests,
    read_unread,
    retry,
)
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.session import KEEPERS
from orchestration.dashboard.words import NONE, State, count, state_cell, time_cell
from orchestration.quarantine.reading import Heap

STATES = {
    "pass": State("good", "Passed"),
    "warn": State("warn", "Warned"),
    "fail": State("bad", "Failed"),
    "error": State("bad", "Could not run"),
}
TESTED = {
    "name": "Test", "model": "Of", "state": "Ended", "rows": "Rows", "said": "What it said",
    "at": "When",
}  # fmt: skip
BAD = ("Connection", "What", "Why", "Detail", "Where", "When")


async def show_tests(view: View) -> None:
    """How all tests ended, in one line and one by one."""
    await live(view, lambda: read_test_counts(view), partial(_counts, view))
    await list_tests(view, "")


def _counts(view: View, found: Answer[Tests]) -> None:
    as_of(view, found)
    seen = found.value
    with ui.element("p").classes("line"):
        for kind, number in (("fail", seen.failed), ("warn", seen.warned), ("pass", seen.passed)):
            if number:
                state(State(STATES[kind].kind, f"{number:,} {STATES[kind].word.lower()}"))


async def list_tests(view: View, model: str) -> None:
    """The tests of one model, or of all."""
    none = "No test ran yet. Each build runs those of its models."
    what = Listing("Tests", TESTED, none, search="Search tests", size=SHOWN)

    def load(words: str, skip: int, limit: int) -> Slice:
        found = read_tests(view, model, words, skip, limit)
        rows = [
            {
                "name": str(name).replace("_", " "),
                "model": of or NONE,
                "state": state_cell(STATES.get(status, State("bad", str(status)))),
                "rows": f"{failures:,}" if failures else NONE,
                "said": message or NONE,
                "at": time_cell(at, view.zone),
            }
            for name, of, status, failures, message, at in found.rows
        ]
        return Slice(rows, found.total)

    await listing(view, what, load)


async def show_quarantine(view: View) -> None:
    """What could not be read, with a button for each entity of a connection."""
    paragraph(
        "Records that could not be read. They are kept and counted, and keep nobody else from "
        "being synced. Trying again reads that entity whole; what can be read then leaves here.",
        "quiet",
    )
    await live(view, lambda: read_heaps_of(view), partial(_heaps, view))
    none = "None: every record could be read."
    columns = dict(zip((*UNREAD, "at"), BAD, strict=True))
    what = Listing("Quarantine", columns, none, search="Search quarantine", size=SHOWN)

    def load(words: str, skip: int, limit: int) -> Slice:
        found = read_unread(view, words, skip, limit)
        rows = [
            {
                **{name: str(cell or NONE) for name, cell in zip(UNREAD, row, strict=False)},
                "at": time_cell(row[-1], view.zone),
            }
            for row in found.rows
        ]
        return Slice(rows, found.total)

    await listing(view, what, load)


def _heaps(view: View, found: Answer[tuple[Heap, ...]]) -> None:
    as_of(view, found)
    if not found.value:
        return
    with ui.element("ul").classes("plain-list card"):
        for one in found.value:
            with ui.element("li").classes("spread"):
                text(f"{one.entity} of {one.connection}", "strong")
                text(count(one.count, "record"))
                moment(view, one.newest_at)
                button(view, Deed("Try again", partial(retry, view, one), KEEPERS))
