"""The facts of a race: who is to start, who is held back, what was sent, what waits for a yes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.sync import utc_now
from orchestration.dashboard.desk import View
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.syncing import own
from orchestration.generations.served import has_table
from orchestration.mapping.events import TimedEvent, read_catalogue
from orchestration.mirror.seals import SEALS
from orchestration.preflight.checks import Preflight, preflight
from orchestration.preflight.start import UnknownEvent
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.requests import PLAN, PUSH
from orchestration.service.problems import Problem
from orchestration.service.routes.publishing import publish_request
from orchestration.service.routes.pushing import open_plan, outward_request
from orchestration.trace.finding import By
from orchestration.trace.story import Trace, trace
from push.kit.errors import PlanClosed
from push.kit.plan import Plan
from push.kit.plans import Plans, StoredPlan
from push.publishing.ledger import Publication, newest_publication
from push.publishing.publish import WAITING

LIST = "race.start_list"
COUNTED = f"""
    select scoring_connection, scoring_race_id, status, held_back_reason, count(*)
    from {LIST} where event_key = ? group by 1, 2, 3, 4
"""
HELD = f"""
    from {LIST} where event_key = ? and status = 'held_back' and position(? in
        lower(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' '
            || coalesce(bib_number, '') || ' ' || coalesce(held_back_reason, ''))) > 0
"""
HELD_COLUMNS = "record_id, first_name, last_name, bib_number, held_back_reason"
RESULTS = """
    select count(*) from race.unified_results as result
    inner join race.unified_participants as runner
        on runner.participant_key = result.participant_key
    where runner.event_key = ?
"""


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
class Counts:
    """How many of an event's people are ready and held back, by reason, and have a result."""

    ready: int = 0
    held_back: tuple[tuple[str, int], ...] = ()
    results: int = 0
    races: tuple[tuple[str, str], ...] = ()

    @property
    def held(self) -> int:
        """How many are held back."""
        return sum(number for _, number in self.held_back)


@dataclass(frozen=True)
class RaceDay:
    """Everything on the page of one event."""

    event: TimedEvent
    counts: Answer[Counts]
    seals: tuple[Sealed, ...]
    plans: tuple[StoredPlan, ...]
    publication: Publication | None


@dataclass(frozen=True)
class HeldBack:
    """Some of those who are held back, and how many there are in all."""

    people: tuple[tuple[Any, ...], ...]
    total: int


def read_events(view: View) -> Answer[tuple[TimedEvent, ...]]:
    """The registration events that the reader may see, the next one first, then the past ones.

    Raises: NothingServed; WarehouseBusy where they were never read.
    """
    every = view.desk.remembered.ask("events", lambda: _events(view))
    known = view.own()
    mine = [one for one in every.value if one.connection in known]
    return Answer(tuple(sorted(mine, key=_nearness)), every.at, every.is_old)


def _nearness(one: TimedEvent) -> tuple[bool, float, str]:
    at = one.started_at
    seconds = (at - utc_now()).total_seconds() if at else 0.0
    return seconds <= 0, abs(seconds), str(one)


def find_event(view: View, key: str) -> TimedEvent:
    """One of them.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    for one in read_events(view).value:
        if one.event_key == key:
            return one
    raise UnknownEvent(f"There is no event {key!r} here for you.")


def read_race_day(view: View, key: str) -> RaceDay:
    """The facts of one event.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    event = find_event(view, key)
    counts = view.desk.remembered.ask(("counts", key), lambda: _counts(view, key))
    store = view.desk.reading.store
    races = counts.value.races
    plans = [
        plan
        for connection in dict.fromkeys(name for name, _ in races)
        for plan in Plans(store).newest(connection)
        if (connection, plan.race) in races
    ]
    publication = newest_publication(store, key)
    return RaceDay(event, counts, _seals(store, races), tuple(plans[:5]), publication)


