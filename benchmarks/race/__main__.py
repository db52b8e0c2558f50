"""Builds the race domain over the raw tables of a whole hub; says how time grows with rows.

Run by `make bench-race`, or smaller: python -m benchmarks.race --scale 0.001,0.01 --engines duckdb
"""

import argparse
import os
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from benchmarks.clock import keep, timed
from benchmarks.databases import fresh, server
from benchmarks.land.peer import Engine
from benchmarks.race.filling import fill, map_events, prepare
from benchmarks.race.growth import LIMIT_MB, Growth, Measured, growths
from benchmarks.race.world import World
from extract.kit.destination import Target

CONSOLE = Console(width=120)
ENGINES: tuple[Engine, ...] = ("duckdb", "postgres")
DOMAIN = "+path:dbt_project/models/marts/race"
BUILD = f"run --select {DOMAIN}"
FACTS = ("seconds", "rows", "peak_mb", "cpu_seconds")


@dataclass(frozen=True)
class Built:
    """One whole build: seconds of filling and of each kind of node, peak memory, what flipped."""

    engine: Engine
    scale: float
    fill_seconds: float
    model_seconds: float
    test_seconds: float
    tests: int
    peak_mb: float
    flips: list[str]

    @property
    def met(self) -> bool:
        """Whether memory stayed below its limit."""
        return self.peak_mb < LIMIT_MB


def measure(target: Target, world: World, folder: Path, build: str) -> tuple[Built, list[Measured]]:
    """Fills an empty database and builds everything in it."""
    engine, location = target.engine, target.location
    place = "SYNCLINE_DUCKDB_PATH" if engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    os.environ.update({place: location, "DBT_TARGET_PATH": str(folder / f"target-{engine}")})
    os.environ["DBT_LOG_PATH"] = str(folder / "logs")
    prepare(target, world)
    timed("benchmarks.build.dbt_times", ["--target", engine, "seed"])
    started = time.perf_counter()
    fill(target, world)
    map_events(target, world)
    filled = time.perf_counter() - started
    arguments = ["--target", engine, "--location", location, build]
    said = timed("benchmarks.race.watched", arguments).said
    models = [one for one in said["nodes"] if one["rows"] is not None]
    spent = {
        kind: [one["seconds"] for one in said["nodes"] if (one["kind"] == "test") is kind]
        for kind in (True, False)
    }
    built = Built(
        engine, world.scale, filled, sum(spent[False]), sum(spent[True]), len(spent[True]),
        said["peak_mb"], said["flips"],
    )  # fmt: skip
    return built, [
        Measured(engine, world.scale, one["name"], *(one[fact] for fact in FACTS)) for one in models
    ]


def show(measured: list[Measured], builds: list[Built], grown: list[Growth]) -> None:
    """Prints the figures of each model, of each build, and what limits they keep."""
    table = Table(
        Column("model", no_wrap=True), "engine", "scale", "rows", "s", "cpu s", "rows/s", "MB"
    )
    for one in sorted(measured, key=lambda each: (each.model, each.engine, each.scale)):
        table.add_row(
            one.model, one.engine, f"{one.scale:g}", f"{one.rows:,}", f"{one.seconds:.2f}",
            f"{one.cpu_seconds:.2f}", f"{one.rows_per_second:,.0f}", f"{one.peak_mb:.0f}",
        )  # fmt: skip
    CONSOLE.print(table)
    table = Table("engine", "scale", "fill s", "models s", "tests s", "tests", "peak MB", "< 4 GiB")
    for build in builds:
        table.add_row(
            build.engine, f"{build.scale:g}", f"{build.fill_seconds:.1f}",
            f"{build.model_seconds:.1f}", f"{build.test_seconds:.1f}", str(build.tests),
            f"{build.peak_mb:.0f}", _yes(met=build.met),
        )  # fmt: skip
    CONSOLE.print(table)
    table = Table(
        Column("model", no_wrap=True), "engine", "rows x", "s x", "s/rows", "met", "cpu/rows", "met"
    )
    for growth in grown:
        table.add_row(
            growth.large.model, growth.large.engine,
            f"{growth.large.rows / max(growth.small.rows, 1):.1f}",
            f"{growth.large.seconds / max(growth.small.seconds, 0.001):.1f}",
            f"{growth.factor:.2f}", _yes(met=growth.met),
            f"{growth.cpu_factor:.2f}", _yes(met=growth.cpu_met),
        )  # fmt: skip
    CONSOLE.print(table)


def _yes(*, met: bool) -> str:
    return "[green]yes[/]" if met else "[red]no[/]"


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks.race")
    parser.add_argument("--scale", default="0.1,1", help="shares of the full size, from small on")
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--build", default=BUILD, help="the dbt command that is measured")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    return parser.parse_args()


def main() -> None:
    """Measures each engine at each scale, prints the figures and keeps them."""
    given = arguments()
    builds: list[Built] = []
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder, server(given.postgres_url) as url:
        for engine in ENGINES:
            for scale in given.scale.split(",") if engine in given.engines.split(",") else ():
                with fresh(engine, url, Path(folder), 1) as (location,):
                    target, world = Target(engine, location), World(float(scale))
                    built, models = measure(target, world, Path(folder), given.build)
                builds.append(built)
                measured += models
                CONSOLE.print(f"{engine} at {scale}: {built.model_seconds:.1f} s of models")
    grown = growths(measured)
    show(measured, builds, grown)
    content: dict[str, Any] = {
        "builds": [{**asdict(one), "met": one.met} for one in builds],
        "models": [asdict(one) for one in measured],
        "growth": [
            {"engine": one.large.engine, "model": one.large.model, "factor": one.factor,
             "met": one.met, "cpu_factor": one.cpu_factor, "cpu_met": one.cpu_met}
            for one in grown
        ],
    }  # fmt: skip
    CONSOLE.print(f"kept in {keep('race', content)}")


if __name__ == "__main__":
    main()
