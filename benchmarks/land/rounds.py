"""The cases, and running them in turn so that a busy minute hits all of them alike."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.clock import Run, Series, timed
from benchmarks.databases import fresh
from benchmarks.land.peer import Engine

Peer = Literal["syncline", "bare", "dlt", "dlt_tuned"]
ENGINES: tuple[Engine, ...] = ("duckdb", "postgres")
FLAGS: dict[Peer, list[str]] = {"syncline": [], "bare": [], "dlt": [], "dlt_tuned": ["--tuned"]}
MODULES = {
    "syncline": "benchmarks.land.syncline_land",
    "bare": "benchmarks.land.bare_land",
    "dlt": "benchmarks.land.dlt_land",
    "dlt_tuned": "benchmarks.land.dlt_land",
}
IN_FLIGHT = 8


@dataclass(frozen=True)
class Sizes:
    """How much to land: records, records for the memory case, milliseconds of latency, rounds."""

    records: int
    many: int
    latency: float
    rounds: int


@dataclass(frozen=True)
class Case:
    """One program into one engine; `server` names the API it reads from."""

    peer: Peer
    engine: Engine
    kind: Literal["raw", "warm", "typed", "many", "latency"]
    once: bool = False

    @property
    def name(self) -> str:
        """How the case is called in the results."""
        return f"{self.peer} {self.engine} {self.kind}"


def cases(*, with_defaults: bool) -> list[Case]:
    """All cases; dlt at its defaults is so slow that it runs once."""
    ours: list[Case] = []
    for engine in ENGINES:
        for kind in ("raw", "warm", "typed"):
            ours += [Case("syncline", engine, kind), Case("bare", engine, kind)]
        ours.append(Case("dlt_tuned", engine, "typed"))
        ours.append(Case("syncline", engine, "latency"))
        ours.append(Case("syncline", engine, "many", once=True))
        if with_defaults:
            ours.append(Case("dlt", engine, "typed", once=True))
    return ours


@contextmanager
def api(records: int, latency: float) -> Iterator[str]:
    """The URL of a local API with so many records."""
    command = [sys.executable, "-m", "benchmarks.land.server", "--records", str(records)]
    process = subprocess.Popen(
        [*command, "--latency", str(latency)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.communicate()


def run_all(
    chosen: list[Case], sizes: Sizes, run_one: Callable[[Case, str], Run]
) -> dict[str, Series]:
    """Every case in every round, by name."""
    found: dict[str, Series] = {case.name: Series() for case in chosen}
    for kind, records, latency in (
        ("plain", sizes.records, 0.0),
        ("latency", sizes.records, sizes.latency),
        ("many", sizes.many, 0.0),
    ):
        served = [case for case in chosen if _api_of(case) == kind]
        if served:
            with api(records, latency) as url:
                for number in range(sizes.rounds):
                    for case in served:
                        if number == 0 or not case.once:
                            found[case.name].runs.append(run_one(case, url))
    return found


def _api_of(case: Case) -> str:
    return case.kind if case.kind in ("latency", "many") else "plain"


def run_case(case: Case, url: str, server_url: str, folder: Path) -> Run:
    """One case into a fresh database; into two where the second landing is the one that counts."""
    count = 2 if case.kind == "warm" else 1
    with fresh(case.engine, server_url, folder, count) as locations:
        arguments = ["--target", case.engine, "--url", url, *FLAGS[case.peer]]
        for location in locations:
            arguments += ["--location", location]
        if case.kind == "typed":
            arguments.append("--typed")
        if case.kind == "latency":
            arguments += ["--in-flight", str(IN_FLIGHT)]
        return timed(MODULES[case.peer], arguments)
