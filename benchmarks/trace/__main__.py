"""Finds runners among 2.4 million, by bib, name, address and id, on both engines.

Run by `make bench-trace`, or smaller: python -m benchmarks.trace --people 24000 --results 76000
"""

import argparse
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.clock import keep, timed
from benchmarks.databases import fresh, server
from benchmarks.land.peer import Engine
from benchmarks.trace.world import Size, fill
from extract.kit.destination import Target

CONSOLE = Console(width=110)
LIMIT_SECONDS = 2.0
# The largest event, where a lookup reads the most.
EVENT = "club_0-0"
ASKED = {
    "bib": "2",
    "name": "Maya0 Okafor0",
    "email": "runner5000000@mail.example",
    "registration": "5000000",
}


@dataclass(frozen=True)
class Result:
    """The seconds of one whole command, from its start to its exit, and its steps."""

    engine: Engine
    by: str
    first: float
    again: float
    steps: int
    peak_mb: float

    @property
    def met(self) -> bool:
        """Whether it is as fast as it has to be, also at first."""
        return max(self.first, self.again) <= LIMIT_SECONDS


def measure(target: Target, size: Size, folder: Path, ways: list[str]) -> list[Result]:
    """Fills an empty warehouse and asks for one runner in each of the ways."""
    engine, location = target.engine, target.location
    fill(target, size)
    place = "SYNCLINE_DUCKDB_PATH" if engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    os.environ.update({place: location, "SYNCLINE_HOME": str(folder / engine)})
    return [asked(engine, by, value) for by, value in ASKED.items() if by in ways]


def asked(engine: Engine, by: str, value: str) -> Result:
    """One command, once as the first that reads there and once again."""
    words = ["--engine", engine, "trace", by, EVENT, value]
    first, again = (timed("benchmarks.trace.command", words) for _ in range(2))
    return Result(engine, by, first.seconds, again.seconds, first.said["steps"], again.peak_mb)


def show(results: list[Result]) -> None:
    """Prints the figures."""
    table = Table("engine", "by", "first s", "again s", "limit s", "met", "steps", "MB")
    for one in results:
        table.add_row(
            one.engine, one.by, f"{one.first:.2f}", f"{one.again:.2f}", f"{LIMIT_SECONDS:g}",
            "[green]yes[/]" if one.met else "[red]no[/]", str(one.steps), f"{one.peak_mb:.0f}",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Measures each engine, prints the figures and keeps them."""
    parser = argparse.ArgumentParser(prog="benchmarks.trace")
    parser.add_argument("--events", type=int, default=Size.events)
    parser.add_argument("--people", type=int, default=Size.people)
    parser.add_argument("--results", type=int, default=Size.results)
    parser.add_argument("--by", default=",".join(ASKED))
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    given = parser.parse_args()
    size = Size(given.events, given.people, given.results)
    engines: tuple[Engine, ...] = ("duckdb", "postgres")
    results = []
    with tempfile.TemporaryDirectory() as folder, server(given.postgres_url) as url:
        for engine in engines:
            if engine in given.engines.split(","):
                with fresh(engine, url, Path(folder), 1) as locations:
                    target = Target(engine, locations[0])
                    results += measure(target, size, Path(folder), given.by.split(","))
    show(results)
    figures = [{**asdict(one), "met": one.met} for one in results]
    CONSOLE.print(f"kept in {keep('trace', {'size': asdict(size), 'results': figures})}")


if __name__ == "__main__":
    main()
