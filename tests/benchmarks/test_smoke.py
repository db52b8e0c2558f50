"""The benchmarks run, small; what they measure here means nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.clock import Run, Series
from benchmarks.dashboard.asking import Page as DashboardPage
from benchmarks.flip.resident import Statement, Told
from benchmarks.land.goals import goals
from benchmarks.land.records import RECORD_BYTES, page, record
from tests.layout.tree import ROOT


def smoke(folder: Path, module: str, arguments: list[str]) -> dict[str, Any]:
    """What a benchmark kept, run from an empty folder."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "SYNCLINE_BENCH_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (kept,) = folder.glob("*.json")
    content: dict[str, Any] = json.loads(kept.read_text())
    return content


@pytest.mark.parametrize(
    ("engine", "kinds", "counts"),
    [("duckdb", "warm,latency,many", (4, 3)), ("postgres", "typed", (3, 1))],
)
def test_landing_is_measured_against_its_peers(
    tmp_path: Path, postgres_server: str, engine: str, kinds: str, counts: tuple[int, int]
) -> None:
    small = ["--records", "2000", "--many", "4000", "--latency", "5", "--rounds", "1"]
    part = ["--engines", engine, "--kinds", kinds, "--peers", "syncline,bare,dlt_tuned"]

    kept = smoke(tmp_path, "benchmarks.land", [*small, *part, "--postgres-url", postgres_server])

    assert (len(kept["cases"]), len(kept["goals"])) == counts


def test_building_is_measured_on_both_engines(tmp_path: Path, postgres_server: str) -> None:
    small = ["--rows", "500", "--postgres-url", postgres_server]

    kept = smoke(tmp_path, "benchmarks.build", small)

    assert [result["engine"] for result in kept["results"]] == ["duckdb", "postgres"]


def test_a_sync_of_few_changes_is_measured_and_reads_only_those(tmp_path: Path) -> None:
    small = ["--records", "500", "--changed", "3", "--rounds", "1", "--engines", "duckdb"]

    kept = smoke(tmp_path, "benchmarks.sync", small)

    [result] = kept["results"]
    assert (result["changed"], result["direct_calls"]) == (3, 15)


def test_the_race_domain_is_filled_and_built(tmp_path: Path, postgres_server: str) -> None:
    small = ["--scale", "0.0002", "--engines", "duckdb", "--build", "run --select +unified_events"]

    kept = smoke(tmp_path, "benchmarks.race", [*small, "--postgres-url", postgres_server])

    assert [build["engine"] for build in kept["builds"]] == ["duckdb"]
    assert [(one["model"], one["rows"]) for one in kept["models"]] == [
        ("int_race__events_unioned", 160),
        ("unified_events", 160),
    ]


def test_flips_builds_and_rollbacks_are_measured_on_both_engines(
    tmp_path: Path, postgres_server: str
) -> None:
    small = ["--rows", "2000", "--rounds", "1", "--postgres-url", postgres_server]

    kept = smoke(tmp_path, "benchmarks.flip", small)

    assert [result["engine"] for result in kept["results"]] == ["duckdb", "postgres"]
    assert [len(result["flip"]) for result in kept["results"]] == [1, 1]
    assert len(kept["goals"]) == 8


def test_tracing_is_measured_on_both_engines(tmp_path: Path, postgres_server: str) -> None:
    small = ["--events", "40", "--people", "400", "--results", "1200", "--by", "registration"]

    kept = smoke(tmp_path, "benchmarks.trace", [*small, "--postgres-url", postgres_server])

    assert [(one["engine"], one["steps"]) for one in kept["results"]] == [
        ("duckdb", 9),
        ("postgres", 9),
    ]


def test_a_flip_is_timed_from_its_begin_to_the_end_of_its_commit() -> None:
    sent = [
        Statement("", "select 1", 1.0, 2.0),
        Statement("", "BEGIN", 3.0, 3.1),
        Statement("", "insert into ops.flips values (1)", 3.2, 3.4),
        Statement("", "COMMIT", 3.4, 3.5),
        Statement("", "select 2", 4.0, 5.0),
    ]

    assert Told({}, sent, []).flip_seconds == 0.5


def test_a_build_that_flips_nothing_is_no_flip() -> None:
    told = Told({}, [Statement("", "select 1", 1.0, 2.0)], ["race: nothing was flipped."])

    with pytest.raises(RuntimeError, match="nothing was flipped"):
        assert told.flip_seconds


@pytest.mark.parametrize("number", [0, 1, 77_777, 1_999_999])
def test_every_record_has_the_size_that_the_figures_are_given_for(number: int) -> None:
    assert len(record(number)) == RECORD_BYTES


def test_the_last_page_holds_what_is_left() -> None:
    assert len(json.loads(page(3, 10, 25))["participants"]) == 5


def test_a_goal_is_missed_when_the_ratio_is_above_its_limit() -> None:
    found = {
        "syncline duckdb raw": Series([Run(seconds=4.2, peak_mb=451.0, said={})]),
        "bare duckdb raw": Series([Run(seconds=2.0, peak_mb=300.0, said={})]),
    }

    cold, memory = goals(found, ("duckdb",))

    assert (cold.measured, cold.met) == (2.1, False)
    assert (memory.measured, memory.met) == (451.0, False)


def test_the_service_is_asked_on_both_stores(tmp_path: Path, postgres_server: str) -> None:
    small = ["--rate", "50", "--seconds", "1", "--partners", "5", "--ended", "40", "--queued", "10"]

    kept = smoke(tmp_path, "benchmarks.service", [*small, "--postgres-url", postgres_server])

    assert [(one["store"], one["answers"], one["statuses"]) for one in kept["results"]] == [
        ("sqlite", 50, {"200": 50}),
        ("postgres", 50, {"200": 50}),
    ]


def test_webhooks_are_followed_to_the_row_that_they_change(tmp_path: Path) -> None:
    picture = tmp_path / "spread.svg"
    small = ["--rate", "5", "--seconds", "2", "--opportunities", "60", "--answer-seconds", "0.01"]

    kept = smoke(
        tmp_path,
        "benchmarks.webhook",
        [*small, "--engines", "duckdb", "--picture", str(picture)],
    )

    (result,) = kept["results"]
    assert (result["engine"], result["webhooks"], result["seen"]) == ("duckdb", 10, 10)
    assert "webhooks" in picture.read_text()
    assert "http" not in picture.read_text().replace("http://www.w3.org/2000/svg", "")


def test_a_page_is_late_where_one_of_twenty_is_or_nothing_is_shown() -> None:
    def page(*seconds: float, is_shown: bool = True) -> DashboardPage:
        return DashboardPage("duckdb", "/", is_shown, seconds, seconds)

    often, seldom = page(*[0.2] * 18, 1.4, 1.5), page(*[0.2] * 19, 1.4)

    assert (often.p95, seldom.p95) == (1.4, 0.2)
    assert [one.met for one in (often, seldom, page(0.2, is_shown=False))] == [False, True, False]
