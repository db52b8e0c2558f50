"""kill -9 in the middle of `dbt build`: the same command afterwards ends with the right state."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from extract.kit.destination import Target
from orchestration.workplace import ROOT
from tests.orchestration.conftest import Way

COUNT = "select count(*), count(distinct participant_key) from race.unified_participants"


def start_build(target: Target) -> "subprocess.Popen[str]":
    """`dbt build` in a process of its own."""
    place = (
        {"SYNCLINE_DUCKDB_PATH": target.location}
        if target.engine == "duckdb"
        else {"SYNCLINE_POSTGRES_URL": target.location}
    )
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--no-use-colors"]
    return subprocess.Popen(
        [*command, "--target", target.engine, "--target-path", str(Path(os.environ["HOME"]) / "t")],
        cwd=ROOT,
        env={**os.environ, **place},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_build_leaves_nothing_that_the_next_one_does_not_mend(way: Way) -> None:
    way.pull()
    build = start_build(way.place.target)
    assert build.stdout is not None
    reached = next(line for line in build.stdout if "OK created sql view model" in line)
    build.send_signal(signal.SIGKILL)
    build.wait()
    build.stdout.close()

    way.build()

    total, distinct = way.rows(COUNT)[0]
    assert reached
    assert total == distinct
    assert total > 60  # type: ignore[operator]
