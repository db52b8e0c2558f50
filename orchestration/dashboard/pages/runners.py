"""One runner: found among all events or in one, and everything that happened to them."""

from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.forms import Asked, field, missing, submit
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.parts import Deed, done, later, moment
from orchestration.dashboard.racing import find_event, find_runners, follow
from orchestration.dashboard.session import HOME
from orchestration.dashboard.words import NONE, Cell, link_cell
from orchestration.trace.finding import By
from orchestration.trace.searching import Hit
from orchestration.trace.story import Story, Trace

HERE = f"{HOME}/runner"
BYS: dict[str, By] = {
    "Bib": "bib",
    "Name": "name",
    "E-mail": "email",
    "Registration": "registration",
}
HITS = {"who": "Who", "bib": "Bib", "event": "Event", "day": "Day", "status": "Status"}


def add(desk: Desk) -> None:
    """Adds the page of one runner."""

    @page(desk, "/runner", "Runner")
    async def one(view: View) -> None:
        event, registration = (view.asked.get(name, "") for name in ("event", "registration"))
        place = await view.desk.wait_for(find_event, view, event)
        heading("One runner")
        paragraph(f"{place.race_name}: {place.event_name}", "quiet")
        later(
            view,
            "Looking through what was pulled, served, sent and published…",
            lambda: follow(view, event, "registration", registration),
            partial(_trace, view),
        )


def way_to(event: str, registration: str) -> str:
    """The address of the page of one registration."""
    return f"{HERE}?{urlencode({'event': event, 'registration': registration})}"


async def search(view: View) -> None:
    """One box for a bib, a name or an address, over all events."""
    none = "Write a bib, a name or an e-mail address: every event is looked through."
    what = Listing("Runners", HITS, none, search="Find a runner: bib, name or e-mail")

    def load(words: str, skip: int, limit: int) -> Slice:
        if not words.strip():
            return Slice([], 0)
        found = find_runners(view, words, (skip, limit))
        return Slice([_hit(one) for one in found.hits], found.total)

    await listing(view, what, load)


def _hit(one: Hit) -> dict[str, Cell]:
    name = one.name or NONE
    way = way_to(one.event_key, one.registration_id) if one.event_key else ""
    event = ": ".join(part for part in (one.race_name, one.event_name) if part)
    return {
        "who": link_cell(name, way) if way else name,
        "bib": one.bib or NONE,
        "event": event or NONE,
        "day": f"{one.event_date:%d %b %Y}" if one.event_date else NONE,
        "status": one.status,
    }


def trace_form(view: View, key: str) -> None:
    """A form that finds a runner of one event and tells the story."""
    with ui.element("div").classes("card form trace"):
        by = field("by", Asked("Find by", choices=tuple(BYS)), "Bib")
        value = field("value", Asked("Who"))

        async def send() -> None:
            if missing({"Who": value}):
                return
            found: list[Trace] = []

            def call() -> str:
                found.append(follow(view, key, BYS.get(by.value, "bib"), value.value))
                return ""

            if await done(view, Deed("Find", call)):
                box.clear()
                with box:
                    _trace(view, found[0])

        with ui.element("div").classes("row-of-buttons"):
            submit("Find", send)
    box = ui.element("div").props('role="status"')


def _trace(view: View, found: Trace) -> None:
    if found.candidates:
        notice("Several have that name", "; ".join(found.candidates))
    for story in found.stories:
        _story(view, story)


def _story(view: View, story: Story) -> None:
    with ui.element("section").classes("card"):
        heading(f"{story.name or 'Somebody without a name'}, bib {story.bib or NONE}", level=3)
        with ui.element("ol").classes("plain-list"):
            for step in story.steps:
                with ui.element("li"), ui.element("div").classes("spread"):
                    text(step.what, "strong")
                    text(step.where, "quiet")
                    moment(view, step.at, never="not yet")
                    paragraph(step.reason, "cause")
