"""Writes down who signed in, and who was refused, for the list of who did what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.audit.noting import Deed, note
from orchestration.service.limits import Pace
from orchestration.service.tokens import Caller

# Who is not let in may try as often as they like: the list must not grow as fast.
REFUSALS_AT_ONCE, REFUSALS_PER_SECOND = 20, 1 / 60
# What a refused token says of its bearer is worth nothing.
NOBODY = "somebody"


def _pace() -> Pace:
    return Pace(REFUSALS_PER_SECOND, REFUSALS_AT_ONCE)


@dataclass
class Arrivals:
    """Those who came to the door, each with the address that they came from."""

    store: sa.Engine
    now: Callable[[], datetime] = utc_now
    pace: Pace = field(default_factory=_pace)
    _left_out: int = 0

    def came_in(self, caller: Caller, address: str) -> None:
        """Writes down that somebody signed in."""
        what = f"signed in as {caller.role}"
        note(self.store, Deed(self.now(), caller.subject, what, "dashboard", f"from {address}"))

    def was_refused(self, why: str, address: str) -> None:
        """Writes down that somebody did not come in; `why` must not repeat what they gave.

        Of very many only some are written down, and of the others how many there were.
        """
        if self.pace.wait("") > 0:
            self._left_out += 1
            return
        others, self._left_out = self._left_out, 0
        more = f" {others:,} more were refused before." if others else ""
        detail = f"from {address}: {why}{more}"
        note(self.store, Deed(self.now(), NOBODY, "was refused", "dashboard", detail))
