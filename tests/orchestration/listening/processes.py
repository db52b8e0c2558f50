"""The real listener and the real service as processes that a test kills, and what keeps them up."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import duckdb
import psycopg
import urllib3

from extract.kit.destination import Target
from orchestration.control.store import exclusive
from orchestration.workplace import ROOT, Workplace
from tests.orchestration.dagster_house import free_port
from tests.orchestration.dagster_house import until as until_then
from tests.orchestration.listening.mirror import OPENED, Mirror

RAW = "raw_current_rms.opportunities_json"
PLACES = {"duckdb": "SYNCLINE_DUCKDB_PATH", "postgres": "SYNCLINE_POSTGRES_URL"}
WAITERS = "select 1 from pg_locks where relation = cast(%s as regclass) and not granted"


def until(look: Callable[[], bool]) -> None:
    """Looks again and again for up to a minute."""
    until_then(look, 60.0)


@dataclass
class Command:
    """A `syncline` command in a process of its own, at the workplace of a test."""

    place: Workplace
    words: tuple[str, ...]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it, by the environment that an installation would have."""
        target = self.place.target
        env = {
            **os.environ, "SYNCLINE_HOME": str(self.place.home), "SYNCLINE_ENGINE": target.engine,
            PLACES[target.engine]: target.location,
        }  # fmt: skip
        command = [sys.executable, "-m", "orchestration.cli", *self.words]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)

    def kill(self) -> None:
        """Ends it as a machine that fails would, kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def ends(self) -> int:
        """How it ended by itself, or by somebody else's kill."""
        assert self.process is not None
        return self.process.wait(timeout=60)

    def has_said(self, words: str) -> bool:
        """Whether it has said so."""
        return words in self.log.read_text()


@dataclass
class Killed:
    """A mirror with its listener and its service as processes."""

    mirror: Mirror
    folder: Path
    listener: Command = field(init=False)
    service: Command = field(init=False)
    url: str = field(init=False)

    def __post_init__(self) -> None:
        """Says which commands they are; none is started."""
        port, place = free_port(), self.mirror.place
        self.url = f"http://127.0.0.1:{port}"
        self.listener = Command(place, ("listen",), self.folder / "listen.log")
        words = ("serve", "--port", str(port))
        self.service = Command(place, words, self.folder / "serve.log")

    def hook(self, event: str) -> None:
        """Has the account tell the service's process, and it alone, of one kind of event."""
        url = f"{self.url}/api/webhook?token={OPENED}"
        self.mirror.yard.store.hook(
            {"name": event, "event": f"opportunity_{event}", "target_url": url}
        )

    def serve(self) -> None:
        """Starts the service and waits until it answers."""
        self.service.start()
        until(self._answers)

    def _answers(self) -> bool:
        try:
            return urllib3.request("GET", f"{self.url}/health/live", retries=False).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def sent_and_killed(self) -> list[int]:
        """The statuses of what is posted to the service, which is killed before it answers."""
        statuses: list[int] = []
        sending = Thread(target=lambda: statuses.extend(self.mirror.yard.sender.send()))
        sending.start()
        sending.join(timeout=0.5)
        assert sending.is_alive()
        self.service.kill()
        sending.join()
        return statuses

    def settles(self) -> None:
        """Waits until nothing waits in the inbox any more."""
        until(lambda: self.mirror.states() == ["handled"])

    def is_served(self, id_: int, subject: str) -> None:
        """Waits until an opportunity has this title."""
        until(lambda: self.mirror.subjects().get(id_) == subject)

    def is_waiting(self) -> None:
        """Waits until the listener cannot land what it has read."""
        target = self.mirror.place.target
        until(lambda: _waits(target) if target.engine == "postgres" else self._says_so())

    def says(self, words: str) -> None:
        """Waits until the listener has said so."""
        until(lambda: self.listener.has_said(words))

    @contextmanager
    def refused(self) -> Iterator[None]:
        """The account's address leads, until the block ends, to a port where nobody answers."""
        file = self.mirror.place.home / "connections.toml"
        before = file.read_text()
        url = str(self.mirror.place.connection("hire").settings["base_url"])
        try:
            file.write_text(before.replace(url, f"http://127.0.0.1:{free_port()}/api/v1"))
            yield
        finally:
            file.write_text(before)

    def _says_so(self) -> bool:
        return self.listener.has_said(f"which is held by process {os.getpid()} (python")

    def end(self) -> None:
        """Ends both."""
        self.listener.kill()
        self.service.kill()


def _waits(target: Target) -> bool:
    with psycopg.connect(target.location) as server:
        return server.execute(WAITERS, [RAW]).fetchone() is not None


@contextmanager
def held(target: Target) -> Iterator[None]:
    """The warehouse held by somebody else: its file, or on PostgreSQL the raw table."""
    if target.engine == "duckdb":
        with duckdb.connect(target.location):
            yield
        return
    with psycopg.connect(target.location) as server:
        server.execute(f"lock table {RAW} in access exclusive mode".encode())
        yield


def store_held(place: Workplace) -> AbstractContextManager[object]:
    """The control store held by somebody else who writes."""
    return exclusive(place.store).begin()
