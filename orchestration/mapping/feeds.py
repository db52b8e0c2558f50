"""Where the people of an event go now, by decisions, settings and names, as a push reads them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from orchestration.mapping.partners import without_others
from push.jobs import event_map_of
from push.kit.events import Events
from push.kit.mapping import Decisions, race_of, read_decisions
from push.targets import TARGETS

NAMES = "select connection, race_id, event_name from race.unified_events"
Kind = Literal["sent", "excluded_event", "unknown_event"]


@dataclass(frozen=True)
class Place:
    """An event of a registration connection, and a choice within it (None: no choice told)."""

    connection: str
    race_id: str
    event_id: str | None
    event_name: str | None
    choice: str | None = None


@dataclass(frozen=True)
class Feed:
    """What one scoring connection does with an event's people; `text` says why not, if not."""

    scoring_connection: str
    scoring_race: str | None
    scoring_event: str | None
    kind: Kind
    text: str = ""


@dataclass(frozen=True)
class Scoring:
    """One scoring connection: its settings, and what persons decided for it."""

    connection: Connection
    decisions: Decisions

    def race(self, place: Place) -> str | None:
        """The race to which its settings send the people of a place."""
        races = self.connection.settings.get("races")
        if self.connection.settings.get("source") != place.connection:
            return None
        found = races.get(place.race_id) if isinstance(races, Mapping) else None
        return None if found is None else str(found)


class Feeds:
    """Where events go, of all scoring connections."""

    def __init__(
        self, scoring: Iterable[Scoring], names: Iterable[tuple[str, str, str | None]]
    ) -> None:
        self._scoring = tuple(scoring)
        self._names: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for connection, race_id, name in names:
            self._names[connection, race_id].append(name or "")
        self._events: dict[tuple[str, str], Events] = {}

    def of(self, place: Place) -> list[Feed]:
        """What each scoring connection does that has to do with the place."""
        found = (self._feed(scoring, place) for scoring in self._scoring)
        return [feed for feed in found if feed is not None]

    def _feed(self, scoring: Scoring, place: Place) -> Feed | None:
        slug, name = scoring.connection.slug, place.event_name or ""
        decision = scoring.decisions.of(place.connection, place.event_id, place.choice)
        race = race_of(decision, scoring.race(place))
        if decision is None and race is None:
            return None
        events = self._known(scoring.connection, race or "")
        if by := events.never_sent_by(name, decision):
            said = f"the event map of {slug}" if decision is None else by
            return Feed(slug, race, None, "excluded_event", said)
        event = events.event_of(name, decision)
        if event is not None:
            return Feed(slug, race, event, "sent")
        wanted = decision.scoring_event if decision else name
        told = ", ".join(map(repr, events.names)) or "none"
        text = f"{slug} has no event {wanted!r} in its race {race}; it has {told}."
        return Feed(slug, race, None, "unknown_event", text)

    def _known(self, connection: Connection, race: str) -> Events:
        key = (connection.slug, race)
        if key not in self._events:
            self._events[key] = Events(self._names[key], event_map_of(connection))
        return self._events[key]


def read_feeds(warehouse: Warehouse, connections: Sequence[Connection]) -> Feeds:
    """Where events go now; scoring events are known as of their newest load that is served."""
    scoring = [
        Scoring(one, read_decisions(warehouse.connection, one.slug))
        for one in without_others(connections)
        if one.provider in TARGETS
    ]
    slugs = {one.connection.slug for one in scoring}
    names = [row for row in warehouse.fetch(NAMES) if row[0] in slugs]
    return Feeds(scoring, names)
