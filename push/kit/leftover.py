"""What an earlier push left open in the ledger, settled by what the provider holds now."""

from collections.abc import Mapping
from contextlib import nullcontext

from push.kit.job import Job
from push.kit.settle import settle
from push.kit.target import Held
from push.kit.turn import own_turn


def left_open(job: Job) -> frozenset[int]:
    """The open rows that no push is at work on; those of a push going on are its own to settle."""
    if job.has_turn:
        return frozenset(entry.id for entry in job.ledger.open_entries())
    with own_turn(job.ledger) as is_ours:
        return frozenset(entry.id for entry in job.ledger.open_entries() if is_ours)


def settle_left(job: Job, held: Mapping[str, Held], left: frozenset[int]) -> None:
    """Writes into the ledger what became of those of `left` that are still open."""
    if not left:
        return
    with nullcontext(True) if job.has_turn else own_turn(job.ledger) as is_ours:
        # A push may have begun and ended meanwhile: what is still open was open before the reading.
        entries = [one for one in job.ledger.open_entries() if one.id in left]
        if is_ours:
            settle(job.ledger, job.target, entries, held)
