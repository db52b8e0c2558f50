"""What flips, generations and rollbacks have to reach."""

from statistics import median

from benchmarks.flip.rounds import Figures
from benchmarks.land.goals import Goal

FLIP_MS, BUILD_RATIO, ROLLBACK_SECONDS = 50.0, 1.15, 1.0


def goals(found: Figures) -> list[Goal]:
    """The goals of one engine."""
    engine = found.engine
    ratio = median(found.generation) / median(found.plain)
    return [
        Goal(f"{engine}: a flip's transaction, median", 1000 * median(found.flip), FLIP_MS, "ms"),
        Goal(f"{engine}: a flip's transaction, longest", 1000 * max(found.flip), FLIP_MS, "ms"),
        Goal(f"{engine}: a generation against dbt's own table", ratio, BUILD_RATIO, "x"),
        Goal(f"{engine}: a rollback, longest", max(found.rollback), ROLLBACK_SECONDS, "s"),
    ]
