"""Readers that read without pause while generations are built and flipped.

Those of PostgreSQL run in a process of their own: python -m tests.transform.flock_readers URL
COUNT, until its input ends; then it prints what they met. A line of input is answered by one
once what is served by then was read.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

import duckdb
import psycopg

from orchestration.workplace import ROOT
from tests.transform.flock_farm import Farm

PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 60
# A flip holds its locks for a part of this: a reader that has to wait so long meets an error.
PATIENCE = "-c lock_timeout=2s"
SHOWN = 5
JOINED = """
    select
        count(*), min(sheep.generation), max(sheep.generation), min(dogs.generation),
        max(dogs.generation), min(farms.generation), max(farms.generation)
    from farm.sheep as sheep
    cross join farm.dogs as dogs
    cross join farm.farms as farms
"""
ONE_BY_ONE = tuple(
    f"select count(*), min(generation), max(generation) from farm.{view}"
    for view in ("dogs", "farms", "sheep")
)


class Connection(Protocol):
    """What both drivers' connections do."""

    def execute(self, query: Any) -> Any:
        """Runs a statement."""

    def close(self) -> None:
        """Ends it."""


@dataclass
class Met:
    """What readers met: how often, what was wrong, which generations."""

    reads: int = 0
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    generations: set[int] = field(default_factory=set)
    last_begun: float = float("-inf")

    def add(self, other: "Met") -> None:
        """Counts in what another reader met."""
        self.reads += other.reads
        self.errors = (self.errors + other.errors)[:SHOWN]
        self.wrong = (self.wrong + other.wrong)[:SHOWN]
        self.generations |= other.generations

    def note(self, found: list[tuple[int, ...]]) -> None:
        """Judges one reading: (rows, generations...) of each query."""
        generations = {one for row in found for one in row[1:]}
        self.reads += 1
        if len(generations) != 1 or None in generations or any(row[0] == 0 for row in found):
            self.wrong = [*self.wrong, str(found)][:SHOWN]
        else:
            self.generations |= generations

    def said(self) -> str:
        """What was met, as JSON that the constructor takes, but for the set."""
        met = {one.name: getattr(self, one.name) for one in fields(Met)}
        return json.dumps(met | {"generations": sorted(self.generations)})


@dataclass
class Readers(Met):
    """Readers at work: what all of them met, once they have ended."""

    until_read: Callable[[], None] = lambda: None


def read(connection: Connection, *, in_transaction: bool) -> list[tuple[int, ...]]:
    """One reading: the three views joined, or one by one in a transaction."""
    if not in_transaction:
        return [connection.execute(JOINED).fetchone()]
    connection.execute("begin")
    found = [connection.execute(query).fetchone() for query in ONE_BY_ONE]
    connection.execute("commit")
    return found


def read_until(
    stop: threading.Event, connect: Callable[[], Connection], met: Met, *, in_transaction: bool
) -> None:
    """Reads until `stop`, and once more then, and notes what it met in `met`."""
    connection, ending = connect(), False
    while not ending:
        ending, begun = stop.is_set(), time.monotonic()
        try:
            met.note(read(connection, in_transaction=in_transaction))
            met.last_begun = begun
        except (psycopg.Error, duckdb.Error) as error:
            met.errors = [*met.errors, f"{type(error).__name__}: {error}"][:SHOWN]
            connection.execute("rollback")
        stop.wait(PAUSE_SECONDS)
    connection.close()


def wait_until_read(mets: list[Met]) -> None:
    """Waits until one of them has ended a reading that it began only now."""
    now = time.monotonic()
    while not any(met.last_begun > now for met in mets):
        assert time.monotonic() < now + PATIENCE_SECONDS, "nobody reads"
        time.sleep(PAUSE_SECONDS / 20)


@contextmanager
def threads(connect: Callable[[], Connection], count: int) -> Iterator[Readers]:
    """What that many readers meet, each with a connection, every fourth in transactions."""
    stop, mets = threading.Event(), [Met() for _ in range(count)]
    total = Readers(until_read=lambda: wait_until_read(mets))
    started = [
        threading.Thread(
            target=read_until,
            args=(stop, connect, met),
            kwargs={"in_transaction": number % 4 == 3},
        )
        for number, met in enumerate(mets)
    ]
    for one in started:
        one.start()
    try:
        yield total
    finally:
        stop.set()
        for one in started:
            one.join()
        for met in mets:
            total.add(met)


@contextmanager
def reading(farm: Farm) -> Iterator[Readers]:
    """What readers meet meanwhile: 16 connections on PostgreSQL, 4 cursors on DuckDB."""
    if farm.target.engine == "duckdb":
        with (
            duckdb.connect(farm.target.location) as shared,
            threads(shared.cursor, count=4) as total,
        ):
            yield total
        return
    command = [sys.executable, "-m", "tests.transform.flock_readers", farm.target.location, "16"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    total = Readers(until_read=lambda: asked(process))
    try:
        total.until_read()
        yield total
    finally:
        said = json.loads(process.communicate()[0])
        total.add(Met(**said | {"generations": set(said["generations"])}))


def asked(process: "subprocess.Popen[str]") -> None:
    """Waits until the readers of a process have read what is served by now."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.stdout.readline() == "read\n"


def main(url: str, count: int) -> None:
    """Reads until the input ends, then prints what was met."""

    def connect() -> Connection:
        # tables that nobody has counted yet look large, and compiling takes longer than reading
        return psycopg.connect(url, autocommit=True, options=f"-c jit=off {PATIENCE}")

    with threads(connect, count) as total:
        for _ in sys.stdin:
            total.until_read()
            sys.stdout.write("read\n")
            sys.stdout.flush()
    sys.stdout.write(total.said())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
