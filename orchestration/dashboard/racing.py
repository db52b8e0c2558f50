"""The facts of a race: who is to start, who is held back, what was sent, what waits for a yes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from extract.kit.destination import open_warehouse
from extract.kit.sync import utc_now
from orchestration.dashboard.desk import View
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.syncing import own
from orchestration.forecasts import Forecast, read_forecast
from orchestration.generations.served import has_table, look_up
from orchestration.mapping.events import TimedEvent, read_registered
from orchestration.mirror.seals import SEALS
from orchestration.preflight.checks import Preflight, preflight
from orchestration.preflight.start import UnknownEvent
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.requests import PLAN, PUSH
from orchestration.rosters import STAGES, Roster, Stage, Starter, read_roster
from orchestration.service.routes.pushing import open_plan, outward_request
from orchestration.trace.finding import By
from orchestration.trace.searching import Runners, search_runners
from orchestration.trace.story import Trace, trace
from push.kit.errors import PlanClosed
from push.kit.plan import Plan
from push.kit.plans import Plans, StoredPlan

LIST = "race.start_list"


@dataclass(frozen=True)
class Sealed:
    """What the newest read-back of a scoring race found; the time is UTC."""

    connection: str
    race: str
    matched: int
    total: int
    is_well: bool
    read_back_at: datetime


@dataclass(frozen=True)
class RaceDay:
    """The figures of one event: how many are at each stage, and when all will be proven."""

    event: TimedEvent
    stages: tuple[tuple[Stage, int], ...]
    reasons: tuple[tuple[str, int], ...]
    races: tuple[tuple[str, str], ...]
    forecast: Forecast
    read_at: datetime
    is_old: bool
    seals: tuple[Sealed, ...]


@dataclass(frozen=True)
class Outward:
    """The races that an event's people go to, and the newest plan of each that has one."""

    races: tuple[tuple[str, str], ...]
    plans: tuple[StoredPlan, ...]


@dataclass(frozen=True)
class Starters:
    """Some of an event's people, and how many there are in all."""

    people: tuple[Starter, ...]
    total: int


def read_events(view: View) -> Answer[tuple[TimedEvent, ...]]:
    """The registration events that the reader may see, the next one first, then the past ones.

    Raises: NothingServed; WarehouseBusy where they were never read.
    """
    every, now = _every_event(view), utc_now()

    def nearness(one: TimedEvent) -> tuple[bool, float, str]:
        seconds = (one.started_at - now).total_seconds() if one.started_at else 0.0
        return seconds <= 0, abs(seconds), str(one)

    known = view.own()
    mine = sorted((one for one in every.value if one.connection in known), key=nearness)
    return Answer(tuple(mine), every.at, every.is_old)


def _every_event(view: View) -> Answer[tuple[TimedEvent, ...]]:
    return view.desk.ask("events", lambda: _events(view))


def find_event(view: View, key: str) -> TimedEvent:
    """One of them.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    # Not in their order: there are thousands, and each part of a page asks for its own.
    for one in _every_event(view).value:
        if one.event_key == key and one.connection in view.own():
            return one
    raise UnknownEvent(f"There is no event {key!r} here for you.")


def read_race_day(view: View, key: str) -> RaceDay:
    """The facts of one event.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    event = find_event(view, key)
    found = roster_of(view, event)
    roster = found.value
    store, races = view.desk.reading.store, roster.races
    return RaceDay(
        event,
        tuple((stage, roster.count(stage)) for stage in STAGES),
        tuple(roster.reasons.items()),
        races,
        read_forecast(store, own(view, event.connection), roster),
        # Only an old answer tells its time: a new one must not look like a change.
        found.at if found.is_old else datetime.min.replace(tzinfo=UTC),
        found.is_old,
        _seals(store, races),
    )


