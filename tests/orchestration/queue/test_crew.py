"""A crew of small programs in the workers' place: the dead are replaced, the end is orderly."""

import os
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.control.store import open_store, store_url
from orchestration.queue.crew import Crew, Hand, lanes_of_each, slots_of
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import attempts

# Claims a job as a worker does, writes its name, and dies of it.
DIES = """
import os, sys
from orchestration.control.store import open_store
from orchestration.queue.queue import Queue

name = sys.argv[sys.argv.index("--name") + 1]
Queue(open_store(os.environ["STORE"])).claim(name)
print(name, file=open(os.environ["NAMES"], "a"))
os._exit(9)
"""
ENDS = """
import os, signal, time

def end(*_signal):
    print("term", file=open(os.environ["NAMES"], "a"))
    os._exit(0)

signal.signal(signal.SIGTERM, end)
print("ready", file=open(os.environ["NAMES"], "a"))
time.sleep(60)
"""


@pytest.fixture
def store(tmp_path: Path) -> sa.Engine:
    """A new control store."""
    return open_store(store_url(tmp_path))


def crew_of(program: str, store: sa.Engine, names: Path) -> Crew:
    """One hand that runs a program."""
    environment = dict(os.environ) | {"NAMES": str(names), "STORE": str(store.url)}
    command = (sys.executable, "-c", program)
    return Crew(store, environment, [Hand(("pull",))], 1, command=command)


def run_until(crew: Crew, names: Path, lines: int) -> list[str]:
    """What the programs wrote, once that is so many lines, or after a minute."""
    limit = threading.Timer(60, crew.stopping.set)

    def look() -> None:
        if names.exists() and len(names.read_text().splitlines()) >= lines:
            crew.stopping.set()

    crew.sweep = look
    limit.start()
    crew.run()
    limit.cancel()
    return names.read_text().splitlines()


def test_a_dead_worker_is_replaced_and_its_job_given_back(store: sa.Engine, tmp_path: Path) -> None:
    job = Queue(store).put(JobRequest("events", "race", "runsignup", "harbor"))
    names = tmp_path / "names"

    written = run_until(crew_of(DIES, store, names), names, lines=2)
    [reaped] = Queue(store).reap()

    assert len(set(written)) == 2
    assert reaped.id == job.id
    assert [one.outcome for one in attempts(store, job.id)] == ["crashed"]


def test_the_end_asks_first(store: sa.Engine, tmp_path: Path) -> None:
    names = tmp_path / "names"

    run_until(crew_of(ENDS, store, names), names, lines=1)

    assert names.read_text().splitlines() == ["ready", "term"]


def test_of_several_workers_the_first_never_takes_a_pull() -> None:
    assert lanes_of_each(1) == [("urgent", "push", "pull")]
    assert lanes_of_each(3) == [
        ("urgent", "push"), ("urgent", "push", "pull"), ("urgent", "push", "pull"),
    ]  # fmt: skip


def test_duckdb_has_one_slot_however_many_workers_there_are() -> None:
    assert (slots_of("duckdb", 3), slots_of("postgres", 3)) == (1, 3)
