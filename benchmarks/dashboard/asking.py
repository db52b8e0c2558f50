"""Asks for each page as a browser does, and takes the time until all of it has come."""

import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import urllib3

from benchmarks.dashboard.world import Place
from benchmarks.service.serving import ENV, cpu_seconds
from orchestration.dashboard.session import COOKIE
from orchestration.service.tokens import token_for

LIMIT_SECONDS = 1.0
TIMEOUT_SECONDS = 120
TROUBLE = b"This could not be shown"


@dataclass(frozen=True)
class Page:
    """One page: seconds of each time that it was asked for, and of the service's processor."""

    engine: str
    path: str
    is_shown: bool
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The seconds in the middle."""
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """The seconds within which 95 of 100 were there; of a few the slowest."""
        ordered = sorted(self.seconds)
        return ordered[math.ceil(len(ordered) * 0.95) - 1]

    @property
    def met(self) -> bool:
        """Whether it is there as soon as it has to be."""
        return self.is_shown and self.p95 <= LIMIT_SECONDS

    @property
    def cpu_met(self) -> bool:
        """Whether it would be there in time on a machine that nobody else uses.

        What PostgreSQL's own processes take is not in it.
        """
        return self.is_shown and max(self.cpu_seconds) <= LIMIT_SECONDS


@dataclass(frozen=True)
class Asking:
    """A service that answers at a port, and how often it is asked for each page, how far apart.

    An answer of the warehouse is remembered for three seconds; asked further apart than that, and
    with the file touched as by somebody who writes, each page is read anew.
    """

    place: Place
    port: int
    process: int
    times: int
    apart_seconds: float

    def ask_for(self, path: str) -> Page:
        """How soon a page is there."""
        found = [self._once(path) for _ in range(self.times)]
        shown, seconds, cpu = zip(*found, strict=True)
        return Page(self.place.target.engine, path, all(shown), seconds, cpu)

    def _once(self, path: str) -> tuple[bool, float, float]:
        time.sleep(self.apart_seconds)
        file = Path(self.place.target.location)
        if self.place.target.engine == "duckdb" and file.exists():
            os.utime(file)
        token = token_for(ENV, self.place.folder, "admin", ("bench", None))
        before, started = cpu_seconds(self.process), time.perf_counter()
        reply = urllib3.request(
            "GET",
            f"http://127.0.0.1:{self.port}/dashboard{path}",
            headers={"Cookie": f"{COOKIE}={token}"},
            retries=False,
            redirect=False,
            timeout=TIMEOUT_SECONDS,
        )
        seconds = time.perf_counter() - started
        is_shown = reply.status == 200 and TROUBLE not in reply.data
        return is_shown, seconds, cpu_seconds(self.process) - before
