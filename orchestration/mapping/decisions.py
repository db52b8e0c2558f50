"""What a person decides about an event: where its people go, or that nobody goes; until when."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.errors import ConfigError, SynclineError
from orchestration.mapping.events import Catalogue, TimedEvent, first_start, read_catalogue
from orchestration.mapping.feeds import Feeds, Place, read_feeds
from orchestration.mapping.table import Mapping, State, delete, insert, writing
from orchestration.workplace import Workplace


class MappingLocked(SynclineError):
    """An event has started: where its people go is not changed without somebody's name."""


class NoSuggestion(SynclineError):
    """There is nothing to confirm or refuse, or more than one thing."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants decided: an event (key, id or name), perhaps one choice within it.

    `now` is the time at which it is decided, UTC; `unlock` who answers for a change after the
    start.
    """

    event: str
    now: datetime
    choice: str | None = None
    unlock: str | None = None


@dataclass(frozen=True)
class Decided:
    """The rows that hold from now on, and those whose place they took."""

    rows: tuple[Mapping, ...]
    replaced: tuple[Mapping, ...]


def send(place: Workplace, wish: Wish, scoring_event: str) -> Decided:
    """Sends the people of an event to one scoring event, in place of any other they went to.

    Raises: UnknownEvent, MappingLocked, NothingServed, ConfigError.
    """

    def row(catalogue: Catalogue, event: TimedEvent) -> Mapping:
        to = catalogue.find_scoring(scoring_event, event.timing_partner_id)
        return replace(
            _about(event, wish),
            scoring_connection=to.connection,
            scoring_race_id=to.race_id,
            scoring_event=to.event_name,
        )

    return _decide(place, wish, row)


def exclude(place: Workplace, wish: Wish, scoring_connection: str | None = None) -> Decided:
    """Keeps the people of an event from one scoring connection, or from all of them.

    Raises: UnknownEvent, MappingLocked, NothingServed, ConfigError.
    """
    if scoring_connection is not None:
        scoring_connection = place.connection(scoring_connection).slug

    def row(_catalogue: Catalogue, event: TimedEvent) -> Mapping:
        return replace(_about(event, wish), scoring_connection=scoring_connection)

    return _decide(place, wish, row)


def confirm(place: Workplace, wish: Wish) -> Decided:
    """Makes the one suggestion for an event a decision.

    Raises: NoSuggestion when there is none, or several; and as `send`.
    """
    with open_warehouse(place.target) as warehouse, writing(warehouse) as rows:
        desk = Desk(place, warehouse, read_catalogue(warehouse))
        event = desk.catalogue.find(wish.event)
        found = _suggested(rows, event)
        if len(found) > 1:
            raise NoSuggestion(
                f"{len(found)} scoring events are suggested for {event}: "
                f"{'; '.join(one.target for one in found)}. Say which: syncline mapping set."
            )
        row = _signed(place, found[0], "confirmed", wish.now)
        replaced = [one for one in rows if _is_about(one, event) and _gives_way(one, row)]
        return desk.keep(wish, row, replaced, found)


def refuse(place: Workplace, wish: Wish) -> Decided:
    """Refuses what is suggested for an event, which is not suggested again.

    Raises: NoSuggestion when there is none; UnknownEvent, NothingServed.
    """
    with open_warehouse(place.target) as warehouse, writing(warehouse) as rows:
        found = _suggested(rows, read_catalogue(warehouse).find(wish.event))
        signed = [_signed(place, one, "refused", wish.now) for one in found]
        delete(warehouse, found)
        insert(warehouse, signed)
    return Decided(tuple(signed), ())


def confirm_all(place: Workplace, now: datetime) -> tuple[list[Decided], list[Mapping]]:
    """Confirms every suggestion that is the only one for its event; gives back what was left.

    Left are those of events with several, and of events that have started.

    Raises: NothingServed.
    """
    done: list[Decided] = []
    left: list[Mapping] = []
    with open_warehouse(place.target) as warehouse, writing(warehouse) as rows:
        desk = Desk(place, warehouse, read_catalogue(warehouse))
        per_event: defaultdict[tuple[str, str | None], list[Mapping]] = defaultdict(list)
        for row in rows:
            if row.state == "suggested":
                per_event[row.connection, row.event_id].append(row)
        for found in per_event.values():
            start = desk.start(found[0])
            if len(found) > 1 or found[0].is_ambiguous or (start is not None and start <= now):
                left += found
            else:
                row = _signed(place, found[0], "confirmed", now)
                done.append(desk.keep(Wish(found[0].event_name or "", now), row, [], found))
    return done, left


