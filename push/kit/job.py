"""One push: a source's people, one race of one target, and the ledger between them."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from push.kit.ledger import Ledger
from push.kit.source import Person
from push.kit.target import BIB, EVENT, Target


def _ignore(_done: int, _total: int) -> None:
    return None


@dataclass(frozen=True)
class Rules:
    """What a connection may set: who owns which field, which events map where, and the brakes.

    `shared` fields may be corrected on the scoring side and are then left alone; every other field
    is the registration's. `event_map` names a source event's scoring event, None for one that is
    never sent. `withdrawn_share` and `lost_share` are the brakes' limits, as shares of 1.
    """

    shared: frozenset[str] = frozenset({BIB, EVENT})
    event_map: Mapping[str, str | None] = field(default_factory=dict)
    withdrawn_share: float = 0.05
    lost_share: float = 0.20


@dataclass(frozen=True)
class Job:
    """Everything that planning, applying and verifying one race needs.

    `people` reads the served rows anew at each call. `pause` waits the given seconds between tries.
    """

    target: Target
    ledger: Ledger
    people: Callable[[], Iterable[Person]]
    rules: Rules = Rules()
    progress: Callable[[int, int], None] = _ignore
    pause: Callable[[float], None] = time.sleep

    @property
    def connection(self) -> str:
        """The slug of the connection that is pushed to."""
        return self.ledger.connection

    @property
    def race(self) -> str:
        """The provider's id of the race."""
        return self.ledger.race
