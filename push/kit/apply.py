"""Carries out a plan, that plan and nothing else, and seals the result."""

from dataclasses import dataclass, replace

from push.kit.errors import PlanClosed, PlanMoved, PushBraked
from push.kit.job import Job
from push.kit.moves import moves
from push.kit.order import in_turn
from push.kit.plan import Action, Plan, action_text
from push.kit.planning import make_plan
from push.kit.plans import Plans, StoredPlan
from push.kit.sending import Sender, records_of
from push.kit.target import Outcome
from push.kit.turn import turn
from push.kit.undo import make_undo
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

    `sent` records were tried, `confirmed` of them were seen at the provider afterwards; `rejected`
    has withdrawals too. `listed` are those that the timer has to carry out by hand. `number` is the
    stored plan's.
    """

    plan_id: str
    sent: int
    confirmed: int
    rejected: tuple[Rejection, ...]
    withdrawn: tuple[Action, ...]
    listed: tuple[Action, ...]
    seal: Seal
    number: int | None = None


def apply(job: Job, plan: Plan, *, accept: bool = False) -> Applied:
    """Sends `plan`, reads the provider back and seals the result; `accept` overrides brakes.

    Raises: PlanMoved when the provider or the served rows have changed since the plan was made;
        PushBraked when a brake is on; PushBusy when another push of the race is going on;
        ProviderError when the provider does not let the push go on.
    """
    with turn(job.ledger):
        having = replace(job, has_turn=True)
        fresh = remake(having, plan)
        if fresh.id != plan.id:
            raise _moved(plan, fresh)
        _check_brakes(fresh, accept=accept)
        return _carry_out(having, replace(fresh, number=plan.number))


def apply_stored(job: Job, plans: Plans, number: int, *, who: str, accept: bool = False) -> Applied:
    """Applies the stored plan with that number once, exactly as it was shown.

    One that broke off goes on with what is left of it.

    Raises: PlanClosed when it was applied already; otherwise as `apply`.
    """
    with turn(job.ledger):
        having = replace(job, has_turn=True)
        about = plans.about(number)
        _check_open(about, plans)
        plan = plans.read(number)
        fresh = remake(having, plan)
        if fresh.id != plan.id and not _is_rest(having, about, plan, fresh):
            raise _moved(plan, fresh)
        _check_brakes(fresh, accept=accept)
        plans.begin(number, who)
        done = _carry_out(having, replace(fresh, number=number))
        plans.finish(number)
        return done


def remake(job: Job, plan: Plan) -> Plan:
    """The same plan as things stand now.

    Raises: ProviderError; Unbalanced.
    """
    return make_plan(job) if plan.undoes is None else make_undo(job, plan.undoes)


def _check_open(about: StoredPlan, plans: Plans) -> None:
    if about.state in ("applied", "undone"):
        when = f"{about.applied_at:%Y-%m-%d %H:%M} UTC" if about.applied_at else "before"
        later = " and has been undone since" if about.state == "undone" else ""
        raise PlanClosed(
            f"Plan {about.number} was applied by {about.applied_by}, {when}{later}. Nothing was "
            f"sent. Make a new plan: syncline push plan {about.connection}."
        )
    undone = None if about.undoes is None else plans.about(about.undoes)
    if undone is not None and undone.state == "undone":
        raise PlanClosed(
            f"Plan {about.number} would undo plan {undone.number}, which has been undone already. "
            "Nothing was sent."
        )


def _is_rest(job: Job, about: StoredPlan, plan: Plan, fresh: Plan) -> bool:
    """Whether `fresh` is what is left of a plan that broke off: the rest was sent under it."""
    if about.state != "started":
        return False
    left = set(map(action_text, fresh.actions))
    shown = {action_text(action): action.record_id for action in plan.actions}
    gone = {record_id for key, record_id in shown.items() if key not in left}
    return left <= shown.keys() and gone <= job.ledger.tried_by(about.number)


def _moved(plan: Plan, fresh: Plan) -> PlanMoved:
    name = f"plan {plan.id}" if plan.number is None else f"plan {plan.number}"
    moved = "; ".join(moves(plan, fresh))
    return PlanMoved(
        f"{plan.connection}, race {plan.race}: {name} ({_figures(plan)}) no longer holds, it would "
        f"now be {_figures(fresh)}: {moved}. Nothing was sent. Make a new plan and apply that one."
    )


def _check_brakes(fresh: Plan, *, accept: bool) -> None:
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


def _carry_out(job: Job, fresh: Plan) -> Applied:
    job.ledger.agree(fresh.id, fresh.agreed)
    out = _withdraw(job, fresh)
    sender = Sender(job, fresh)
    sender.send_all(in_turn(fresh.sends, job.target))
    after = remake(job, fresh)
    rejected = _rejections(fresh, after, sender)
    refused = {} if out is None else out.rejected
    stay = [one for one in fresh.withdrawals if one.record_id in refused]
    return Applied(
        plan_id=fresh.id,
        sent=len(fresh.sends),
        confirmed=len(fresh.sends) - len(rejected),
        rejected=(*(_rejection(one, refused[one.record_id]) for one in stay), *rejected),
        withdrawn=() if out is None else tuple(o for o in fresh.withdrawals if o not in stay),
        listed=fresh.withdrawals if out is None else (),
        seal=seal(after),
        number=fresh.number,
    )


def _withdraw(job: Job, plan: Plan) -> Outcome | None:
    """What became of the withdrawals; None where the timer has to carry them out."""
    waiting = [entry for entry in job.ledger.open_entries() if entry.action == "withdraw"]
    wanted = {action.record_id for action in plan.withdrawals}
    if plan.undoes is None:
        over = [entry for entry in waiting if entry.record_id not in wanted]
        job.ledger.mark(over, "rejected", "no longer to be withdrawn")
    if not plan.withdrawals:
        return None
    waiting = [entry for entry in waiting if entry.record_id in wanted]
    known = {entry.record_id for entry in waiting}
    new = [action for action in plan.withdrawals if action.record_id not in known]
    entries = job.ledger.intend(plan.id, new, plan.number)
    records = records_of(plan.withdrawals, job.ledger.provider_ids())
    outcome = job.target.withdraw(job.race, records)
    if outcome is None:
        return None
    rows = [*waiting, *entries]
    job.ledger.mark([one for one in rows if one.record_id not in outcome.rejected], "sent")
    for one in rows:
        if one.record_id in outcome.rejected:
            job.ledger.mark([one], "rejected", outcome.rejected[one.record_id])
    return outcome


def _rejections(fresh: Plan, after: Plan, sender: Sender) -> tuple[Rejection, ...]:
    waiting = {action.record_id for action in after.sends} | _altered(fresh, after)
    return tuple(
        _rejection(action, sender.rejected.get(action.record_id, NOT_CONFIRMED))
        for action in fresh.sends
        if action.record_id in sender.rejected or action.record_id in waiting
    )


def _rejection(action: Action, reason: str) -> Rejection:
    return Rejection(action.record_id, action.name, action.event, reason)


def _altered(fresh: Plan, after: Plan) -> set[str]:
    """The records that hold something else than was sent just now, which nobody corrected."""
    sent = {
        action.record_id: {change.field for change in action.changes} or action.fields.keys()
        for action in fresh.sends
    }
    return {one.record_id for one in after.kept if one.field in sent.get(one.record_id, ())}
