"""Race day: how far it is to the gun, who is held back, what waits for a yes, one runner."""

from functools import partial
from urllib.parse import quote

from nicegui import ui

from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.pages.forecasts import show_forecast
from orchestration.dashboard.pages.plans import show_plan
from orchestration.dashboard.pages.runners import search, trace_form, way_to
from orchestration.dashboard.parts import Deed, Refresh, as_of, button, live, moment, state
from orchestration.dashboard.racing import (
    RaceDay,
    Sealed,
    ask_for_plan,
    find_event,
    look_through,
    may_publish,
    publish,
    read_events,
    read_race_day,
    read_starters,
)
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.session import HOME, OPERATORS
from orchestration.dashboard.words import (
    NONE,
    Cell,
    State,
    count,
    link_cell,
    state_cell,
    time_cell,
)
from orchestration.mapping.events import TimedEvent
from orchestration.preflight.checks import Preflight
from orchestration.rosters import STAGES, Stage, Starter
from push.publishing.ledger import Publication

HERE = f"{HOME}/race"
SEVERITIES = {
    "error": State("bad", "Mend it"),
    "warning": State("warn", "Look at it"),
    "note": State("off", "Note"),
}
STAGE_WORDS: dict[Stage, str] = {
    "registered": "Registered",
    "mapped": "Mapped",
    "pushed": "Pushed",
    "verified": "Verified",
    "held_back": "Held back",
}
NOBODY: dict[Stage, str] = {"held_back": "Nobody is held back."}
PEOPLE = {
    "who": "Who", "bib": "Bib", "state": "State", "why": "Why", "to": "Goes to", "at": "Since",
}  # fmt: skip
SENT = {
    "intended": State("busy", "Being sent"),
    "sent": State("busy", "Sent"),
    "confirmed": State("good", "Verified"),
    "rejected": State("bad", "Refused"),
    "unknown": State("warn", "No answer"),
}


def add(desk: Desk) -> None:
    """Adds the pages."""

    @page(desk, "/race", "Race day")
    async def every(view: View) -> None:
        heading("Race day")
        await search(view)
        heading("Events", level=2)
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
        trace_form(view, key)
        heading("Before the start", level=2)
        _preflight_button(view, key)
        asked = view.asked.get("list", "")
        stage: Stage = next((one for one in STAGES if one == asked), "held_back")
        heading(STAGE_WORDS[stage], level=2).props('id="people"')
        later.append(await _people(view, key, stage))


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
    as_of(view, Answer(None, seen.read_at, seen.is_old))
    _figures(view, seen)
    for reason, number in seen.reasons:
        paragraph(f"{number:,} held back: {reason}", "quiet")
    show_forecast(seen)
    for sealed in seen.seals:
        _sealed(view, sealed)
    if seen.races and not seen.seals:
        notice("Not proven yet", "Nothing was pushed and read back of this event.", "warn")
    if not seen.races:
        words = "It feeds no scoring event. For one: syncline mapping suggest."
        notice("Goes nowhere yet", words, "warn")
    _plans(view, seen, refresh)
    if seen.publication:
        _publication(view, seen.publication, refresh)


def _figures(view: View, seen: RaceDay) -> None:
    event = seen.event
    with ui.element("div").classes("figures"):
        with ui.element("div").classes("card figure"):
            text("The gun", "quiet")
            if event.starts_at:
                moment(view, event.starts_at)
            else:
                text(f"{event.event_date:%d %b %Y}" if event.event_date else "not known", "strong")
        for stage, number in seen.stages:
            _figure(STAGE_WORDS[stage], number, f"{_way(event.event_key)}?list={stage}#people")
        _figure("With a result", seen.results)


def _figure(title: str, number: int, way: str = "") -> None:
    box = ui.element("a" if way else "div").classes("card figure")
    if way:
        box._props["href"] = way
    with box:
        text(title, "quiet")
        text(f"{number:,}", "number")


def _way(key: str) -> str:
    return f"{HERE}/{quote(key, safe='')}"


def _sealed(view: View, one: Sealed) -> None:
    with ui.element("div").classes("card line"):
        state(State("good", "Proven") if one.is_well else State("bad", "Differs"))
        text(f"{one.matched:,} of {one.total:,} match in {one.race}", "strong")
        text("read back", "quiet")
        moment(view, one.read_back_at)


def _plans(view: View, seen: RaceDay, refresh: Refresh) -> None:
    if not seen.races:
        return
    heading("What would be sent", level=2)
    for one in seen.plans[:1]:
        show_plan(view, one, refresh)
    if not seen.plans:
        paragraph("No plan was made yet. Making one sends nothing.", "quiet")
    with ui.element("div").classes("row-of-buttons"):
        for connection, race in seen.races:
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


async def _people(view: View, key: str, stage: Stage) -> Refresh:
    what = Listing(STAGE_WORDS[stage], PEOPLE, NOBODY.get(stage, "Nobody has come so far."))

    def load(words: str, skip: int, limit: int) -> Slice:
        found = read_starters(view, key, stage, words, (skip, limit))
        return Slice([_person(view, key, one) for one in found.people], found.total)

    return await listing(view, what, load)


def _person(view: View, key: str, one: Starter) -> dict[str, Cell]:
    newest = None if one.is_held_back else one.newest
    why = one.reason if one.is_held_back else (newest.error if newest else "")
    if one.is_held_back:
        state_ = State("warn", "Held back")
    else:
        state_ = SENT.get(newest.state if newest else "", State("off", "Not sent yet"))
    return {
        "who": link_cell(one.name or NONE, way_to(key, one.registration_id)),
        "bib": one.bib or NONE,
        "state": state_cell(state_),
        "why": why or NONE,
        "to": one.scoring_event or NONE,
        "at": time_cell(newest.at if newest else None, view.zone),
    }
