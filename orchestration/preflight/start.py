"""One start: the events of all registration providers that begin together, and who is in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from extract.kit.destination import Warehouse
from extract.kit.errors import SynclineError
from orchestration.generations.served import require_served
from orchestration.mapping.feeds import Feeds, Place
from push.kit.events import plain
from push.targets import TARGETS

SHOWN, ALIKE = 8, 3
EVENTS = """
    select event_key, source_provider, connection, timing_partner_id, race_id, race_name,
        event_id, event_name, event_date
    from race.unified_events
"""
RUNNERS = """
    select runner.participant_key, runner.source_provider, runner.connection,
        runner.registration_id, runner.race_id, runner.event_key, runner.first_name,
        runner.last_name, runner.gender, runner.bib_number, runner.chip, runner.email,
        runner.date_of_birth, runner.age, runner.choice, matched.person_key, matched.rule
    from race.unified_participants as runner
    left join race.people_registrations as matched
        on matched.participant_key = runner.participant_key
    where runner.status = 'active' and runner.connection = ? and runner.race_id = ?
    order by runner.participant_key
"""


class UnknownEvent(SynclineError):
    """There is no such event, or more than one is meant."""


@dataclass(frozen=True)
class Event:
    """One event as served; `event_date` is its day where it takes place."""

    event_key: str
    source_provider: str
    connection: str
    timing_partner_id: str | None
    race_id: str
    race_name: str | None
    event_id: str
    event_name: str | None
    event_date: date | None

    @property
    def is_scoring(self) -> bool:
        """Whether it is a scoring system's own."""
        return self.source_provider in TARGETS

    def __str__(self) -> str:
        """The event as a person would look for it."""
        day = f", {self.event_date}" if self.event_date else ""
        return f"{self.race_name}: {self.event_name}{day} ({self.event_key})"


AnyEvent = TypeVar("AnyEvent", bound=Event)


@dataclass(frozen=True)
class Runner:
    """One active registration, in the order of the query's columns."""

    participant_key: str
    source_provider: str
    connection: str
    registration_id: str
    race_id: str
    event_key: str | None
    first_name: str | None
    last_name: str | None
    gender: str | None
    bib_number: str | None
    chip: str | None
    email: str | None
    date_of_birth: date | None
    age: int | None
    choice: str | None
    person_key: str | None
    person_rule: str | None

    @property
    def name(self) -> str:
        """The full name; empty when there is none."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)

    def __str__(self) -> str:
        """The person as a timer would look for them."""
        return f"{self.name or 'somebody without a name'} ({self.participant_key})"


@dataclass(frozen=True)
class Meant:
    """The event that was meant, those that begin with it at all registration providers, and all.

    `everything` has the scoring systems' events too.
    """

    chosen: Event
    together: tuple[Event, ...]
    everything: tuple[Event, ...]

    @property
    def races(self) -> list[tuple[str, str]]:
        """Connection and race of those that begin together."""
        return sorted({(event.connection, event.race_id) for event in self.together})


@dataclass(frozen=True)
class Start:
    """Events that begin together, who runs in them, who stands in their races without one."""

    chosen: Event
    events: tuple[Event, ...]
    runners: tuple[Runner, ...]
    without_event: tuple[Runner, ...]


def read_events(warehouse: Warehouse) -> list[Event]:
    """Every event as it is served, of registration providers and scoring systems.

    Raises: NothingServed before the first build.
    """
    require_served(warehouse, "race", "unified_events")
    return [Event(*row) for row in warehouse.fetch(EVENTS)]


def find_events(warehouse: Warehouse, wanted: str) -> Meant:
    """The event that is meant by its key, id or name, with those of its partner, name and day.

    Raises: UnknownEvent, with the events that could be meant; NothingServed.
    """
    everything = tuple(read_events(warehouse))
    registration = [event for event in everything if not event.is_scoring]
    chosen = choose(registration, wanted)
    together = tuple(event for event in registration if begins_with(event, chosen))
    return Meant(chosen, together, everything)


def read_start(warehouse: Warehouse, wanted: str, feeds: Feeds) -> Start:
    """The start that an event belongs to: those of one partner with its name, on its day.

    By `feeds` also those, whatever their names, whose people go to the same scoring event.

    Raises: UnknownEvent, with the events that could be meant; NothingServed.
    """
    meant = _with_fellows(find_events(warehouse, wanted), feeds)
    keys = {event.event_key for event in meant.together}
    known = {event.event_key for event in meant.everything}
    entered = [runner for race in meant.races for runner in _runners(warehouse, race)]
    return Start(
        meant.chosen,
        meant.together,
        tuple(runner for runner in entered if runner.event_key in keys),
        tuple(runner for runner in entered if runner.event_key not in known),
    )


def _with_fellows(meant: Meant, feeds: Feeds) -> Meant:
    """What is meant, with every event of the partner that feeds the same scoring event."""
    goals = set[tuple[str | None, ...]]().union(*(_goals(one, feeds) for one in meant.together))
    own = [
        one for one in meant.everything if one.timing_partner_id == meant.chosen.timing_partner_id
    ]
    together = tuple(
        one
        for one in own
        if one in meant.together
        or (not one.is_scoring and not goals.isdisjoint(_goals(one, feeds)))
    )
    return replace(meant, together=together)


def _goals(event: Event, feeds: Feeds) -> set[tuple[str | None, ...]]:
    """The scoring events that an event's people are sent to: connection, race and name."""
    place = Place(event.connection, event.race_id, event.event_id, event.event_name)
    return {
        (feed.scoring_connection, feed.scoring_race, feed.scoring_event)
        for feed in feeds.of(place)
        if feed.kind == "sent"
    }


def choose(events: Sequence[AnyEvent], wanted: str) -> AnyEvent:
    """The event of that key, id or name.

    Raises: UnknownEvent, with the events that could be meant.
    """
    found = [event for event in events if wanted in (event.event_key, event.event_id)]
    if not found:
        name = plain(wanted)
        found = [event for event in events if name in _names(event)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownEvent(
            f"No event is called {wanted!r}{_alike(events, wanted)}. Say its key, its id or its "
            "name as served in race.unified_events."
        )
    listed = "; ".join(str(event) for event in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise UnknownEvent(
        f"{wanted!r} may be one of {len(found)} events: {listed}{more}. Say its key."
    )


def _alike(events: Sequence[Event], wanted: str) -> str:
    """The events whose keys or names are most like what was said, in words; empty for none."""
    spelled = {
        spelling: event for event in events for spelling in (*_names(event), event.event_key)
    }
    close = get_close_matches(plain(wanted), spelled, ALIKE)
    found = dict.fromkeys(str(spelled[one]) for one in close)
    return f"; the nearest: {'; '.join(found)}" if found else ""


def _names(event: Event) -> set[str]:
    name, race = plain(event.event_name or ""), plain(event.race_name or "")
    return {name, f"{race} {name}", f"{race}: {name}", race}


def begins_with(event: Event, chosen: Event) -> bool:
    """Whether an event is the chosen one, or is the same partner's by its name and day."""
    if event.event_key == chosen.event_key:
        return True
    return (
        event.timing_partner_id == chosen.timing_partner_id
        and event.event_date is not None
        and event.event_date == chosen.event_date
        and plain(event.event_name or "") == plain(chosen.event_name or "")
    )


def _runners(warehouse: Warehouse, race: tuple[str, str]) -> Iterator[Runner]:
    rows: list[tuple[Any, ...]] = warehouse.fetch(RUNNERS, list(race))
    return (Runner(*row) for row in rows)
