"""Which connections are followed closely around their events, and what is asked for them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Target
from orchestration.defs.race_day import Memory, Window, due_requests, read_windows, refresh

START = datetime(2026, 6, 6, 7, 0, tzinfo=UTC)
CLUB = Connection("club", "runsignup", "harbor")
TIMING = Connection("timing", "copernico", "harbor")
BOTH = {"club": CLUB, "timing": TIMING}
NEAR = [
    Window(name, START - timedelta(hours=24), START + timedelta(hours=9))
    for name in ("club", "timing")
]


@pytest.fixture
def target(tmp_path: Path) -> Target:
    """A warehouse that serves three events: one that starts then, one without a time, one far."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create schema race")
        connection.execute(
            "create table race.unified_events (connection text, starts_at timestamptz,"
            " ends_at timestamptz, event_date date, is_volunteer boolean)"
        )
        connection.execute(
            "insert into race.unified_events values"
            " ('club', '2026-06-06 07:00:00+00', '2026-06-06 10:00:00+00', '2026-06-06', false),"
            " ('timing', null, null, '2026-06-06', false),"
            " ('far', '2026-09-06 07:00:00+00', null, '2026-09-06', false),"
            " ('helpers', '2026-06-06 07:00:00+00', null, '2026-06-06', true)"
        )
    return Target("duckdb", str(path))


def names(memory: Memory, now: datetime) -> list[str]:
    """What is asked for at a time."""
    found = due_requests(memory, BOTH, {}, now)
    return [f"{one.operation} of {one.connection}" for one in found]


def test_a_window_is_a_day_before_the_start_to_six_hours_after_the_end(target: Target) -> None:
    windows = {one.connection: one for one in read_windows(target, START)}

    assert set(windows) == {"club", "timing"}
    assert windows["club"].opens_at == datetime(2026, 6, 5, 7, 0, tzinfo=UTC)
    assert windows["club"].closes_at == datetime(2026, 6, 6, 16, 0, tzinfo=UTC)


def test_an_event_without_a_time_is_followed_all_its_day(target: Target) -> None:
    windows = {one.connection: one for one in read_windows(target, START)}

    assert windows["timing"].opens_at == datetime(2026, 6, 5, 0, 0, tzinfo=UTC)
    assert windows["timing"].closes_at == datetime(2026, 6, 7, 6, 0, tzinfo=UTC)


def test_no_warehouse_yet_is_no_event(tmp_path: Path) -> None:
    memory = Memory()

    assert refresh(memory, Target("duckdb", str(tmp_path / "none.duckdb")), START)
    assert memory.windows == []


def test_a_warehouse_that_cannot_be_read_leaves_the_events_last_known(tmp_path: Path) -> None:
    broken = tmp_path / "warehouse.duckdb"
    broken.write_bytes(b"held by somebody else, or half written" * 100)
    memory = Memory(windows=list(NEAR))

    is_fresh = refresh(memory, Target("duckdb", str(broken)), START)

    assert not is_fresh
    assert memory.windows == NEAR


def test_participants_are_asked_for_every_five_minutes_and_results_every_minute() -> None:
    memory = Memory(windows=list(NEAR))

    asked = [names(memory, START + timedelta(seconds=second)) for second in (0, 30, 60, 300)]

    assert asked == [
        ["participants of club", "results of timing"],
        [],
        ["results of timing"],
        ["participants of club", "results of timing"],
    ]


@pytest.mark.parametrize("hours", [-24.1, 9.1])
def test_nothing_is_asked_for_outside_the_window(hours: float) -> None:
    assert names(Memory(windows=list(NEAR)), START + timedelta(hours=hours)) == []


def test_the_environment_changes_the_cadence_of_race_day() -> None:
    env = {"SYNCLINE_CADENCE_COPERNICO_RESULTS_RACE_DAY": "*/10 * * * *"}
    memory = Memory(windows=[NEAR[1]])

    first = due_requests(memory, BOTH, env, START)
    second = due_requests(memory, BOTH, env, START + timedelta(minutes=9))

    assert [one.connection for one in first] == ["timing"]
    assert second == []


def test_what_is_remembered_survives_as_a_text() -> None:
    memory = Memory(START, list(NEAR), {"results timing": START})

    assert Memory.from_cursor(memory.to_cursor()) == memory


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"windows": [1]}', '{"read_at": 3}'])
def test_a_cursor_that_cannot_be_read_is_an_empty_memory(text: str | None) -> None:
    assert Memory.from_cursor(text) == Memory()
