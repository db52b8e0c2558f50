"""How the time of a model grows with its rows from one size to the next."""

from dataclasses import dataclass

NOISE = 1.15
"""What sorting adds when rows become ten times as many, and what two runs differ by."""
BRIEF_SECONDS = 0.5
"""Below this the time is that of dbt, whatever the rows."""
LIMIT_MB = 4096.0


@dataclass(frozen=True)
class Measured:
    """One model on one engine at one scale."""

    engine: str
    scale: float
    model: str
    seconds: float
    rows: int
    peak_mb: float
    cpu_seconds: float = 0.0

    @property
    def rows_per_second(self) -> float:
        """How many rows were made in a second."""
        return self.rows / max(self.seconds, 0.001)


@dataclass(frozen=True)
class Growth:
    """The same model at two scales."""

    small: Measured
    large: Measured

    @property
    def factor(self) -> float:
        """By how much more than the rows the time grew: 1 for as much, less for less."""
        return self._per_row(self.small.seconds, self.large.seconds)

    @property
    def cpu_factor(self) -> float:
        """The same of the processor's time, which others on the machine do not lengthen."""
        return self._per_row(self.small.cpu_seconds, self.large.cpu_seconds)

    @property
    def met(self) -> bool:
        """Whether the time grew no faster than the rows."""
        return self.factor <= NOISE or self.large.seconds < BRIEF_SECONDS

    @property
    def cpu_met(self) -> bool:
        """Whether the processor's time grew no faster than the rows."""
        return self.cpu_factor <= NOISE or self.large.cpu_seconds < BRIEF_SECONDS

    def _per_row(self, small: float, large: float) -> float:
        rows = self.large.rows / max(self.small.rows, 1)
        return large / max(small, 0.001) / max(rows, 0.001)


def growths(measured: list[Measured]) -> list[Growth]:
    """Each model on each engine, at the smallest and at the largest scale."""
    pairs = []
    for large in measured:
        same = [one for one in measured if (one.engine, one.model) == (large.engine, large.model)]
        small = min(same, key=lambda one: one.scale)
        if large.scale == max(one.scale for one in same) > small.scale:
            pairs.append(Growth(small, large))
    return pairs
