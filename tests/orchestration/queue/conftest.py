"""A queue on both stores, with a clock that a test turns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.control.store import open_store, store_url
from orchestration.queue.queue import Queue

START = datetime(2026, 6, 6, 7, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    moment: datetime = field(default=START)

    def __call__(self) -> datetime:
        """What it shows."""
        return self.moment

    def turn(self, **forward: float) -> None:
        """Sets it forward."""
        self.moment += timedelta(**forward)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A new control store on each engine."""
    url = store_url(tmp_path)
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    opened = open_store(url)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    """A clock at the start of a race day."""
    return Clock()


@pytest.fixture
def queue(engine: sa.Engine, clock: Clock) -> Queue:
    """An empty queue."""
    return Queue(engine, clock)
