"""Lands 200,000 participants in every way and says which goals are met.

Run by `make bench-land`, or in part: python -m benchmarks.land --peers syncline,bare --rounds 1
"""

import argparse
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from benchmarks.clock import Run, Series, keep
from benchmarks.databases import server
from benchmarks.land import goals
from benchmarks.land.rounds import ENGINES, Case, Sizes, cases, run_all, run_case

CONSOLE = Console(width=110)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="benchmarks.land")
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--many", type=int, help="records of the memory case; ten times --records")
    parser.add_argument("--latency", type=float, default=100.0, help="milliseconds for each page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default="syncline,bare,dlt_tuned,dlt")
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--kinds", default="raw,warm,typed,latency,many")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    return parser.parse_args()


def chosen(given: argparse.Namespace) -> list[Case]:
    """The cases that the command line asks for."""
    return [
        case
        for case in cases(with_defaults="dlt" in given.peers.split(","))
        if case.peer in given.peers.split(",")
        and case.engine in given.engines.split(",")
        and case.kind in given.kinds.split(",")
    ]


def show_cases(found: dict[str, Series]) -> None:
    """Prints the figures of every case."""
    table = Table(
        Column("case", no_wrap=True), "rounds", "median s", "best s", "warm s", "rows/s", "peak MB"
    )
    for name, series in found.items():
        runs = series.runs
        rows = runs[0].said["rows"][-1]
        seconds = [run.seconds for run in runs]
        rate = rows / (series.warm_seconds if name.endswith("warm") else series.seconds)
        table.add_row(
            name, str(len(runs)), f"{series.seconds:.2f}", f"{min(seconds):.2f}",
            f"{series.warm_seconds:.2f}" if name.endswith("warm") else "",
            f"{rate:,.0f}", f"{series.peak_mb:.0f}",
        )  # fmt: skip
    CONSOLE.print(table)


def show_goals(reached: list[goals.Goal]) -> None:
    """Prints the figures that have a limit, and whether they keep it."""
    table = Table(Column("goal", no_wrap=True), "measured", "limit", "met")
    for goal in reached:
        sign = ">=" if goal.at_least else "<="
        table.add_row(
            goal.text, f"{goal.measured:.2f} {goal.unit}", f"{sign} {goal.limit:g} {goal.unit}",
            "[green]yes[/]" if goal.met else "[red]no[/]",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Runs the cases, prints both tables and keeps the figures."""
    given = arguments()
    sizes = Sizes(
        records=given.records,
        many=given.many or 10 * given.records,
        latency=given.latency,
        rounds=given.rounds,
    )
    with tempfile.TemporaryDirectory() as folder, server(given.postgres_url) as url:

        def run_one(case: Case, api_url: str) -> Run:
            run = run_case(case, api_url, url, Path(folder))
            expected = sizes.many if case.kind == "many" else sizes.records
            if set(run.said["rows"]) != {expected}:
                raise RuntimeError(f"{case.name} landed {run.said['rows']}, not {expected} rows")
            CONSOLE.print(f"{case.name}: {run.seconds:.2f} s, {run.peak_mb:.0f} MB")
            return run

        found = run_all(chosen(given), sizes, run_one)
    reached = goals.goals(found, ENGINES)
    show_cases(found)
    show_goals(reached)
    figures = {name: [asdict(run) for run in series.runs] for name, series in found.items()}
    met = [{**asdict(goal), "met": goal.met} for goal in reached]
    path = keep("land", {"sizes": asdict(sizes), "cases": figures, "goals": met})
    CONSOLE.print(f"kept in {path}")


if __name__ == "__main__":
    main()
