"""One push: a source's people, one race of one target, and the ledger between them."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from push.kit.freeze import Starts
from push.kit.ledger import Ledger, utc_now
from push.kit.ownership import DEFAULT, Owner
from push.kit.plan import Plan
from push.kit.source import Person
from push.kit.target import Target


def _ignore(_done: int, _total: int) -> None:
    return None


@dataclass(frozen=True)
class Rules:
    """What a connection may set: who owns which field, which events map where, and the brakes.

    `event_map` names a source event's scoring event, None for one that is never sent.
    `withdrawn_share` and `lost_share` are the brakes' limits, as shares of 1. From `freeze_minutes`
    before an event's start there are additions only; None never freezes.
    """

    owners: Mapping[str, Owner] = field(default_factory=lambda: DEFAULT)
    event_map: Mapping[str, str | None] = field(default_factory=dict)
    withdrawn_share: float = 0.05
    lost_share: float = 0.20
    freeze_minutes: float | None = None


@dataclass(frozen=True)
class Job:
    """Everything that planning, applying and verifying one race needs.

    `people` and `starts` read the served rows anew at each call. `pause` waits the given seconds
    between tries, `now` says what time it is. `has_turn` while the race's turn is ours, which only
    applying has. A `planner` makes the plan of what is no race.
    """

    target: Target
    ledger: Ledger
    people: Callable[[], Iterable[Person]]
    rules: Rules = Rules()
    progress: Callable[[int, int], None] = _ignore
    pause: Callable[[float], None] = time.sleep
    starts: Callable[[], Starts] = Starts
    now: Callable[[], datetime] = utc_now
    has_turn: bool = False
    planner: Callable[["Job"], Plan] | None = None

    @property
    def connection(self) -> str:
        """The slug of the connection that is pushed to."""
        return self.ledger.connection

    @property
    def race(self) -> str:
        """The provider's id of the race."""
        return self.ledger.race
