"""Race day: how far it is to the gun, who is held back, what waits for a yes, one runner."""

from datetime import UTC, date
from functools import partial
from urllib.parse import quote

from nicegui import ui

from extract.kit.sync import utc_now
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, among, listing
from orchestration.dashboard.pages.forecasts import show_forecast
from orchestration.dashboard.pages.plans import show_plan
from orchestration.dashboard.pages.results import show_count, show_published
from orchestration.dashboard.pages.runners import search, trace_form, way_to
from orchestration.dashboard.parts import Deed, Refresh, as_of, button, live, moment, state, when
from orchestration.dashboard.publishing import count_results, read_published
from orchestration.dashboard.racing import (
    Outward,
    RaceDay,
    Sealed,
    ask_for_plan,
    find_event,
    look_through,
    read_events,
    read_outward,
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
from orchestration.preflight.checks import Finding, Preflight
from orchestration.rosters import STAGES, Stage, Starter

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
EVENTS = Listing(
    "Events",
    {"event": "Event", "connection": "Registered at", "gun": "The gun", "state": "State"},
    "No event yet. The first sync of a registration system brings its events: start it on Syncs.",
    search="Search events",
)
FINDINGS = Listing(
    "What speaks against the start",
    {"state": "What to do", "text": "What was found"},
    "Nothing.",
    search="Search what was found",
)
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
        await listing(view, EVENTS, partial(_events, view))

    @page(desk, "/race/{key:path}", "Race day")
    async def one(view: View) -> None:
        key = view.asked["key"]
        event = await view.desk.wait_for(find_event, view, key)
        heading(f"{event.race_name}: {event.event_name}")
        later: list[Refresh] = []

        async def refresh() -> None:
            for each in later:
                await each()

        later.append(await live(view, lambda: read_race_day(view, key), partial(_day, view)))
        # Apart from the figures, which change while results arrive and would shut what is open.
        later.append(
            await live(view, lambda: read_outward(view, key), lambda s: _plans(view, s, refresh))
        )
        heading("Results", level=2)
        counting = "Results are being counted."
        later.append(
            await live(
                view, lambda: count_results(view, key), partial(show_count, view), waiting=counting
            )
        )
        # Apart from their number too: what is being approved must not be shut.
        later.append(
            await live(
                view,
                lambda: read_published(view, key),
                lambda s: show_published(view, s, refresh),
                waiting="Publications are being looked up.",
            )
        )
        heading("One runner", level=2)
        trace_form(view, key)
        heading("Before the start", level=2)
        _preflight_button(view, key)
        asked = view.asked.get("list", "")
        stage: Stage = next((one for one in STAGES if one == asked), "held_back")
        heading(STAGE_WORDS[stage], level=2).props('id="people"')
        later.append(await _people(view, key, stage))


def _events(view: View, words: str, skip: int, limit: int) -> Slice:
    today = utc_now().astimezone(view.zone or UTC).date()
    every = read_events(view).value
    return among(every, (words, skip, limit), partial(_event, view, today))


def _event(view: View, today: date, one: TimedEvent) -> dict[str, Cell]:
    day = one.event_date
    if one.starts_at:
        gun = time_cell(one.starts_at, view.zone)
    else:
        gun = f"{day:%d %b %Y}" if day else NONE
    if day == today:
        state_ = State("busy", "Today")
    else:
        is_over = one.started_at is not None and one.started_at <= utc_now()
        state_ = State("off", "Over") if is_over else State("good", "Ahead")
    return {
        "event": link_cell(f"{one.race_name}: {one.event_name}", _way(one.event_key)),
        "connection": one.connection,
        "gun": gun,
        "state": state_cell(state_),
    }


def _day(view: View, seen: RaceDay) -> None:
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


def _figures(view: View, seen: RaceDay) -> None:
    event = seen.event
    with ui.element("div").classes("figures"):
        with ui.element("div").classes("card figure gun"):
            text("The gun", "quiet")
            if event.starts_at:
                moment(view, event.starts_at)
                when(view, event.starts_at)
            else:
                text(f"{event.event_date:%d %b %Y}" if event.event_date else "not known", "strong")
        for stage, number in seen.stages:
            _figure(STAGE_WORDS[stage], number, f"{_way(event.event_key)}?list={stage}#people")


def _figure(title: str, number: int, way: str) -> None:
    box = ui.element("a").classes("card figure")
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


def _plans(view: View, seen: Outward, refresh: Refresh) -> None:
    if not seen.races:
        return
    heading("What would be sent", level=2)
    for one in seen.plans:
        show_plan(view, one, refresh)
    if not seen.plans:
        paragraph("No plan was made yet. Making one sends nothing.", "quiet")
    with ui.element("div").classes("row-of-buttons"):
        for connection, race in seen.races:
            deed = Deed(
                f"Make a plan for {race}", partial(ask_for_plan, view, connection, race), OPERATORS
            )
            button(view, deed, refresh)


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
                await _preflight(view, found[0])

        button(view, Deed("Look through the start list", call), show)
    box_of.append(ui.element("div").props('role="status"'))


async def _preflight(view: View, found: Preflight) -> None:
    if not found.findings:
        notice("Nothing speaks against the start", f"{count(found.people, 'runner')} looked at.")
        return

    def load(words: str, skip: int, limit: int) -> Slice:
        return among(found.findings, (words, skip, limit), _finding)

    await listing(view, FINDINGS, load)


def _finding(one: Finding) -> dict[str, Cell]:
    return {"state": state_cell(SEVERITIES[one.severity]), "text": one.text}


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
