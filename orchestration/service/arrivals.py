"""Writes down who signed in and out, and who was refused, for the list of who did what."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.audit.noting import Deed, note
from orchestration.service.limits import Pace
from orchestration.service.problems import Problem
from orchestration.service.tokens import Caller

LOG = logging.getLogger(__name__)
# Who is not let in may try as often as they like: the list must not grow as fast.
REFUSALS_AT_ONCE, REFUSALS_PER_SECOND = 20, 1 / 60
# What a refused token says of its bearer is worth nothing.
NOBODY = "somebody"
DASHBOARD, CALLS = "dashboard", "HTTP service"
Waits = Callable[[Callable[[Deed], None], Deed], Awaitable[None]]


def _pace() -> Pace:
    return Pace(REFUSALS_PER_SECOND, REFUSALS_AT_ONCE)


@dataclass
class Arrivals:
    """Those who came to a door and left by it, each with the address that they came from."""

    store: sa.Engine
    now: Callable[[], datetime] = utc_now
    pace: Pace = field(default_factory=_pace)
    _left_out: Counter[str] = field(default_factory=Counter)

    def came_in(self, caller: Caller, address: str) -> None:
        """Writes down that somebody signed in."""
        self._pass(caller, f"signed in as {caller.role}", address)

    def went_out(self, caller: Caller, address: str) -> None:
        """Writes down that somebody signed out."""
        self._pass(caller, "signed out", address)

    def write(self, deed: Deed) -> None:
        """Writes down a refusal."""
        note(self.store, deed)

    def refusal(self, door: str, why: str, address: str) -> Deed | None:
        """What is to be written down of a refusal; `why` must not repeat what they gave.

        Of very many only some are written down, and of the others how many there were.
        """
        if self.pace.wait(door) > 0:
            self._left_out[door] += 1
            return None
        others = self._left_out.pop(door, 0)
        more = f" {others:,} more were refused before." if others else ""
        detail = f"from {address}: {why}{more}"
        return Deed(self.now(), NOBODY, "was refused", door, detail)

    async def tell(self, waits: Waits, why: str, address: str) -> None:
        """Writes down that a call was refused, in a thread of `waits`; of most nothing is done.

        The refusal stands, whether it can be written down or not.
        """
        deed = self.refusal(CALLS, why, address)
        if deed is None:
            return
        try:
            await waits(self.write, deed)
        except (sa.exc.SQLAlchemyError, Problem) as error:
            # Not its words: those of a database repeat values.
            LOG.error("a refusal is not in the audit list: %s", type(error).__name__)  # noqa: TRY400

    def _pass(self, caller: Caller, what: str, address: str) -> None:
        note(self.store, Deed(self.now(), caller.subject, what, DASHBOARD, f"from {address}"))
