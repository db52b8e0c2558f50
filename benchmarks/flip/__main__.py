"""Flips, builds and rolls back a group of a million rows; says which goals are met.

Run by `make bench-flip`, or smaller: python -m benchmarks.flip --rows 10000 --engines duckdb
"""

import argparse
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Column, Table

from benchmarks.clock import keep
from benchmarks.databases import fresh, server
from benchmarks.flip.goals import goals
from benchmarks.flip.rounds import Figures, measure
from benchmarks.land.goals import Goal
from benchmarks.land.peer import Engine
from extract.kit.destination import Target

CONSOLE = Console(width=110)
ENGINES: tuple[Engine, ...] = ("duckdb", "postgres")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks.flip")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    return parser.parse_args()


def show_figures(results: list[Figures]) -> None:
    """Prints what was measured, and how far the rounds lie apart."""
    table = Table("engine", "seconds of", "rounds", "median", "least", "most")
    for one in results:
        for name, seconds in (
            ("dbt's own table", one.plain),
            ("a generation", one.generation),
            ("a flip's transaction", one.flip),
            ("a rollback", one.rollback),
        ):
            table.add_row(
                one.engine, name, str(len(seconds)), f"{median(seconds):.3f}",
                f"{min(seconds):.3f}", f"{max(seconds):.3f}",
            )  # fmt: skip
    CONSOLE.print(table)


def show_goals(reached: list[Goal]) -> None:
    """Prints the figures that have a limit, and whether they keep it."""
    table = Table(Column("goal", no_wrap=True), "measured", "limit", "met")
    for goal in reached:
        table.add_row(
            goal.text, f"{goal.measured:.2f} {goal.unit}", f"<= {goal.limit:g} {goal.unit}",
            "[green]yes[/]" if goal.met else "[red]no[/]",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Measures each engine, prints the figures and keeps them."""
    given = arguments()
    results = []
    with tempfile.TemporaryDirectory() as folder, server(given.postgres_url) as url:
        for engine in ENGINES:
            if engine in given.engines.split(","):
                with fresh(engine, url, Path(folder), 1) as (location,):
                    target = Target(engine, location)
                    results.append(measure(target, given.rows, given.rounds, Path(folder)))
    reached = [goal for result in results for goal in goals(result)]
    show_figures(results)
    show_goals(reached)
    CONSOLE.print(f"{os.getloadavg()[1]:.1f} programs at work on {os.cpu_count()} cores meanwhile")
    figures = [asdict(one) for one in results]
    met = [{**asdict(goal), "met": goal.met} for goal in reached]
    sizes = {"rows": given.rows, "rounds": given.rounds}
    CONSOLE.print(f"kept in {keep('flip', {**sizes, 'results': figures, 'goals': met})}")


if __name__ == "__main__":
    main()
