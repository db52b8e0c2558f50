"""A process that applies a stored plan, and is killed (kill -9) at whatever step it is told.

Its steps are each call, before it is made and after it was answered, and each commit to the control
store. The processes are forked from one that has imported everything, so that each costs little.
"""

import multiprocessing
import os
import signal
import sys
import threading
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import urllib3

from extract.kit.errors import SynclineError
from orchestration.control.store import open_store
from push.kit.apply import apply_stored
from push.kit.errors import PlanClosed, PushBusy
from push.kit.plans import Plans
from push.kit.source import Person
from tests.push.battery.boxes import job_on

DONE, FAILED, CLOSED, BUSY = 0, 1, 11, 12
SECONDS = 60


@dataclass(frozen=True)
class Errand:
    """What a process is to do: apply plan `number` to the sandbox at `url`, and die at `step`.

    Without a step it lives, and writes into `count` how many steps it took.
    """

    target: str
    url: str
    store: str
    people: tuple[Person, ...]
    number: int
    step: int = 0


def run(errand: Errand) -> tuple[int, int]:
    """The exit code of a process that does the errand, and how many steps it took in the end."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", __name__])
    count = context.Value("i", 0)
    process = context.Process(target=work, args=(errand, count))
    process.start()
    process.join(SECONDS)
    assert process.exitcode is not None, "the process did not end"
    return process.exitcode, count.value


def work(errand: Errand, count: Any) -> None:
    """Does the errand in a process of its own, and ends it with a code that tells how it went."""
    _die_at(errand.step, count)
    engine = open_store(errand.store)
    job = job_on(errand.target, errand.url, engine, errand.people)
    try:
        apply_stored(job, Plans(engine), errand.number, who="ana", accept=True)
    except PlanClosed:
        sys.exit(CLOSED)
    except PushBusy:
        sys.exit(BUSY)
    except SynclineError:
        sys.exit(FAILED)
    sys.exit(DONE)


def _die_at(last: int, count: Any) -> None:
    steps, lock = iter(range(1, 100_000)), threading.Lock()

    def step() -> None:
        with lock:
            count.value = next(steps)
            if count.value == last:
                os.kill(os.getpid(), signal.SIGKILL)

    plain = urllib3.HTTPConnectionPool.urlopen

    def urlopen(*args: Any, **more: Any) -> Any:
        step()
        answer = plain(*args, **more)
        step()
        return answer

    urllib3.HTTPConnectionPool.urlopen = urlopen  # type: ignore[method-assign]
    sa.event.listen(sa.Engine, "commit", lambda _connection: step())
