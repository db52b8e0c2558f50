"""Carries out a plan, that plan and nothing else, and seals the result."""

from dataclasses import dataclass

from push.kit.errors import PlanMoved, PushBraked
from push.kit.job import Job
from push.kit.plan import Action, Plan
from push.kit.planning import make_plan
from push.kit.sending import Sender
from push.kit.target import Record
from push.kit.verify import Seal, seal

NOT_CONFIRMED = "the provider took it, but does not hold it as sent when read back"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that the provider does not hold as sent, and why."""

    record_id: str
    name: str
    event: str
    reason: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a push did.

    `sent` records were tried, `confirmed` of them were seen at the provider afterwards. `listed`
    are the withdrawals that the timer has to carry out by hand.
    """

    plan_id: str
    sent: int
    confirmed: int
    rejected: tuple[Rejection, ...]
    withdrawn: tuple[Action, ...]
    listed: tuple[Action, ...]
    seal: Seal


def apply(job: Job, plan: Plan, *, accept: bool = False) -> Applied:
    """Sends `plan`, reads the provider back and seals the result; `accept` overrides brakes.

    Raises: PlanMoved when the provider or the served rows have changed since the plan was made;
        PushBraked when a brake is on; ProviderError when the provider does not let the push go on.
    """
    fresh = make_plan(job)
    _check(plan, fresh, accept=accept)
    job.ledger.agree(fresh.id, fresh.agreed)
    is_withdrawn = _withdraw(job, fresh)
    sender = Sender(job, fresh.id)
    sender.send_all(fresh.sends)
    after = make_plan(job)
    rejected = _rejections(fresh, after, sender)
    return Applied(
        plan_id=fresh.id,
        sent=len(fresh.sends),
        confirmed=len(fresh.sends) - len(rejected),
        rejected=rejected,
        withdrawn=fresh.withdrawals if is_withdrawn else (),
        listed=() if is_withdrawn else fresh.withdrawals,
        seal=seal(after),
    )


def _check(plan: Plan, fresh: Plan, *, accept: bool) -> None:
    if fresh.id != plan.id:
        raise PlanMoved(
            f"{plan.connection}, race {plan.race}: plan {plan.id} ({_figures(plan)}) no longer "
            f"holds, it would now be {fresh.id} ({_figures(fresh)}): the provider or the served "
            "rows have changed. Nothing was sent. Make a new plan and apply that one."
        )
    if fresh.brakes and not accept:
        raise PushBraked(
            f"{fresh.connection}, race {fresh.race}: {'; '.join(fresh.brakes)}. Nothing was sent. "
            "Check the source and the provider; to go on all the same, apply with --accept."
        )


def _figures(plan: Plan) -> str:
    return (
        f"{len(plan.creates)} to create, {len(plan.updates)} to update, "
        f"{len(plan.withdrawals)} to withdraw"
    )


def _withdraw(job: Job, plan: Plan) -> bool:
    waiting = [entry for entry in job.ledger.open_entries() if entry.action == "withdraw"]
    wanted = {action.record_id for action in plan.withdrawals}
    over = [entry for entry in waiting if entry.record_id not in wanted]
    job.ledger.mark(over, "rejected", "no longer to be withdrawn")
    if not plan.withdrawals:
        return False
    known = {entry.record_id for entry in waiting}
    new = [action for action in plan.withdrawals if action.record_id not in known]
    entries = job.ledger.intend(plan.id, new)
    records = [Record(one.record_id, one.event, one.fields) for one in plan.withdrawals]
    if not job.target.withdraw(job.race, records):
        return False
    job.ledger.mark([*waiting, *entries], "sent")
    return True


def _rejections(fresh: Plan, after: Plan, sender: Sender) -> tuple[Rejection, ...]:
    waiting = {action.record_id for action in after.sends}
    return tuple(
        Rejection(
            action.record_id,
            action.name,
            action.event,
            sender.rejected.get(action.record_id, NOT_CONFIRMED),
        )
        for action in fresh.sends
        if action.record_id in sender.rejected or action.record_id in waiting
    )
