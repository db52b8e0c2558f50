"""Old runs are forgotten, with all that Dagster wrote down of them; others are not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
import sqlalchemy as sa
from dagster._core.storage.runs.schema import RunsTable

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from orchestration.defs import schedules
from orchestration.defs.instance import open_instance
from orchestration.defs.schedules import forget_runs, run_days
from orchestration.workplace import Workplace

STATUSES = dg.DagsterRunStatus


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster's books with the settings that are delivered, empty."""
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), {})
    opened = open_instance(place)
    yield opened
    opened.dispose()


@dg.job
def nothing() -> None:
    """A job without steps."""


def kept(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, *, days: float) -> str:
    """The id of a run that was last touched so many days ago."""
    run = instance.create_run_for_job(nothing, status=status)
    instance.report_engine_event("Something was done.", run)
    touched = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)
    query = sa.update(RunsTable).where(RunsTable.c.run_id == run.run_id)
    with instance.run_storage.connect() as books:  # type: ignore[attr-defined]
        books.execute(query.values(update_timestamp=touched))
    return run.run_id


def test_what_ended_long_ago_is_forgotten_with_its_events(instance: dg.DagsterInstance) -> None:
    old = [
        kept(instance, status, days=30.5)
        for status in (STATUSES.SUCCESS, STATUSES.FAILURE, STATUSES.CANCELED)
    ]
    young = kept(instance, STATUSES.SUCCESS, days=29.5)
    running = kept(instance, STATUSES.STARTED, days=90)

    gone = forget_runs(instance, 30)

    left = {run.run_id for run in instance.get_runs()}
    assert (gone, left) == (3, {young, running})
    assert [len(instance.all_logs(run_id)) for run_id in (old[0], young)] == [0, 1]


def test_a_long_history_is_forgotten_by_and_by(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules, "AT_ONCE", 2)
    old = [kept(instance, STATUSES.SUCCESS, days=40) for _ in range(3)]

    gone = [forget_runs(instance, 30) for _ in range(3)]

    assert (len(old), gone) == (3, [2, 1, 0])


def test_runs_are_kept_for_thirty_days_or_as_many_as_the_environment_says() -> None:
    assert (run_days({}), run_days({"SYNCLINE_RUN_DAYS": "7"})) == (30, 7)


@pytest.mark.parametrize("days", ["0", "-1", "many", "99999", ""])
def test_a_history_of_no_length_is_refused(days: str) -> None:
    with pytest.raises(ConfigError, match="SYNCLINE_RUN_DAYS must be a number of days"):
        run_days({"SYNCLINE_RUN_DAYS": days})
