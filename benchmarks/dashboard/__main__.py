"""Asks for every page of the dashboard over the race domain of a whole hub, on both engines.

Run by `make bench-dashboard`, at full size: python -m benchmarks.dashboard --scale 1
"""

import argparse
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from benchmarks.clock import keep
from benchmarks.dashboard.asking import LIMIT_SECONDS, Asking, Page
from benchmarks.dashboard.world import Place, fill_warehouse, pages, write_connections
from benchmarks.databases import fresh, server
from benchmarks.land.peer import Engine
from benchmarks.race.world import World
from benchmarks.service.serving import serving
from benchmarks.service.world import Size
from benchmarks.service.world import fill as fill_store
from extract.kit.destination import Target
from orchestration.control.store import open_store, store_url

CONSOLE = Console(width=120)
ENGINES: tuple[Engine, ...] = ("duckdb", "postgres")
# Tests too: what was not tested is not served.
BUILD = "build --exclude-resource-type unit_test --select +path:dbt_project/models/marts/race"


def ask_all(place: Place, world: World, given: argparse.Namespace) -> list[Page]:
    """Fills an empty store beside a filled warehouse, serves both, and asks for each page."""
    slugs = write_connections(place, world)
    store = open_store(place.store_url)
    fill_store(store, Size(ended=given.ended, queued=given.ended // 20))
    store.dispose()
    paths = pages(place, slugs)
    with serving(place.folder, place.store_url, "dashboard") as (port, process):
        asking = Asking(place, port, process, given.times, given.apart)
        return [asking.ask_for(path) for path in paths]


def show(found: list[Page]) -> None:
    """Prints the figures."""
    table = Table(
        "engine", Column("page", overflow="fold"), "median s", "p95 s", "met", "core s", "met"
    )
    for one in found:
        table.add_row(
            one.engine, one.path, f"{one.median:.2f}", f"{one.p95:.2f}", _yes(met=one.met),
            f"{max(one.cpu_seconds):.2f}", _yes(met=one.cpu_met),
        )  # fmt: skip
    CONSOLE.print(table)
    CONSOLE.print(f"The goal is a p95 of {LIMIT_SECONDS:g} s.")


def _yes(*, met: bool) -> str:
    return "[green]yes[/]" if met else "[red]no[/]"


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """What the command line asks for, or other words do."""
    parser = argparse.ArgumentParser(prog="benchmarks.dashboard")
    parser.add_argument("--scale", type=float, default=0.1, help="the share of the full size")
    parser.add_argument("--ended", type=int, default=Size.ended, help="jobs in the history")
    parser.add_argument("--times", type=int, default=5, help="how often each page is asked for")
    parser.add_argument("--apart", type=float, default=3.1, help="seconds between two pages")
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--build", default=BUILD, help="the dbt command that serves it")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    return parser.parse_args(words)


def main() -> None:
    """Measures each engine, prints the figures and keeps them."""
    given = arguments()
    found: list[Page] = []
    with server(given.postgres_url) as url:
        for engine in [one for one in ENGINES if one in given.engines.split(",")]:
            # The control store has a database of its own, as in production.
            with (
                tempfile.TemporaryDirectory() as name,
                fresh(engine, url, Path(name), 2) as (warehouse, store),
            ):
                folder = Path(name)
                own = store if engine == "postgres" else store_url(folder)
                place, world = Place(Target(engine, warehouse), folder, own), World(given.scale)
                fill_warehouse(place, world, given.build)
                found += ask_all(place, world, given)
    show(found)
    results = [
        {
            **asdict(one),
            "median": one.median,
            "p95": one.p95,
            "met": one.met,
            "cpu_met": one.cpu_met,
        }
        for one in found
    ]
    content = {"scale": given.scale, "ended": given.ended, "results": results}
    CONSOLE.print(f"kept in {keep('dashboard', content)}")


if __name__ == "__main__":
    main()
