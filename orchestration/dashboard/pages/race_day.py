"""Race day: how far it is to the gun, who is held back, what waits for a yes, one runner."""

from functools import partial
from urllib.parse import quote

from nicegui import ui

from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.forms import Asked, field, missing, submit
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.pages.plans import show_plan
from orchestration.dashboard.parts import Deed, Refresh, as_of, button, done, live, moment, state
from orchestration.dashboard.racing import (
    RaceDay,
    Sealed,
    ask_for_plan,
    find_event,
    follow,
    look_through,
    may_publish,
    publish,
    read_events,
    read_held_back,
    read_race_day,
)
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.session import HOME, OPERATORS
from orchestration.dashboard.words import NONE, State, count
from orchestration.mapping.events import TimedEvent
from orchestration.preflight.checks import Preflight
from orchestration.trace.finding import By
from orchestration.trace.story import Story, Trace
from push.publishing.ledger import Publication

HERE = f"{HOME}/race"
SEVERITIES = {
    "error": State("bad", "Mend it"),
    "warning": State("warn", "Look at it"),
    "note": State("off", "Note"),
}
BYS: dict[str, By] = {
    "Bib": "bib",
    "Name": "name",
    "E-mail": "email",
    "Registration": "registration",
}
HELD = {"who": "Who", "bib": "Bib", "why": "Why", "id": "Registration"}


def add(desk: Desk) -> None:
    """Adds the pages."""

    @page(desk, "/race", "Race day")
    async def every(view: View) -> None:
        heading("Race day")
        await live(view, lambda: read_events(view), partial(_events, view))

    @page(desk, "/race/{key:path}", "Race day")
    async def one(view: View) -> None:
        key = view.asked["key"]
        event = await view.desk.wait_for(find_event, view, key)
        heading(f"{event.race_name}: {event.event_name}")
        later: list[Refresh] = []

        async def refresh() -> None:
            for each in later:
                await each()

        later.append(
            await live(view, lambda: read_race_day(view, key), lambda s: _day(view, s, refresh))
        )
        heading("One runner", level=2)
        _trace_form(view, key)
        heading("Before the start", level=2)
        _preflight_button(view, key)
        heading("Held back", level=2)
        what = Listing("Held back", HELD, "Nobody is held back.")
        later.append(await listing(view, what, lambda *asked: _held(view, key, *asked)))


def _events(view: View, found: Answer[tuple[TimedEvent, ...]]) -> None:
    as_of(view, found)
    if not found.value:
        notice("No event yet", "The first sync of a registration system brings its events.")
        return
    with ui.element("ul").classes("plain-list card"):
        for one in found.value[:200]:
            with ui.element("li").classes("spread"):
                with ui.element("a").props(f'href="{HERE}/{quote(one.event_key, safe="")}"'):
                    text(f"{one.race_name}: {one.event_name}")
                text(one.connection, "quiet")
                if one.starts_at:
                    moment(view, one.starts_at)
                elif one.event_date:
                    text(f"{one.event_date:%d %b %Y}", "quiet")


def _day(view: View, seen: RaceDay, refresh: Refresh) -> None:
    as_of(view, seen.counts)
    event, counts = seen.event, seen.counts.value
    with ui.element("div").classes("figures"):
        with ui.element("div").classes("card figure"):
            text("The gun", "quiet")
            if event.starts_at:
                moment(view, event.starts_at)
            else:
                text(f"{event.event_date:%d %b %Y}" if event.event_date else "not known", "strong")
        _figure("Ready", counts.ready)
        _figure("Held back", counts.held)
        _figure("With a result", counts.results)
    for reason, number in counts.held_back:
        paragraph(f"{number:,} held back: {reason.replace('_', ' ')}", "quiet")
    for sealed in seen.seals:
        _sealed(view, sealed)
    if counts.races and not seen.seals:
        notice("Not proven yet", "Nothing was pushed and read back of this event.", "warn")
    if not counts.races:
        words = "It feeds no scoring event. For one: syncline mapping suggest."
        notice("Goes nowhere yet", words, "warn")
    _plans(view, seen, refresh)
    if seen.publication:
        _publication(view, seen.publication, refresh)


def _figure(title: str, number: int) -> None:
    with ui.element("div").classes("card figure"):
        text(title, "quiet")
        text(f"{number:,}", "number")


def _sealed(view: View, one: Sealed) -> None:
    with ui.element("div").classes("card line"):
        state(State("good", "Proven") if one.is_well else State("bad", "Differs"))
        text(f"{one.matched:,} of {one.total:,} match in {one.race}", "strong")
        text("read back", "quiet")
        moment(view, one.read_back_at)


def _plans(view: View, seen: RaceDay, refresh: Refresh) -> None:
    if not seen.counts.value.races:
        return
    heading("What would be sent", level=2)
    for one in seen.plans[:1]:
        show_plan(view, one, refresh)
    if not seen.plans:
        paragraph("No plan was made yet. Making one sends nothing.", "quiet")
    with ui.element("div").classes("row-of-buttons"):
        for connection, race in seen.counts.value.races:
            deed = Deed(
                f"Make a plan for {race}", partial(ask_for_plan, view, connection, race), OPERATORS
            )
            button(view, deed, refresh)


def _publication(view: View, one: Publication, refresh: Refresh) -> None:
    heading("Results", level=2)
    with ui.element("div").classes("card"):
        text(f"Publication {one.number}: {one.finality}, {one.state}", "strong")
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
        with ui.element("div").classes("row-of-buttons"):
            why = "" if may_publish(one) else f"It is {one.state}"
            button(view, deed, refresh, why_not=why, classes="main")


def _trace_form(view: View, key: str) -> None:
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


def _preflight_button(view: View, key: str) -> None:
    with ui.element("div").classes("row-of-buttons"):
        box_of: list[ui.element] = []
        found: list[Preflight] = []

        def call() -> str:
            found[:] = [look_through(view, key)]
            return ""

        async def show() -> None:
            box_of[0].clear()
            with box_of[0]:
                _preflight(found[0])

        button(view, Deed("Look through the start list", call), show)
    box_of.append(ui.element("div").props('role="status"'))


def _preflight(found: Preflight) -> None:
    if not found.findings:
        notice("Nothing speaks against the start", f"{count(found.people, 'runner')} looked at.")
    with ui.element("ul").classes("plain-list card"):
        for one in found.findings[:100]:
            with ui.element("li").classes("spread"):
                state(SEVERITIES[one.severity])
                text(one.text)
    if len(found.findings) > 100:
        paragraph(f"And {len(found.findings) - 100:,} more: syncline preflight.", "quiet")


def _held(view: View, key: str, words: str, skip: int, limit: int) -> Slice:
    found = read_held_back(view, key, words, skip, limit)
    rows = [
        {
            "who": " ".join(part for part in (first, last) if part) or NONE,
            "bib": bib or NONE,
            "why": str(why or "").replace("_", " "),
            "id": record or NONE,
        }
        for record, first, last, bib, why in found.people
    ]
    return Slice(rows, found.total)
