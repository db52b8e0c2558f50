"""One stored plan: what it would send, field by field, and the button that sends it."""

from functools import partial

from nicegui import ui

from orchestration.dashboard.desk import View
from orchestration.dashboard.frame import paragraph, text
from orchestration.dashboard.listing import Listing, Slice, among, listing
from orchestration.dashboard.parts import Deed, Refresh, button, moment
from orchestration.dashboard.racing import apply_plan, read_plan
from orchestration.dashboard.session import OPERATORS
from orchestration.dashboard.words import NONE, Cell
from push.kit.plan import Action, Plan
from push.kit.plans import StoredPlan

RECORDS = Listing(
    "Records of the plan",
    {"what": "What", "who": "Who", "event": "Event", "changes": "Sent: old -> new"},
    "Nothing would be sent: everybody is there as they should be.",
    search="Search the plan",
    size=10,
)
WHAT = {"create": "New", "update": "Changed", "withdraw": "Withdrawn"}
FIGURES = {
    "active": "registered",
    "create": "new",
    "update": "changed",
    "withdraw": "withdrawn",
    "unchanged": "unchanged",
    "held_back": "held back",
}


def show_plan(view: View, one: StoredPlan, refresh: Refresh) -> None:
    """A plan, its figures, and the buttons to look into it and to send it."""
    with ui.element("section").classes("card"):
        with ui.element("div").classes("spread"):
            text(f"Plan {one.number} for {one.race}: {one.state}", "strong")
            text(f"by {one.made_by}", "quiet")
            moment(view, one.made_at)
        known = [(name, word) for name, word in FIGURES.items() if name in one.figures]
        paragraph(", ".join(f"{one.figures[name]:,} {word}" for name, word in known))
        box_of: list[ui.element] = []
        found: list[Plan | None] = []

        def call() -> str:
            found[:] = [read_plan(view, one.number)]
            return ""

        async def show() -> None:
            box_of[0].clear()
            with box_of[0]:
                await _content(view, found[0])

        is_open = one.state in ("open", "started")
        deed = Deed(
            "Apply it",
            partial(apply_plan, view, one.connection, one.number),
            OPERATORS,
            ask=f"Plan {one.number} is sent to {one.connection}, exactly as it is shown.\n"
            "What has moved since is named, and not sent.",
        )
        with ui.element("div").classes("row-of-buttons"):
            button(view, Deed("Show each record", call), show)
            why = "" if is_open else f"It is {one.state}; make a new one"
            button(view, deed, refresh, why_not=why, classes="main")
        box_of.append(ui.element("div").props('role="status"'))


async def _content(view: View, plan: Plan | None) -> None:
    if plan is None:
        paragraph("Its records are no longer kept.", "empty")
        return
    for brake in plan.brakes:
        paragraph(f"Brake: {brake}", "error")
    every = (*plan.updates, *plan.withdrawals, *plan.creates)

    def load(words: str, skip: int, limit: int) -> Slice:
        return among(every, (words, skip, limit), _row)

    await listing(view, RECORDS, load)


def _row(action: Action) -> dict[str, Cell]:
    return {
        "what": WHAT.get(action.action, action.action),
        "who": action.name or action.record_id,
        "event": action.event or NONE,
        "changes": _changes(action) or NONE,
    }


def _changes(action: Action) -> str:
    """What is sent of it: each field, old and new, of one that is there already."""
    if action.action == "withdraw":
        return action.reason
    if action.action == "create":
        return "; ".join(f"{name}: {value}" for name, value in action.fields.items() if value)
    return "; ".join(
        f"{one.field}: {one.old or 'nothing'} -> {one.new or 'nothing'}" for one in action.changes
    )
