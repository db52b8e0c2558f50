"""Additions only: what a push leaves alone from some minutes before an event's start.

Events are told apart by their ids. The start is the scoring event's own, as served; where it has
none, that of the registration event that a person comes from, or for a record of which that is not
known, the first start of those that feed it. An event of which none is known is not frozen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from push.kit.events import Events, plain
from push.kit.mapping import Decisions, Sources, race_of, read_decisions
from push.kit.plan import Action
from push.kit.source import Decision, Person, Rows, Warehouse, marks_of
from push.kit.target import Held

Origin = tuple[str, str | None]
"""A registration event: its provider's slug and its id there."""
# Of several registration events that feed one, those over for longer were there another year.
OVER = timedelta(days=2)


@dataclass(frozen=True)
class Named:
    """A scoring event as served: its name and its start, UTC."""

    name: str
    starts_at: datetime


@dataclass(frozen=True)
class Fed:
    """A registration event that feeds a race: `decisions` say how, None by settings and name."""

    origin: Origin
    name: str
    starts_at: datetime
    decisions: tuple[Decision | None, ...] = (None,)


@dataclass(frozen=True)
class Starts:
    """The served starts: of scoring events by id, and of the registration events of a race."""

    scoring: Mapping[str, Named] = field(default_factory=dict)
    registration: Sequence[Fed] = ()


@dataclass(frozen=True)
class Freeze:
    """What is frozen: the events whose start is not later than `reached`; nothing without it.

    `own` has the scoring events' starts by id, `fed` those of registration events, `first` the
    first of those that feed a scoring event without its own. `unknown` are names of events whose
    start nobody has.
    """

    reached: datetime | None = None
    own: Mapping[str, datetime] = field(default_factory=dict)
    fed: Mapping[Origin, datetime] = field(default_factory=dict)
    first: Mapping[str, datetime] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def frozen(self) -> frozenset[str]:
        """The ids of the events that are frozen for a record of unknown origin."""
        return frozenset(one for one in {*self.own, *self.first} if self.holds(one))

    def holds(self, event_id: str, origin: Origin | None = None) -> bool:
        """Whether an event is frozen for somebody who comes from a registration event."""
        if self.reached is None:
            return False
        start = self.own.get(event_id)
        if start is None and origin is not None:
            start = self.fed.get(origin)
        start = start or self.first.get(event_id)
        return start is not None and start <= self.reached


def freeze_at(now: datetime, minutes: float | None, starts: Starts, events: Events) -> Freeze:
    """What is frozen at `now`, `minutes` before each start; nothing when `minutes` is None."""
    if minutes is None:
        return Freeze()
    own = dict(_own(starts, events))
    feeding: defaultdict[str, list[datetime]] = defaultdict(list)
    for fed in starts.registration:
        for event_id in _fed_ids(fed, events):
            feeding[event_id].append(fed.starts_at)
    first = {one: _first(found, now) for one, found in feeding.items() if one not in own}
    return Freeze(
        reached=now + timedelta(minutes=minutes),
        own=own,
        fed={fed.origin: fed.starts_at for fed in starts.registration},
        first=first,
        unknown=tuple(name for one, name in events.known if one not in own and one not in first),
    )


def take_frozen(
    actions: dict[str, Action],
    held: Mapping[str, Held],
    froze: tuple[Freeze, Events],
    people: Mapping[str, Person],
) -> dict[str, Action]:
    """Takes out of `actions` and gives back the changes of records in events that are frozen.

    `people` are those of whom it is known what they registered for.
    """
    late = {
        key: action
        for key, action in actions.items()
        if action.action != "create" and _is_late(action, held[key], froze, people.get(key))
    }
    for key in late:
        del actions[key]
    return late


def _is_late(
    action: Action, held: Held, froze: tuple[Freeze, Events], person: Person | None
) -> bool:
    freeze, events = froze
    origin = (person.source_provider, person.event_id) if person else None
    stands = (held.event_id,) if held.event_id else events.ids_of(held.event)
    if action.event == held.event:
        return any(freeze.holds(one, origin) for one in stands)
    wanted = events.ids_of(action.event)
    return any(freeze.holds(one, origin) for one in wanted) or any(map(freeze.holds, stands))


def _own(starts: Starts, events: Events) -> Iterator[tuple[str, datetime]]:
    """The start of each event by its id; by its name where its id is new and the name is clear."""
    live = {event_id for event_id, _ in events.known}
    gone: defaultdict[str, list[datetime]] = defaultdict(list)
    for event_id, served in starts.scoring.items():
        if event_id in live:
            yield event_id, served.starts_at
        else:
            gone[plain(served.name)].append(served.starts_at)
    for event_id, name in events.known:
        alike = gone[plain(name)]
        if event_id not in starts.scoring and len(alike) == 1 and len(events.ids_of(name)) == 1:
            yield event_id, alike[0]


def _fed_ids(fed: Fed, events: Events) -> Iterator[str]:
    for decision in fed.decisions:
        if not events.never_sent_by(fed.name, decision):
            yield from events.ids_of(events.event_of(fed.name, decision) or "")


def _first(starts: Sequence[datetime], now: datetime) -> datetime:
    return min((one for one in starts if one >= now - OVER), default=max(starts))


def read_starts(warehouse: Warehouse, scoring: tuple[str, str], configured: Sources) -> Starts:
    """The starts of a scoring connection's race, and of the registration events that feed it.

    `configured` has the ids of the races that settings feed to it, by registration connection.
    """
    connection, race = scoring
    decisions = read_decisions(warehouse, connection)
    own: dict[str, Named] = {}
    fed: list[Fed] = []
    for row in _served(warehouse, scoring, [configured, decisions.sources(race)]):
        source, provider, _, event_id, name, seconds = row
        start = datetime.fromtimestamp(float(seconds), UTC)
        if source == connection:
            own[event_id] = Named(name, start)
            continue
        ways = _ways(decisions, row, race, configured)
        if ways:
            fed.append(Fed((provider, event_id), name, start, ways))
    return Starts(own, fed)


def _served(
    warehouse: Warehouse, scoring: tuple[str, str], sources: Sequence[Sources]
) -> Sequence[Sequence[str]]:
    feeding = {(slug, one) for each in sources for slug, ids in each.items() for one in ids}
    pairs = [scoring, *sorted(feeding)]
    of_any = " or ".join([f"(connection, race_id) = ({marks_of(warehouse, 2)})"] * len(pairs))
    # Seconds, because not every driver gives instants without another package.
    query = (
        "select connection, source_provider, race_id, event_id, event_name,"
        " extract(epoch from starts_at) from race.unified_events"
        f" where starts_at is not null and event_name is not null and ({of_any}) order by event_key"
    )
    rows: Rows = warehouse.execute(query, [value for pair in pairs for value in pair])
    return rows.fetchall()


def _ways(
    decisions: Decisions, row: Sequence[str], race: str, configured: Sources
) -> tuple[Decision | None, ...]:
    """How a registration event comes to the race: as decided of it or its choices, or by name."""
    source, _, race_id, event_id, *_ = row
    by_settings = race if race_id in configured.get(source, ()) else None
    ways = (decisions.of(source, event_id, None), *decisions.of_choices(source, event_id))
    return tuple(one for one in ways if race_of(one, by_settings) == race)
