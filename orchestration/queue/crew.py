"""The crew: worker processes, started, replaced when one dies, ended in order."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from extract.kit.destination import Engine
from orchestration.queue.jobs import LANES, Lane
from orchestration.queue.presence import worker_name
from orchestration.queue.queue import Queue
from orchestration.workplace import ROOT

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
# A worker may end its job in peace for so long, then it is interrupted, then killed.
DRAIN_SECONDS, END_SECONDS = 30.0, 10.0
# One that dies at once is not started again at once.
PAUSES = (0.5, 2.0, 10.0, 60.0)
QUICK: tuple[Lane, ...] = ("urgent", "push")


def lanes_of_each(count: int) -> list[tuple[Lane, ...]]:
    """Which lanes each of so many workers serves; of several, the first never takes a pull."""
    return [LANES] if count == 1 else [QUICK, *[LANES] * (count - 1)]


def slots_of(engine: Engine, workers: int) -> int:
    """How many jobs may run at once: DuckDB lets one process write."""
    return 1 if engine == "duckdb" else workers


@dataclass
class Hand:
    """One worker's place in the crew, and the process that fills it."""

    lanes: Sequence[Lane]
    name: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    waits: float = 0.0


@dataclass
class Crew:
    """So many workers over one store; `sweep` is called every few seconds beside them."""

    store: sa.Engine
    environment: Mapping[str, str]
    hands: list[Hand]
    slots: int
    sweep: Callable[[], object] = lambda: None
    command: Sequence[str] = (sys.executable, "-m", "orchestration.queue")
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Keeps the crew at work until it is told to stop, then ends it."""
        try:
            while not self.stopping.is_set():
                for hand in self.hands:
                    self._see_to(hand)
                self.sweep()
                self.stopping.wait(LOOK_SECONDS)
        finally:
            self._end()

    def _see_to(self, hand: Hand) -> None:
        if hand.process is not None:
            if hand.process.poll() is None:
                return
            self._bury(hand)
        hand.waits -= LOOK_SECONDS
        if hand.waits <= 0:
            self._start(hand)

    def _bury(self, hand: Hand) -> None:
        assert hand.process is not None
        code, hand.process = hand.process.returncode, None
        LOG.warning("worker %s ended with %s; another one takes its place", hand.name, code)
        Queue(self.store).disown(hand.name)
        hand.waits = PAUSES[min(hand.deaths, len(PAUSES) - 1)]
        hand.deaths += 1

    def _start(self, hand: Hand) -> None:
        hand.name = worker_name()
        order = ["--name", hand.name, "--lanes", *hand.lanes, "--slots", str(self.slots)]
        hand.process = subprocess.Popen(
            [*self.command, *order],
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for the crew, which ends its workers in order.
            start_new_session=True,
        )

    def _end(self) -> None:
        running = [hand.process for hand in self.hands if hand.process is not None]
        for number, patience in (
            (signal.SIGTERM, DRAIN_SECONDS),
            (signal.SIGINT, END_SECONDS),
            (signal.SIGKILL, END_SECONDS),
        ):
            for process in running:
                if process.poll() is None:
                    os.kill(process.pid, number)
            until = time.monotonic() + patience
            if all([_ends(process, until) for process in running]):
                break
        for hand in self.hands:
            if hand.process is not None:
                Queue(self.store).disown(hand.name)


def _ends(process: "subprocess.Popen[bytes]", until: float) -> bool:
    try:
        process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True
