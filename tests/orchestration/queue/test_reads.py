"""However long the history is, a look into the queue costs no more than what waits in it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from benchmarks.service.world import DAY, Size, fill, partner
from orchestration.control.store import open_store, single_reads, store_url
from orchestration.queue import reading
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import Wanted
from orchestration.service.statuses import read_status
from tests import postgres
from tests.orchestration.queue.work import rows_read

SIZE = Size(partners=50, ended=20_000, queued=200)
NOW = DAY + timedelta(seconds=SIZE.ended + SIZE.queued)
NEW = JobRequest("results", "race", "copernico", "clock", "harbor", "schedule")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def history(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sa.Engine]:
    """A store on each engine in which many jobs have ended and some wait."""
    if request.param == "sqlite":
        engine = open_store(store_url(tmp_path_factory.mktemp("history")))
        fill(engine, SIZE)
        yield engine
        engine.dispose()
    else:
        with postgres.database(request.getfixturevalue("postgres_server")) as url:
            engine = open_store(url)
            fill(engine, SIZE)
            yield engine
            engine.dispose()


LOOKS: dict[str, Callable[[sa.Engine], object]] = {
    "claim": lambda engine: Queue(engine, lambda: NOW).claim("worker-1", slots=9),
    "claim-none-due": lambda engine: Queue(engine, lambda: DAY).claim("worker-1"),
    "reap": lambda engine: Queue(engine, lambda: NOW).reap(),
    "put": lambda engine: Queue(engine, lambda: NOW).put_many([NEW] * 3),
    "forget": lambda engine: Queue(engine, lambda: NOW).forget(90),
    "counts": reading.counts,
    "ended": lambda engine: reading.ended_since(engine, NOW - timedelta(minutes=10)),
    "oldest-due": lambda engine: reading.oldest_due(engine, NOW),
    "pending": reading.pending,
    "pending-owner": lambda engine: reading.pending(engine, Wanted(owner=partner(7))),
    "newest": reading.newest,
    "newest-owner": lambda engine: reading.newest(engine, Wanted(owner=partner(7))),
    "newest-connection": lambda engine: reading.newest(engine, Wanted(connection="quiet")),
    "newest-domain": lambda engine: reading.newest(engine, Wanted(domain="talent")),
    "success": lambda engine: reading.last_success(engine, Wanted(owner=partner(7))),
    "run": lambda engine: reading.find_by_run(engine, "no such run"),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=list(LOOKS))
def test_a_look_reads_what_waits_and_not_what_has_ended(
    history: sa.Engine, look: Callable[[sa.Engine], object]
) -> None:
    read = rows_read(history, lambda: look(history))

    assert read < SIZE.ended / 4


@pytest.fixture
def reader(history: sa.Engine) -> Iterator[sa.Engine]:
    """What reads the store with the long history."""
    opened = single_reads(history)
    yield opened
    opened.dispose()


def test_a_status_reads_what_is_its_partners(reader: sa.Engine) -> None:
    read = rows_read(reader, lambda: read_status(reader, partner(7)))

    # It tells 25 jobs; what SQLite does to tell them counts as 440 more that it looks at.
    assert read <= 600


def test_the_measure_sees_what_is_read_whole(history: sa.Engine) -> None:
    def look() -> None:
        with history.connect() as store:
            store.execute(sa.text("select count(*) from sync_jobs where error = 'none'"))

    assert rows_read(history, look) >= SIZE.ended
