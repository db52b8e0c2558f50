"""What many ask for and nobody has to be known for: made once for all who ask at about one time.

Health and figures stand open and are not paced, so that else whoever likes could have the
warehouse and the control store asked as often as the network carries.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")
Clock = Callable[[], float]


class Shared(Generic[T]):
    """One answer for all who ask while it is made, and for `seconds` after that."""

    def __init__(
        self, make: Callable[[], Awaitable[T]], seconds: float, now: Clock = time.monotonic
    ) -> None:
        self._make, self._seconds, self._now = make, seconds, now
        self._made: asyncio.Future[T] | None = None
        self._good_until = 0.0

    async def get(self) -> T:
        """The answer; an error is told to those who waited for it, and is not kept.

        Raises: what `make` raises.
        """
        if self._made is None or (self._made.done() and self._now() >= self._good_until):
            self._made = asyncio.ensure_future(self._fresh())
            self._made.add_done_callback(_heard)
        # One who hangs up must not end it for the others.
        return await asyncio.shield(self._made)

    async def _fresh(self) -> T:
        self._good_until = 0.0
        made = await self._make()
        self._good_until = self._now() + self._seconds
        return made


def _heard(made: "asyncio.Future[T]") -> None:
    """Takes note of an error, so that none is written out whole where all who asked hung up."""
    if not made.cancelled():
        made.exception()
