"""The sums that must hold after a run: nobody vanishes between two stations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.kit.errors import SynclineError
from extract.kit.sync import SyncReport
from push.kit.apply import Applied
from push.kit.plan import Plan


class OutOfBalance(SynclineError):
    """A sum does not hold: rows went missing or came twice."""


@dataclass(frozen=True)
class Fetched:
    """fetched = landed + deduplicated + quarantined, over all entities of all syncs."""

    fetched: int
    landed: int
    deduplicated: int
    quarantined: int

    @property
    def holds(self) -> bool:
        """Whether every fetched row is accounted for."""
        return self.fetched == self.landed + self.deduplicated + self.quarantined


@dataclass(frozen=True)
class Pushed:
    """modelled = sent + unchanged + held back, over all races; what is frozen is held back."""

    modelled: int
    sent: int
    unchanged: int
    held_back: int

    @property
    def holds(self) -> bool:
        """Whether every active registration is accounted for."""
        return self.modelled == self.sent + self.unchanged + self.held_back


def fetched(reports: Iterable[SyncReport]) -> Fetched:
    """The sum over every entity of every sync."""
    rows = [entity for report in reports for entity in report.entities]
    return Fetched(
        sum(row.fetched for row in rows),
        sum(row.landed for row in rows),
        sum(row.deduplicated for row in rows),
        sum(row.quarantined for row in rows),
    )


def pushed(modelled: int, plans: Sequence[Plan], done: Sequence[Applied]) -> Pushed:
    """The sum over every race; `modelled` is counted in the warehouse, not taken from the plans."""
    return Pushed(
        modelled,
        sum(one.sent for one in done),
        sum(plan.unchanged for plan in plans),
        sum(len(plan.held_back) + len(plan.late) for plan in plans),
    )


def require(sum_fetched: Fetched, sum_pushed: Pushed) -> None:
    """Passes when both sums hold.

    Raises: OutOfBalance with the figures.
    """
    for one in (sum_fetched, sum_pushed):
        if not one.holds:
            raise OutOfBalance(f"The sums do not balance: {one}. Nothing more was done; report it.")
