"""The rounds: a new load, then both tables in turn, then rollbacks."""

from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.flip import feeding
from benchmarks.flip.resident import Resident
from benchmarks.land.peer import Engine
from extract.kit.destination import Target

MODEL, PLAIN = "runners", "plain_runners"
BUILDS = {
    MODEL: ("--select", "group:race"),
    PLAIN: ("--select", PLAIN, "--exclude-resource-type", "test"),
}
ROLLBACK = ("run-operation", "rollback", "--args", "{group: race}")
WARMING = 2
"""Builds before the clock counts: after two, both generations are there to be replaced."""


@dataclass
class Figures:
    """Seconds on one engine, one of each for every round."""

    engine: Engine
    plain: list[float] = field(default_factory=list)
    generation: list[float] = field(default_factory=list)
    flip: list[float] = field(default_factory=list)
    rollback: list[float] = field(default_factory=list)


def measure(target: Target, rows: int, rounds: int, folder: Path) -> Figures:
    """Fills an empty database, then builds, flips and rolls back so many times."""
    found = Figures(target.engine)
    resident = Resident(target, folder)
    feeding.fill(target, rows)
    for number in range(1, WARMING + 1):
        feeding.land(target, rows, number)
        resident.dbt("build")
    for number in range(WARMING + 1, WARMING + rounds + 1):
        feeding.land(target, rows, number)
        # Whoever comes second finds the raw rows in memory: they take turns.
        for model in sorted(BUILDS, reverse=number % 2 == 0):
            _build(resident, model, found)
    for _ in range(rounds):
        feeding.settle(target)
        found.rollback.append(resident.dbt(*ROLLBACK).seconds)
    return found


def _build(resident: Resident, model: str, found: Figures) -> None:
    feeding.settle(resident.target)
    told = resident.dbt("build", *BUILDS[model])
    if model == PLAIN:
        found.plain.append(told.nodes[model])
    else:
        found.generation.append(told.nodes[model])
        found.flip.append(told.flip_seconds)
