"""When an event's people will be proven at the scoring system, by how long it takes and took."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from extract.kit.connection import Connection
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.queue.reading import Wanted, last_success
from orchestration.rosters import Roster
from push.kit.standing import Pace, Running, read_pace, read_running


@dataclass(frozen=True)
class Forecast:
    """What is left to do for an event, and how long such work took before, in seconds.

    `sync_seconds` is of the last sync of the registrations, `pace` of the last pushes; None where
    nothing was measured yet. `running` is the push that goes on now, None where none does.
    """

    left: int
    sync_seconds: float | None
    pace: Pace | None
    running: Running | None = None

    @property
    def seconds(self) -> float | None:
        """How long it will take, were it begun now; None before anything was measured.

        What goes on is reckoned by its own pace, and what it does not send as if begun after it.
        """
        if self.running is not None and self.running.seconds_each is not None:
            return self._of_running(self.running, self.running.seconds_each)
        if self.pace is None:
            return None
        sync = 0.0 if self.running else self.sync_seconds or 0.0
        return sync + self.left * self.pace.seconds_each

    def _of_running(self, running: Running, each: float) -> float:
        proof = running.total * self.pace.proof_seconds_each if self.pace else 0.0
        others = max(self.left - running.total, 0)
        later = others * (self.pace.seconds_each if self.pace else each)
        return (running.seconds_left or 0.0) + proof + later


def read_forecast(
    store: sa.Engine,
    source: Connection,
    roster: Roster,
    now: Callable[[], datetime] = utc_now,
) -> Forecast:
    """What is left of a roster, and how long the last sync and the last pushes of its people took.

    Of several scoring systems the slowest counts, and of several pushes that go on.
    """
    going = [read_running(store, *place, now) for place in roster.races]
    running = [one for one in going if one is not None]
    but = [one.number for one in running]
    names = dict.fromkeys(name for name, _ in roster.races)
    measured = [one for name in names if (one := read_pace(store, name, but=but)) is not None]
    return Forecast(
        roster.left,
        _last_sync(store, source),
        max(measured, key=lambda one: one.seconds_each, default=None),
        max(running, key=_slowness, default=None),
    )


def _slowness(one: Running) -> float:
    """How long it goes on; one that nobody has answered yet is the slowest."""
    return math.inf if one.seconds_left is None else one.seconds_left


def _last_sync(store: sa.Engine, source: Connection) -> float | None:
    """How long the last sync took that runs often on a race day."""
    for operation in _often(source):
        job = last_success(store, Wanted(connection=source.slug, operation=operation))
        if job is not None and job.started_at and job.finished_at:
            return (job.finished_at - job.started_at).total_seconds()
    return None


def _often(source: Connection) -> Sequence[str]:
    return [one.name for one in PROVIDERS[source.provider].operations if one.race_day]
