"""What stops a push until somebody accepts it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from push.kit.job import Rules
from push.kit.plan import Plan
from push.kit.target import EVENT

Sent = Mapping[str, Mapping[str, str]]
# One record may well have been deleted by hand.
EMPTIED = 2


def brakes(plan: Plan, rules: Rules, sent: Sent, held: Collection[str]) -> tuple[str, ...]:
    """The reasons to stop, in words; none when the plan is an ordinary one.

    By the ledger the records of `sent` are at the provider; those of `held` were seen there.
    """
    missing = [record_id for record_id in sent if record_id not in held]
    return tuple(_reasons(plan, rules, sent, missing))


def _reasons(plan: Plan, rules: Rules, sent: Sent, missing: Collection[str]) -> Iterator[str]:
    if not plan.active and sent:
        yield f"the source serves nobody, while {len(sent)} people were sent before"
    elif len(plan.withdrawals) > rules.withdrawn_share * plan.active:
        yield (
            f"{len(plan.withdrawals)} withdrawals are more than {rules.withdrawn_share:.0%} "
            f"of the {plan.active} served participants"
        )
    if len(missing) > rules.lost_share * len(sent):
        yield (
            f"{len(missing)} of the {len(sent)} people sent before are missing at the provider, "
            f"more than {rules.lost_share:.0%}"
        )
    elif rules.lost_share < 1:
        yield from _emptied(sent, missing)


def _emptied(sent: Sent, missing: Collection[str]) -> Iterator[str]:
    """An event read as empty: to make its people anew would undo what scoring corrected."""
    everyone = Counter(fields.get(EVENT, "") for fields in sent.values())
    gone = Counter(sent[record_id].get(EVENT, "") for record_id in missing)
    for event, number in gone.items():
        if event and number == everyone[event] and number >= EMPTIED:
            yield f"nobody of the {number} people sent to {event} before is at the provider"
