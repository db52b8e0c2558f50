"""Asks the service for statuses at a fixed rate, on one core, as many partners would.

Run by: python -m benchmarks.service, or smaller: python -m benchmarks.service --seconds 1
"""

import argparse
import asyncio
import os
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.clock import keep
from benchmarks.databases import fresh, server
from benchmarks.service.load import Load, Measured, put_under
from benchmarks.service.serving import ENV, cpu_seconds, serving
from benchmarks.service.world import Size, fill, partner, write_connections
from orchestration.control.store import open_store, store_url
from orchestration.service.tokens import token_for

CONSOLE = Console(width=110)
LIMIT_MS = 50.0
SHARE = 0.99


def calls(folder: Path, size: Size) -> list[bytes]:
    """A call for the status of each partner, each by a timer of its own."""
    return [
        f"GET /api/sync/status/{partner(one)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
        f"Bearer {token_for(ENV, folder, 'timer', ('bench', partner(one)))}\r\n\r\n".encode()
        for one in range(size.partners)
    ]


def measure(folder: Path, url: str, size: Size, given: argparse.Namespace) -> Measured:
    """What came back at the asked rate, after a second of warming up."""
    engine = open_store(url)
    fill(engine, size)
    engine.dispose()
    write_connections(folder, size)
    with serving(folder, url) as (port, process):
        # What asks must not take the core of what answers.
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[1:]) or {0})
        asked = calls(folder, size)
        asyncio.run(put_under(Load(port, asked, 100, 1)))
        before = cpu_seconds(process)
        found = asyncio.run(put_under(Load(port, asked, given.rate, given.seconds)))
        found.cpu_seconds = cpu_seconds(process) - before
    return found


def figures(store: str, found: Measured, rate: float) -> dict[str, Any]:
    """The figures of one store, and whether they are good enough."""
    is_well = set(found.statuses) == {200}
    return {
        "store": store,
        "answers": len(found.milliseconds),
        "rate": found.rate,
        "p50_ms": found.share(0.5),
        "p99_ms": found.share(SHARE),
        "cpu_ms_each": found.cpu_seconds * 1000 / len(found.milliseconds),
        "statuses": {str(status): count for status, count in found.statuses.items()},
        "met": is_well and found.share(SHARE) <= LIMIT_MS and found.rate >= rate * 0.98,
    }


def show(results: list[dict[str, Any]]) -> None:
    """Prints the figures."""
    table = Table(
        "store", "answers", "a second", "p50 ms", "p99 ms", "core ms each", "limit ms", "met"
    )
    for one in results:
        table.add_row(
            one["store"], str(one["answers"]), f"{one['rate']:.0f}", f"{one['p50_ms']:.1f}",
            f"{one['p99_ms']:.1f}", f"{one['cpu_ms_each']:.2f}", f"{LIMIT_MS:g}",
            "[green]yes[/]" if one["met"] else "[red]no[/]",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Measures each store, prints the figures and keeps them."""
    parser = argparse.ArgumentParser(prog="benchmarks.service")
    parser.add_argument("--rate", type=float, default=500.0, help="calls a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--partners", type=int, default=Size.partners)
    parser.add_argument("--ended", type=int, default=Size.ended)
    parser.add_argument("--queued", type=int, default=Size.queued)
    parser.add_argument("--stores", default="sqlite,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    given = parser.parse_args()
    size = Size(given.partners, given.ended, given.queued)
    results = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        folder = Path(name)
        if "sqlite" in given.stores.split(","):
            found = measure(folder, store_url(folder), size, given)
            results.append(figures("sqlite", found, given.rate))
        if "postgres" in given.stores.split(","):
            server_url = held.enter_context(server(given.postgres_url))
            [url] = held.enter_context(fresh("postgres", server_url, folder, 1))
            results.append(figures("postgres", measure(folder, url, size, given), given.rate))
    show(results)
    kept = keep("service", {"size": asdict(size), "rate": given.rate, "results": results})
    CONSOLE.print(f"kept in {kept}")


if __name__ == "__main__":
    main()
