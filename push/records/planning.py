"""Makes the plan for one kind of record: which edits go back, and which the source overtook.

It is the plan of a push like any other, with updates alone: nothing is made or taken out there. The
kind takes the place of the race and of the event. What the provider changed after the edit, or at
the same instant, is kept there, as the next sync will find that the source has won.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from push.kit.job import Job
from push.kit.leftover import left_open, settle_left
from push.kit.plan import Action, Change, HeldBack, Kept, Plan, check_balance, plan_id
from push.kit.target import Held
from push.records.source import Edited

CHANGED_AT = "updated_at"
GONE = "it is gone upstream, where nothing is made anew"


@dataclass
class Draft:
    """A plan in the making."""

    job: Job
    sent: Mapping[str, Mapping[str, str]]
    updates: list[Action] = field(default_factory=list)
    held_back: list[HeldBack] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def planner(edited: Callable[[], Iterable[Edited]]) -> Callable[[Job], Plan]:
    """What makes the plan of a job from the edits, which are read anew each time."""

    def make(job: Job) -> Plan:
        left = left_open(job)
        held = {one.record_id: one for one in job.target.read_back(job.race, (job.race,))}
        settle_left(job, held, left)
        return plan_edits(job, list(edited()), held)

    return make


def plan_edits(job: Job, edited: Iterable[Edited], held: Mapping[str, Held]) -> Plan:
    """The plan that brings what the provider holds to what the edits say.

    Raises: Unbalanced when its sums do not add up.
    """
    draft, count = Draft(job, job.ledger.last_sent()), 0
    for one in edited:
        count += 1
        there = held.get(one.record_id)
        if there is None or one.is_missing:
            draft.held_back.append(
                HeldBack(one.record_id, one.name, job.race, "", "gone", GONE, there is not None)
            )
        else:
            _propose(draft, one, there)
    plan = Plan(
        connection=job.connection,
        race=job.race,
        active=count,
        unchanged=count - len(draft.updates) - len(draft.held_back),
        updates=tuple(draft.updates),
        held_back=tuple(draft.held_back),
        kept=tuple(draft.kept),
    )
    check_balance(plan)
    return replace(plan, id=plan_id(plan))


def _propose(draft: Draft, one: Edited, there: Held) -> None:
    """What becomes of one edit: an update, values that are kept there, or nothing to be done."""
    job, sent = draft.job, draft.sent.get(one.record_id, {})
    same = job.target.comparable
    changes = tuple(
        Change(name, there.fields.get(name, ""), value, sent.get(name, ""))
        for name, value in sorted(one.fields.items())
        if same(name, there.fields.get(name, "")) != same(name, value)
    )
    if not changes:
        return
    if _is_newer(there, one.edited_at):
        draft.kept += [
            Kept(
                one.record_id, one.name, job.race, change.field,
                change.new, change.sent, change.old, is_conflict=True,
            )
            for change in changes
        ]  # fmt: skip
        return
    fields = {change.field: change.new for change in changes}
    draft.updates.append(Action("update", one.record_id, one.name, job.race, fields, changes))


def _is_newer(there: Held, edited_at: datetime) -> bool:
    """Whether the provider changed its record after the edit; a tie is the provider's."""
    stamp = there.fields.get(CHANGED_AT)
    return bool(stamp) and datetime.fromisoformat(stamp or "") >= edited_at
