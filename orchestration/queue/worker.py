"""A warm worker: one process that claims jobs and executes each in its main thread.

A second thread says every second that the worker and its job are alive. When somebody cancels the
job, or it was given to somebody else, that thread interrupts the main one as Ctrl-C does, so that
what the job holds is let go in order.
"""

import logging
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa

from orchestration.queue.jobs import LANES, Failure, Job, Lane, LostJob
from orchestration.queue.outcome import Ran
from orchestration.queue.presence import Presence, worker_name
from orchestration.queue.queue import Queue

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 0.2
BEAT_SECONDS = 1.0
STOPPED = "The worker was stopped during the attempt. What was complete before it stays."


class Executor(Protocol):
    """What carries a job out, in this process and thread."""

    def execute(self, job: Job, tie: Callable[[str], None]) -> Ran:
        """What became of the attempt; `tie` is told the id of the run that executes it."""

    def close(self, job: Job) -> None:
        """Ends what is left of an attempt whose worker died."""


@dataclass
class Worker:
    """Serves some lanes of one queue; at most `slots` jobs run at once among all workers."""

    engine: sa.Engine
    executor: Executor
    lanes: Sequence[Lane] = LANES
    slots: int | None = None
    after: Callable[[], None] = lambda: None
    name: str = field(default_factory=worker_name)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Opens the queue."""
        self.queue = Queue(self.engine)
        self._presence = Presence(self.engine, self.name, self.lanes)
        self._job: Job | None = None
        self._is_interrupting = False
        self._guard = threading.Lock()

    def serve(self) -> None:
        """Executes jobs until it is told to stop."""
        self._presence.begin()
        try:
            with self._beating():
                while not self.stopping.is_set():
                    for lost in self.queue.reap():
                        LOG.warning("%s: its worker died, the job is %s", lost.id, lost.state)
                        self.executor.close(lost)
                    if not self.serve_one():
                        self.stopping.wait(LOOK_SECONDS)
        finally:
            self._presence.end()

    def serve_one(self) -> bool:
        """Whether there was a job, which has been executed then."""
        job = self.queue.claim(self.name, self.lanes, slots=self.slots)
        if job is None:
            return False
        LOG.info("%s: %s of %s begins", job.id, job.operation, job.connection or job.domain)
        try:
            self._settle(job, self._executed(job))
        except LostJob as error:
            LOG.warning("%s", error)
        self.after()
        return True

    def _executed(self, job: Job) -> Ran:
        """What became of the attempt, whatever ends it."""
        try:
            with self._guard:
                self._job, self._is_interrupting = job, False
            try:
                return self.executor.execute(job, lambda run_id: self.queue.tie(job, run_id))
            finally:
                with self._guard:
                    self._job = None
        except KeyboardInterrupt:
            return Ran(job.run_id or "", "cancelled", STOPPED)
        except LostJob:
            raise
        except Exception as error:
            # Whatever it is, the next job must find its worker.
            _tell(job, error)
            return Ran(job.run_id or "", "failed", f"{type(error).__name__}, see the worker's log")

    def _settle(self, job: Job, ran: Ran) -> None:
        now = self.queue.beat(job)
        if ran.state == "completed":
            self.queue.complete(job, ran.result)
        elif now.is_cancel_requested:
            # However it ended: what an engine says of an interrupt may look like a failure.
            self.queue.cancelled(now)
        else:
            error = ran.error or STOPPED
            ended = self.queue.fail(job, Failure(error, ran.is_final, result=ran.result))
            LOG.warning("%s: attempt %s failed, %s", job.id, job.attempt, ended.state)

    @contextmanager
    def _beating(self) -> Iterator[None]:
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(BEAT_SECONDS):
                self._beat()

        thread = threading.Thread(target=beat, name="beat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _beat(self) -> None:
        try:
            job = self._job
            self._presence.show(job.id if job else None)
            if job is not None and self._is_unwanted(job):
                self._interrupt(job)
        except sa.exc.SQLAlchemyError as error:
            # A busy store is asked again in a second; one that is gone ends the job by its silence.
            LOG.warning("no sign of life could be given: %s", type(error).__name__)

    def _is_unwanted(self, job: Job) -> bool:
        try:
            return self.queue.beat(job).is_cancel_requested
        except LostJob:
            return True

    def _interrupt(self, job: Job) -> None:
        """Ends the job as Ctrl-C would, once, and only if it still is the one that runs."""
        with self._guard:
            if self._job is job and not self._is_interrupting:
                self._is_interrupting = True
                os.kill(os.getpid(), signal.SIGINT)


def _tell(job: Job, error: Exception) -> None:
    """Logs where an error came from; not its words, which may hold anything."""
    where = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("%s: nobody expected a %s\n%s", job.id, type(error).__name__, where)
