"""What comes in through Dagster: webhooks, launched runs, cancels, workers that have died."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlalchemy as sa
from dagster._core.launcher.base import LaunchRunContext, WorkerStatus
from dagster._daemon.monitoring.run_monitoring import execute_run_monitoring_iteration

from extract.kit.destination import Target
from orchestration.defs.instance import close_run
from orchestration.defs.queueing import queue_all
from orchestration.defs.webhooks import handle_received
from orchestration.instances.home import instance_home
from orchestration.launching import QueueLauncher, request_for_run
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import Wanted, find_by_run, newest
from orchestration.queue.table import INBOX, JOBS
from orchestration.workplace import Workplace

CONNECTIONS = """
[connections.timing]
provider = "copernico"
owner = "harbor"
[connections.agency]
provider = "nowrepblue"
owner = "umber"
"""
NOW = datetime(2026, 6, 6, 7, 0, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """A workplace with two connections."""
    (tmp_path / "connections.toml").write_text(CONNECTIONS)
    monkeypatch.setenv("SYNCLINE_HOME", str(tmp_path))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), {})
    yield place
    place.store.dispose()


@pytest.fixture
def instance(place: Workplace) -> Iterator[dg.DagsterInstance]:
    """Dagster's books with the settings that are delivered."""
    with dg.DagsterInstance.from_config(str(instance_home(place))) as opened:
        yield opened


@dg.job(tags={"syncline/operation": "results", "syncline/domain": "race"})
def nothing() -> None:
    """A job without steps."""


