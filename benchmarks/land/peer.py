"""What every program under the clock has in common: its order, and how it reports."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

Engine = Literal["duckdb", "postgres"]


@dataclass(frozen=True)
class Order:
    """One landing: from which URL into which database, and whether a typed table follows."""

    engine: Engine
    url: str
    location: str
    typed: bool
    tuned: bool
    in_flight: int


def run(land: Callable[[Order], int], arguments: list[str] | None = None) -> None:
    """Lands into each location in turn and reports the seconds and rows of each as JSON.

    The first landing pays for everything that is imported on the way, the second does not.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", choices=("duckdb", "postgres"), required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--location", action="append", required=True)
    parser.add_argument("--typed", action="store_true")
    parser.add_argument("--tuned", action="store_true")
    parser.add_argument("--in-flight", type=int, default=2)
    given = parser.parse_args(arguments)
    seconds, rows = [], []
    for location in given.location:
        order = Order(
            engine=cast(Engine, given.target),
            url=given.url,
            location=location,
            typed=given.typed,
            tuned=given.tuned,
            in_flight=given.in_flight,
        )
        started = time.perf_counter()
        rows.append(land(order))
        seconds.append(time.perf_counter() - started)
    sys.stdout.write(json.dumps({"seconds": seconds, "rows": rows}) + "\n")
