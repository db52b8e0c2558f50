"""All on PostgreSQL as in production: Dagster's books, the control store and the warehouse."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import psycopg
import pytest
import tomlkit
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.run_coordinator import QueuedRunCoordinator
from dagster_postgres import (
    PostgresEventLogStorage,
    PostgresRunStorage,
    PostgresScheduleStorage,
)

from extract.kit.destination import Target, open_warehouse
from orchestration.defs.resources import Workshop
from orchestration.defs.runs import Runner
from orchestration.instances.home import EMBEDDED
from orchestration.launching import QueueLauncher
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.workplace import Workplace
from sandbox.copernico.app import Copernico
from sandbox.serving import serve
from tests import postgres
from tests.push.world import fill, person, sandbox_connection

PUSH = JobRequest("push", "race", "copernico", "demo_copernico", "demo_timing")
TABLES = "select table_name from information_schema.tables where table_schema = 'public'"
NEAR = "create table race.unified_events (connection text, starts_at timestamptz,"
FAR = " ends_at timestamptz, event_date date, is_volunteer boolean)"


@dataclass
class House:
    """A runner of such an installation, and where its books are."""

    runner: Runner
    place: Workplace
    books: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Iterator[House]:
    """Three people to be pushed, one event of today, and nothing done yet."""
    home = tmp_path_factory.mktemp("production")
    books_home = home / "dagster"
    books_home.mkdir()
    shutil.copyfile(EMBEDDED.with_name("production.yaml"), books_home / "dagster.yaml")
    scoring = Copernico()
    with ExitStack() as held, pytest.MonkeyPatch.context() as patched:
        held.callback(scoring.close)
        books, control, warehouse = (
            held.enter_context(postgres.database(postgres_server)) for _ in range(3)
        )
        by_driver = books.replace("postgresql://", "postgresql+psycopg2://", 1)
        patched.setenv("SYNCLINE_DAGSTER_URL", by_driver)
        patched.setenv("SYNCLINE_HOME", str(home))
        patched.setenv("SYNCLINE_CONTROL_URL", control)
        served = held.enter_context(serve(scoring.app))
        write_registry(home / "connections.toml", served.url)
        target = Target("postgres", warehouse)
        serve_a_race(target)
        env = {"DAGSTER_HOME": str(books_home), "SYNCLINE_CONTROL_URL": control}
        place = Workplace(home, target, env)
        runner = Runner(place)
        yield House(runner, place, books)
        runner.instance.dispose()
        place.store.dispose()


def write_registry(path: Path, url: str) -> None:
    """One connection, to the scoring system."""
    one = sandbox_connection(url, paced=False, event_map={})
    entry = {
        "provider": one.provider,
        "owner": one.owner,
        "settings": dict(one.settings),
        "secrets": dict(one.secrets),
    }
    path.write_text(tomlkit.dumps({"connections": {one.slug: entry}}), encoding="utf-8")


def serve_a_race(target: Target) -> None:
    """Has a warehouse serve three people, and an event that starts now."""
    now = datetime.now(UTC)
    with open_warehouse(target) as warehouse:
        fill(warehouse.connection, [person(number, event_name="10 Mile") for number in (1, 2, 3)])
        warehouse.execute(NEAR + FAR)
        warehouse.execute(
            "insert into race.unified_events values ('demo_copernico', ?, null, ?, false)",
            [now, now.date()],
        )


def test_the_books_stand_on_postgres_with_the_settings_delivered(house: House) -> None:
    instance = house.runner.instance

    with psycopg.connect(house.books) as books:
        tables = {str(name) for (name,) in books.execute(TABLES)}
    retention = instance.get_tick_retention_settings(InstigatorType.SENSOR)
    assert {"runs", "event_logs", "job_ticks", "asset_keys", "kvs"} <= tables
    assert isinstance(instance.run_storage, PostgresRunStorage)
    assert isinstance(instance.event_log_storage, PostgresEventLogStorage)
    assert isinstance(instance.schedule_storage, PostgresScheduleStorage)
    assert isinstance(instance.run_coordinator, QueuedRunCoordinator)
    assert isinstance(instance.run_launcher, QueueLauncher)
    assert (instance.telemetry_enabled, instance.run_monitoring_enabled) == (False, True)
    assert {status.value: days for status, days in retention.items()} == {
        "SKIPPED": 1, "SUCCESS": 30, "FAILURE": 90, "STARTED": 30,
    }  # fmt: skip


def test_a_job_of_the_queue_is_run_and_written_down(house: House) -> None:
    queue = Queue(house.place.store)
    queue.put(PUSH)
    job = queue.claim("tester")
    assert job is not None

    ran = house.runner.execute(job, lambda run_id: queue.tie(job, run_id))

    queue.complete(job, ran.result)
    run = house.runner.instance.get_run_by_id(ran.run_id)
    assert (ran.error, ran.state, ran.result["records"]) == (None, "completed", 3)
    assert run is not None
    assert run.status == dg.DagsterRunStatus.SUCCESS
    with psycopg.connect(house.books) as books:
        kept = books.execute("select status from runs where run_id = %s", [ran.run_id]).fetchall()
    assert kept == [("SUCCESS",)]


def test_a_sensor_reads_the_warehouse_and_queues_what_is_due(house: House) -> None:
    sensor = house.runner._repository.get_sensor_def("race_day")
    context = dg.build_sensor_context(
        house.runner.instance, resources={"workshop": Workshop(house.place)}
    )

    tick = sensor.evaluate_tick(context)

    [job] = newest(house.place.store, limit=1)
    assert tick.skip_message == (
        "Queued: results of demo_copernico. Queued or running before: none."
    )
    assert (job.operation, job.connection, job.trigger, job.state) == (
        "results", "demo_copernico", "sensor", "queued",
    )  # fmt: skip
