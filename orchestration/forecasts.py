"""When an event's people will be proven at the scoring system, by how long it took before."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.providers import PROVIDERS
from orchestration.queue.reading import Wanted, last_success
from orchestration.rosters import Roster
from push.kit.standing import Pace, read_pace


@dataclass(frozen=True)
class Forecast:
    """What is left to do for an event, and how long such work took before, in seconds.

    `sync_seconds` is of the last sync of the registrations, `pace` of the last pushes; None where
    nothing was measured yet.
    """

    left: int
    sync_seconds: float | None
    pace: Pace | None

    @property
    def seconds(self) -> float | None:
        """How long it will take, were it begun now; None before the first push was measured."""
        if self.pace is None:
            return None
        return (self.sync_seconds or 0.0) + self.left * self.pace.seconds_each


def read_forecast(store: sa.Engine, source: Connection, roster: Roster) -> Forecast:
    """What is left of a roster, and how long the last sync and the last pushes of its people took.

    Of several scoring systems the slowest counts.
    """
    paces = [read_pace(store, name) for name in dict.fromkeys(name for name, _ in roster.races)]
    measured = [one for one in paces if one is not None]
    slowest = max(measured, key=lambda one: one.seconds_each, default=None)
    return Forecast(roster.left, _last_sync(store, source), slowest)


def _last_sync(store: sa.Engine, source: Connection) -> float | None:
    """How long the last sync took that runs often on a race day."""
    for operation in _often(source):
        job = last_success(store, Wanted(connection=source.slug, operation=operation))
        if job is not None and job.started_at and job.finished_at:
            return (job.finished_at - job.started_at).total_seconds()
    return None


def _often(source: Connection) -> Sequence[str]:
    return [one.name for one in PROVIDERS[source.provider].operations if one.race_day]
