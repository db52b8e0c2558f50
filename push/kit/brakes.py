"""What stops a push until somebody accepts it."""

from push.kit.job import Rules
from push.kit.plan import Plan


def brakes(plan: Plan, rules: Rules, *, sent: int, missing: int) -> tuple[str, ...]:
    """The reasons to stop, in words; none when the plan is an ordinary one.

    `sent` records are at the provider by the ledger, `missing` of them were not seen there.
    """
    found = []
    if not plan.active and sent:
        found.append(f"the source serves nobody, while {sent} people were sent before")
    elif len(plan.withdrawals) > rules.withdrawn_share * plan.active:
        found.append(
            f"{len(plan.withdrawals)} withdrawals are more than {rules.withdrawn_share:.0%} "
            f"of the {plan.active} served participants"
        )
    if missing > rules.lost_share * sent:
        found.append(
            f"{missing} of the {sent} people sent before are missing at the provider, "
            f"more than {rules.lost_share:.0%}"
        )
    return tuple(found)
