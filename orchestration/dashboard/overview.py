"""The facts of the overview: is everything all right, what runs, what failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from extract.kit.connection import Connection
from extract.kit.destination import open_warehouse
from extract.kit.errors import WarehouseBusy
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.dashboard.ahead import RaceDayAhead, read_race_day_ahead
from orchestration.dashboard.desk import View
from orchestration.dashboard.remembered import Answer
from orchestration.dashboard.timetable import MISSED, timetable
from orchestration.dashboard.words import Kind, State, count
from orchestration.generations.served import ServedGroup, served_groups
from orchestration.queue import reading
from orchestration.queue.jobs import OUTWARD, Job
from orchestration.queue.standing import Standing, read_standings
from orchestration.service.health import Check, check_queue, check_store
from orchestration.statuses import read_landed
from orchestration.workplace import Workplace

PAUSED = State("off", "Paused")
# What asks for somebody first.
ORDER: tuple[Kind, ...] = ("bad", "warn", "busy", "off", "good")


@dataclass(frozen=True)
class ConnectionStanding:
    """How one connection does."""

    slug: str
    domain: str
    title: str
    state: State
    done_at: datetime | None
    running: tuple[Job, ...]
    failures: tuple[Job, ...]

    @property
    def is_active(self) -> bool:
        """Whether it is switched on."""
        return self.state != PAUSED


@dataclass(frozen=True)
class Served:
    """What the warehouse knows: the served groups, and each connection's newest load, in UTC."""

    groups: tuple[ServedGroup, ...]
    landed: Mapping[str, datetime]


@dataclass(frozen=True)
class Overview:
    """Everything on the first page; `served` is None where the warehouse was never read."""

    connections: tuple[ConnectionStanding, ...]
    served: "Answer[Served] | None"
    checks: tuple[tuple[str, Check], ...]
    race_day: RaceDayAhead | None = None

    @property
    def sentence(self) -> str:
        """The one thing to know of the connections."""
        every = self.connections
        if not every:
            return "There are no connections yet."
        failed = sum(one.state.kind == "bad" for one in every)
        late = sum(one.state.kind == "warn" for one in every)
        fresh = sum(one.state.kind in ("good", "busy") for one in every)
        parts = []
        if failed:
            parts.append(f"{count(failed, 'connection')} failed")
        if late:
            noun = f"{late:,}" if failed else count(late, "connection")
            parts.append(f"{noun} {'is' if late == 1 else 'are'} older than planned")
        if not parts:
            paused = sum(not one.is_active for one in every)
            return _all_well(fresh, paused, len(every))
        return f"{', '.join(parts).capitalize()}; {fresh:,} of {len(every):,} fresh."


def _all_well(fresh: int, paused: int, total: int) -> str:
    never = total - fresh - paused
    if not fresh and not paused:
        return "Nothing was synced yet."
    if fresh < total:
        others = [f"{never:,} never synced"] * bool(never) + [f"{paused:,} paused"] * bool(paused)
        return f"{fresh:,} of {count(total, 'connection')} fresh, {', '.join(others)}."
    return f"All {fresh:,} connections fresh." if fresh > 1 else "The one connection is fresh."


def read_overview(view: View) -> Overview:
    """The facts, as far as the reader may see them; the connections that need somebody first."""
    store, now = view.desk.reading.store, utc_now()
    served = _served(view, now)
    checks = (("Queue", check_queue(store, now)), ("Control store", check_store(store)))
    shown = served if view.caller.partner is None else None
    ordered = sorted(_standings(view, served), key=_urgency)
    return Overview(tuple(ordered), shown, _amiss(checks), _race_day(view, now))


def read_connections(view: View) -> tuple[ConnectionStanding, ...]:
    """How the connections do that the reader may see, by slug."""
    return _standings(view, _served(view, utc_now()))


def read_landed_at(view: View, slug: str) -> datetime | None:
    """When the newest load of a connection was complete, in UTC; None where none is known."""
    served = _served(view, utc_now())
    return served.value.landed.get(slug) if served else None


def _urgency(one: ConnectionStanding) -> tuple[str, int, str]:
    return one.domain, ORDER.index(one.state.kind), one.slug


def _race_day(view: View, now: datetime) -> RaceDayAhead | None:
    """The nearest race day, None where there is none or the warehouse was busy all the time."""
    try:
        return read_race_day_ahead(view, now)
    except WarehouseBusy:
        return None


def _amiss(checks: Sequence[tuple[str, Check]]) -> tuple[tuple[str, Check], ...]:
    """The checks that are not well; the words of those that are differ from one to the next."""
    return tuple((name, check) for name, check in checks if check.state != "ok")


def _served(view: View, now: datetime) -> Answer[Served] | None:
    """What the warehouse says, None where it was busy whenever it was asked."""
    try:
        return view.desk.ask("served", lambda: _read_served(view, now))
    except WarehouseBusy:
        return None


def _read_served(view: View, now: datetime) -> Served:
    place = view.desk.reading
    if place.target.engine == "duckdb" and not Path(place.target.location).exists():
        return Served((), {})
    with open_warehouse(place.target) as warehouse:
        # Remembered while the file is open: to open it anew costs more than all that is read here.
        read_race_day_ahead(view, now)
        return Served(tuple(served_groups(warehouse)), read_landed(warehouse))


def _standings(view: View, served: Answer[Served] | None) -> tuple[ConnectionStanding, ...]:
    place, landed = view.desk.reading, served.value.landed if served else {}
    found: dict[str, list[Standing]] = {}
    for one in read_standings(place.store):
        found.setdefault(one.connection, []).append(one)
    running: dict[str, list[Job]] = {}
    for job in reading.pending(place.store):
        running.setdefault(job.connection, []).append(job)
    return tuple(
        _standing(place, connection, found.get(slug, []), running.get(slug, []), landed.get(slug))
        for slug, connection in view.own().items()
    )


def _standing(
    place: Workplace,
    connection: Connection,
    found: Sequence[Standing],
    running: Sequence[Job],
    landed_at: datetime | None,
) -> ConnectionStanding:
    provider = PROVIDERS[connection.provider]
    pulls = [one.done_at for one in found if one.operation not in OUTWARD and one.done_at]
    failures = tuple(one.failure for one in found if one.failure)
    done_at = max([*pulls, *([landed_at] if landed_at else [])], default=None)
    state = _state(place, connection, found, done_at)
    if state.kind != "bad" and running:
        state = State(
            "busy", "Syncing" if any(r.state == "running" for r in running) else "Waiting"
        )
    return ConnectionStanding(
        connection.slug, provider.domain, provider.title, state, done_at, tuple(running), failures
    )


def _state(
    place: Workplace,
    connection: Connection,
    found: Sequence[Standing],
    done_at: datetime | None,
) -> State:
    if not connection.is_active:
        return PAUSED
    if any(one.failure for one in found):
        return State("bad", "Failed")
    if done_at is None:
        return State("off", "Never synced")
    now = utc_now()
    shortest = min(due.apart for due in timetable(place.env, connection, now))
    return State("warn", "Old") if now - done_at > shortest * MISSED else State("good", "Fresh")
