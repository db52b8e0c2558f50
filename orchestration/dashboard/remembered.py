"""What the warehouse said last: told again while a sync writes, with the time it was true.

DuckDB lets one process in at a time. A page must not wait for a load of minutes, nor fail of it.
What was read of a DuckDB file that nobody has written to since is true still, and not read again.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from extract.kit.destination import Target
from extract.kit.errors import WarehouseBusy

T = TypeVar("T")
FRESH_SECONDS = 3.0
# A view may ask the clock (what is stale), so that not even an untouched file is trusted for long.
UNTOUCHED_SECONDS = 60.0
REMEMBERED = 300
Mark = Callable[[], Hashable]


def mark_of(target: Target) -> Hashable:
    """What is another thing as soon as anybody writes to the warehouse; None where nothing tells.

    DuckDB writes to the log beside its file whatever is committed, and to the file when it empties
    that log; reading changes neither.
    """
    if target.engine != "duckdb":
        return None
    return _stamp(target.location), _stamp(f"{target.location}.wal")


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _unknown() -> Hashable:
    return None


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What was asked for, as it was at `at`; old while somebody else has the warehouse."""

    value: T
    # The same answer, given later, is no change that a page would have to be drawn anew for.
    at: datetime = field(compare=False)
    is_old: bool = False


@dataclass
class Remembered:
    """The newest answer to each question, so many of them."""

    kept: int = REMEMBERED
    clock: Callable[[], float] = time.monotonic
    _answers: "OrderedDict[Hashable, tuple[float, Hashable, Answer[Any]]]" = field(
        default_factory=OrderedDict
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: Hashable, answer: Callable[[], T], mark: Mark = _unknown) -> Answer[T]:
        """The answer as it is now, or as it was while the warehouse could last be read.

        For a minute it is not asked for anew while `mark` gives what it gave just before it was;
        where that is None, for some seconds.

        Raises: WarehouseBusy where nothing is remembered; whatever else `answer` raises.
        """
        with self._lock:
            at, marked, known = self._answers.get(question, (0.0, None, None))
        age = self.clock() - at
        if known is not None and age < FRESH_SECONDS:
            return known
        now = mark()
        if known is not None and age < UNTOUCHED_SECONDS and now == marked is not None:
            return known
        try:
            found = Answer(answer(), datetime.now(UTC))
        except WarehouseBusy:
            if known is None:
                raise
            return Answer(known.value, known.at, is_old=True)
        with self._lock:
            self._answers[question] = self.clock(), now, found
            self._answers.move_to_end(question)
            if len(self._answers) > self.kept:
                self._answers.popitem(last=False)
        return found

    def forget(self) -> None:
        """Has everything asked anew, as somebody has just changed it; old answers stay at hand."""
        with self._lock:
            self._answers = OrderedDict(
                (question, (0.0 - FRESH_SECONDS, None, known))
                for question, (*_, known) in self._answers.items()
            )
