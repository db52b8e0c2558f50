"""A build that is cancelled in the middle: dbt stops at once, and leaves nothing behind."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
from dbt.adapters.duckdb.environments.local import LocalEnvironment

from extract.kit.destination import Target, open_warehouse
from orchestration import building
from orchestration.building import Builder, building_alone
from orchestration.defs.runs import Runner
from orchestration.queue.jobs import Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import attempts, find, newest
from orchestration.queue.worker import Worker
from orchestration.resident import Listener
from orchestration.workplace import ROOT, Workplace
from tests.orchestration.conftest import empty_target

LOADS = "model.syncline.loads"
# Longer than anybody waits, and yet an end should a cancel not reach the engine.
SLOW = {
    "duckdb": "(select sum(one.range * two.range) from range(100000) as one,"
    " range(100000) as two) is not null",
    "postgres": "(select pg_sleep(90)) is not null",
}
ASKED = JobRequest("build", "ops")
CANCELLED = (
    "cancelled", "Cancelled by Rosa Vance.", ["cancelled"], dg.DagsterRunStatus.CANCELED,
)  # fmt: skip
SERVED = "select entity, active_version from ops.sync_metadata order by entity"
OPENS = "import duckdb, sys; duckdb.connect(sys.argv[1])"


@dataclass(frozen=True)
class Site:
    """A worker's runner over a warehouse, and the builder that it has."""

    place: Workplace
    runner: Runner
    builder: Builder

    def serve(self, request: JobRequest) -> Job:
        """A job as its one worker, with one slot for all, leaves it."""
        job = Queue(self.place.store).put(request)
        worker = Worker(self.place.store, self.runner, slots=1, after=lambda: worker.stopping.set())
        worker.serve()
        found = find(self.place.store, job.id)
        assert found is not None
        return found

    def told(self, job: Job) -> tuple[object, ...]:
        """How a job ended and why, how its attempts did, and what Dagster says of its run."""
        run = self.runner.instance.get_run_by_id(str(job.run_id))
        outcomes = [one.outcome for one in attempts(self.place.store, job.id)]
        return (job.state, job.error, outcomes, run and run.status)

    def served(self) -> list[tuple[object, ...]]:
        """Each model that is served, with its generation."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(SERVED)


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as a program in the foreground has it; one in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def site(
    engine: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Site]:
    """An empty warehouse, of which nothing is served yet."""
    target = empty_target(engine, tmp_path, request)
    place = Workplace(tmp_path, target, {})
    runner = Runner(place)
    yield Site(place, runner, Builder(target))
    runner.instance.dispose()
    place.store.dispose()


@dataclass
class Acting(Listener):
    """Listens to dbt as usual, and does something when the figures about loads begin and end."""

    begun: Callable[[], None] = lambda: None
    ended: Callable[[str], None] = lambda _status: None

    def __call__(self, event: Any) -> None:
        """Takes in one event."""
        super().__call__(event)
        name = event.info.name
        if name in ("NodeStart", "NodeFinished") and event.data.node_info.unique_id == LOADS:
            self.begun() if name == "NodeStart" else self.ended(event.data.run_result.status)


def is_free(target: Target) -> bool:
    """Whether another process, or another build, may have the warehouse."""
    if target.engine == "duckdb":
        words = [sys.executable, "-c", OPENS, target.location]
        return subprocess.run(words, cwd=ROOT, check=False).returncode == 0
    with building_alone(replace(target, busy_seconds=1)):
        return True


def cancelled(site: Site, engine: str, patched: pytest.MonkeyPatch) -> tuple[Job, list[str]]:
    """A build that was cancelled while the engine was at a model, and how that model ended."""
    ended: list[str] = []

    def slow_down_and_cancel() -> None:
        model = site.builder.manifest().nodes[LOADS]
        patched.setattr(model, "raw_code", f"{model.raw_code}\nwhere {SLOW[engine]}")
        Queue(site.place.store).cancel(newest(site.place.store)[0].id, "Rosa Vance")

    acting = partial(Acting, begun=slow_down_and_cancel, ended=ended.append)
    patched.setattr(building, "Listener", acting)
    return site.serve(ASKED), ended


@pytest.mark.usefixtures("ctrl_c")
def test_a_build_that_is_cancelled_stops_flips_nothing_and_lets_the_next_one_in(
    site: Site, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        job, ended = cancelled(site, engine, patched)
    left = (site.served(), is_free(site.place.target))
    again = site.serve(ASKED)

    assert site.told(job) == CANCELLED
    assert (ended, left) == (["error"], ([], True))
    assert (again.state, site.served()) == ("completed", [("loads", 1)])
    assert is_free(site.place.target)


def closed(_connection: object) -> None:
    """What DuckDB says when a thread has closed its connection while it was to be interrupted."""
    raise duckdb.ConnectionException("Connection already closed!")


@pytest.mark.parametrize("engine", ["duckdb"])
@pytest.mark.usefixtures("ctrl_c")
def test_a_connection_that_is_closed_meanwhile_keeps_no_build_from_being_cancelled(
    site: Site, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(LocalEnvironment, "cancel", staticmethod(closed))
        job, _ = cancelled(site, engine, patched)
    left = (site.served(), is_free(site.place.target))

    assert (site.told(job), left) == (CANCELLED, ([], True))
    assert site.serve(ASKED).state == "completed"