def launched(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """A run that was launched, as far as Dagster goes."""
    tags = {**nothing.tags, "syncline/provider": "copernico", "dagster/partition": "timing"}
    run = instance.create_run_for_job(nothing, tags=tags, status=dg.DagsterRunStatus.STARTING)
    instance.run_launcher.launch_run(LaunchRunContext(run, None))
    return run


@dataclass
class Daemon:
    """What Dagster's daemon brings along to look after runs."""

    instance: dg.DagsterInstance

    def create_request_context(self) -> None:
        """No code location is needed for a run that has not begun."""


def looked_after(instance: dg.DagsterInstance) -> list[object]:
    """What went wrong when the daemon looked after the runs once."""
    daemon: Any = Daemon(instance)
    found = execute_run_monitoring_iteration(daemon, logging.getLogger(__name__))
    return [error for error in found if error is not None]


def status(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    """How far a run is."""
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status


def receive(place: Workplace, slug: str, *, times: int = 1) -> None:
    """Webhooks in the inbox."""
    row = {"connection": slug, "received_at": NOW, "body": {"id": 7}, "state": "received"}
    with place.store.begin() as store:
        store.execute(sa.insert(INBOX), [row] * times)


def inbox(place: Workplace) -> list[tuple[str, bool]]:
    """The webhooks' states, and whether each has a job."""
    with place.store.connect() as store:
        found = store.execute(sa.select(INBOX.c.state, INBOX.c.job_id)).all()
    return [(str(row.state), row.job_id is not None) for row in found]


def test_the_settings_delivered_use_the_queue_and_tell_nobody(
    instance: dg.DagsterInstance,
) -> None:
    assert isinstance(instance.run_launcher, QueueLauncher)
    assert not instance.telemetry_enabled
    assert instance.run_monitoring_enabled


def test_many_webhooks_of_a_connection_are_one_job(place: Workplace) -> None:
    receive(place, "timing", times=3)

    told = handle_received(place)

    [job] = newest(place.store)
    assert (job.operation, job.connection, job.trigger, job.lane) == (
        "results", "timing", "webhook", "urgent",
    )  # fmt: skip
    assert inbox(place) == [("handled", True)] * 3
    assert told == f"3 of timing are handled by job {job.id}"


def test_a_webhook_that_comes_during_a_read_waits_for_the_next(place: Workplace) -> None:
    receive(place, "agency")
    handle_received(place)
    Queue(place.store).claim("worker")
    receive(place, "agency")

    handle_received(place)

    assert inbox(place) == [("handled", True), ("received", False)]


def test_a_webhook_of_no_connection_is_refused(place: Workplace) -> None:
    receive(place, "nobody")

    told = handle_received(place)

    assert inbox(place) == [("refused", False)]
    assert told == "1 of 'nobody', which is no connection, are refused"


def test_a_tick_says_what_was_queued_and_what_was_there(place: Workplace) -> None:
    one = JobRequest("results", "race", "copernico", "timing", "harbor", "schedule")
    other = JobRequest("snapshot", "talent", "nowrepblue", "agency", "umber", "schedule")
    queue_all(place, [one])

    told = queue_all(place, [one, other])

    assert told == "Queued: snapshot of agency. Queued or running before: results of timing."


def test_a_launched_run_waits_in_the_urgent_lane(
    place: Workplace, instance: dg.DagsterInstance
) -> None:
    run = launched(instance)

    job = find_by_run(place.store, run.run_id)
    assert job is not None
    assert (job.operation, job.provider, job.connection, job.owner, job.lane, job.priority) == (
        "results", "copernico", "timing", "harbor", "urgent", 1,
    )  # fmt: skip


def test_a_run_of_chosen_assets_is_known_by_their_provider(place: Workplace) -> None:
    run = dg.DagsterRun(
        job_name="__ASSET_JOB",
        asset_selection={dg.AssetKey(["raw_nowrepblue", "boards_json"])},
        tags={"dagster/partition": "agency", "dagster/backfill": "b1"},
    )

    request = request_for_run(run, place)

    assert (request.operation, request.domain, request.provider, request.owner) == (
        "materialize", "talent", "nowrepblue", "umber",
    )  # fmt: skip
    assert request.place == ("pull", 3)


def test_a_waiting_run_is_cancelled_at_once(place: Workplace, instance: dg.DagsterInstance) -> None:
    run = launched(instance)

    instance.run_launcher.terminate(run.run_id)

    assert status(instance, run) == dg.DagsterRunStatus.CANCELED
    assert len(newest(place.store, Wanted(state="cancelled"))) == 1


def test_a_running_run_is_cancelled_by_its_worker(
    place: Workplace, instance: dg.DagsterInstance
) -> None:
    run = launched(instance)
    Queue(place.store).claim("worker")

    instance.run_launcher.terminate(run.run_id)

    assert status(instance, run) == dg.DagsterRunStatus.CANCELING
    assert newest(place.store)[0].is_cancel_requested


def test_a_run_is_healthy_while_its_worker_gives_a_sign_of_life(
    place: Workplace, instance: dg.DagsterInstance
) -> None:
    run = launched(instance)
    Queue(place.store).claim("worker")

    alive = instance.run_launcher.check_run_worker_health(run)
    with place.store.begin() as store:
        store.execute(sa.update(JOBS).values(beat_at=datetime.now(UTC) - timedelta(minutes=3)))
    silent = instance.run_launcher.check_run_worker_health(run)

    assert (alive.status, silent.status) == (WorkerStatus.RUNNING, WorkerStatus.NOT_FOUND)


def test_a_run_is_lost_once_the_queue_has_taken_its_job_away(
    place: Workplace, instance: dg.DagsterInstance
) -> None:
    run = launched(instance)
    Queue(place.store).claim("worker")
    with place.store.begin() as store:
        store.execute(sa.update(JOBS).values(beat_at=datetime.now(UTC) - timedelta(minutes=3)))
    Queue(place.store).reap()

    health = instance.run_launcher.check_run_worker_health(run)

    assert health.status == WorkerStatus.FAILED


def test_a_run_is_closed_once(instance: dg.DagsterInstance) -> None:
    run = launched(instance)

    closed = [close_run(instance, run.run_id, "The worker died.") for _ in range(2)]

    assert closed == [True, False]
    assert status(instance, run) == dg.DagsterRunStatus.FAILURE


def test_a_run_that_waits_for_a_worker_is_no_error_to_the_daemon(
    instance: dg.DagsterInstance,
) -> None:
    created = instance.create_run_for_job(nothing)
    waiting = instance.create_run_for_job(nothing)
    begins = dg.DagsterEvent(dg.DagsterEventType.RUN_STARTING.value, nothing.name)
    instance.report_dagster_event(begins, waiting.run_id)

    errors = looked_after(instance)

    assert errors == []
    assert status(instance, created) == dg.DagsterRunStatus.NOT_STARTED
    assert status(instance, waiting) == dg.DagsterRunStatus.STARTING
