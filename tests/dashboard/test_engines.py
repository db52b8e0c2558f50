"""What the pages ask of the store and the warehouse, on PostgreSQL as on the embedded engines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extract.kit.destination import Target, open_warehouse
from orchestration.control.store import open_store
from orchestration.dashboard.serving import GONE, Part, read_part
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import Wanted
from orchestration.queue.standing import read_jobs, read_standings
from orchestration.statuses import read_landed

ASKED = JobRequest("participants", "race", "runsignup", "harbor_runsignup", "harbor")
DELETIONS = """
    create table deletions as select 'animals' as entity, 'Dodo ' || number as record_key,
        'gate' as connection, 'gone' as reason,
        timestamptz '2026-01-01 00:00:00+00' + number * interval '1 hour' as deleted_at
    from generate_series(1, 7) as numbers (number)
"""
LOADS = (
    "create schema raw_haku",
    "create table raw_haku.loads (connection text, finished_at timestamptz, _dlt_load_id text)",
    """insert into raw_haku.loads values
        ('h', '2026-03-01 08:00:00+00', '1.1'), ('h', '2026-03-01 09:00:00+00', '2.1'),
        ('h', '2026-03-01 10:00:00+00', '3.1'), ('i', '2026-03-01 07:00:00+01', '1.1')""",
)
COMPLETE = (
    "create table raw_haku._dlt_loads (load_id text, status bigint)",
    "insert into raw_haku._dlt_loads values ('1.1', 0), ('2.1', 0), ('3.1', 1)",
)


@pytest.fixture(params=["duckdb", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """An empty warehouse on each engine."""
    if request.param == "duckdb":
        return Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    return Target("postgres", request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Queue]:
    """A queue on each engine, in which one job failed and another was done before it."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/control.db" if sqlite else request.getfixturevalue("postgres_url")
    store = open_store(url)
    made = Queue(store)
    made.put(ASKED)
    first = made.claim("worker-1")
    assert first is not None
    made.complete(first, {"records": 3})
    made.put(ASKED)
    second = made.claim("worker-1")
    assert second is not None
    made.fail(second, Failure("100% of the key_a was refused", is_final=True))
    yield made
    store.dispose()


def test_a_failure_after_the_last_success_stands(queue: Queue) -> None:
    [one] = read_standings(queue._engine)

    assert (one.connection, one.operation, one.done_at is not None) == (
        "harbor_runsignup", "participants", True,
    )  # fmt: skip
    assert one.failure is not None
    assert one.failure.error == "100% of the key_a was refused"
    assert read_standings(queue._engine, "harbor_runsignup") == [one]
    assert read_standings(queue._engine, "harbor_haku") == []


def test_words_are_searched_as_they_are(queue: Queue) -> None:
    found = read_jobs(queue._engine, Wanted(owner="harbor"), words="100% KEY_A")

    assert (len(found.jobs), found.total) == (1, 1)
    assert read_jobs(queue._engine, words="1__% key").total == 0


def test_a_list_of_the_warehouse_is_searched_and_paged(target: Target) -> None:
    part = Part(GONE, f"{', '.join(GONE)}, deleted_at", "deletions where true", "deleted_at")

    with open_warehouse(target) as warehouse:
        warehouse.execute(DELETIONS)
        found = read_part(warehouse, part, "DODO", (5, 5))

    assert ([row[1] for row in found.rows], found.total) == (["Dodo 2", "Dodo 1"], 7)


def test_a_connection_landed_when_its_newest_complete_load_did(target: Target) -> None:
    with open_warehouse(target) as warehouse:
        _ = [warehouse.execute(one) for one in LOADS]
        before = read_landed(warehouse)
        _ = [warehouse.execute(one) for one in COMPLETE]

        landed = read_landed(warehouse)

    assert before == {}
    assert landed == {
        "h": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "i": datetime(2026, 3, 1, 6, tzinfo=UTC),
    }
