"""Makes the plan for one race, from the served rows, the ledger and what the provider holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from push.kit.brakes import brakes
from push.kit.comparison import Comparer
from push.kit.events import Events
from push.kit.freeze import Freeze, Starts, freeze_at, take_frozen
from push.kit.holding import Sorted, blocked_by_bib, sort_people
from push.kit.identity import Known
from push.kit.job import Job
from push.kit.leftover import left_open, settle_left
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
from push.kit.source import Person
from push.kit.target import BIB, EVENT, TEAM, Held

Sent = Mapping[str, Mapping[str, str]]


@dataclass
class View:
    """One race as the provider shows it, and what was sent to it; `held` is by record id.

    `shown` has those that are known by the provider's own id, by the other id that they show.
    """

    events: Events
    held: dict[str, Held]
    doubled: list[ProviderOnly]
    sent: Sent
    freeze: Freeze
    shown: Mapping[str, Held]


@dataclass
class Draft:
    """A plan in the making."""

    view: View
    people: Sorted
    actions: dict[str, Action] = field(default_factory=dict)
    frozen: dict[str, Action] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    agreed: dict[str, Agreed] = field(default_factory=dict)

    @property
    def held(self) -> dict[str, Held]:
        """What the provider holds, by record id."""
        return self.view.held


def make_plan(job: Job) -> Plan:
    """The plan for the job's race as things stand.

    Raises: ProviderError when the provider cannot be read; Unbalanced when the sums do not add up.
    """
    return job.planner(job) if job.planner else _finish(job, draft_plan(job))


def draft_plan(job: Job) -> Draft:
    """Everything that the plan is made of."""
    view = view_race(job)
    draft = Draft(view, sort_people(job.people(), job.target, view.events))
    _hold_back_shown(draft)
    comparer = Comparer(job.target, job.rules.owners)
    for record_id, (person, fields) in draft.people.wanted.items():
        _propose(draft, comparer, record_id, (person, fields))
    draft.frozen = _take_frozen(draft, draft.actions)
    _hold_back_taken_bibs(draft, job)
    return draft


def view_race(job: Job) -> View:
    """Reads the provider, and settles by it the ledger rows that an earlier push left open.

    Raises: ProviderError.
    """
    left = left_open(job)
    events = Events(job.target.events(job.race), job.rules.event_map)
    known = Known(job.ledger.provider_ids())
    held, doubled, shown = _read_back(job, events, known)
    settle_left(job, held, left)
    sent = job.ledger.last_sent()
    job.ledger.remember(known.learned(held, sent))
    minutes = job.rules.freeze_minutes
    starts = Starts() if minutes is None else job.starts()
    freeze = freeze_at(job.now(), minutes, starts, events)
    return View(events, held, doubled, sent, freeze, shown)


def _read_back(
    job: Job, events: Events, known: Known
) -> tuple[dict[str, Held], list[ProviderOnly], dict[str, Held]]:
    held: dict[str, Held] = {}
    shown: dict[str, Held] = {}
    doubled = []
    for row in job.target.read_back(job.race, events.names):
        record = known.named(row)
        if record.record_id != row.record_id:
            shown[row.record_id] = record
        other = held.get(record.record_id)
        if other is None or known.prefers(record, other):
            held[record.record_id], record = record, other or record
        if other is not None:
            doubled.append(_seen(record))
    return held, doubled, shown


def withdrawal(held: Held, reason: str) -> Action:
    """The withdrawal of a record; its fields are what the provider holds, to be able to undo it."""
    fields = {name: value for name, value in held.fields.items() if value}
    return Action("withdraw", held.record_id, held.name, held.event, fields, (), reason)


def _seen(held: Held) -> ProviderOnly:
    return ProviderOnly(held.record_id, held.name, held.event, held.bib, held.is_placeholder)


def _propose(
    draft: Draft, comparer: Comparer, record_id: str, wanted: tuple[Person, dict[str, str]]
) -> None:
    person, fields = wanted
    held = draft.held.get(record_id)
    sent = draft.view.sent.get(record_id)
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
                name in found.conflicts,
            )
        )
    if found.agreed:
        draft.agreed[record_id] = Agreed(record_id, held.event, found.agreed)
    if found.changes:
        changed = {change.field: change.new for change in found.changes}
        # The source's fields go always, the others only when they change: somebody at the provider
        # may be correcting them at this moment.
        ours = {name: value for name, value in fields.items() if comparer.is_ours(name)}
        event = changed.get(EVENT, held.event)
        draft.actions[record_id] = Action(
            "update",
            record_id,
            person.name,
            event,
            {**ours, **changed},
            tuple(found.changes),
        )


def _take_frozen(draft: Draft, actions: dict[str, Action]) -> dict[str, Action]:
    wanted = {key: person for key, (person, _) in draft.people.wanted.items()}
    froze = draft.view.freeze, draft.view.events
    return take_frozen(actions, draft.held, froze, draft.people.removed | wanted)


def _hold_back_taken_bibs(draft: Draft, job: Job) -> None:
    blocked = blocked_by_bib(draft.actions, draft.held, job.target)
    for record_id, other in blocked.items():
        action = draft.actions.pop(record_id)
        draft.agreed.pop(record_id, None)
        _, fields = draft.people.wanted.pop(record_id)
        bib = fields.get(BIB) or draft.held[record_id].bib
        detail = f"bib {bib} in {action.event} is held at the provider by {_who(other)}"
        draft.people.held_back.append(
            HeldBack(record_id, action.name, action.event, bib, "bib_taken", detail)
        )


def _hold_back_shown(draft: Draft) -> None:
    """Holds back whose id the provider shows on somebody else's record, which it would change."""
    for record_id in draft.view.shown.keys() & draft.people.wanted.keys():
        person, fields = draft.people.wanted.pop(record_id)
        other = draft.view.shown[record_id]
        detail = f"the provider shows this id on the record of {_who(other)}: correct it there"
        place = fields[EVENT], fields.get(BIB, "")
        draft.people.held_back.append(HeldBack(record_id, person.name, *place, "id_taken", detail))


