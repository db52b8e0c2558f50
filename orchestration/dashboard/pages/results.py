"""Results of an event: prepared, looked at one by one, approved and published."""

from functools import partial

from nicegui import ui

from orchestration.clock import clock
from orchestration.dashboard.desk import View
from orchestration.dashboard.frame import paragraph, text
from orchestration.dashboard.listing import Listing, Slice, among, listing
from orchestration.dashboard.parts import Deed, Refresh, button, moment
from orchestration.dashboard.publishing import (
    Published,
    may_publish,
    prepare,
    publish,
    read_entries,
)
from orchestration.dashboard.session import OPERATORS
from orchestration.dashboard.words import NONE, Cell
from orchestration.finished import Finished
from orchestration.trace.steps import utc
from push.publishing.ledger import Entry, Publication
from push.publishing.plan import Finality

FINALITIES: tuple[Finality, ...] = ("preliminary", "official")
COLUMNS = {
    "who": "Who", "bib": "Bib", "what": "What", "place": "Place", "chip": "Chip time",
    "state": "State",
}  # fmt: skip
WHAT = {"add": "new", "change": "changed", "retract": "taken back"}
STATES = {
    "planned": "waits for a yes",
    "superseded": "replaced by a newer one",
    "sending": "is being sent",
    "done": "is published",
    "failed": "broke off",
}


def show_count(view: View, seen: Finished) -> None:
    """How many have a result."""
    if not seen.count:
        return
    with ui.element("p"):
        has = "runner has" if seen.count == 1 else "runners have"
        text(f"{seen.count:,} {has} a result. The newest was read ")
        moment(view, seen.newest_at)


def show_published(view: View, seen: Published, refresh: Refresh) -> None:
    """The newest publication with its buttons, and those that make one."""
    if seen.publication:
        _publication(view, seen.publication, refresh)
    else:
        paragraph("No publication is prepared yet. Preparing one sends nothing.", "quiet")
    why = "" if seen.has_results else "No result has arrived yet"
    with ui.element("div").classes("row-of-buttons"):
        for finality in FINALITIES:
            call = partial(prepare, view, seen.event_key, finality)
            label, asked = f"Prepare {finality} results", "The registration system is asked"
            deed = Deed(label, call, OPERATORS, meanwhile=asked)
            button(view, deed, refresh, why_not=why)


def _publication(view: View, one: Publication, refresh: Refresh) -> None:
    with ui.element("div").classes("card"):
        with ui.element("div").classes("spread"):
            said = STATES.get(one.state, one.state) if one.action == "publish" else one.state
            text(f"Publication {one.number}: {one.finality}, {said}", "strong")
            at = one.finished_at or one.approved_at or one.made_at
            moment(view, utc(at))
        paragraph(f"Planned by {one.made_by}, approved by {one.approved_by or 'nobody yet'}.")
        if one.error:
            paragraph(one.error, "cause")
        deed = Deed(
            "Approve and publish",
            partial(publish, view, one.event_key, one.number),
            OPERATORS,
            ask=f"The {one.finality} results of this event go out, in your name.\n"
            + ("Runners are told of them." if one.is_notifying else "Nobody is told by message."),
        )
        shown: list[ui.element] = []
        found: list[tuple[Entry, ...]] = []

        def call() -> str:
            found[:] = [read_entries(view, one)]
            return ""

        async def show() -> None:
            shown[0].clear()
            with shown[0]:
                await _rows(view, found[0])

        with ui.element("div").classes("row-of-buttons"):
            button(view, Deed("Show each result", call), show)
            why = "" if may_publish(one) else f"It {STATES.get(one.state, one.state)}"
            button(view, deed, refresh, why_not=why, classes="main")
        shown.append(ui.element("div").props('role="status"'))


async def _rows(view: View, rows: tuple[Entry, ...]) -> None:
    none = "Nothing is sent: what is published is as it should be."

    def load(words: str, skip: int, limit: int) -> Slice:
        return among(rows, (words, skip, limit), _row)

    await listing(view, Listing("Results", COLUMNS, none, search="Search results", size=10), load)


def _row(one: Entry) -> dict[str, Cell]:
    millis = one.fields.get("chip_time") or one.fields.get("gun_time") or ""
    return {
        "who": one.name or NONE,
        "bib": one.fields.get("bib_number") or NONE,
        "what": WHAT.get(one.action, one.action),
        "place": one.fields.get("place") or NONE,
        "chip": clock(int(millis)) if millis.isdigit() else NONE,
        "state": one.state,
    }
