"""Health says what is wrong, and figures count what happens."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from extract.kit.destination import Target
from extract.kit.sync import utc_now
from orchestration.queue.queue import Queue
from orchestration.queue.table import WORKERS
from orchestration.service.health import check_queue, check_store, check_warehouse
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import Asking
from tests.orchestration.service.conftest import ended, participants


def seen(engine: sa.Engine, seconds: float) -> None:
    """A worker that was seen so long ago."""
    then = utc_now() - timedelta(seconds=seconds)
    row = {"name": "worker-1", "lanes": "urgent", "started_at": then, "seen_at": then}
    with engine.begin() as store:
        store.execute(sa.insert(WORKERS).values(row))


@pytest.fixture
def broken_warehouse(place: Workplace) -> Iterator[None]:
    """The service's warehouse file holds something else for a while."""
    path = Path(place.target.location)
    kept = path.read_bytes() if path.exists() else None
    path.write_bytes(b"something else altogether")
    yield
    path.unlink()
    if kept is not None:
        path.write_bytes(kept)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Target]:
    """A DuckDB file that another connection holds."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table held as select 1 as one")
        connection.execute("checkpoint")
        yield Target("duckdb", str(path))


def test_a_service_with_a_worker_is_well(service: Asking, place: Workplace) -> None:
    seen(place.store, 1)

    answer = service.get("/health", {})

    assert (answer.status, answer.json["status"]) == (200, "ok")
    assert set(answer.json["checks"]) == {"warehouse", "control_store", "queue", "alerts"}


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_without_a_worker_the_door_stays_open(service: Asking, path: str) -> None:
    answer = service.get(path, {})

    assert (answer.status, answer.json["status"]) == (200, "degraded")
    assert "No worker was seen lately" in answer.json["checks"]["queue"]["detail"]


@pytest.mark.usefixtures("broken_warehouse")
def test_a_broken_warehouse_is_told(service: Asking) -> None:
    answer = service.get("/health/ready", {})

    assert (answer.status, answer.json["status"]) == (503, "failing")


def test_a_worker_that_was_not_seen_for_long_does_not_count(place: Workplace) -> None:
    seen(place.store, 60)

    assert check_queue(place.store, utc_now()).state == "degraded"


def test_a_job_that_waits_for_long_is_told(place: Workplace, queue: Queue) -> None:
    seen(place.store, 1)
    queue.put(participants())

    check = check_queue(place.store, utc_now() + timedelta(seconds=20))
    late = check_queue(place.store, utc_now() + timedelta(minutes=6))

    assert (check.state, late.state) == ("ok", "degraded")


def test_a_busy_warehouse_is_well(warehouse: Target) -> None:
    assert check_warehouse(warehouse).state == "ok"


def test_a_warehouse_that_is_not_made_yet_is_well(tmp_path: Path) -> None:
    assert check_warehouse(Target("duckdb", str(tmp_path / "none.duckdb"))).state == "ok"


def test_postgres_answers_or_does_not(postgres_url: str) -> None:
    away = "postgresql://ana:hush@127.0.0.1:9/warehouse"

    assert check_warehouse(Target("postgres", postgres_url)).state == "ok"
    assert check_warehouse(Target("postgres", away)).state == "failing"
    assert "hush" not in check_warehouse(Target("postgres", away)).detail


def test_a_store_that_is_away_is_failing() -> None:
    away = sa.create_engine("postgresql+psycopg://ana:hush@127.0.0.1:9/control")

    assert check_store(away).state == "failing"
    assert check_queue(away, utc_now()).state == "failing"


def test_figures_tell_of_calls_jobs_and_workers(
    service: Asking, place: Workplace, queue: Queue
) -> None:
    seen(place.store, 1)
    ended(queue, participants(connection="ended"), 1)
    queue.put(participants())
    service.get("/api/sync/status/harbor_timing")

    text = service.get("/metrics", {}).raw.decode()

    assert 'syncline_jobs{lane="urgent",state="queued"} 1.0' in text
    assert 'syncline_jobs_ended{lane="urgent",state="completed"} 1.0' in text
    assert "syncline_workers 1.0" in text
    assert "syncline_oldest_due_seconds" in text
    assert re.search(
        r'syncline_http_requests_total\{method="GET",'
        r'route="/api/sync/status/\{timing_partner_id\}",status="200"\} \d', text,
    )  # fmt: skip


def test_no_caller_can_make_a_new_label(service: Asking) -> None:
    service.get("/canary-path", {})
    service.send("PROPFIND", "/api/canary", None, {})

    text = service.get("/metrics", {}).raw.decode()

    assert [one for one in ("canary", "PROPFIND") if one in text] == []
    assert text.count('method="unknown",route="unknown",status="401"} 1.0') == 1
