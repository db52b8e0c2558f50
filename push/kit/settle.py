"""Settles ledger rows without an outcome, by what the provider holds now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from push.kit.ledger import Entry, Ledger
from push.kit.target import Held, Target

NOT_THERE = {
    "sent": "the provider took it, but does not hold it when read back",
    "intended": "never arrived: not there when looked up after an interrupted push",
    "unknown": "never arrived: not there when looked up after a call without an answer",
}


@dataclass
class Settled:
    """The rows that were settled: seen at the provider, or not."""

    confirmed: list[Entry] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)


def settle(
    ledger: Ledger, target: Target, entries: Sequence[Entry], held: Mapping[str, Held]
) -> Settled:
    """Writes into the ledger what became of `entries`; a withdrawal not yet made stays open."""
    result = Settled()
    for entry in entries:
        record = held.get(entry.record_id)
        if record is not None and record.is_withdrawn:
            record = None
        if entry.action == "withdraw":
            if record is None:
                result.confirmed.append(entry)
        elif record is not None and _arrived(entry, record, target):
            result.confirmed.append(entry)
        else:
            result.missing.append(entry)
    seen = [held[one.record_id] for one in result.confirmed if one.record_id in held]
    ledger.remember({one.record_id: one.provider_id for one in seen if one.provider_id})
    ledger.mark(result.confirmed, "confirmed")
    for state, why in NOT_THERE.items():
        ledger.mark([entry for entry in result.missing if entry.state == state], "rejected", why)
    return result


def _arrived(entry: Entry, record: Held, target: Target) -> bool:
    """Whether the provider shows the effect of the call.

    Nobody else makes our ids, so a creation has arrived when the id is there. An update has
    arrived when any field that it changes shows the new value: the call is taken whole, and the
    scoring side may have corrected another field since. One of fields that cannot be read has
    arrived when it was answered; otherwise it is sent again, which changes nothing if it had.
    """
    if entry.action == "create":
        return True
    changed = [name for name in entry.before if name in record.fields]
    if not changed:
        return entry.state == "sent"
    return any(
        target.comparable(name, record.fields[name])
        == target.comparable(name, entry.fields.get(name, ""))
        for name in changed
    )
