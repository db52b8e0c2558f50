"""The events that a mapping is about, as they are served, and when each has started."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from extract.kit.destination import Warehouse
from orchestration.generations.served import require_served
from orchestration.preflight.start import Event, choose
from push.targets import TARGETS

EVENTS = """
    select event_key, source_provider, connection, timing_partner_id, race_id, race_name,
        event_id, event_name, event_date, starts_at
    from race.unified_events
"""
REGISTERED = EVENTS + f" where source_provider not in ({', '.join('?' * len(TARGETS))})"


@dataclass(frozen=True)
class TimedEvent(Event):
    """An event with the instant of its start, UTC; null where its provider gives none."""

    starts_at: datetime | None = None

    @property
    def started_at(self) -> datetime | None:
        """From when on it has started, UTC; None while nothing tells.

        Of an event without a time that is when its day has ended everywhere on earth.
        """
        if self.starts_at is not None:
            return self.starts_at
        if self.event_date is None:
            return None
        return datetime.combine(self.event_date, time(), UTC) + timedelta(hours=36)


@dataclass(frozen=True)
class Catalogue:
    """All events: those that people register for, and those of scoring systems."""

    registration: tuple[TimedEvent, ...]
    scoring: tuple[TimedEvent, ...]

    def find(self, wanted: str) -> TimedEvent:
        """The registration event of that key, id or name.

        Raises: UnknownEvent, with those that could be meant.
        """
        return choose(self.registration, wanted)

    def find_scoring(self, wanted: str, partner: str | None) -> TimedEvent:
        """The scoring event of that key, id or name, among those of one timing partner.

        Raises: UnknownEvent, with those that could be meant.
        """
        return choose([one for one in self.scoring if one.timing_partner_id == partner], wanted)

    def registered(self, connection: str, event_id: str | None) -> TimedEvent | None:
        """The registration event that a mapping is about; None when it is not served."""
        return self._registered.get((connection, event_id))

    def named(
        self, connection: str | None, race_id: str | None, name: str | None
    ) -> TimedEvent | None:
        """The scoring event that a mapping names; None when it is not served."""
        return self._named.get((connection, race_id, name))

    @cached_property
    def _registered(self) -> dict[tuple[str | None, ...], TimedEvent]:
        return {(one.connection, one.event_id): one for one in self.registration}

    @cached_property
    def _named(self) -> dict[tuple[str | None, ...], TimedEvent]:
        return {(one.connection, one.race_id, one.event_name): one for one in self.scoring}


def read_catalogue(warehouse: Warehouse) -> Catalogue:
    """The events as they are served.

    Raises: NothingServed.
    """
    require_served(warehouse, "race", "unified_events")
    events = [TimedEvent(*row) for row in warehouse.fetch(EVENTS)]
    return Catalogue(
        tuple(one for one in events if not one.is_scoring),
        tuple(one for one in events if one.is_scoring),
    )


def read_registered(warehouse: Warehouse) -> tuple[TimedEvent, ...]:
    """The events that people register for, as they are served.

    Raises: NothingServed.
    """
    require_served(warehouse, "race", "unified_events")
    return tuple(TimedEvent(*row) for row in warehouse.fetch(REGISTERED, list(TARGETS)))


def first_start(events: Iterable[TimedEvent | None]) -> datetime | None:
    """When the first of these starts, UTC; None when no start is known."""
    starts: Sequence[datetime] = [
        one.started_at for one in events if one is not None and one.started_at is not None
    ]
    return min(starts, default=None)
