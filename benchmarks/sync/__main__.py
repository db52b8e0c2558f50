"""Times a sync of ten changed records of a million, and a full one, each from process start to end.

Run by `make bench-sync`, or smaller: python -m benchmarks.sync --records 20000 --rounds 1
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.clock import Run, keep, timed
from benchmarks.databases import fresh, server
from benchmarks.land.peer import Engine

CONSOLE = Console(width=110)
DIRECT_SECONDS, FULL_MB = 5.0, 1536.0
# A list of what is new and one of events for each entity, and each changed record by its id.
CALLS_BESIDE = 12
CONNECTION = """
[connections.it_stripe]
provider = "stripe"
owner = "revenue"
settings = {{ base_url = "http://127.0.0.1:{port}", paced = false }}
secrets = {{ api_key = "sk_test_bench" }}
"""


class Account:
    """The server in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.port = int(self._said())

    def change(self, count: int) -> int:
        """How many calls there were since the last time; changes so many records then."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        return int(self._said())

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@dataclass(frozen=True)
class Result:
    """A full sync, and the slowest of the direct ones: seconds, peak megabytes, calls upstream."""

    engine: Engine
    records: int
    full_seconds: float
    full_mb: float
    direct_seconds: float
    direct_mb: float
    direct_calls: int
    changed: int

    @property
    def met(self) -> bool:
        """Whether all goals are."""
        return (
            self.direct_seconds < DIRECT_SECONDS
            and self.full_mb < FULL_MB
            and self.direct_calls <= CALLS_BESIDE + self.changed
        )


@contextmanager
def account(records: int) -> Iterator[Account]:
    """The account, until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sync.server", "--records", str(records)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield Account(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)


def measure(engine: Engine, location: str, folder: Path, asked: argparse.Namespace) -> Result:
    """One full sync with the build that serves it, then direct ones of a few changes each."""
    place = "SYNCLINE_DUCKDB_PATH" if engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    home = folder / engine
    home.mkdir()
    os.environ.update({place: location, "SYNCLINE_HOME": str(home)})
    words = ["--engine", engine, "sync", "it_stripe"]
    with account(asked.records) as upstream:
        (home / "connections.toml").write_text(CONNECTION.format(port=upstream.port))
        full = timed("benchmarks.sync.command", [*words, "--full"])
        direct: list[tuple[Run, int]] = []
        for _ in range(asked.rounds):
            upstream.change(asked.changed)
            run = timed("benchmarks.sync.command", words)
            direct.append((run, upstream.change(0)))
    slowest, calls = max(direct, key=lambda one: one[0].seconds)
    wrong = [run.said for run, _ in direct if run.said["changed"] != asked.changed]
    if wrong:
        raise RuntimeError(f"{asked.changed} records were changed, and it says {wrong[0]}")
    return Result(
        engine, asked.records, full.seconds, full.peak_mb, slowest.seconds, slowest.peak_mb,
        calls, asked.changed,
    )  # fmt: skip


def show(results: list[Result]) -> None:
    """Prints the figures."""
    table = Table("engine", "records", "full s", "MB", "direct s", "MB", "calls", "met")
    for one in results:
        table.add_row(
            one.engine, f"{one.records:,}", f"{one.full_seconds:.1f}", f"{one.full_mb:.0f}",
            f"{one.direct_seconds:.2f}", f"{one.direct_mb:.0f}", str(one.direct_calls),
            "[green]yes[/]" if one.met else "[red]no[/]",
        )  # fmt: skip
    CONSOLE.print(table)


def main() -> None:
    """Measures each engine, prints the figures and keeps them."""
    parser = argparse.ArgumentParser(prog="benchmarks.sync")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--changed", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", default="duckdb,postgres")
    parser.add_argument("--postgres-url", help="a server to use instead of one of our own")
    given = parser.parse_args()
    engines: tuple[Engine, ...] = ("duckdb", "postgres")
    results = []
    with tempfile.TemporaryDirectory() as folder, server(given.postgres_url) as url:
        for engine in engines:
            if engine in given.engines.split(","):
                with fresh(engine, url, Path(folder), 1) as (location,):
                    results.append(measure(engine, location, Path(folder), given))
    show(results)
    keep("sync", {"results": [{**asdict(one), "met": one.met} for one in results]})


if __name__ == "__main__":
    main()
