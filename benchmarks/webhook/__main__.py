"""Times each webhook from its arrival to its changed row, asked for by SQL, on both engines.

Run by `make bench-webhook`, or shorter: python -m benchmarks.webhook --seconds 20
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import urllib3
from rich.console import Console
from rich.table import Table

from benchmarks.clock import keep
from benchmarks.databases import fresh, server
from benchmarks.webhook.picture import draw, lines
from benchmarks.webhook.watching import WAIT_SECONDS, Watch, Way, looking, send
from extract.kit.destination import Target
from extract.kit.sync import SyncOptions
from orchestration.direct.serving import sync_and_serve
from orchestration.listening.follower import Follower
from orchestration.workplace import Workplace

CONSOLE = Console(width=110)
# As the account's own server has them.
API, SUBDOMAIN, TOKEN, FIRST_ID = "/api/v1", "invented-hire", "rms_invented_token", 1001
P50_SECONDS, P95_SECONDS = 0.5, 1.0
OPENED = "a-token-of-the-benchmark-and-of-nobody-else"
CONNECTION = """
[connections.hire]
provider = "current_rms"
owner = "rentals"
settings = {{ base_url = "{url}", subdomain = "{subdomain}", calls_per_minute = {calls} }}
secrets = {{ api_key = "{token}", webhook_secret = "{opened}" }}
"""
ENV = {
    "SYNCLINE_SERVICE_CALLS_PER_SECOND": "1000000",
    "SYNCLINE_SERVICE_BURST": "1000000",
    "SYNCLINE_JWT_SECRET": "a-secret-of-the-benchmark-and-of-nobody-else",
}


@contextmanager
def process(folder: Path, module: str, *words: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    """A process of ours with its log in the folder, ended with the block."""
    with (folder / f"{module}.log").open("w") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env={**os.environ, **env}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        with started:
            try:
                yield started
            finally:
                started.terminate()


def said(started: subprocess.Popen[str]) -> dict[str, Any]:
    """What a process says on its first line."""
    assert started.stdout is not None
    line: dict[str, Any] = json.loads(started.stdout.readline())
    return line


@contextmanager
def listening(place: Workplace, folder: Path, env: dict[str, str]) -> Iterator[None]:
    """The listener: a process, or for DuckDB a thread of the process that holds the file."""
    if place.target.engine == "postgres":
        with process(folder, "orchestration.cli", "listen", **env):
            yield
        return
    follower = Follower(place)
    thread = threading.Thread(target=follower.run)
    thread.start()
    try:
        yield
    finally:
        follower.stopping.set()
        thread.join()


def measure(target: Target, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """The figures of one engine."""
    location = {"duckdb": "SYNCLINE_DUCKDB_PATH", "postgres": "SYNCLINE_POSTGRES_URL"}
    env = {
        **ENV, "SYNCLINE_HOME": str(folder), "SYNCLINE_ENGINE": target.engine,
        location[target.engine]: target.location,
    }  # fmt: skip
    with ExitStack() as held:
        account = held.enter_context(process(
            folder, "sandbox", "--state", str(folder), "--crowd", f"{given.opportunities}x1",
        ))  # fmt: skip
        url = said(account)["current_rms"]
        late = {"kind": "latency", "path": f"{API}/opportunities", "times": None}
        fault = {**late, "seconds": given.answer_seconds}
        urllib3.request("POST", f"{url}/_sandbox/faults", json=fault)
        text = CONNECTION.format(
            url=url + API, subdomain=SUBDOMAIN, token=TOKEN, opened=OPENED, calls=given.calls
        )
        (folder / "connections.toml").write_text(text)
        place = Workplace(folder, target, env)
        sync_and_serve(place, "hire", SyncOptions(full=True))
        service = said(held.enter_context(process(folder, "benchmarks.service.command", **env)))
        look = held.enter_context(looking(target))
        held.enter_context(listening(place, folder, env))
        hook = f"http://127.0.0.1:{service['port']}/api/webhook?token={OPENED}"
        # Enough of them lie in the window, whatever day it is.
        first = FIRST_ID + given.opportunities // 5
        way = Way(url, hook, range(first, FIRST_ID + given.opportunities))
        watch = run(way, Watch(look), given)
        held.callback(place.store.dispose)
    return figures(target.engine, watch, given)


def run(way: Way, watch: Watch, given: argparse.Namespace) -> Watch:
    """The watch once everything was sent and seen, or given up."""
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        send(way, watch, given.rate, given.seconds)
        until = time.monotonic() + WAIT_SECONDS
        while watch.waiting and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        watch.ended.set()
        watch.give_up()
        thread.join()
    return watch


def figures(engine: str, watch: Watch, given: argparse.Namespace) -> dict[str, Any]:
    """The figures, in seconds and milliseconds, and whether they are good enough."""
    seen = sorted(one.seen - one.at for one in watch.told if one.seen is not None)
    answers = sorted((one.answered - one.at) * 1000 for one in watch.told)
    return {
        "engine": engine, "webhooks": len(watch.told), "seen": len(seen),
        "p50": share(seen, 0.5), "p95": share(seen, 0.95), "p99": share(seen, 0.99),
        "longest": seen[-1], "answer_p50_ms": share(answers, 0.5),
        "answer_p99_ms": share(answers, 0.99), "spread": spread(seen),
        "met": len(seen) == len(watch.told) and share(seen, 0.5) < P50_SECONDS
        and share(seen, 0.95) < P95_SECONDS,
    }  # fmt: skip


def share(ordered: list[float], part: float) -> float:
    """The value that so large a part of them does not exceed."""
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def spread(ordered: list[float]) -> dict[str, int]:
    """How many were seen in each tenth of a second."""
    counts: dict[str, int] = {}
    for one in ordered:
        step = f"{int(one * 10) / 10:.1f}"
        counts[step] = counts.get(step, 0) + 1
    return counts


def show(results: list[dict[str, Any]]) -> None:
    """Prints the figures, and how they spread."""
    table = Table("engine", "webhooks", "seen", "p50 s", "p95 s", "p99 s", "longest s",
                  "answer p50 ms", "p99 ms", "met")  # fmt: skip
    for one in results:
        table.add_row(
            one["engine"], str(one["webhooks"]), str(one["seen"]),
            *(f"{one[name]:.2f}" for name in ("p50", "p95", "p99", "longest")),
            f"{one['answer_p50_ms']:.1f}", f"{one['answer_p99_ms']:.1f}",
            "[green]yes[/]" if one["met"] else "[red]no[/]",
        )  # fmt: skip
    CONSOLE.print(table)
    CONSOLE.print("Seconds from a webhook's arrival to its row")
    for one in results:
        for line in lines(one):
            CONSOLE.print(line)


def main() -> None:
    """Measures each engine, prints the figures and keeps them."""
    parser = argparse.ArgumentParser(prog="benchmarks.webhook")
    parser.add_argument("--rate", type=float, default=10.0, help="webhooks a second")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--answer-seconds", type=float, default=0.1, help="of the account")
    parser.add_argument("--calls", type=int, default=6000, help="the account's calls a minute")
    parser.add_argument("--opportunities", type=int, default=2000)
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    parser.add_argument("--picture", type=Path, help="an SVG file to draw the spread into")
    given = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        for engine in given.engines.split(","):
            folder = Path(name) / engine
            folder.mkdir()
            url = held.enter_context(server(given.postgres_url)) if engine == "postgres" else ""
            [location] = held.enter_context(fresh(engine, url, folder, 1))
            results.append(measure(Target(engine, location), folder, given))
    show(results)
    told = {name: str(value) for name, value in vars(given).items()}
    CONSOLE.print(f"kept in {keep('webhook', {'given': told, 'results': results})}")
    if given.picture is not None:
        draw(results, given.picture)


if __name__ == "__main__":
    main()
