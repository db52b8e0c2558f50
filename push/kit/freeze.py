"""Additions only: what a push leaves alone from some minutes before an event's start.

The start is the scoring event's own, as served; where it has none, the first start of the
registration events that feed it. An event of which neither is known is not frozen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from push.kit.events import Events, plain
from push.kit.source import Rows, Warehouse, marks_of


@dataclass(frozen=True)
class Starts:
    """The served starts, in UTC: of scoring events, and of the registration events of a race."""

    scoring: Mapping[str, datetime] = field(default_factory=dict)
    registration: Sequence[tuple[str, datetime]] = ()


@dataclass(frozen=True)
class Freeze:
    """Which events are frozen at one moment; `unknown` are those whose start nobody has."""

    frozen: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()

    def holds(self, *events: str) -> bool:
        """Whether any of these events is frozen."""
        return not self.frozen.isdisjoint(events)


def freeze_at(now: datetime, minutes: float | None, starts: Starts, events: Events) -> Freeze:
    """What is frozen at `now`, `minutes` before each start; nothing when `minutes` is None."""
    if minutes is None:
        return Freeze()
    known = {name: _start(name, starts, events) for name in events.names}
    reached = now + timedelta(minutes=minutes)
    return Freeze(
        frozenset(name for name, start in known.items() if start and start <= reached),
        tuple(name for name, start in known.items() if start is None),
    )


def _start(name: str, starts: Starts, events: Events) -> datetime | None:
    own = [start for event, start in starts.scoring.items() if plain(event) == plain(name)]
    fed = [start for event, start in starts.registration if events.match(event) == name]
    return min(own or fed, default=None)


def read_starts(
    warehouse: Warehouse, scoring: tuple[str, str], sources: Mapping[str, Sequence[str]]
) -> Starts:
    """The starts of a scoring connection's race, and of the races that feed it.

    `sources` has the ids of these by registration connection.
    """
    pairs = [scoring, *((source, one) for source, ids in sources.items() for one in ids)]
    of_any = " or ".join([f"(connection, race_id) = ({marks_of(warehouse, 2)})"] * len(pairs))
    # Seconds, because not every driver gives instants without another package.
    query = (
        "select connection, event_name, extract(epoch from starts_at) from race.unified_events"
        f" where starts_at is not null and event_name is not null and ({of_any}) order by event_key"
    )
    rows: Rows = warehouse.execute(query, [value for pair in pairs for value in pair])
    own: dict[str, datetime] = {}
    fed: list[tuple[str, datetime]] = []
    for connection, name, seconds in rows.fetchall():
        start = datetime.fromtimestamp(float(seconds), UTC)
        if connection == scoring[0]:
            own[name] = min(start, own.get(name, start))
        else:
            fed.append((name, start))
    return Starts(own, fed)
