"""The service in a process of its own, and what that has had of the processor."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENV = {
    "SYNCLINE_JWT_SECRET": "a-secret-of-the-benchmark-and-of-nobody-else",
    # All calls here come from one caller; a pace is what other benchmarks would measure.
    "SYNCLINE_SERVICE_CALLS_PER_SECOND": "1000000",
    "SYNCLINE_SERVICE_BURST": "1000000",
}


@contextmanager
def serving(folder: Path, url: str, *words: str) -> Iterator[tuple[int, int]]:
    """The port and the process of the service; `words` are those of its command line.

    Raises: RuntimeError when it does not start; with what it wrote.
    """
    env = {**os.environ, **ENV, "SYNCLINE_HOME": str(folder), "SYNCLINE_CONTROL_URL": url}
    path = folder / "service.log"
    with path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.service.command", *words],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        with process:
            assert process.stdout is not None
            assert process.stdin is not None
            if not (said := process.stdout.readline()):
                raise RuntimeError(f"The service did not start:\n{path.read_text()[-3000:]}")
            try:
                yield json.loads(said)["port"], process.pid
            finally:
                process.stdin.close()


def cpu_seconds(process: int) -> float:
    """What a process has had of a core so far, in seconds."""
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
