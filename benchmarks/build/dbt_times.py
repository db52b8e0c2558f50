"""Runs dbt commands one after the other in one process, which stays resident with its parsed
project as syncline's own builds do; reports the seconds of each as JSON.

Run by itself: python -m benchmarks.build.dbt_times --target duckdb "run --select my_model"
"""

import argparse
import json
import shlex
import sys
import time
from typing import Any

from dbt.cli.main import dbtRunner, dbtRunnerResult


def complaints(outcome: dbtRunnerResult) -> list[str]:
    """What the nodes that failed said."""
    results: Any = outcome.result or []
    return [
        f"{one.node.unique_id}: {one.message}"
        for one in results
        if one.status not in ("success", "pass")
    ]


def main() -> int:
    """Exit code 1 as soon as a command fails."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", required=True)
    parser.add_argument("commands", nargs="+")
    given = parser.parse_args()
    quietly = ("--quiet", "--no-write-json")
    parsed: Any = dbtRunner().invoke([*quietly, "parse", "--target", given.target])
    if not parsed.success:
        sys.stderr.write(f"dbt parse failed: {parsed.exception}\n")
        return 1
    runner = dbtRunner(manifest=parsed.result)
    seconds = []
    for command in given.commands:
        started = time.perf_counter()
        outcome = runner.invoke([*quietly, *shlex.split(command), "--target", given.target])
        seconds.append(time.perf_counter() - started)
        if not outcome.success:
            sys.stderr.write(f"dbt {command} failed: {outcome.exception or complaints(outcome)}\n")
            return 1
    sys.stdout.write(json.dumps({"seconds": seconds}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
