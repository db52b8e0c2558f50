"""From which scoring event the results of a registration event come."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from orchestration.mapping.feeds import Feed, Feeds, Place, read_feeds
from orchestration.preflight.start import Event, UnknownEvent, choose, read_events
from push.kit.events import plain
from push.publications import Route, chosen_sources


@dataclass(frozen=True)
class World:
    """Every served event, every connection, and where people are sent."""

    events: Sequence[Event]
    connections: Mapping[str, Connection]
    feeds: Feeds

    def scoring_of(self, partner: str | None) -> Sequence[Event]:
        """The scoring events of a timing partner."""
        return self._by_partner[True, partner]

    def registration_of(self, partner: str | None) -> Sequence[Event]:
        """The events that people register for, of a timing partner."""
        return self._by_partner[False, partner]

    @cached_property
    def _by_partner(self) -> defaultdict[tuple[bool, str | None], list[Event]]:
        found: defaultdict[tuple[bool, str | None], list[Event]] = defaultdict(list)
        for event in self.events:
            found[event.is_scoring, event.timing_partner_id].append(event)
        return found


def find_route(warehouse: Warehouse, wanted: str, connections: Mapping[str, Connection]) -> Route:
    """The way of an event's results; `wanted` is a key, an id or a name, of either side.

    Raises: UnknownEvent when there is no such event, or more than one may be meant; NothingServed.
    """
    events = read_events(warehouse)
    world = World(events, connections, read_feeds(warehouse, list(connections.values())))
    event = _registration_event(world, wanted)
    sources = feeding(event, world)
    if len(sources) != 1:
        told = "; ".join(map(str, sources)) or "none"
        raise UnknownEvent(
            f"{event} has its results from one scoring event, but {len(sources)} fit: {told}. "
            f"Say which: settings.results.from of connection {event.connection} takes "
            f'"{event.event_id}" = "<key of the scoring event>".'
        )
    [source] = sources
    partners = world.registration_of(event.timing_partner_id)
    fed = {one: found for one in partners if source in (found := feeding(one, world))}
    # Nobody knows which of an account's events a walk-up ran in: one of them takes all.
    first = min(
        (one for one in fed if one.connection == event.connection and fed[one] == sources),
        key=lambda one: one.event_key,
    )
    return Route(
        connection=event.connection,
        event_key=event.event_key,
        race_id=event.race_id,
        event_id=event.event_id,
        event=str(event),
        event_name=event.event_name or event.race_name or event.event_id,
        scoring_connection=source.connection,
        scoring_event_id=source.event_id,
        scoring=str(source),
        together=tuple(one.event_key for one in fed),
        walk_ups_to="" if first == event else str(first),
    )


def _registration_event(world: World, wanted: str) -> Event:
    """The event itself, or the one that a scoring event's results go to."""
    scoring = [event for event in world.events if event.is_scoring and event.event_key == wanted]
    if not scoring:
        return choose([event for event in world.events if not event.is_scoring], wanted)
    own = world.registration_of(scoring[0].timing_partner_id)
    fed = [event for event in own if scoring[0] in feeding(event, world)]
    if len(fed) != 1:
        told = "; ".join(map(str, fed)) or "none"
        raise UnknownEvent(
            f"The results of {scoring[0]} go to {len(fed)} registration events: {told}. "
            "Say the key of one of those."
        )
    return fed[0]


def feeding(event: Event, world: World) -> list[Event]:
    """The scoring events of a registration event.

    As the connection says it; else where its people are sent, by decision or by settings; else of
    its name, on its day.
    """
    scoring = world.scoring_of(event.timing_partner_id)
    own = world.connections.get(event.connection)
    if own is not None and (key := chosen_sources(own).get(event.event_id)):
        return [one for one in scoring if one.event_key == key]
    place = Place(event.connection, event.race_id, event.event_id, event.event_name)
    sent = world.feeds.of(place)
    if pushed := [one for one in scoring if any(_is_sent(feed, one) for feed in sent)]:
        return pushed
    return [
        one
        for one in scoring
        if event.event_date is not None
        and one.event_date == event.event_date
        and plain(one.event_name or "") == plain(event.event_name or "")
    ]


def _is_sent(feed: Feed, there: Event) -> bool:
    """Whether a push sends people to this scoring event."""
    place = (feed.scoring_connection, feed.scoring_race, feed.scoring_event)
    return feed.kind == "sent" and place == (there.connection, there.race_id, there.event_name)
