"""Overview: is everything all right, what runs now, what failed and what mends it."""

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import quote

from nicegui import ui

from orchestration.dashboard.ahead import RaceDayAhead
from orchestration.dashboard.desk import Desk, View
from orchestration.dashboard.frame import heading, notice, page, paragraph, text
from orchestration.dashboard.overview import ConnectionStanding, Overview, read_overview
from orchestration.dashboard.parts import Refresh, as_of, button, live, moment, state
from orchestration.dashboard.session import HOME
from orchestration.dashboard.syncing import again
from orchestration.dashboard.words import count, titled
from orchestration.generations.served import ServedGroup
from orchestration.queue.jobs import Job

# Of each kind: a page of hundreds is read by nobody, and takes as long to draw.
SHOWN = 10


def add(desk: Desk) -> None:
    """Adds the page."""

    @page(desk, "/", "Overview")
    async def overview(view: View) -> None:
        later: list[Refresh] = []

        async def refresh() -> None:
            await later[0]()

        later.append(
            await live(view, lambda: read_overview(view), lambda seen: _draw(view, seen, refresh))
        )


def _draw(view: View, seen: Overview, refresh: Refresh) -> None:
    _sentence(view, seen)
    if not seen.connections:
        _nothing_yet(view)
    for name, check in seen.checks:
        notice(f"{name}: {check.state}", check.detail, "warn")
    _failures(view, seen, refresh)
    _running(view, seen)
    groups = seen.served.value.groups if seen.served else ()
    if seen.served:
        as_of(view, seen.served)
    with ui.element("div").classes("cards"):
        for domain, some in groupby(seen.connections, key=lambda one: one.domain):
            _domain(view, domain, list(some), groups)


def _sentence(view: View, seen: Overview) -> None:
    with heading("").classes("sentence"):
        if seen.race_day is None:
            text(seen.sentence)
            return
        text(f"{seen.sentence.removesuffix('.')}; ")
        with ui.element("a").props(f'href="{_event(seen.race_day)}"'):
            text(seen.race_day.words)
        text(".")


def _event(one: RaceDayAhead) -> str:
    return f"{HOME}/race/{quote(one.event_key, safe='')}"


def _nothing_yet(view: View) -> None:
    if view.caller.role == "admin":
        words = "Add the first one under Connections; its data is here after its first sync."
    else:
        words = "Ask an administrator to add one, or to make you a token for its partner."
    notice("Nothing to see yet", words)


def _failures(view: View, seen: Overview, refresh: Refresh) -> None:
    failed = [(one, job) for one in seen.connections for job in one.failures]
    if not failed:
        return
    with ui.element("section").classes("block"):
        heading("What failed", level=2)
        for one, job in failed[:SHOWN]:
            with ui.element("article").classes("card failure"):
                with ui.element("div").classes("spread"):
                    text(f"{job.operation} of {one.slug}", "strong")
                    moment(view, job.finished_at)
                paragraph(job.error or "It ended without a word.", "cause")
                paragraph("What is served stays as it was.", "quiet")
                with ui.element("div").classes("row-of-buttons"):
                    button(view, again(view, job), refresh, classes="main")
                    with ui.element("a").props(f'href="{_way(one.slug)}"').classes("button"):
                        text("Look closer")
        _more(len(failed), "failed")


def _running(view: View, seen: Overview) -> None:
    jobs = [job for one in seen.connections for job in one.running]
    if not jobs:
        return
    # What runs stands before what waits.
    jobs.sort(key=lambda job: job.state, reverse=True)
    with ui.element("section").classes("block"):
        heading("Running now", level=2)
        for job in jobs[:SHOWN]:
            _job(view, job)
        _more(len(jobs), "wait or run")


def _job(view: View, job: Job) -> None:
    with ui.element("div").classes("card line"):
        text(f"{job.operation} of {job.connection}", "strong")
        if job.state == "queued":
            words = "waits for its next try" if job.attempt else "waits for a free worker"
            text(words, "quiet")
            moment(view, job.due_at)
        else:
            text("started", "quiet")
            moment(view, job.started_at)


def _domain(
    view: View, domain: str, some: list[ConnectionStanding], groups: Sequence[ServedGroup]
) -> None:
    with ui.element("section").classes("card domain"):
        heading(titled(domain), level=2)
        served = [one for one in groups if {s.slug for s in some} & set(one.connections)]
        if served:
            rows = sum(one.rows for one in served)
            versions = sorted({v for one in served for v in one.active_versions})
            said = " and ".join(str(one) for one in versions)
            paragraph(f"{count(rows, 'row')} served, generation {said}", "quiet")
        with ui.element("ul").classes("plain-list"):
            for one in some[:SHOWN]:
                with ui.element("li").classes("spread"):
                    with ui.element("a").props(f'href="{_way(one.slug)}"'):
                        text(one.slug)
                    with ui.element("span").classes("right"):
                        if one.done_at:
                            moment(view, one.done_at)
                        state(one.state)
        fresh = sum(one.state.kind == "good" for one in some[SHOWN:])
        _more(len(some), f"{fresh:,} of them fresh" if fresh else "")


def _more(number: int, words: str) -> None:
    """The way to all of them, where there are more than are shown."""
    if number <= SHOWN:
        return
    with paragraph("", "quiet"), ui.element("a").props(f'href="{HOME}/syncs"'):
        text(f"{number - SHOWN:,} more{f', {words}' if words else ''}")


def _way(slug: str) -> str:
    return f"{HOME}/syncs/{quote(slug, safe='')}"
