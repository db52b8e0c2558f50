"""What is seen to beside the workers: the history does not grow without end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from extract.kit.sync import utc_now
from orchestration.alerts.sweeping import Alerts
from orchestration.queue.jobs import Job, JobRequest
from orchestration.queue.queue import FORGOTTEN_AT_ONCE, Queue
from orchestration.queue.reading import newest
from orchestration.queue.start import Tending, run_crew
from orchestration.workplace import Workplace


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace that keeps what ended within thirty days."""
    target = Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    made = Workplace(tmp_path, target, {"SYNCLINE_HISTORY_DAYS": "30"})
    yield made
    made.store.dispose()


def ended(place: Workplace, connection: str, days: int) -> Job:
    """A job that ended so many days ago."""
    queue = Queue(place.store, lambda: utc_now() - timedelta(days=days))
    queue.put(JobRequest("events", "race", "runsignup", connection))
    claimed = queue.claim("worker-1")
    assert claimed is not None
    return queue.complete(claimed, {})


def test_what_ended_before_the_days_that_are_kept_is_forgotten(place: Workplace) -> None:
    ended(place, "harbor", 31)
    kept = ended(place, "summit", 29)

    Tending(place.store, Alerts(place), 30)()

    assert newest(place.store) == [kept]


def test_while_there_is_more_to_forget_it_goes_on_at_once(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter([FORGOTTEN_AT_ONCE, 3])
    monkeypatch.setattr(Queue, "forget", lambda _queue, _days: next(found))
    tending = Tending(place.store, Alerts(place), 30)

    tending()
    is_more = tending.forgets_at == 0.0
    tending()

    assert (is_more, tending.forgets_at > 0.0) == (True, True)


def test_a_number_of_days_that_is_none_starts_no_worker(tmp_path: Path) -> None:
    target = Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    place = Workplace(tmp_path, target, {"SYNCLINE_HISTORY_DAYS": "for ever"})

    with pytest.raises(ConfigError, match="SYNCLINE_HISTORY_DAYS"):
        run_crew(place, 1)

    place.store.dispose()
