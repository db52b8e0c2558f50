"""Webhooks at a fixed rate, and who looks by SQL until each of their changes is served."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import msgspec
import psycopg
import urllib3

from extract.kit.destination import Target

LOOK_SECONDS = 0.01
WAIT_SECONDS = 30.0
CHANGES = "select id, subject from rentals.opportunities where id in ({ids})"
WORD = "Change "
Look = Callable[[str], list[tuple[Any, ...]]]


@dataclass
class Told:
    """One webhook: its number, its record, when it was posted; then when it was answered, seen."""

    number: int
    id: int
    at: float
    answered: float = 0.0
    seen: float | None = None


@dataclass
class Watch:
    """What was told and is not seen yet, by record, the oldest first."""

    look: Look
    told: list[Told] = field(default_factory=list)
    waiting: dict[int, list[Told]] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, one: Told) -> None:
        """Begins to look for a change."""
        with self.lock:
            self.told.append(one)
            self.waiting.setdefault(one.id, []).append(one)

    def run(self) -> None:
        """Looks until all is over and nothing is waited for."""
        while not (self.ended.is_set() and not self.waiting):
            with self.lock:
                ids = ", ".join(map(str, self.waiting))
            if ids:
                self._seen(self.look(CHANGES.format(ids=ids)), time.monotonic())
            time.sleep(LOOK_SECONDS)

    def _seen(self, rows: list[tuple[Any, ...]], now: float) -> None:
        with self.lock:
            for id_, subject in rows:
                if not str(subject).startswith(WORD):
                    continue
                reached = int(str(subject).removeprefix(WORD))
                mine = self.waiting.get(id_, [])
                for one in [one for one in mine if one.number <= reached]:
                    one.seen = now
                    mine.remove(one)
                if not mine:
                    self.waiting.pop(id_, None)

    def give_up(self) -> None:
        """Stops to look for what never came."""
        with self.lock:
            self.waiting.clear()


@contextmanager
def looking(target: Target) -> Iterator[Look]:
    """A connection that asks the warehouse; on DuckDB one of this process, which holds the file."""
    if target.engine == "duckdb":
        with duckdb.connect(target.location) as file:
            yield lambda sql: file.execute(sql).fetchall()
    else:
        with psycopg.connect(target.location, autocommit=True) as server:
            yield lambda sql: server.execute(sql.encode()).fetchall()


@dataclass(frozen=True)
class Way:
    """Where the account is changed and where its webhooks go; `ids` are the records in turn."""

    account: str
    service: str
    ids: range


def send(way: Way, watch: Watch, rate: float, seconds: float) -> None:
    """Changes a record and posts its webhook, so many a second, each when it is due."""
    pool = urllib3.PoolManager(maxsize=4)
    began = time.monotonic()
    for number in range(int(rate * seconds)):
        id_ = way.ids[number % len(way.ids)]
        if (early := began + number / rate - time.monotonic()) > 0:
            time.sleep(early)
        change = msgspec.json.encode({"subject": f"{WORD}{number}"})
        pool.request("POST", f"{way.account}/_sandbox/opportunities/{id_}", body=change)
        action = {
            "id": 1_000_000 + number, "subject_id": id_, "subject_type": "Opportunity",
            "action_type": "update",
        }  # fmt: skip
        one = Told(number, id_, time.monotonic())
        watch.add(one)
        said = pool.request("POST", way.service, body=msgspec.json.encode({"action": action}))
        one.answered = time.monotonic()
        if said.status != 200:
            raise RuntimeError(f"the service answered {said.status}: {said.data[:300]!r}")
