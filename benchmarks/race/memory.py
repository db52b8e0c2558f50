"""How much memory the engine takes while something runs: this process's, or a server's."""

import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import psycopg

from extract.kit.destination import Target

PAUSE_SECONDS = 0.05
KB_PER_MB = 1024


def used_by(target: Target) -> Callable[[], float]:
    """A function that gives the megabytes in use now.

    DuckDB works in this process: all that it holds. PostgreSQL: what its processes hold for
    themselves, and all of the memory that they share; zero where the server is on another machine.
    """
    if target.engine == "duckdb":
        return lambda: _held(Path("/proc/self"), "VmRSS")
    with psycopg.connect(target.location) as connection:
        (pid,) = connection.execute("select pg_backend_pid()").fetchone() or (0,)
        (shared,) = connection.execute(
            "select setting::bigint / 128.0 from pg_settings where name = 'shared_buffers'"
        ).fetchone() or (0,)
        server = _parent(Path(f"/proc/{pid}"))
    if server is None:
        return lambda: 0.0

    def used() -> float:
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return float(shared) + sum(_held(Path(f"/proc/{one}"), "RssAnon") for one in children)

    return used


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