def read_held_back(view: View, key: str, words: str, skip: int, limit: int) -> HeldBack:
    """Those of an event who are held back, by name.

    Raises: UnknownEvent; NothingServed; WarehouseBusy.
    """
    find_event(view, key)

    def answer() -> HeldBack:
        with open_warehouse(view.desk.reading.target) as warehouse:
            if not has_table(warehouse, "race", "start_list"):
                return HeldBack((), 0)
            given = [key, words.strip().lower()]
            total = warehouse.fetch(f"select count(*) {HELD}", given)[0][0]
            order = "order by last_name, first_name, record_id limit ? offset ?"
            query = f"select {HELD_COLUMNS} {HELD} {order}"
            found = warehouse.fetch(query, [*given, limit, skip])
            return HeldBack(tuple(tuple(row) for row in found), int(total))

    return view.desk.remembered.ask(("held", key, words, skip, limit), answer).value


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
    _put(view, outward_request(found, PLAN, view.caller, {"race": race}))
    return "The plan is being made. It is shown here as soon as it stands."


def apply_plan(view: View, connection: str, number: int) -> str:
    """Queues the sending of one stored plan and of nothing else.

    Raises: AlreadyQueued; Disabled; Problem.
    """
    found = own(view, connection)
    about = open_plan(view.desk.service, found, number)
    options = {"race": about.race, "plan": number, "accept": False}
    _put(view, outward_request(found, PUSH, view.caller, options))
    return f"Plan {number} is on its way, and is read back when it has arrived."


def publish(view: View, key: str, number: int) -> str:
    """Queues the publication that was looked at, approved by the reader.

    Raises: AlreadyQueued; Problem.
    """
    find_event(view, key)
    found = newest_publication(view.desk.service.place.store, key)
    if found is None or found.number != number or not may_publish(found):
        detail = "It no longer waits for a yes. Nothing was sent. Look at what there is now."
        raise Problem(409, "plan-closed", detail)
    own(view, found.connection)
    _put(view, publish_request(view.desk.service, found, view.caller, accept=False))
    return f"Publication {number} is on its way, approved by {view.caller.subject}."


def may_publish(one: Publication) -> bool:
    """Whether a publication waits for somebody's yes."""
    return one.action == "publish" and one.state in WAITING


def _put(view: View, request: JobRequest) -> None:
    asked = replace(request, requested_by=view.caller.subject)
    Queue(view.desk.service.place.store).put(asked)


def _events(view: View) -> tuple[TimedEvent, ...]:
    target = view.desk.reading.target
    if target.engine == "duckdb" and not Path(target.location).exists():
        return ()
    with open_warehouse(target) as warehouse:
        if not has_table(warehouse, "race", "unified_events"):
            return ()
        return read_catalogue(warehouse).registration


def _counts(view: View, key: str) -> Counts:
    with open_warehouse(view.desk.reading.target) as warehouse:
        if not has_table(warehouse, "race", "start_list"):
            return Counts()
        rows = warehouse.fetch(COUNTED, [key])
        return _summed(rows, _results(warehouse, key))


def _results(warehouse: Warehouse, key: str) -> int:
    return int(warehouse.fetch(RESULTS, [key])[0][0])


def _summed(rows: Sequence[tuple[Any, ...]], results: int) -> Counts:
    held: dict[str, int] = {}
    ready = 0
    for _, _, status, reason, number in rows:
        if status == "held_back":
            held[str(reason)] = held.get(str(reason), 0) + int(number)
        else:
            ready += int(number)
    races = sorted({(str(row[0]), str(row[1])) for row in rows if row[0] and row[1]})
    return Counts(ready, tuple(sorted(held.items())), results, tuple(races))


def _seals(store: sa.Engine, races: Sequence[tuple[str, str]]) -> tuple[Sealed, ...]:
    columns = (
        SEALS.c.connection, SEALS.c.race, SEALS.c.matched, SEALS.c.total, SEALS.c.is_well,
        SEALS.c.read_back_at,
    )  # fmt: skip
    with store.connect() as opened:
        rows: list[tuple[Any, ...]] = [tuple(row) for row in opened.execute(sa.select(*columns))]
    found = [Sealed(*row) for row in rows]
    return tuple(one for one in found if (one.connection, one.race) in races)
