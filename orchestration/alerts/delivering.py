"""Messages on their way: begun, looked after without waiting, and ended when they take too long."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Literal

from orchestration.alerts.settings import Channel
from orchestration.workplace import ROOT

CRASHED = "the process that sends it died"
Kind = Literal["failure", "success", "info"]
# What a delivery is about: the ids of failed jobs, or of jobs whose like is well again.
Told = tuple[tuple[str, Literal["failed", "recovered"]], ...]


@dataclass(frozen=True)
class Message:
    """What somebody is told; `told` is what of the alerts it is about, none for a sign of life."""

    title: str
    body: str
    kind: Kind = "info"
    told: Told = ()


@dataclass
class Delivery:
    """A message on its way through a channel, which is given so many seconds."""

    channel: Channel
    message: Message
    seconds: float
    _process: subprocess.Popen[str] = field(init=False, repr=False)
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._until = time.monotonic() + self.seconds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.alerts.deliver"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Apprise and what it uses may write anything there.
            stderr=subprocess.DEVNULL,
            text=True,
        )
        order = {
            "url": self.channel.url, "title": self.message.title, "body": self.message.body,
            "kind": self.message.kind, "seconds": self.seconds,
        }  # fmt: skip
        assert self._process.stdin is not None
        try:
            # Not an argument, for those are seen by all; and less than a pipe holds.
            self._process.stdin.write(json.dumps(order))
            self._process.stdin.close()
        except BrokenPipeError:
            # It has died, which is seen when it is looked after.
            self._process.stdin = None

    def outcome(self) -> str | None:
        """Why it was not delivered, an empty text if it was, None while it is on its way."""
        if self._process.poll() is None:
            if time.monotonic() < self._until:
                return None
            self._process.kill()
            self._end()
            return f"it took longer than {self.seconds:g} s"
        return self._end()

    def wait(self) -> str:
        """The outcome, waited for until its time is over."""
        try:
            self._process.wait(max(self._until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            self._until = 0
        return self.outcome() or ""

    def _end(self) -> str:
        assert self._process.stdout is not None
        with self._process.stdout as out:
            said = out.read()
        self._process.wait()
        try:
            return str(json.loads(said))
        except ValueError:
            return CRASHED
