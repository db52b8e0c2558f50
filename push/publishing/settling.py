"""Settles rows without an outcome, by what the provider holds now."""

from collections.abc import Mapping, Sequence

from push.publishing.job import Job
from push.publishing.ledger import Entry
from push.publishing.publisher import Held

NOT_THERE = "not there when looked up afterwards"
STILL_THERE = "still there when looked up afterwards"


def read_back(job: Job, set_id: str) -> tuple[dict[str, Held], list[Held]]:
    """Every result that the set holds, by record, and further rows of the same records."""
    found: dict[str, Held] = {}
    doubled = []
    for held in job.publisher.read(job.place, set_id):
        if held.record_id in found:
            doubled.append(held)
        else:
            found[held.record_id] = held
    return found, doubled


def settle(job: Job, entries: Sequence[Entry], held: Mapping[str, Held]) -> list[Entry]:
    """Writes down what became of `entries`; gives those that have not arrived.

    A notice that was claimed for a row stays claimed, and is from now on unclear: whether the
    runner was told cannot be looked up.
    """
    arrived = [entry for entry in entries if _has_arrived(job, entry, held.get(entry.record_id))]
    ids = {entry.id for entry in arrived}
    missing = [entry for entry in entries if entry.id not in ids]
    job.ledger.mark(arrived, "confirmed")
    sent = [entry for entry in missing if entry.action != "retract"]
    job.ledger.mark(sent, "rejected", NOT_THERE)
    gone = [entry for entry in missing if entry.action == "retract"]
    job.ledger.mark(gone, "rejected", STILL_THERE)
    claimed = [entry for entry in entries if entry.notice == "claimed"]
    job.ledger.note(claimed, "unclear")
    return missing


def _has_arrived(job: Job, entry: Entry, held: Held | None) -> bool:
    if entry.action == "retract":
        return held is None
    return held is not None and not job.publisher.differences(entry.fields, held)
