"""Runs programs whole, from start to exit, and tells their seconds and peak memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Run:
    """One program's run: wall seconds, peak resident megabytes, and what it reported itself."""

    seconds: float
    peak_mb: float
    said: dict[str, Any]


@dataclass
class Series:
    """The runs of one case, one for each round."""

    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Median wall time."""
        return median(run.seconds for run in self.runs)

    @property
    def warm_seconds(self) -> float:
        """Median of what the last landing in one process took."""
        return median(float(run.said["seconds"][-1]) for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """The most memory of any run."""
        return max(run.peak_mb for run in self.runs)


def timed(module: str, arguments: list[str]) -> Run:
    """Runs `python -m module arguments` to its end.

    Raises:
        RuntimeError: it failed; with what it wrote.
    """
    # Files rather than pipes: a pipe that nobody empties would stop the program.
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaints:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], stdout=said, stderr=complaints
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complaints.seek(0)
        if process.returncode:
            raise RuntimeError(f"{module} {arguments}:\n{complaints.read().decode()[-3000:]}")
        report = json.loads(said.read().splitlines()[-1])
    peak_mb = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    return Run(seconds, peak_mb, report)


def keep(name: str, content: dict[str, Any]) -> Path:
    """Writes the results as JSON; gives back where."""
    folder = Path(os.environ.get("SYNCLINE_BENCH_FOLDER", ".syncline/bench"))
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = folder / f"{name}-{moment}.json"
    path.write_text(json.dumps({"at": moment, "load": os.getloadavg(), **content}, indent=1))
    return path
