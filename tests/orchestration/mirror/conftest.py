"""A queue and a warehouse beside it, both embedded and both on PostgreSQL; a clock to turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extract.kit.destination import Engine, Target, Warehouse, open_warehouse
from orchestration.mirror.copying import Mirrored, mirror_queue
from orchestration.queue.jobs import Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from tests import postgres
from tests.orchestration.queue.conftest import Clock

PULL = JobRequest(
    "participants", "race", "runsignup", "harbor", "harbor_timing", "schedule",
    options={"event": "91", "note": "ada@runner.example"}, requested_by="ada@club.example",
)  # fmt: skip
PUSH = JobRequest("push", "race", "copernico", "clock", "harbor_timing", "schedule")


@dataclass
class Desk:
    """A workplace, its queue, and its warehouse, open."""

    place: Workplace
    warehouse: Warehouse
    queue: Queue
    clock: Clock

    def mirror(self) -> Mirrored:
        """Mirrors the queue at the moment that the clock shows."""
        return mirror_queue(self.place, self.warehouse, now=self.clock)

    def run(self, statements: Iterable[str]) -> None:
        """Runs statements in the warehouse."""
        for statement in statements:
            self.warehouse.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query in the warehouse."""
        return self.warehouse.fetch(query)

    def begin(self) -> Job:
        """The next job, which there must be, begun."""
        job = self.queue.claim("worker-1")
        assert job is not None
        return job


@pytest.fixture(params=["duckdb", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """An empty warehouse on each engine."""
    engine: Engine = request.param
    if engine == "duckdb":
        return Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    return Target("postgres", str(request.getfixturevalue("postgres_url")))


@pytest.fixture
def control(target: Target, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The control store as it stands beside that warehouse: SQLite, or a database of its own."""
    if target.engine == "duckdb":
        yield {}
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield {"SYNCLINE_CONTROL_URL": url}


@pytest.fixture
def desk(target: Target, control: dict[str, str], tmp_path: Path) -> Iterator[Desk]:
    """A workplace whose queue and warehouse are empty."""
    place, clock = Workplace(tmp_path / "home", target, control), Clock()
    with open_warehouse(target) as warehouse:
        opened = Desk(place, warehouse, Queue(place.store, clock), clock)
        yield opened
    # A test may have given the desk another one.
    for one in (place, opened.place):
        one.store.dispose()
