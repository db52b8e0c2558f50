"""Alerts of a workplace whose queue a test fills, with a clock that it turns."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.alerts.delivering import Message
from orchestration.alerts.records import Records
from orchestration.alerts.settings import Channel
from orchestration.alerts.sweeping import Alerts
from orchestration.control.store import store_url
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from tests.orchestration.queue.conftest import Clock

PULL = JobRequest("participants", "race", "runsignup", "harbor", "harbor_timing", "schedule")


@dataclass
class Held:
    """A message that was given to a channel, whose outcome the test decides."""

    channel: Channel
    message: Message
    desk: "Desk"

    def outcome(self) -> str | None:
        """What the test has the channel say."""
        return self.desk.says

    def wait(self) -> str:
        """The same, at the end of its time."""
        return self.desk.says or ""


@dataclass
class Desk:
    """A queue, the alerts of it, and what was sent."""

    place: Workplace
    clock: Clock
    queue: Queue
    says: str | None = ""
    sent: list[Held] = field(default_factory=list)

    def alerts(self) -> Alerts:
        """The alerts as a process that starts now has them."""
        return Alerts(self.place, now=self.clock, send=self._send, every=timedelta(0))

    def _send(self, channel: Channel, message: Message, seconds: float) -> Held:
        assert seconds == 20
        self.sent.append(Held(channel, message, self))
        return self.sent[-1]

    @property
    def titles(self) -> list[str]:
        """What was sent, by title."""
        return [one.message.title for one in self.sent]

    @property
    def records(self) -> Records:
        """What the control store knows of alerts."""
        return Records(self.place.store)

    def fail(self, connection: str = "harbor", error: str = "the provider is down") -> str:
        """The id of a job that has failed for good just now."""
        job = self.queue.put(replace(PULL, connection=connection))
        claimed = self.queue.claim("worker-1")
        assert claimed is not None
        self.queue.fail(claimed, Failure(error, is_final=True))
        return job.id

    def complete(self, connection: str = "harbor") -> None:
        """Completes a sync just now."""
        self.queue.put(replace(PULL, connection=connection))
        claimed = self.queue.claim("worker-1")
        assert claimed is not None
        self.queue.complete(claimed, {})


@pytest.fixture
def store_at(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new control store is: in a file, or on the server where a test asks for that."""
    if getattr(request, "param", "sqlite") == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return store_url(tmp_path)


@pytest.fixture
def desk(store_at: str, tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk with one channel, through which a sign of life went already."""
    from extract.kit.destination import Target

    env = {"SYNCLINE_CONTROL_URL": store_at, "SYNCLINE_ALERT_URLS": "chat=json://127.0.0.1:9"}
    target = Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    place = Workplace(tmp_path, target, env)
    opened = Desk(place, clock, Queue(place.store, clock))
    first = opened.alerts()
    first.sweep()
    first.finish()
    clock.turn(minutes=2)
    yield opened
    engine: sa.Engine = place.store
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """A clock at the start of a race day."""
    return Clock()
