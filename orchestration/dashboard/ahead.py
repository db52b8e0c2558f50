"""The nearest race day, and how many runners are held back for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from extract.kit.destination import open_warehouse
from orchestration.dashboard.desk import View
from orchestration.dashboard.racing import LIST, read_events
from orchestration.dashboard.words import count
from orchestration.generations.served import has_table
from orchestration.mapping.events import TimedEvent

WEEK = 7


@dataclass(frozen=True)
class RaceDayAhead:
    """The nearest day with a race: how many are held back, and the event with the most of them.

    `today` is where the reader is.
    """

    day: date
    held_back: int
    event_key: str
    today: date

    @property
    def words(self) -> str:
        """How many, for when: `2 runners held back for Saturday`."""
        who = f"{count(self.held_back, 'runner')}" if self.held_back else "nobody"
        return f"{who} held back for {_day(self.day, self.today)}"


def read_race_day_ahead(view: View, now: datetime) -> RaceDayAhead | None:
    """The nearest day with a race of the reader's that has not started; None where there is none.

    Raises: WarehouseBusy where it was never read.
    """
    ahead = [one for one in read_events(view).value if _day_of(one) and not _is_over(one, now)]
    if not ahead:
        return None
    nearest = min(filter(None, map(_day_of, ahead)))
    events = tuple(one for one in ahead if _day_of(one) == nearest)
    keys = tuple(one.event_key for one in events)
    held = view.desk.ask(("ahead", keys), lambda: _held(view, events)).value
    most = max(keys, key=lambda key: held.get(key, 0))
    return RaceDayAhead(nearest, sum(held.values()), most, now.astimezone(view.zone).date())


def _held(view: View, events: Sequence[TimedEvent]) -> dict[str, int]:
    """How many are held back, by event."""
    races = sorted({one.race_id for one in events if one.race_id})
    keys = [one.event_key for one in events]
    query = f"""
        select event_key, count(*) from {LIST}
        where race_id in ({_marks(races)}) and event_key in ({_marks(keys)})
            and status = 'held_back'
        group by event_key
    """
    with open_warehouse(view.desk.reading.target) as warehouse:
        if not (races and has_table(warehouse, "race", "start_list")):
            return {}
        return {str(key): int(number) for key, number in warehouse.fetch(query, [*races, *keys])}


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _day_of(one: TimedEvent) -> date | None:
    if one.event_date is not None:
        return one.event_date
    return one.starts_at.astimezone(UTC).date() if one.starts_at else None


def _is_over(one: TimedEvent, now: datetime) -> bool:
    return one.started_at is not None and one.started_at <= now


def _day(day: date, today: date) -> str:
    away = (day - today).days
    if away in (0, 1):
        return ("today", "tomorrow")[away]
    return f"{day:%A}" if 0 < away < WEEK else f"{day:%d %B %Y}"
