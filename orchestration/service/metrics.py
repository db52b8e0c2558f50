"""The figures that Prometheus reads: calls by route, jobs by lane and state, how late the queue is.

Every label is one of a known few: route templates, methods, statuses, lanes, states.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from extract.kit.sync import utc_now
from orchestration.queue import reading

HOUR = timedelta(hours=1)
# Seconds; the goal of a read is 0.05.
BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0)


class QueueFigures(Collector):
    """The queue as it stands when somebody asks."""

    def __init__(self, engine: sa.Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """The gauges of the queue."""
        now = self._now()
        counts, ended = reading.counts(self._engine), reading.ended_since(self._engine, now - HOUR)
        yield _by_lane("syncline_jobs", "Jobs that wait or run.", counts)
        yield _by_lane("syncline_jobs_ended", "Jobs that ended within the last hour.", ended)
        due = reading.oldest_due(self._engine, now)
        age = 0.0 if due is None else (now - due).total_seconds()
        yield GaugeMetricFamily(
            "syncline_oldest_due_seconds", "How long the oldest due job has waited.", value=age
        )
        workers = reading.workers(self._engine)
        yield GaugeMetricFamily("syncline_workers", "Workers that are known.", value=len(workers))

    def describe(self) -> Iterator[Metric]:
        """Nothing: what would be asked of the queue for it comes with each reading."""
        return iter(())


def _by_lane(name: str, words: str, numbers: Mapping[tuple[str, str], int]) -> Metric:
    found = GaugeMetricFamily(name, words, labels=("lane", "state"))
    for (lane, state), number in sorted(numbers.items()):
        found.add_metric((lane, state), number)
    return found


class Figures:
    """The figures of one service."""

    def __init__(self, engine: sa.Engine) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter(
            "syncline_http_requests",
            "Calls that were answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "syncline_http_request_seconds",
            "Seconds from a call to its answer.",
            ("route",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._registry.register(QueueFigures(engine))

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one call."""
        self._calls.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All figures in Prometheus' text form; reads the queue."""
        return generate_latest(self._registry)
