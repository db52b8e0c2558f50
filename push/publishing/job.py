"""One publication: the results of a scoring event, the registration event that takes them back."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from push.publishing.ledger import Publications
from push.publishing.publisher import Place, Publisher
from push.publishing.results import Result

STATUSES = ("finished", "retired", "disqualified")


def _ignore(_done: int, _total: int) -> None:
    return None


@dataclass(frozen=True)
class Rules:
    """What a connection may set.

    `set_name` is what the public reads above the results, `source` whose they are.
    `retracted_share` is the brake's limit, as a share of 1.
    """

    set_name: str
    source: str
    retracted_share: float = 0.05


@dataclass(frozen=True)
class Feed:
    """The results of one scoring event, and the registration event of `connection` they go to.

    `bibs` says whose each bib is among the registrations of all events that run as this scoring
    event, of which `walk_ups_to` takes who is not registered (empty: this one). Results of these
    `statuses` are published. `event` and `scoring` name the two events for a person.
    """

    connection: str
    event_key: str
    event: str
    scoring: str
    results: Sequence[Result]
    bibs: Mapping[str, str]
    statuses: tuple[str, ...] = STATUSES
    walk_ups_to: str = ""


@dataclass(frozen=True)
class Job:
    """Everything that planning and publishing one event needs.

    `pause` waits the given seconds between tries.
    """

    feed: Feed
    publisher: Publisher
    ledger: Publications
    place: Place
    rules: Rules
    progress: Callable[[int, int], None] = _ignore
    pause: Callable[[float], None] = time.sleep

    @property
    def connection(self) -> str:
        """The slug of the connection that is published to."""
        return self.feed.connection

    @property
    def name(self) -> str:
        """The publication's connection and event, for a person."""
        return f"{self.feed.connection}, {self.feed.event}"
