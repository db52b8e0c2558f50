"""What a person decides about an event: where its people go, or that nobody goes; until when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from extract.kit.destination import open_warehouse
from extract.kit.errors import ConfigError, SynclineError
from orchestration.mapping.events import Catalogue, TimedEvent, first_start, read_catalogue
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
        place.connection(scoring_connection)

    def row(_catalogue: Catalogue, event: TimedEvent) -> Mapping:
        return replace(_about(event, wish), scoring_connection=scoring_connection)

    return _decide(place, wish, row)


def confirm(place: Workplace, wish: Wish) -> Decided:
    """Makes the one suggestion for an event a decision.

    Raises: NoSuggestion when there is none, or several; and as `send`.
    """
    return _settle(place, wish, "confirmed")


def refuse(place: Workplace, wish: Wish) -> Decided:
    """Refuses what is suggested for an event, which is not suggested again.

    Raises: NoSuggestion when there is none; and as `send`.
    """
    return _settle(place, wish, "refused")


def confirm_all(place: Workplace, now: datetime) -> tuple[list[Decided], list[Mapping]]:
    """Confirms every suggestion that is the only one for its event; gives back what was left.

    Left are those of events with several, and of events that have started.

    Raises: NothingServed.
    """
    with open_warehouse(place.target) as warehouse, writing(warehouse) as rows:
        catalogue = read_catalogue(warehouse)
        suggested = [row for row in rows if row.state == "suggested"]
        per_event: dict[tuple[str, str | None], list[Mapping]] = {}
        for row in suggested:
            per_event.setdefault((row.connection, row.event_id), []).append(row)
        done, left = [], []
        for found in per_event.values():
            start = _start(catalogue, found)
            if len(found) > 1 or found[0].is_ambiguous or (start is not None and start <= now):
                left += found
                continue
            row = _signed(place, found[0], "confirmed", now)
            row = replace(row, locked_at=start)
            delete(warehouse, found)
            insert(warehouse, [row])
            done.append(Decided((row,), ()))
    return done, left


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
        catalogue = read_catalogue(warehouse)
        event = catalogue.find(wish.event)
        row = _signed(place, make(catalogue, event), "confirmed", wish.now)
        own = [
            one for one in rows if (one.connection, one.event_id) == (row.connection, row.event_id)
        ]
        replaced = [one for one in own if _gives_way(one, row)]
        row = _unlocked(catalogue, wish, row, replaced)
        gone = [one for one in own if one.state == "suggested" and one.choice == row.choice]
        delete(warehouse, [*replaced, *gone])
        insert(warehouse, [row])
    return Decided((row,), tuple(replaced))


def _gives_way(old: Mapping, new: Mapping) -> bool:
    """Whether a decision ends where a new one begins: an event goes to one place."""
    if old.state != "confirmed" or old.choice != new.choice:
        return False
    if new.scoring_connection is None or old.scoring_connection in (None, new.scoring_connection):
        return True
    return old.scoring_event is not None and new.scoring_event is not None


def _settle(place: Workplace, wish: Wish, state: State) -> Decided:
    with open_warehouse(place.target) as warehouse, writing(warehouse) as rows:
        catalogue = read_catalogue(warehouse)
        event = catalogue.find(wish.event)
        found = [
            one
            for one in rows
            if one.state == "suggested"
            and (one.connection, one.event_id) == (event.connection, event.event_id)
        ]
        if not found:
            raise NoSuggestion(f"Nothing is suggested for {event}. Run syncline mapping suggest.")
        if state == "confirmed" and len(found) > 1:
            raise NoSuggestion(
                f"{len(found)} scoring events are suggested for {event}: "
                f"{'; '.join(one.target for one in found)}. Say which: syncline mapping set."
            )
        signed = [_signed(place, one, state, wish.now) for one in found]
        if state == "confirmed":
            signed = [_unlocked(catalogue, wish, one, []) for one in signed]
        delete(warehouse, found)
        insert(warehouse, signed)
    return Decided(tuple(signed), ())


def _signed(place: Workplace, row: Mapping, state: State, now: datetime) -> Mapping:
    return replace(row, state=state, decided_at=now, decided_by=place.actor)


def _unlocked(
    catalogue: Catalogue, wish: Wish, row: Mapping, replaced: Sequence[Mapping]
) -> Mapping:
    """The row with the time of its lock, and who opened it if it is shut.

    Raises: MappingLocked; ConfigError when nobody is named.
    """
    if wish.unlock is not None and not wish.unlock.strip():
        raise ConfigError("--unlock needs the name of the person who answers for it.")
    instead = "; ".join(f"instead of {_told(one)}" for one in replaced)
    reason = "; ".join(part for part in (row.reason, instead) if part)
    row = replace(row, reason=reason or None, locked_at=_start(catalogue, [row, *replaced]))
    if row.locked_at is None or row.locked_at > wish.now:
        return row
    if wish.unlock is None:
        raise MappingLocked(
            f"{row.event_name} (race {row.race_id} of {row.connection}) or its scoring event "
            f"started at {row.locked_at:%Y-%m-%d %H:%M} UTC: where its people go is locked and "
            "was not changed. Who answers for a change now is named with --unlock NAME."
        )
    return replace(row, unlocked_by=wish.unlock.strip(), unlocked_at=wish.now)


def _told(row: Mapping) -> str:
    at = f" at {row.decided_at:%Y-%m-%d %H:%M} UTC" if row.decided_at else ""
    return f"{row.target}, by {row.decided_by}{at}"


def _start(catalogue: Catalogue, rows: Iterable[Mapping]) -> datetime | None:
    """When the first of the events starts that mappings are about, UTC; None if none tells."""
    events: list[TimedEvent | None] = []
    for row in rows:
        events.append(catalogue.registered(row.connection, row.event_id))
        events.append(
            catalogue.named(row.scoring_connection, row.scoring_race_id, row.scoring_event)
        )
    return first_start(events)
