"""The webhooks that the server sends: one unsigned POST of each action to each address."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import urllib3

from sandbox.current_rms.assumed import REDELIVERIES
from sandbox.current_rms.store import Store
from sandbox.races import Record

Post = Callable[[str, bytes], int]


@dataclass(frozen=True)
class Weather:
    """How deliveries fare: the share that is lost, the share that comes twice, and the order."""

    lost: float = 0.0
    doubled: float = 0.0
    shuffled: bool = False


@dataclass
class Delivery:
    """One POST that is still to be made: where, what, and how often it has failed."""

    url: str
    body: bytes = field(repr=False)
    failed: int = 0


class Sender:
    """Keeps what is to be delivered until it is told to send; nobody is waited for in between."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self.waiting: deque[Delivery] = deque()
        store.heard = self.hear

    def hear(self, action: Record) -> None:
        """Takes note of an action for each webhook of its event."""
        event = f"{action['subject_type'].lower()}_{action['action_type']}"
        body = msgspec.json.encode({"action": action})
        with self._lock:
            for hook in self._store.webhooks.values():
                if hook["active"] and hook["event"] == event:
                    self.waiting.append(Delivery(hook["target_url"], body))

    def send(self, dice: random.Random | None = None, weather: Weather | None = None) -> list[int]:
        """The statuses of what was posted; what failed waits for the next time, six times over."""
        with self._lock:
            due, self.waiting = list(self.waiting), deque()
        if dice is not None and weather is not None:
            due = _weathered(due, dice, weather)
        return [self._deliver(one) for one in due]

    def _deliver(self, delivery: Delivery) -> int:
        try:
            status = post(delivery.url, delivery.body)
        except urllib3.exceptions.HTTPError:
            status = 0
        if not 200 <= status < 300 and delivery.failed < REDELIVERIES:
            delivery.failed += 1
            with self._lock:
                self.waiting.append(delivery)
        return status


def _weathered(due: list[Delivery], dice: random.Random, weather: Weather) -> list[Delivery]:
    kept = [one for one in due if dice.random() >= weather.lost]
    kept += [one for one in kept if dice.random() < weather.doubled]
    if weather.shuffled:
        dice.shuffle(kept)
    return kept


def post(url: str, body: bytes) -> int:
    """The status of one POST."""
    headers = {"Content-Type": "application/json"}
    return urllib3.request(
        "POST", url, body=body, headers=headers, retries=False, timeout=5.0
    ).status
