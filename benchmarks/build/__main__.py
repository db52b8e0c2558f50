"""Builds the participants model over a million raw rows on both engines.

Run by `make bench-build`, or smaller: python -m benchmarks.build --rows 10000 --engines duckdb
"""

import argparse
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.build.synthetic import fill, give_memory, plain_read
from benchmarks.clock import Run, keep, timed
from benchmarks.databases import fresh, server
from benchmarks.land.peer import Engine
from extract.kit.destination import Target, open_warehouse

CONSOLE = Console(width=110)
MODEL = "unified_participants"
LIMIT_SECONDS: dict[Engine, float] = {"duckdb": 6.0, "postgres": 9.0}
EVERYTHING = f"build --select +{MODEL} --exclude-resource-type test unit_test"
ALONE = f"build --select {MODEL} --exclude-resource-type test unit_test"
# Without the tests of other models that only mention it.
TESTED = f"build --select {MODEL} --indirect-selection buildable --exclude-resource-type unit_test"


@dataclass(frozen=True)
class Result:
    """Seconds of one engine: the model in a warm process, with its tests, and the plain read."""

    engine: Engine
    cold: float
    warm: float
    tested: float
    plain: float
    peak_mb: float

    @property
    def met(self) -> bool:
        """Whether the warm build is as fast as it has to be."""
        return self.warm <= LIMIT_SECONDS[self.engine]


def measure(engine: Engine, location: str, rows: int, folder: Path) -> Result:
    """Fills an empty database, builds the model three times in one process, and reads plainly."""
    place = "SYNCLINE_DUCKDB_PATH" if engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    os.environ.update({place: location, "DBT_TARGET_PATH": str(folder / "target")})
    os.environ["DBT_LOG_PATH"] = str(folder / "logs")
    # Makes the raw tables and those of loads.
    dbt(engine, "seed")
    target = Target(engine, location)
    fill(target, rows)
    # All that it reads, once to warm up the process and the database's memory, once for the clock.
    run = dbt(engine, EVERYTHING, ALONE, ALONE, TESTED)
    with open_warehouse(target) as warehouse:
        give_memory(warehouse)
        started = time.perf_counter()
        warehouse.execute(plain_read(engine))
        plain = time.perf_counter() - started
    _, cold, warm, tested = run.said["seconds"]
    return Result(engine, cold, warm, tested, plain, run.peak_mb)


def dbt(engine: Engine, *commands: str) -> Run:
    """Runs dbt commands in one process of their own."""
    return timed("benchmarks.build.dbt_times", ["--target", engine, *commands])


def show(results: list[Result]) -> None:
    """Prints the figures."""
    table = Table(
        "engine", "first s", "warm s", "limit s", "met", "with its tests s", "15 ->> s", "MB"
    )
    for one in results:
        table.add_row(
            one.engine, f"{one.cold:.2f}", f"{one.warm:.2f}", f"{LIMIT_SECONDS[one.engine]:g}",
            "[green]yes[/]" if one.met else "[red]no[/]", f"{one.tested:.2f}",
            f"{one.plain:.2f}", f"{one.peak_mb:.0f}",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Measures each engine, prints the figures and keeps them."""
    parser = argparse.ArgumentParser(prog="benchmarks.build")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    given = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as folder, server(given.postgres_url) as url:
        for engine in LIMIT_SECONDS:
            if engine in given.engines.split(","):
                with fresh(engine, url, Path(folder), 1) as locations:
                    result = measure(engine, locations[0], given.rows, Path(folder))
                    CONSOLE.print(f"{engine}: {result.warm:.2f} s, {result.peak_mb:.0f} MB")
                    results.append(result)
    show(results)
    figures = [{**asdict(one), "met": one.met} for one in results]
    CONSOLE.print(f"kept in {keep('build', {'rows': given.rows, 'results': figures})}")


if __name__ == "__main__":
    main()
