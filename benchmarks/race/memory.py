"""What the engine takes meanwhile: memory and processor time of this process, or of a server."""

import contextlib
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import psycopg

from extract.kit.destination import Target

PAUSE_SECONDS = 0.05
KB_PER_MB = 1024
BLOCK = 512
SEGMENTS = Path("/dev/shm")


def used_by(target: Target) -> Callable[[], float]:
    """A function that gives the megabytes in use now.

    DuckDB works in this process: all that it holds. PostgreSQL: what its processes hold for
    themselves, and all of the memory that they share; zero where the server is on another machine.
    """
    if target.engine == "duckdb":
        return lambda: _held(Path("/proc/self"), "VmRSS")
    server, shared = _server(target)
    if server is None:
        return lambda: 0.0
    return lambda: shared + _lent() + sum(_held(one, "RssAnon") for one in _children(server))


def processor_of(target: Target) -> Callable[[], float]:
    """A function that gives the processor seconds spent so far, by all threads and processes.

    Others on the machine do not lengthen them, as they do the time on the wall. Zero where the
    server is on another machine.
    """
    if target.engine == "duckdb":
        return time.process_time
    server, _ = _server(target)
    if server is None:
        return lambda: 0.0
    return lambda: _spent(server, 4) + sum(_spent(one, 2) for one in _children(server))


def _server(target: Target) -> tuple[Path | None, float]:
    """The server's first process, if it is on this machine, and the megabytes that all share."""
    with psycopg.connect(target.location) as connection:
        (pid,) = connection.execute("select pg_backend_pid()").fetchone() or (0,)
        (shared,) = connection.execute(
            "select setting::bigint / 128.0 from pg_settings where name = 'shared_buffers'"
        ).fetchone() or (0,)
        parent = _parent(Path(f"/proc/{pid}"))
    return (None if parent is None else Path(f"/proc/{parent}")), float(shared)


def _lent() -> float:
    """Megabytes that several processes of a query share while it runs, as for a parallel hash.

    Of every server on this machine, where they share by POSIX, as is their default.
    """
    total = 0.0
    for one in SEGMENTS.glob("PostgreSQL.*"):
        with contextlib.suppress(FileNotFoundError):
            total += one.stat().st_blocks * BLOCK
    return total / KB_PER_MB**2


def _children(server: Path) -> list[Path]:
    text = (server / "task" / server.name / "children").read_text()
    return [server.parent / one for one in text.split()]


def _spent(process: Path, fields: int) -> float:
    """Seconds of a process: its own in two fields, in four those of its ended children too."""
    try:
        # The name of the program, which may hold blanks, ends with the last bracket.
        words = (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(one) for one in words[11 : 11 + fields]) / os.sysconf("SC_CLK_TCK")


def _parent(process: Path) -> int | None:
    try:
        if (process / "comm").read_text().strip() != "postgres":
            return None
        return int(_field(process, "PPid"))
    except FileNotFoundError:
        return None


def _held(process: Path, name: str) -> float:
    try:
        return int(_field(process, name)) / KB_PER_MB
    except (FileNotFoundError, ProcessLookupError):
        # It ended between being listed and being looked at.
        return 0.0


def _field(process: Path, name: str) -> str:
    for line in (process / "status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return line.split()[1]
    return "0"


class Watch(threading.Thread):
    """Looks again and again, and keeps the most that it saw while each thing ran."""

    def __init__(self, used: Callable[[], float]) -> None:
        super().__init__(name="memory watch", daemon=True)
        self._used = used
        self._over = threading.Event()
        self.doing = ""
        self.peaks: dict[str, float] = defaultdict(float)

    def run(self) -> None:
        """Looks until told to stop."""
        while not self._over.wait(PAUSE_SECONDS):
            self.look()

    def look(self) -> None:
        """Looks once."""
        self.peaks[self.doing] = max(self.peaks[self.doing], self._used())

    def stop(self) -> None:
        """Looks no more."""
        self._over.set()
        self.join()
