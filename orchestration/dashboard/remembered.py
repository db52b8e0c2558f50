"""What the warehouse said last: told again while a sync writes, with the time it was true.

DuckDB lets one process in at a time. A page must not wait for a load of minutes, nor fail of it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from extract.kit.errors import WarehouseBusy

T = TypeVar("T")
FRESH_SECONDS = 3.0
REMEMBERED = 300


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What was asked for, as it was at `at`; old while somebody else has the warehouse."""

    value: T
    at: datetime
    is_old: bool = False


@dataclass
class Remembered:
    """The newest answer to each question, so many of them."""

    kept: int = REMEMBERED
    clock: Callable[[], float] = time.monotonic
    _answers: "OrderedDict[Hashable, tuple[float, Answer[Any]]]" = field(
        default_factory=OrderedDict
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: Hashable, answer: Callable[[], T]) -> Answer[T]:
        """The answer as it is now, or as it was while the warehouse could last be read.

        Raises: WarehouseBusy where nothing is remembered; whatever else `answer` raises.
        """
        with self._lock:
            at, known = self._answers.get(question, (0.0, None))
        if known is not None and self.clock() - at < FRESH_SECONDS and not known.is_old:
            return known
        try:
            found = Answer(answer(), datetime.now(UTC))
        except WarehouseBusy:
            if known is None:
                raise
            return Answer(known.value, known.at, is_old=True)
        with self._lock:
            self._answers[question] = self.clock(), found
            self._answers.move_to_end(question)
            if len(self._answers) > self.kept:
                self._answers.popitem(last=False)
        return found

    def forget(self) -> None:
        """Has everything asked anew, as somebody has just changed it; old answers stay at hand."""
        with self._lock:
            self._answers = OrderedDict(
                (question, (0.0 - FRESH_SECONDS, known))
                for question, (_, known) in self._answers.items()
            )
