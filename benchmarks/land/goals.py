"""What landing has to reach, as statements over the measured series."""

from dataclasses import dataclass

from benchmarks.clock import Series
from benchmarks.land.peer import Engine

RAW_COLD, RAW_WARM = 2.0, 1.5
TYPED_FASTER: dict[Engine, float] = {"duckdb": 5.0, "postgres": 4.0}
PEAK_MB: dict[Engine, float] = {"duckdb": 450.0, "postgres": 250.0}
LATENCY_SECONDS = 10.0


@dataclass(frozen=True)
class Goal:
    """A figure, the limit that it must keep, and whether it does."""

    text: str
    measured: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure keeps the limit."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit


def goals(found: dict[str, Series], engines: tuple[Engine, ...]) -> list[Goal]:
    """Every goal whose cases were run."""
    return [goal for engine in engines for goal in _of(found, engine)]


def _of(found: dict[str, Series], engine: Engine) -> list[Goal]:
    def case(peer: str, kind: str) -> Series | None:
        return found.get(f"{peer} {engine} {kind}")

    reached: list[Goal] = []
    ours, bare = case("syncline", "raw"), case("bare", "raw")
    if ours and bare:
        ratio = ours.seconds / bare.seconds
        reached.append(Goal(f"{engine}: raw, cold, against the bare lander", ratio, RAW_COLD, "x"))
        reached.append(Goal(f"{engine}: raw, peak memory", ours.peak_mb, PEAK_MB[engine], "MB"))
    ours, bare = case("syncline", "warm"), case("bare", "warm")
    if ours and bare:
        ratio = ours.warm_seconds / bare.warm_seconds
        reached.append(Goal(f"{engine}: raw, warm, against the bare lander", ratio, RAW_WARM, "x"))
    ours, tuned = case("syncline", "typed"), case("dlt_tuned", "typed")
    if ours and tuned:
        text = f"{engine}: raw and typed, times faster than tuned dlt"
        ratio = tuned.seconds / ours.seconds
        reached.append(Goal(text, ratio, TYPED_FASTER[engine], "x", at_least=True))
    if many := case("syncline", "many"):
        text = f"{engine}: peak memory with ten times the rows"
        reached.append(Goal(text, many.peak_mb, PEAK_MB[engine], "MB"))
    if slow := case("syncline", "latency"):
        text = f"{engine}: with latency, 8 in flight"
        reached.append(Goal(text, slow.seconds, LATENCY_SECONDS, "s"))
    return reached
