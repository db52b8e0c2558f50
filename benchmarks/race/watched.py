"""Builds in a process of its own; tells time, rows and peak memory of each node as JSON.

Run by itself: python -m benchmarks.race.watched --target duckdb --location FILE "build --select x"
"""

import argparse
import json
import shlex
import sys
from typing import Any

from dbt.cli.main import dbtRunner

from benchmarks.race.memory import Watch, processor_of, used_by
from extract.kit.destination import Target, open_warehouse

STORED = ("versioned", "table")
PASSED = ("success", "pass", "warn", "no-op")


def main() -> int:
    """Exit code 1 when the build fails."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", choices=("duckdb", "postgres"), required=True)
    parser.add_argument("--location", required=True)
    parser.add_argument("command")
    given = parser.parse_args()
    target = Target(given.target, given.location)
    watch = Watch(used_by(target))
    flips: list[str] = []
    clock, spent = processor_of(target), dict[str, float]()

    def hear(event: Any) -> None:
        if event.info.name == "NodeStart":
            watch.doing = event.data.node_info.unique_id
            spent[watch.doing] = -clock()
        elif event.info.name == "NodeFinished":
            spent[event.data.node_info.unique_id] += clock()
        elif event.info.name == "JinjaLogInfo":
            flips.append(event.data.msg)

    watch.start()
    # One thread, so that each node has the machine and the memory to itself.
    command = ["--quiet", *shlex.split(given.command), "--target", given.target, "--threads", "1"]
    outcome = dbtRunner(callbacks=[hear]).invoke(command)
    watch.stop()
    if not outcome.success:
        sys.stderr.write(f"dbt {given.command} failed: {outcome.exception or _failed(outcome)}\n")
        return 1
    results: Any = outcome.result
    nodes = [_told(one, watch, spent) for one in results if hasattr(one, "node")]
    told = {"nodes": nodes, "flips": flips, "peak_mb": max(watch.peaks.values())}
    rows = _rows(target, outcome)
    for node in nodes:
        node["rows"] = rows.get(node["name"])
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


def _failed(outcome: Any) -> list[str]:
    results = [one for one in outcome.result or () if str(one.status) not in PASSED]
    return [f"{one.node.unique_id}: {one.message}" for one in results]


def _told(result: Any, watch: Watch, spent: dict[str, float]) -> dict[str, Any]:
    node = result.node
    return {
        "name": node.name,
        "kind": str(node.resource_type),
        "seconds": result.execution_time,
        "cpu_seconds": max(spent.get(node.unique_id, 0.0), 0.0),
        "peak_mb": watch.peaks.get(node.unique_id, 0.0),
    }


def _rows(target: Target, outcome: Any) -> dict[str, int]:
    """How many rows each stored model has."""
    stored = {
        one.node.name: one.node.relation_name
        for one in outcome.result
        if one.node.resource_type == "model" and one.node.config.materialized in STORED
    }
    with open_warehouse(target) as warehouse:
        generations = warehouse.fetch("select entity, row_count from ops.generations")
        built = {entity: int(rows) for entity, rows in generations if rows is not None}
        return {
            name: built[name]
            if name in built
            else int(warehouse.fetch(f"select count(*) from {relation}")[0][0])
            for name, relation in stored.items()
        }


if __name__ == "__main__":
    sys.exit(main())
