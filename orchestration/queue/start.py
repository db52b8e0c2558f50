"""Starts the crew of one installation."""

import logging
import os
import signal
import time
from dataclasses import dataclass

import sqlalchemy as sa

from orchestration.alerts.sweeping import Alerts
from orchestration.mirror.copying import kept_days
from orchestration.queue.crew import Crew, Hand, lanes_of_each, slots_of
from orchestration.queue.queue import FORGOTTEN_AT_ONCE, Queue
from orchestration.workplace import Workplace

LOG = logging.getLogger(__name__)
FORGET_SECONDS = 60.0
USUAL = {"duckdb": 1, "postgres": 3}


@dataclass
class Tending:
    """What is seen to beside the workers: alerts, and that the queue's history does not grow."""

    store: sa.Engine
    alerts: Alerts
    days: int
    forgets_at: float = 0.0

    def __call__(self) -> None:
        """Sends what is due, and forgets what is old; a busy store is asked again next time."""
        try:
            self.alerts.sweep()
            if time.monotonic() >= self.forgets_at:
                self.forgets_at = time.monotonic() + FORGET_SECONDS
                if Queue(self.store).forget(self.days) == FORGOTTEN_AT_ONCE:
                    # There is more, and whoever wants the queue comes first.
                    self.forgets_at = 0.0
        except sa.exc.SQLAlchemyError as error:
            LOG.warning("alerts and history have to wait: %s", type(error).__name__)


def run_crew(place: Workplace, workers: int | None) -> None:
    """Keeps the workers of a workplace running until Ctrl-C or SIGTERM.

    Raises: ConfigError when the control store cannot be opened, or SYNCLINE_HISTORY_DAYS says no
        number of days.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    count = workers or USUAL[place.target.engine]
    environment = dict(os.environ) | {
        "SYNCLINE_HOME": str(place.home), "SYNCLINE_ENGINE": place.target.engine,
    }  # fmt: skip
    hands = [Hand(lanes) for lanes in lanes_of_each(count)]
    days, alerts = kept_days(place.env), Alerts(place)
    slots = slots_of(place.target.engine, count)
    crew = Crew(place.store, environment, hands, slots, Tending(place.store, alerts, days))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: crew.stopping.set())
    try:
        crew.run()
    finally:
        alerts.finish()
