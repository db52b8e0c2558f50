"""How many of an event's people have a result, and when the newest was read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from extract.kit.destination import Warehouse
from orchestration.generations.served import has_table
from orchestration.preflight.start import Event
from push.targets import TARGETS

# People run on another day now and then, hardly in another month.
AROUND_DAYS = 31
RACES = """
    select distinct race_id from race.unified_events
    where source_provider in ({providers})
        and timing_partner_id is not distinct from cast(? as text) and {which}
"""
CHOSEN = "event_key = ?"
AROUND = "(event_date is null or event_date between ? and ?)"
# By its race a result is found among millions; by its runner only after all of them.
COUNTED = """
    select count(*), max(result.fetched_date) from race.unified_results as result
    inner join race.unified_participants as runner
        on runner.participant_key = result.participant_key
    where runner.race_id = ? and runner.event_key = ? and result.race_id in ({races})
"""


@dataclass(frozen=True)
class Finished:
    """How many of an event's people have a result, and when the newest was read, in UTC."""

    count: int = 0
    newest_at: datetime | None = None


def read_finished(
    warehouse: Warehouse, event: Event, fed: Collection[str], chosen: str = ""
) -> Finished:
    """Looked for in the scoring race that the connection names, else where its people are sent.

    Where neither is known, in its timing partner's races around its day. `chosen` is the key of
    the scoring event that is named, if any; `fed` has the ids of the races that people go to.
    """
    if not has_table(warehouse, "race", "unified_results"):
        return Finished()
    named = _races(warehouse, event, CHOSEN, chosen) if chosen else []
    races = named or sorted(set(fed)) or _races(warehouse, event, AROUND, *_span(event.event_date))
    if not races:
        return Finished()
    query = COUNTED.format(races=_marks(races))
    [(number, newest_at)] = warehouse.fetch(query, [event.race_id, event.event_key, *races])
    return Finished(int(number), newest_at.astimezone(UTC) if newest_at else None)


def _races(warehouse: Warehouse, event: Event, which: str, *given: str | date) -> list[str]:
    providers = sorted(TARGETS)
    query = RACES.format(providers=_marks(providers), which=which)
    rows = warehouse.fetch(query, [*providers, event.timing_partner_id, *given])
    return [race for (race,) in rows]


def _span(day: date | None) -> tuple[date, date]:
    if day is None:
        return date.min, date.max
    first, last = day.toordinal() - AROUND_DAYS, day.toordinal() + AROUND_DAYS
    return date.fromordinal(max(first, 1)), date.fromordinal(min(last, date.max.toordinal()))


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
