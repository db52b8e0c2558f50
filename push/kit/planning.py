"""Makes the plan for one race, from the served rows, the ledger and what the provider holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from push.kit.brakes import brakes
from push.kit.comparison import Comparer
from push.kit.events import Events
from push.kit.holding import Sorted, blocked_by_bib, sort_people
from push.kit.job import Job
from push.kit.plan import (
    Action,
    Agreed,
    HeldBack,
    Kept,
    Plan,
    ProviderOnly,
    check_balance,
    plan_id,
)
from push.kit.settle import settle
from push.kit.source import Person
from push.kit.target import BIB, EVENT, Held

Sent = Mapping[str, Mapping[str, str]]


@dataclass
class Draft:
    """A plan in the making."""

    people: Sorted
    held: dict[str, Held]
    sent: Sent
    doubled: list[ProviderOnly] = field(default_factory=list)
    actions: dict[str, Action] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    agreed: dict[str, Agreed] = field(default_factory=dict)


def make_plan(job: Job) -> Plan:
    """The plan for the job's race as things stand; open ledger rows are settled first.

    Raises: ProviderError when the provider cannot be read; Unbalanced when the sums do not add up.
    """
    return _finish(job, draft_plan(job))


def draft_plan(job: Job) -> Draft:
    """Everything that the plan is made of; open ledger rows are settled on the way."""
    events = Events(job.target.events(job.race), job.rules.event_map)
    held, doubled = _read_back(job, events)
    settle(job.ledger, job.target, job.ledger.open_entries(), held)
    people = sort_people(job.people(), job.target, events)
    draft = Draft(people, held, job.ledger.last_sent(), doubled)
    comparer = Comparer(job.target, job.rules.shared)
    for record_id, (person, fields) in people.wanted.items():
        _propose(draft, comparer, record_id, (person, fields))
    _hold_back_taken_bibs(draft, job)
    return draft


def _read_back(job: Job, events: Events) -> tuple[dict[str, Held], list[ProviderOnly]]:
    held: dict[str, Held] = {}
    doubled = []
    for record in job.target.read_back(job.race, events.names):
        if record.record_id in held:
            doubled.append(_seen(record))
        else:
            held[record.record_id] = record
    return held, doubled


def _seen(held: Held) -> ProviderOnly:
    return ProviderOnly(held.record_id, held.name, held.event, held.bib, held.is_placeholder)


def _propose(
    draft: Draft, comparer: Comparer, record_id: str, wanted: tuple[Person, dict[str, str]]
) -> None:
    person, fields = wanted
    held = draft.held.get(record_id)
    sent = draft.sent.get(record_id)
    if held is not None and held.is_withdrawn:
        if sent is not None:
            # Taken out on the scoring side, which a push does not undo.
            draft.kept.append(
                Kept(record_id, person.name, held.event, "status", "active", "active", "withdrawn")
            )
            return
        held = None
    if held is None:
        reason = "sent before, but the provider no longer holds it" if sent else ""
        draft.actions[record_id] = Action(
            "create", record_id, person.name, fields[EVENT], fields, (), reason
        )
        return
    found = comparer.compare(fields, sent, held)
    for name in found.kept:
        draft.kept.append(
            Kept(
                record_id,
                person.name,
                held.event,
                name,
                fields.get(name, ""),
                (sent or {}).get(name, ""),
                held.fields.get(name, ""),
            )
        )
    if found.agreed:
        draft.agreed[record_id] = Agreed(record_id, held.event, found.agreed)
    if found.changes:
        changed = {change.field: change.new for change in found.changes}
        # Shared fields go only when they change; the rest always, so that each call stands alone.
        ours = {name: value for name, value in fields.items() if name not in comparer.shared}
        event = changed.get(EVENT, held.event)
        draft.actions[record_id] = Action(
            "update",
            record_id,
            person.name,
            event,
            {**ours, **changed},
            tuple(found.changes),
        )


def _hold_back_taken_bibs(draft: Draft, job: Job) -> None:
    blocked = blocked_by_bib(draft.actions, draft.held, job.target)
    for record_id, other in blocked.items():
        action = draft.actions.pop(record_id)
        draft.agreed.pop(record_id, None)
        _, fields = draft.people.wanted.pop(record_id)
        bib = fields.get(BIB) or draft.held[record_id].bib
        detail = (
            f"bib {bib} in {action.event} is held at the provider by "
            f"{other.name or 'a record without a name'} ({other.record_id})"
        )
        draft.people.held_back.append(
            HeldBack(record_id, action.name, action.event, bib, "bib_taken", detail)
        )


def _finish(job: Job, draft: Draft) -> Plan:
    people, held = draft.people, draft.held
    back = tuple(replace(one, is_held=one.record_id in held) for one in people.held_back)
    known = people.wanted.keys() | {one.record_id for one in back}
    withdrawals, provider_only = _not_wanted(draft, known)
    actions = [draft.actions[key] for key in sorted(draft.actions)]
    plan = Plan(
        connection=job.connection,
        race=job.race,
        active=people.active,
        unchanged=len(people.wanted) - len(actions),
        creates=tuple(action for action in actions if action.action == "create"),
        updates=tuple(action for action in actions if action.action == "update"),
        withdrawals=tuple(withdrawals),
        held_back=back,
        kept=tuple(one for one in draft.kept if one.record_id in people.wanted),
        provider_only=tuple(provider_only),
        agreed=tuple(draft.agreed.values()),
        doubled=tuple(one for one in draft.doubled if one.record_id in known),
    )
    check_balance(plan)
    missing = sum(record_id not in held for record_id in draft.sent)
    plan = replace(plan, brakes=brakes(plan, job.rules, sent=len(draft.sent), missing=missing))
    return replace(plan, id=plan_id(plan))


def _not_wanted(draft: Draft, known: set[str]) -> tuple[list[Action], list[ProviderOnly]]:
    withdrawals, provider_only = [], []
    for record_id, record in sorted(draft.held.items()):
        if record_id in known or record.is_withdrawn:
            continue
        removed = draft.people.removed.get(record_id)
        if removed is None and record_id not in draft.sent:
            provider_only.append(_seen(record))
            continue
        reason = (removed.removed_reason or "removed") if removed else "no longer in the source"
        withdrawals.append(Action("withdraw", record_id, record.name, record.event, {}, (), reason))
    return withdrawals, provider_only
