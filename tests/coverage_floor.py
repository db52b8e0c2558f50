"""Fails where a room's tests reach too few of its lines or of its branches.

Run by `make test` over slipcover's JSON report (coverage's own tracer would double the tests'
time): python -m tests.coverage_floor FILE
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOMS = ("extract", "push")
FLOOR_PCT = 90.0


@dataclass(frozen=True)
class Reach:
    """How much of a room the tests ran."""

    room: str
    kind: str
    covered: int
    total: int

    @property
    def pct(self) -> float:
        """Covered part in percent; a room without anything to cover is not covered."""
        return 100 * self.covered / self.total if self.total else 0.0


def reaches(report: dict[str, Any]) -> list[Reach]:
    """Line and branch coverage of each room."""
    found = []
    for room in ROOMS:
        files = [f["summary"] for name, f in report["files"].items() if Path(name).parts[0] == room]
        for kind in ("lines", "branches"):
            covered, missing = (
                sum(file[f"{word}_{kind}"] for file in files) for word in ("covered", "missing")
            )
            found.append(Reach(room=room, kind=kind, covered=covered, total=covered + missing))
    return found


def shortfalls(report: dict[str, Any]) -> list[str]:
    """One line for every room and kind that is under the floor."""
    return [
        f"{reach.room}: {reach.pct:.1f} % of its {reach.kind} are tested, "
        f"{FLOOR_PCT:.0f} % are needed"
        for reach in reaches(report)
        if reach.pct < FLOOR_PCT
    ]


def main(path: str) -> int:
    """Exit code 1 where a room is under the floor."""
    report = json.loads(Path(path).read_text())
    for reach in reaches(report):
        sys.stdout.write(f"{reach.room:8} {reach.kind:9} {reach.pct:5.1f} %\n")
    short = shortfalls(report)
    sys.stderr.writelines(line + "\n" for line in short)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
