"""Sync control: start, stop and pause a connection's syncs, look through those there were."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from nicegui import ui

from extract.kit.sync import utc_now
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, page, paragraph, text
from orchestration.dashboard.listing import Listing, Slice, listing
from orchestration.dashboard.overview import (
    ConnectionStanding,
    read_connections,
    read_landed_at,
)
from orchestration.dashboard.parts import Deed, Refresh, button, facts, live, moment, state
from orchestration.dashboard.session import HOME, OPERATORS
from orchestration.dashboard.syncing import (
    SyncControl,
    choices,
    own,
    pause,
    progress,
    read_control,
    stop,
    sync,
)
from orchestration.dashboard.timetable import is_scheduled
from orchestration.dashboard.words import (
    JOB_STATES,
    NONE,
    Cell,
    lasted,
    link_cell,
    state_cell,
    time_cell,
)
from orchestration.queue.jobs import Job
from orchestration.queue.reading import Wanted
from orchestration.queue.standing import read_jobs

COLUMNS = {
    "operation": "What",
    "state": "State",
    "started": "Started",
    "took": "Took",
    "records": "Records",
    "by": "Asked by",
    "error": "Why it failed",
}
EVERY_JOB = Listing(
    "Jobs",
    {"connection": "Connection", **COLUMNS},
    "No sync was ever asked for.",
    search="Search jobs",
)
CONNECTIONS = Listing(
    "Connections",
    {"connection": "Connection", "system": "System", "done": "Last done", "state": "State"},
    "There are no connections yet. An administrator adds them under Connections.",
    search="Search connections",
)


def add(desk: Desk) -> None:
    """Adds the pages."""

    @page(desk, "/syncs", "Syncs")
    async def every(view: View) -> None:
        heading("Syncs")
        await listing(view, CONNECTIONS, lambda *asked: _connections(view, *asked))
        heading("All jobs", level=2)
        await listing(view, EVERY_JOB, lambda *asked: _jobs(view, None, *asked))

    @page(desk, "/syncs/{slug}", "Syncs")
    async def one(view: View) -> None:
        slug = view.asked["slug"]
        connection = await view.desk.wait_for(own, view, slug)
        heading(f"Syncs of {slug}")
        later: list[Refresh] = []

        async def refresh() -> None:
            for each in later:
                await each()

        later.append(
            await live(
                view,
                lambda: _read(view, connection.slug),
                lambda seen: _control(view, seen, refresh),
                seconds=2,
            )
        )
        heading("Last syncs", level=2)
        what = Listing(
            "Last syncs", COLUMNS, "No sync was asked for or scheduled here yet.", size=5
        )
        later.append(await listing(view, what, lambda *asked: _jobs(view, slug, *asked)))


def _connections(view: View, words: str, skip: int, limit: int) -> Slice:
    meant = words.lower().split()[:10]
    found = [one for one in read_connections(view) if _has(one, meant)]
    return Slice([_way(view, one) for one in found[skip : skip + limit]], len(found))


def _has(one: ConnectionStanding, words: list[str]) -> bool:
    whole = f"{one.slug} {one.title} {one.domain} {one.state.word}".lower()
    return all(word in whole for word in words)


def _way(view: View, one: ConnectionStanding) -> dict[str, Cell]:
    return {
        "connection": link_cell(one.slug, f"{HOME}/syncs/{quote(one.slug, safe='')}"),
        "system": one.title,
        "done": time_cell(one.done_at, view.zone),
        "state": state_cell(one.state),
    }


def _read(view: View, slug: str) -> SyncControl:
    return replace(read_control(view, slug), landed_at=read_landed_at(view, slug))


def _control(view: View, seen: SyncControl, refresh: Refresh) -> None:
    with ui.element("section").classes("card control"):
        rows: list[tuple[str, Callable[[], None] | str]] = [
            ("System", seen.title),
            ("Partner", seen.listed.owner or "none"),
            ("Newest data", lambda: moment(view, seen.landed_at, never="none yet")),
            ("Next", lambda: _next(view, seen)),
        ]
        facts(rows)
        if job := seen.pulling:
            _progress(view, seen, job)
        _buttons(view, seen, refresh)


def _next(view: View, seen: SyncControl) -> None:
    if not seen.listed.is_active:
        text("Paused: neither scheduled nor synced")
    elif not is_scheduled(view.desk.service.place.env):
        text("On request only: schedules are off (SYNCLINE_SCHEDULES)")
    else:
        text(f"{seen.due[0].operation}, ")
        moment(view, seen.due[0].next_at)


def _buttons(view: View, seen: SyncControl, refresh: Refresh) -> None:
    slug, connection = seen.listed.slug, own(view, seen.listed.slug)
    changes, fulls = (choices(connection, full=full) for full in (False, True))
    done = {one.operation: one.done_at for one in seen.standings}
    for operation in dict.fromkeys([*changes, *fulls]):
        with ui.element("div").classes("operation"):
            with ui.element("div"):
                text(operation, "strong")
                text("last done", "quiet")
                moment(view, done.get(operation))
            if operation in changes:
                deed = _sync(view, slug, operation, full=False)
                button(view, deed, refresh, why_not=seen.why_not, classes="main")
            if operation in fulls:
                deed = _sync(view, slug, operation, full=True, is_new=seen.is_new)
                button(view, deed, refresh, why_not=seen.why_not)
    with ui.element("div").classes("row-of-buttons"):
        if job := seen.pulling:
            why = "It is stopping" if job.is_cancel_requested else ""
            button(view, stop(view, job), refresh, why_not=why, classes="danger")
        else:
            nothing = Deed("Stop", lambda: "", OPERATORS)
            button(view, nothing, why_not="Nothing runs", classes="danger")
        why = "" if seen.listed.source == "registry" else "It stands in a file; pause it there"
        button(view, pause(view, seen.listed), refresh, why_not=why)


def _sync(view: View, slug: str, operation: str, *, full: bool, is_new: bool = False) -> Deed:
    kind = ("Initial" if is_new else "Full") if full else "Incremental"
    return Deed(f"{kind} sync", lambda: sync(view, slug, operation, full=full), OPERATORS)


def _progress(view: View, seen: SyncControl, job: Job) -> None:
    with ui.element("div").classes("progress"):
        with ui.element("div").classes("spread"):
            state(JOB_STATES[job.state])
            text(job.operation, "strong")
            moment(view, job.started_at or job.queued_at)
        usual = seen.usual_seconds(job.operation)
        far = progress(job, usual, utc_now())
        if job.state == "queued":
            paragraph("It starts as soon as a worker is free.", "quiet")
        elif far is None or usual is None:
            paragraph("How long it takes is known after the first one.", "quiet")
        else:
            bar = ui.element("progress").props(f'max="1" value="{far:.2f}"')
            bar.props('aria-label="How far it may be, by how long the last one took"')
            paragraph(f"The last one took {lasted(timedelta(seconds=usual))}.", "quiet")


def _jobs(view: View, slug: str | None, words: str, skip: int, limit: int) -> Slice:
    wanted = Wanted(owner=view.caller.partner, connection=slug)
    store = view.desk.reading.store
    found = read_jobs(store, wanted, words=words, skip=skip, limit=limit)
    return Slice([_row(view, job) for job in found.jobs], found.total)


def _row(view: View, job: Job) -> dict[str, Cell]:
    took = NONE
    if job.started_at is not None and job.finished_at is not None:
        took = lasted(job.finished_at - job.started_at)
    full = " (full)" if job.options.get("full") else ""
    way = f"{HOME}/syncs/{quote(job.connection, safe='')}"
    return {
        "connection": link_cell(job.connection, way) if job.connection else job.domain,
        "operation": f"{job.operation}{full}",
        "state": state_cell(JOB_STATES[job.state]),
        "started": time_cell(job.started_at or job.queued_at, view.zone),
        "took": took,
        "records": _records(job),
        "by": job.requested_by or job.trigger,
        "error": job.error or "",
    }


def _records(job: Job) -> Cell:
    found = (job.result or {}).get("records")
    return f"{found:,}" if isinstance(found, int) else NONE
