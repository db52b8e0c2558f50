"""kill -9 in the middle of `dbt build`."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from extract.kit.destination import Target
from orchestration.workplace import ROOT


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


def kill_a_build(target: Target) -> str:
    """Kills a build as soon as its first view stands; gives back the line that said so."""
    build = start_build(target)
    assert build.stdout is not None
    reached = next(line for line in build.stdout if "OK created sql view model" in line)
    build.send_signal(signal.SIGKILL)
    build.wait()
    build.stdout.close()
    return reached
