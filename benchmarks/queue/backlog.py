"""A busy day: a provider with hundreds of partners, and thousands of their syncs queued."""

import socketserver
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import SHUT_WR, create_connection, socket
from typing import Any
from urllib.parse import urlsplit

import tomlkit

from orchestration.demo.sandboxes import running
from orchestration.queue.jobs import JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace

FINISHERS = 60
SOURCE = "demo_runsignup"
CHUNK_BYTES = 65_536


class Door(socketserver.ThreadingTCPServer):
    """A way to a provider that notes when somebody comes in."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, to: str) -> None:
        self.calls: list[float] = []
        self.to = (str(urlsplit(to).hostname), int(urlsplit(to).port or 80))
        super().__init__(("127.0.0.1", 0), Passing)

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Passing(socketserver.BaseRequestHandler):
    """One connection, passed on in both directions."""

    server: Door

    def handle(self) -> None:
        """Passes bytes until both sides have ended."""
        self.server.calls.append(time.monotonic())
        with create_connection(self.server.to) as there:
            back = threading.Thread(target=passed, args=(there, self.request), daemon=True)
            back.start()
            passed(self.request, there)
            back.join()


def passed(source: socket, target: socket) -> None:
    """Passes what one side says to the other until it says no more."""
    try:
        while chunk := source.recv(CHUNK_BYTES):
            target.sendall(chunk)
        target.shutdown(SHUT_WR)
    except OSError:
        # Either side may hang up.
        return


@dataclass(frozen=True)
class Upstream:
    """A running provider: the way to it, and what a connection to it is."""

    door: Door
    connection: dict[str, Any]

    def entry(self, owner: str) -> dict[str, Any]:
        """A connection through this door."""
        settings = self.connection["settings"] | {
            "base_url": f"{self.door.url}/rest", "paced": False,
        }  # fmt: skip
        return self.connection | {"owner": owner, "settings": settings}


@contextmanager
def upstreams(place: Workplace) -> Iterator[tuple[Upstream, Upstream]]:
    """One provider with one small race, behind two doors."""
    with running(place, FINISHERS) as urls:
        file = place.home / "demo" / "connections.toml"
        connection = tomllib.loads(file.read_text())["connections"][SOURCE]
        file.unlink()
        with Door(urls["runsignup"]) as one, Door(urls["runsignup"]) as other:
            for door in (one, other):
                threading.Thread(target=door.serve_forever, daemon=True).start()
            yield Upstream(one, connection), Upstream(other, connection)
            for door in (one, other):
                door.shutdown()


def write_connections(home: Path, entries: dict[str, dict[str, Any]]) -> None:
    """Writes the connections of one installation."""
    (home / "connections.toml").write_text(tomlkit.dumps({"connections": entries}))


def fill(queue: Queue, partners: list[str], jobs: int) -> None:
    """Queues so many pulls, spread over the partners."""
    queue.put_many(
        [
            JobRequest(
                "events", "race", "runsignup", partner, partner, "schedule",
                options={"round": number // len(partners)},
            )
            for number in range(jobs)
            for partner in [partners[number % len(partners)]]
        ]
    )  # fmt: skip


def first_call(door: Door, act: Callable[[], object], patience: float) -> float | None:
    """Seconds from the start of `act` to the first call upstream after it; None when none came."""
    seen, started = len(door.calls), time.monotonic()
    act()
    while time.monotonic() - started < patience:
        if len(door.calls) > seen:
            return door.calls[seen] - started
        time.sleep(0.005)
    return None
