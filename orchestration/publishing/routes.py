"""From which scoring event the results of a registration event come."""

from collections.abc import Iterator, Mapping, Sequence

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from orchestration.preflight.start import EVENTS, Event, UnknownEvent, choose
from push.kit.events import Events, plain
from push.publications import Route, chosen_sources


def find_route(warehouse: Warehouse, wanted: str, connections: Mapping[str, Connection]) -> Route:
    """The way of an event's results; `wanted` is a key, an id or a name, of either side.

    Raises: UnknownEvent when there is no such event, or more than one may be meant.
    """
    everything = [Event(*row) for row in warehouse.fetch(EVENTS)]
    event = _registration_event(everything, wanted, connections)
    sources = feeding(event, everything, connections)
    if len(sources) != 1:
        told = "; ".join(map(str, sources)) or "none"
        raise UnknownEvent(
            f"{event} has its results from one scoring event, but {len(sources)} fit: {told}. "
            f"Say which: settings.results.from of connection {event.connection} takes "
            f'"{event.event_id}" = "<key of the scoring event>".'
        )
    [source] = sources
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
    )


def _registration_event(
    everything: Sequence[Event], wanted: str, connections: Mapping[str, Connection]
) -> Event:
    """The event itself, or the one that a scoring event's results go to."""
    scoring = [event for event in everything if event.is_scoring and event.event_key == wanted]
    registration = [event for event in everything if not event.is_scoring]
    if not scoring:
        return choose(registration, wanted)
    fed = [event for event in registration if scoring[0] in feeding(event, everything, connections)]
    if len(fed) != 1:
        told = "; ".join(map(str, fed)) or "none"
        raise UnknownEvent(
            f"The results of {scoring[0]} go to {len(fed)} registration events: {told}. "
            "Say the key of one of those."
        )
    return fed[0]


def feeding(
    event: Event, everything: Sequence[Event], connections: Mapping[str, Connection]
) -> list[Event]:
    """The scoring events of a registration event.

    As the connection says it; else where the event is pushed to; else of its name, on its day.
    """
    scoring = [
        one
        for one in everything
        if one.is_scoring and one.timing_partner_id == event.timing_partner_id
    ]
    own = connections.get(event.connection)
    if own is not None and (key := chosen_sources(own).get(event.event_id)):
        return [one for one in scoring if one.event_key == key]
    pushed = [
        one for connection in connections.values() for one in _fed(event, connection, scoring)
    ]
    if pushed:
        return pushed
    return [
        one
        for one in scoring
        if event.event_date is not None
        and one.event_date == event.event_date
        and plain(one.event_name or "") == plain(event.event_name or "")
    ]


def _fed(event: Event, connection: Connection, scoring: Sequence[Event]) -> Iterator[Event]:
    """The scoring events that a connection pushes the event's people to."""
    races = connection.settings.get("races")
    is_fed = connection.settings.get("source") == event.connection
    if not (is_fed and isinstance(races, Mapping) and event.race_id in races):
        return
    there = [
        one
        for one in scoring
        if (one.connection, one.race_id) == (connection.slug, str(races[event.race_id]))
    ]
    chosen = {name: to or None for name, to in connection.settings.get("event_map", {}).items()}
    known = Events([one.event_name or "" for one in there], chosen)
    name = event.event_name or ""
    if not known.is_excluded(name):
        matched = known.match(name)
        yield from (one for one in there if (one.event_name or "") == matched)
