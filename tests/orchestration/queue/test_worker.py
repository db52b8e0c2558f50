"""A worker in this process: what an executor says decides what becomes of a job."""

import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.control.store import open_store, store_url
from orchestration.queue.jobs import Job, JobRequest
from orchestration.queue.outcome import Ran
from orchestration.queue.queue import Queue
from orchestration.queue.reading import attempts, find, workers
from orchestration.queue.worker import Worker

HARBOR = JobRequest("participants", "race", "runsignup", "harbor", "harbor_timing")

SECRET = "postgresql://user:hunter2@db"


@dataclass
class Scripted:
    """An executor that does what a test says."""

    act: Callable[[Job], Ran]
    closed: list[str] = field(default_factory=list)

    def execute(self, job: Job, tie: Callable[[str], None]) -> Ran:
        """What the test says, under the run id `run-1`."""
        tie("run-1")
        return self.act(job)

    def close(self, job: Job) -> None:
        """Keeps the job's id."""
        self.closed.append(job.id)


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C as a program in the foreground has it; one in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def store(tmp_path: Path) -> sa.Engine:
    """A new control store."""
    return open_store(store_url(tmp_path))


def served(store: sa.Engine, act: Callable[[Job], Ran]) -> Job:
    """Harbor's job after a worker has served it once."""
    job = Queue(store).put(HARBOR)
    Worker(store, Scripted(act)).serve_one()
    found = find(store, job.id)
    assert found is not None
    return found


def test_a_job_ends_with_what_its_run_counted(store: sa.Engine) -> None:
    job = served(store, lambda _job: Ran("run-1", "completed", result={"records": 12}))

    assert (job.state, job.run_id, job.result) == ("completed", "run-1", {"records": 12})


def test_a_failed_run_is_tried_again_later(store: sa.Engine) -> None:
    job = served(store, lambda _job: Ran("run-1", "failed", "RunSignUp gave no answer"))

    assert (job.state, job.attempt, job.error) == ("queued", 1, "RunSignUp gave no answer")


def test_a_brake_is_not_tried_again(store: sa.Engine) -> None:
    job = served(store, lambda _job: Ran("run-1", "failed", "20 % fewer rows", is_final=True))

    assert job.state == "failed_permanent"


def test_an_error_that_nobody_expected_neither_ends_the_worker_nor_tells_secrets(
    store: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_job: Job) -> Ran:
        raise ValueError(SECRET)

    job = served(store, breaks)

    assert (job.state, job.error) == ("queued", "ValueError, see the worker's log")
    assert "nobody expected a ValueError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.usefixtures("ctrl_c")
def test_a_cancel_interrupts_the_run(store: sa.Engine) -> None:
    queue, waits = Queue(store), threading.Event()

    def runs(job: Job) -> Ran:
        queue.cancel(job.id, "Rosa Vance")
        waits.wait(30)
        return Ran("run-1", "completed")

    job = queue.put(HARBOR)
    worker = Worker(store, Scripted(runs), after=lambda: worker.stopping.set())
    worker.serve()

    ended = find(store, job.id)
    assert ended is not None
    assert (ended.state, ended.error) == ("cancelled", "Cancelled by Rosa Vance.")
    assert [one.outcome for one in attempts(store, job.id)] == ["cancelled"]


def test_a_cancelled_run_that_ends_as_failed_is_not_tried_again(store: sa.Engine) -> None:
    def fails(job: Job) -> Ran:
        Queue(store).cancel(job.id, "Rosa Vance")
        return Ran("run-1", "failed", "RuntimeError: Query interrupted")

    job = served(store, fails)

    assert (job.state, job.error) == ("cancelled", "Cancelled by Rosa Vance.")


def test_a_worker_shows_itself_while_it_serves(store: sa.Engine) -> None:
    seen: list[tuple[str, ...]] = []

    def looks(_job: Job) -> Ran:
        seen.extend(one.lanes for one in workers(store))
        return Ran("run-1", "completed")

    Queue(store).put(HARBOR)
    worker = Worker(store, Scripted(looks), after=lambda: worker.stopping.set())
    worker.serve()

    assert seen == [("urgent", "push", "pull")]
    assert workers(store) == []


def test_what_a_dead_worker_left_is_closed_and_queued_again(store: sa.Engine) -> None:
    queue = Queue(store)
    job = queue.put(HARBOR)
    queue.claim("dead")
    queue.disown("dead")
    queue.put(JobRequest("results", "race", "copernico", "clock", "harbor_timing"))
    executor = Scripted(lambda _job: Ran("run-2", "completed"))
    worker = Worker(store, executor, after=lambda: worker.stopping.set())

    worker.serve()

    assert executor.closed == [job.id]
    assert [one.outcome for one in attempts(store, job.id)] == ["crashed"]
