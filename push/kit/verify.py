"""The seal: source, ledger and provider compared after a push, each difference named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from push.kit.job import Job
from push.kit.plan import Action, Plan, ProviderOnly
from push.kit.planning import make_plan

VANISHED = "no longer in the source, which does not say why"
Kind = Literal["missing", "different", "extra"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not match: a record, or one `field` of it.

    `sent` is what the ledger says we sent last, so it tells which side has moved. `is_theirs` marks
    a value of the scoring side that the next push leaves alone, by the field's owner; `is_frozen`
    what is left alone because the start is near or past.
    """

    record_id: str
    name: str
    event: str
    field: str
    source: str
    sent: str
    provider: str
    kind: Kind
    is_theirs: bool = False
    is_frozen: bool = False

    def __str__(self) -> str:
        """The difference as a line for a person."""
        who = f"{self.name} ({self.record_id}) in {self.event}"
        late = "; frozen, not sent" if self.is_frozen else ""
        if self.kind == "missing":
            return f"{who}: missing at the provider"
        if self.kind == "extra":
            return f"{who}: at the provider, but {self.source}{late}"
        theirs = ", corrected there and kept" if self.is_theirs else ""
        if self.is_theirs and not self.source:
            theirs = ", given there and kept"
        return (
            f"{who}: {self.field} is {self.source!r} in the source, {self.sent!r} as sent, "
            f"{self.provider!r} at the provider{theirs}{late}"
        )


@dataclass(frozen=True, slots=True)
class Seal:
    """How many of a race's people match at the provider, and every difference."""

    race: str
    matched: int
    total: int
    differences: tuple[Difference, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything matches."""
        return not self.differences

    @property
    def is_well(self) -> bool:
        """Whether everything matches but what is the scoring side's by its owner."""
        return all(one.is_theirs for one in self.differences)

    @property
    def kept(self) -> int:
        """How many of those that do not match differ only by what the scoring side corrected."""
        faulty = {one.record_id for one in self.differences if not one.is_theirs}
        return len({one.record_id for one in self.differences} - faulty)

    def __str__(self) -> str:
        """For example `2,413 of 2,413 match`."""
        kept = f", {self.kept:,} corrected there and kept" if self.kept else ""
        return f"{self.matched:,} of {self.total:,} match{kept}"


def verify(job: Job) -> Seal:
    """Reads the provider back and compares it with the source and the ledger."""
    return seal(make_plan(job))


def seal(plan: Plan) -> Seal:
    """The seal of the moment at which `plan` was made; people held back are not part of it."""
    found = (*_missing(plan), *_different(plan))
    total = plan.active - len(plan.held_back)
    doubled = {one.record_id for one in plan.doubled}
    faulty = {one.record_id for one in found} | doubled
    return Seal(plan.race, total - len(faulty), total, (*found, *_extra(plan)))


def _missing(plan: Plan) -> Iterator[Difference]:
    for action in plan.creates:
        yield Difference(
            action.record_id, action.name, action.event, "", action.name, "", "", "missing"
        )


def _different(plan: Plan) -> Iterator[Difference]:
    for action in plan.updates:
        yield from _changes(action, is_frozen=False)
    for action in plan.late:
        yield from _changes(action, is_frozen=True)
    for kept in plan.kept:
        yield Difference(
            kept.record_id,
            kept.name,
            kept.event,
            kept.field,
            kept.source,
            kept.sent,
            kept.provider,
            "different",
            is_theirs=True,
        )


def _changes(action: Action, *, is_frozen: bool) -> Iterator[Difference]:
    for change in action.changes:
        yield Difference(
            action.record_id,
            action.name,
            action.event,
            change.field,
            change.new,
            change.sent,
            change.old,
            "different",
            is_frozen=is_frozen,
        )


def _extra(plan: Plan) -> Iterator[Difference]:
    late = [action for action in plan.frozen if action.action == "withdraw"]
    extra = [(one, one.reason, False) for one in plan.withdrawals]
    extra += [(one, one.reason, True) for one in late]
    for action, reason, is_frozen in extra:
        yield _surplus(action, reason, is_frozen=is_frozen)
    for gone in plan.vanished:
        yield _surplus(gone, gone.why or VANISHED)
    for copy in plan.doubled:
        yield _surplus(copy, "also in another event")


def _surplus(one: Action | ProviderOnly, why: str, *, is_frozen: bool = False) -> Difference:
    return Difference(
        one.record_id, one.name, one.event, "", why, "", one.name, "extra", is_frozen=is_frozen
    )
