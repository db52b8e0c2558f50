"""Readers that read without pause while generations are built and flipped.

Those of PostgreSQL run in a process of their own: python -m tests.transform.flock_readers URL
COUNT, until its input ends; then it prints what they met.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import duckdb
import psycopg

from orchestration.workplace import ROOT
from tests.transform.flock_farm import Farm

PAUSE_SECONDS = 0.2
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
        ending = stop.is_set()
        try:
            met.note(read(connection, in_transaction=in_transaction))
        except (psycopg.Error, duckdb.Error) as error:
            met.errors = [*met.errors, f"{type(error).__name__}: {error}"][:SHOWN]
            connection.execute("rollback")
        stop.wait(PAUSE_SECONDS)
    connection.close()


@contextmanager
def threads(connect: Callable[[], Connection], count: int) -> Iterator[Met]:
    """What that many readers meet, each with a connection, every fourth in transactions."""
    stop, total, mets = threading.Event(), Met(), [Met() for _ in range(count)]
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
def reading(farm: Farm) -> Iterator[Met]:
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
    assert process.stdout is not None
    total = Met()
    try:
        assert process.stdout.readline() == "reading\n"
        yield total
    finally:
        said = json.loads(process.communicate()[0])
        total.add(Met(**said | {"generations": set(said["generations"])}))


def main(url: str, count: int) -> None:
    """Reads until the input ends, then prints what was met."""

    def connect() -> Connection:
        # tables that nobody has counted yet look large, and compiling takes longer than reading
        return psycopg.connect(url, autocommit=True, options=f"-c jit=off {PATIENCE}")

    with threads(connect, count) as total:
        sys.stdout.write("reading\n")
        sys.stdout.flush()
        sys.stdin.read()
    sys.stdout.write(json.dumps(asdict(total) | {"generations": sorted(total.generations)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
