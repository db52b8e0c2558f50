"""How many of each kind of person there are, scaled to the number of finishers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Counts of a population; the full one has the numbers written in `of`."""

    missing: Mapping[str, int]
    others: Mapping[int, int]
    reasons: Mapping[str, int]
    chains: int
    no_bib: int
    twice: int
    early: int
    text_bib: int

    @property
    def gone(self) -> int:
        """How many registrations were removed, for whatever reason."""
        return sum(self.reasons.values())

    @classmethod
    def of(cls, share: float) -> Sizes:
        """The sizes at a share of the full population, never below the count in the floor."""

        def scaled(full: int, floor: int) -> int:
            return max(floor, round(full * share))

        return cls(
            missing={
                "no_show": scaled(150, 3),
                "retired": scaled(30, 2),
                "disqualified": scaled(5, 1),
                "running": scaled(3, 1),
            },
            others={
                910102: scaled(600, 14),
                910103: scaled(60, 4),
                910201: scaled(400, 12),
                910202: scaled(200, 10),
            },
            reasons={
                "cleared": scaled(20, 2),
                "removed": scaled(25, 2),
                "deferred": scaled(15, 2),
                "transferred": scaled(40, 5),
            },
            chains=scaled(3, 1),
            no_bib=scaled(25, 4),
            twice=scaled(6, 2),
            early=scaled(12, 2),
            text_bib=scaled(120, 3),
        )
