"""One request budget per account, shared by every process and both directions."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Rate:
    """At most `calls` in `seconds`."""

    calls: int
    seconds: float


class Budget(Protocol):
    """Hands out permissions to call."""

    def acquire(self) -> None:
        """Blocks until one more call is within every rate."""


class Unlimited:
    """No budget: for servers of one's own."""

    def acquire(self) -> None:
        """Returns at once."""


class SharedBudget:
    """A leaky log of calls in a SQLite file under a file lock, so that processes share it."""

    def __init__(self, path: Path, account: str, rates: tuple[Rate, ...]) -> None:
        from pyrate_limiter import Limiter, SQLiteBucket
        from pyrate_limiter import Rate as Pace

        path.parent.mkdir(parents=True, exist_ok=True)
        paces = [Pace(rate.calls, int(rate.seconds * 1000)) for rate in rates]
        table = "calls_" + hashlib.sha256(account.encode()).hexdigest()[:16]
        self._limiter = Limiter(
            SQLiteBucket.init_from_file(
                paces, table=table, db_path=str(path), create_new_table=True, use_file_lock=True
            )
        )

    def acquire(self) -> None:
        """Blocks until one more call is within every rate."""
        self._limiter.try_acquire("call")
