"""The demo: registrations in, start list out and proven equal, race run, results back."""

import time
from dataclasses import dataclass, field
from typing import Any

import urllib3

from extract.kit.destination import open_warehouse
from extract.kit.sync import SyncOptions, SyncReport
from orchestration import bars
from orchestration.building import Builder, BuildReport
from orchestration.demo.balance import Fetched, Pushed, fetched, pushed, require
from orchestration.demo.sandboxes import Sandboxes, SandboxFailed, running
from orchestration.pushing import PushRequest, apply_plans, make_plans
from orchestration.syncing import run_sync
from orchestration.workplace import Workplace
from push.kit.apply import Applied
from push.kit.plan import Plan

SOURCE, SCORING = "demo_runsignup", "demo_copernico"
EVENT = "10 Mile"
# What the race needs; the other domains would be built empty.
RACE = "+path:dbt_project/models/marts/race +path:dbt_project/models/ops"
TOP_TEN = """
    select overall_rank, bib_number, first_name, last_name, gender, gender_rank, category,
        category_rank, gun_time_ms, chip_time_ms
    from race.unified_results
    where connection = ? and event_name = ? and overall_rank is not null
    order by overall_rank, bib_number limit 10
"""
STATUSES = """
    select status, count(*) from race.unified_results
    where connection = ? and event_name = ? group by status order by count(*) desc, status
"""
ACTIVE = """
    select count(*) from race.unified_participants where connection = ? and status = 'active'
"""
NEXT = (
    "syncline status",
    "syncline diff race   # what the second build changed; syncline rollback race undoes it",
    "syncline sandbox     # keeps the servers up; then, in a second terminal: "
    "syncline push verify demo_copernico",
    "dbt build            # or query race.unified_results in .syncline/warehouse.duckdb",
)


@dataclass
class Outcome:
    """Everything the demo did, as the summary and `--json` show it."""

    syncs: list[SyncReport] = field(default_factory=list)
    builds: list[BuildReport] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    pushes: list[Applied] = field(default_factory=list)
    top_ten: list[tuple[Any, ...]] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    fetched: Fetched | None = None
    pushed: Pushed | None = None
    seconds: float = 0.0


def run_demo(place: Workplace, *, as_json: bool, finishers: int | None = None) -> Outcome:
    """Runs the whole way and prints it; `finishers` makes the race smaller.

    Raises: SynclineError, also when a sum does not balance or a difference is left.
    """
    from orchestration.demo import scenes

    began = time.monotonic()
    outcome = Outcome()
    builder = Builder(place.target)
    show = scenes.Scenes(quiet=as_json)
    show.opening(place)
    with builder.parsing_ahead(), running(place, finishers) as urls:
        show.servers(urls)
        outcome.syncs.append(_sync(place, SOURCE, show))
        outcome.builds.append(_build(builder, show))
        _push(place, outcome, show)
        _run_race(urls)
        show.race_run(EVENT)
        outcome.syncs.append(_sync(place, SCORING, show))
        outcome.builds.append(_build(builder, show))
        _read_results(place, outcome)
    show.results(EVENT, outcome.top_ten, outcome.statuses)
    outcome.seconds = time.monotonic() - began
    settle(outcome, _active(place), show)
    return outcome


def settle(outcome: Outcome, active: int, show: Any) -> None:
    """Shows the sums; `active` registrations were counted in the warehouse.

    Raises: OutOfBalance when one of them does not hold.
    """
    outcome.fetched = fetched(outcome.syncs)
    outcome.pushed = pushed(active, outcome.plans, outcome.pushes)
    show.summary(outcome, NEXT)
    require(outcome.fetched, outcome.pushed)


def _sync(place: Workplace, slug: str, show: Any) -> SyncReport:
    show.step(f"pull {slug}")
    with bars.counting(quiet=show.quiet) as progress:
        report = run_sync(place, slug, SyncOptions(progress=progress))
    show.synced(report)
    return report


def _build(builder: Builder, show: Any) -> BuildReport:
    show.step("dbt build")
    with bars.naming(quiet=show.quiet) as progress:
        report = builder.build(RACE, progress)
    show.built(report)
    return report


def _push(place: Workplace, outcome: Outcome, show: Any) -> None:
    show.step(f"push {SCORING}")
    outcome.plans = make_plans(place, SCORING)
    show.planned(outcome.plans)
    with bars.sending(quiet=show.quiet) as progress:
        outcome.pushes = apply_plans(place, PushRequest(SCORING), progress)
    show.sealed(outcome.pushes)


def _run_race(urls: Sandboxes) -> None:
    reply = urllib3.request("POST", f"{urls['copernico']}/_sandbox/race-day", json={}, timeout=60.0)
    if reply.status != 200:
        raise SandboxFailed(f"The local race did not start: HTTP {reply.status}.")


def _read_results(place: Workplace, outcome: Outcome) -> None:
    with open_warehouse(place.target) as warehouse:
        outcome.top_ten = warehouse.fetch(TOP_TEN, [SCORING, EVENT])
        outcome.statuses = {name: int(n) for name, n in warehouse.fetch(STATUSES, [SCORING, EVENT])}


def _active(place: Workplace) -> int:
    with open_warehouse(place.target) as warehouse:
        return int(warehouse.fetch(ACTIVE, [SOURCE])[0][0])