def _who(one: Held | Action) -> str:
    return f"{one.name or 'a record without a name'} ({one.record_id})"


def _finish(job: Job, draft: Draft) -> Plan:
    people, held, view = draft.people, draft.held, draft.view
    back = tuple(replace(one, is_held=one.record_id in held) for one in people.held_back)
    known = people.wanted.keys() | {one.record_id for one in back}
    withdrawals, vanished, provider_only = _not_wanted(draft, known)
    late = _take_frozen(draft, withdrawals)
    actions = [draft.actions[key] for key in sorted(draft.actions)]
    plan = Plan(
        connection=job.connection,
        race=job.race,
        active=people.active,
        unchanged=len(people.wanted) - len(actions) - len(draft.frozen),
        creates=tuple(action for action in actions if action.action == "create"),
        updates=tuple(action for action in actions if action.action == "update"),
        withdrawals=tuple(withdrawals.values()),
        held_back=back,
        kept=tuple(one for one in draft.kept if one.record_id in people.wanted),
        provider_only=tuple(provider_only),
        vanished=tuple(vanished),
        agreed=tuple(draft.agreed.values()),
        doubled=tuple(one for one in view.doubled if one.record_id in known),
        frozen=(*(draft.frozen[key] for key in sorted(draft.frozen)), *late.values()),
        unknown_starts=view.freeze.unknown,
        events=view.events.names,
    )
    return _checked(job, plan, view)


def _checked(job: Job, plan: Plan, view: View) -> Plan:
    check_balance(plan)
    on = brakes(plan, job.rules, view.sent, view.held.keys())
    named = {one.fields.get(TEAM, "") for one in plan.sends} - {""}
    teams = job.target.missing_teams(job.race, sorted(named)) if named else ()
    plan = replace(plan, brakes=on, teams=teams)
    return replace(plan, id=plan_id(plan))


def _not_wanted(
    draft: Draft, known: set[str]
) -> tuple[dict[str, Action], list[ProviderOnly], list[ProviderOnly]]:
    """Withdrawals, people who vanished, and what only the provider knows.

    Only a removal that the source tells of takes a runner out: absence proves nothing, and one
    decided for another race may not have arrived there.
    """
    withdrawals: dict[str, Action] = {}
    vanished, provider_only = [], []
    for record_id, record in sorted(draft.held.items()):
        if record_id in known or record.is_withdrawn:
            continue
        removed = draft.people.removed.get(record_id)
        if removed is not None:
            reason = removed.removed_reason or "removed"
            withdrawals[record_id] = withdrawal(record, reason)
        elif record_id in draft.view.sent:
            why = draft.people.elsewhere.get(record_id, "")
            vanished.append(replace(_seen(record), why=why))
        else:
            provider_only.append(_seen(record))
    return withdrawals, vanished, provider_only