def read_outward(view: View, key: str) -> Outward:
    """What goes out of one event.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    races = roster_of(view, find_event(view, key)).value.races
    store = view.desk.reading.store
    newest: dict[tuple[str, str], StoredPlan] = {}
    for connection in dict.fromkeys(name for name, _ in races):
        for plan in Plans(store).newest(connection):
            newest.setdefault((connection, plan.race), plan)
    plans = tuple(newest[race] for race in races if race in newest)
    return Outward(races, plans)


def read_starters(
    view: View, key: str, stage: Stage, words: str, span: tuple[int, int]
) -> Starters:
    """Those of an event who have come as far as a stage, by name; `span` is where and how many.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    asked_for = words.lower().split()[:10]
    roster = roster_of(view, find_event(view, key)).value
    found = [one for one in roster.starters if one.is_at(stage) and one.has(asked_for)]
    skip, limit = span
    return Starters(tuple(found[skip : skip + limit]), len(found))


def roster_of(view: View, event: TimedEvent) -> Answer[Roster]:
    """Everybody who is registered for an event that the reader may see.

    Raises: WarehouseBusy where it was never read.
    """
    place = view.desk.reading

    def answer() -> Roster:
        with open_warehouse(place.target) as warehouse:
            look_up(warehouse)
            return read_roster(warehouse, place.store, event.race_id, event.event_key)

    return view.desk.rosters.ask(event.event_key, answer)


def find_runners(view: View, words: str, span: tuple[int, int]) -> Runners:
    """Those of all events that the reader may see who have a bib, an address or a name.

    Raises: WarehouseBusy.
    """
    own_ones, place = tuple(view.own()), view.desk.reading

    def answer() -> Runners:
        with open_warehouse(place.target) as warehouse:
            return search_runners(warehouse, own_ones, words, span)

    return view.desk.ask(("runners", own_ones, words, span), answer).value


def look_through(view: View, key: str) -> Preflight:
    """What speaks against a start.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    return preflight(view.desk.reading, find_event(view, key).event_key)


def follow(view: View, key: str, by: By, value: str) -> Trace:
    """What happened to a runner.

    Raises: UnknownEvent; UnknownRunner; WarehouseBusy.
    """
    return trace(view.desk.reading, find_event(view, key).event_key, by, value.strip())


def read_plan(view: View, number: int) -> Plan | None:
    """A stored plan, record by record; None where its content is no longer kept.

    Raises: Problem where it is not of the reader's connections.
    """
    plans = Plans(view.desk.reading.store)
    own(view, plans.about(number).connection)
    try:
        return plans.read(number)
    except PlanClosed:
        return None


def ask_for_plan(view: View, connection: str, race: str) -> str:
    """Queues the making of a plan, of which nothing is sent.

    Raises: AlreadyQueued; Disabled; Problem.
    """
    found = own(view, connection)
    put(view, outward_request(found, PLAN, view.caller, {"race": race}))
    return "The plan is being made. It is shown here as soon as it stands."


def apply_plan(view: View, connection: str, number: int) -> str:
    """Queues the sending of one stored plan and of nothing else.

    Raises: AlreadyQueued; Disabled; Problem.
    """
    found = own(view, connection)
    about = open_plan(view.desk.service, found, number)
    options = {"race": about.race, "plan": number, "accept": False}
    put(view, outward_request(found, PUSH, view.caller, options))
    return f"Plan {number} is on its way, and is read back when it has arrived."


def put(view: View, request: JobRequest) -> None:
    """Queues a job in the reader's name.

    Raises: AlreadyQueued.
    """
    asked = replace(request, requested_by=view.caller.subject)
    Queue(view.desk.service.place.store).put(asked)


def _events(view: View) -> tuple[TimedEvent, ...]:
    target = view.desk.reading.target
    if target.engine == "duckdb" and not Path(target.location).exists():
        return ()
    with open_warehouse(target) as warehouse:
        if not has_table(warehouse, "race", "unified_events"):
            return ()
        return read_registered(warehouse)


def _seals(store: sa.Engine, races: Sequence[tuple[str, str]]) -> tuple[Sealed, ...]:
    columns = (
        SEALS.c.connection, SEALS.c.race, SEALS.c.matched, SEALS.c.total, SEALS.c.is_well,
        SEALS.c.read_back_at,
    )  # fmt: skip
    with store.connect() as opened:
        rows: list[tuple[Any, ...]] = [tuple(row) for row in opened.execute(sa.select(*columns))]
    found = [Sealed(*row) for row in rows]
    return tuple(one for one in found if (one.connection, one.race) in races)