def _suggested(rows: Iterable[Mapping], event: TimedEvent) -> list[Mapping]:
    """What is suggested for an event.

    Raises: NoSuggestion.
    """
    found = [one for one in rows if one.state == "suggested" and _is_about(one, event)]
    if not found:
        raise NoSuggestion(f"Nothing is suggested for {event}. Run syncline mapping suggest.")
    return found


def _about(event: TimedEvent, wish: Wish) -> Mapping:
    return Mapping(
        timing_partner_id=event.timing_partner_id,
        connection=event.connection,
        race_id=event.race_id,
        event_id=event.event_id,
        event_name=event.event_name,
        choice=wish.choice,
        scoring_connection=None,
        scoring_race_id=None,
        scoring_event=None,
        state="confirmed",
    )


def _decide(
    place: Workplace, wish: Wish, make: Callable[[Catalogue, TimedEvent], Mapping]
) -> Decided:
    with open_warehouse(place.target) as warehouse, writing(warehouse) as rows:
        desk = Desk(place, warehouse, read_catalogue(warehouse))
        event = desk.catalogue.find(wish.event)
        row = _signed(place, make(desk.catalogue, event), "confirmed", wish.now)
        own = [one for one in rows if _is_about(one, event)]
        gone = [one for one in own if one.state == "suggested" and one.choice == row.choice]
        return desk.keep(wish, row, [one for one in own if _gives_way(one, row)], gone)


@dataclass(frozen=True)
class Desk:
    """Where one decision is made: an open warehouse whose table nobody else changes meanwhile."""

    place: Workplace
    warehouse: Warehouse
    catalogue: Catalogue

    @cached_property
    def feeds(self) -> Feeds:
        """Where events go before anything is decided here."""
        return read_feeds(self.warehouse, list(self.place.connections().values()))

    def keep(
        self, wish: Wish, row: Mapping, replaced: Sequence[Mapping], gone: Sequence[Mapping]
    ) -> Decided:
        """Writes a decision in place of others; suggestions that it answers go.

        Raises: MappingLocked; ConfigError when nobody is named.
        """
        row = _unlocked(wish, replace(row, locked_at=self.start(row)), replaced)
        delete(self.warehouse, [*replaced, *gone])
        insert(self.warehouse, [row])
        return Decided((row,), tuple(replaced))

    def start(self, row: Mapping) -> datetime | None:
        """When the first starts, UTC: the event, where it goes now, where it is to go."""
        event = Place(row.connection, row.race_id, row.event_id, row.event_name, row.choice)
        scoring = [(row.scoring_connection, row.scoring_race_id, row.scoring_event)]
        for one in self.feeds.of(event):
            scoring.append((one.scoring_connection, one.scoring_race, one.scoring_event))
        registered = self.catalogue.registered(row.connection, row.event_id)
        return first_start([registered, *(self.catalogue.named(*one) for one in scoring)])


def _is_about(row: Mapping, event: TimedEvent) -> bool:
    return (row.connection, row.event_id) == (event.connection, event.event_id)


def _gives_way(old: Mapping, new: Mapping) -> bool:
    """Whether a decision ends where a new one begins: an event goes to one place."""
    if old.state != "confirmed" or old.choice != new.choice:
        return False
    if new.scoring_connection is None or old.scoring_connection in (None, new.scoring_connection):
        return True
    return old.scoring_event is not None and new.scoring_event is not None


def _told(row: Mapping) -> str:
    at = f" at {row.decided_at:%Y-%m-%d %H:%M} UTC" if row.decided_at else ""
    return f"{row.target}, by {row.decided_by}{at}"


def _signed(place: Workplace, row: Mapping, state: State, now: datetime) -> Mapping:
    return replace(row, state=state, decided_at=now, decided_by=place.actor)


def _unlocked(wish: Wish, row: Mapping, replaced: Sequence[Mapping]) -> Mapping:
    """The row with what it takes the place of, and who opened its lock if it is shut.

    Raises: MappingLocked; ConfigError when nobody is named.
    """
    if wish.unlock is not None and not wish.unlock.strip():
        raise ConfigError("--unlock needs the name of the person who answers for it.")
    instead = [f"instead of {_told(one)}" for one in replaced]
    row = replace(row, reason="; ".join([*([row.reason] if row.reason else []), *instead]) or None)
    if row.locked_at is None or row.locked_at > wish.now:
        return row
    if wish.unlock is None:
        raise MappingLocked(
            f"{row.event_name} (race {row.race_id} of {row.connection}) or its scoring event "
            f"started at {row.locked_at:%Y-%m-%d %H:%M} UTC: where its people go is locked and "
            "was not changed. Who answers for a change now is named with --unlock NAME."
        )
    return replace(row, unlocked_by=wish.unlock.strip(), unlocked_at=wish.now)
