"""Times a manual sync from its acceptance to its first call upstream while thousands wait.

Run by `make bench-queue`, or smaller: python -m benchmarks.queue --jobs 50 --samples 2
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from benchmarks.clock import keep
from benchmarks.databases import fresh, server
from benchmarks.land.peer import Engine
from benchmarks.queue.backlog import Upstream, fill, first_call, upstreams, write_connections
from orchestration.control.store import open_store, store_url
from orchestration.queue.jobs import AlreadyQueued, Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.reading import find, workers
from orchestration.workplace import ROOT, Workplace

CONSOLE = Console(width=120)
GOAL_SECONDS = 3.0
START_SECONDS, JOB_SECONDS = 120.0, 300.0
BY_HAND = "button"
ENGINES: tuple[Engine, ...] = ("duckdb", "postgres")


@dataclass(frozen=True)
class Waited:
    """What each press of the button took to the first call upstream, and to the end, in seconds."""

    engine: Engine
    jobs: int
    first_calls: list[float]
    whole: list[float]
    calls_meanwhile: int

    @property
    def p95(self) -> float:
        """The 95th percentile of the first calls."""
        return quantiles(self.first_calls, n=20, method="inclusive")[-1]

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.p95 < GOAL_SECONDS


@contextmanager
def crew(environment: dict[str, str], store: sa.Engine, folder: Path) -> Iterator[None]:
    """The workers of an installation, warm."""
    with (folder / "work.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.cli", "work"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            deadline = time.monotonic() + START_SECONDS
            expected = 1 if environment["SYNCLINE_ENGINE"] == "duckdb" else 3
            while len(workers(store)) < expected:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError((folder / "work.log").read_text()[-3000:])
                time.sleep(0.1)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def measure(engine: Engine, location: str, folder: Path, order: argparse.Namespace) -> Waited:
    """Presses the button so many times over a backlog of one engine."""
    home = folder / engine
    home.mkdir()
    place = {"duckdb": "SYNCLINE_DUCKDB_PATH", "postgres": "SYNCLINE_POSTGRES_URL"}[engine]
    environment = dict(os.environ) | {
        "SYNCLINE_HOME": str(home), "SYNCLINE_ENGINE": engine, place: location,
    }  # fmt: skip
    store = open_store(store_url(home))
    queue, partners = Queue(store), [f"partner_{number:03}" for number in range(order.partners)]
    with ExitStack() as opened:
        crowd, button = opened.enter_context(upstreams(Workplace.here(environment)))
        entries = {partner: crowd.entry(partner) for partner in partners}
        write_connections(home, entries | {BY_HAND: button.entry(BY_HAND)})
        opened.enter_context(crew(environment, store, folder))
        ended(store, pressed(queue))
        fill(queue, partners, order.jobs)
        samples = [sample(queue, store, button) for _ in range(order.samples)]
        done = len(crowd.door.calls)
    first, whole = ([one[number] for one in samples] for number in (0, 1))
    return Waited(engine, order.jobs, first, whole, done)


def pressed(queue: Queue) -> Job:
    """The job that the button queues."""
    try:
        return queue.put(JobRequest("events", "race", "runsignup", BY_HAND, BY_HAND))
    except AlreadyQueued as already:
        return already.job


def sample(queue: Queue, store: sa.Engine, button: Upstream) -> tuple[float, float]:
    """Seconds of one press to its first call upstream and to its end."""
    jobs: list[Job] = []
    started = time.monotonic()
    first = first_call(button.door, lambda: jobs.append(pressed(queue)), JOB_SECONDS)
    if first is None:
        raise RuntimeError(f"no call upstream within {JOB_SECONDS} seconds")
    ended(store, jobs[0])
    return first, time.monotonic() - started


def ended(store: sa.Engine, job: Job) -> None:
    """Waits for a job's end.

    Raises:
        RuntimeError: it failed, or took too long.
    """
    deadline = time.monotonic() + JOB_SECONDS
    while (now := find(store, job.id)) and now.state in ("queued", "running"):
        if now.error or time.monotonic() > deadline:
            raise RuntimeError(f"the job did not end well: {now.error}")
        time.sleep(0.01)


def show(waited: list[Waited]) -> None:
    """Prints what was measured beside its goal."""
    table = Table("engine", "queued", "first call p50", "p95", "max", "whole p50", "< 3 s")
    for one in waited:
        middle = sorted(one.first_calls)[len(one.first_calls) // 2]
        whole = sorted(one.whole)[len(one.whole) // 2]
        table.add_row(
            one.engine, f"{one.jobs:,}", f"{middle:.2f}", f"{one.p95:.2f}",
            f"{max(one.first_calls):.2f}", f"{whole:.2f}",
            "[green]yes[/]" if one.met else "[red]no[/]",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Measures each engine."""
    parser = argparse.ArgumentParser(prog="benchmarks.queue")
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--partners", type=int, default=300)
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    order = parser.parse_args()
    waited: list[Waited] = []
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bench_")))
        chosen = [one for one in ENGINES if one in order.engines]
        url = opened.enter_context(server(order.postgres_url)) if "postgres" in chosen else ""
        for engine in chosen:
            [location] = opened.enter_context(fresh(engine, url, folder, 1))
            waited.append(measure(engine, location, folder, order))
    show(waited)
    path = keep("queue", {"waited": [asdict(one) | {"p95": one.p95} for one in waited]})
    CONSOLE.print(f"kept in {path}")


if __name__ == "__main__":
    main()
