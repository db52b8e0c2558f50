"""The plan that takes a push back: what that push changed, and only where it still stands.

An update is restored field by field, a creation is withdrawn, a withdrawal is made again. Whatever
somebody else has changed since is left alone and named. An undo changes nothing in the source, so
the next ordinary plan proposes again what the source still says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from push.kit.comparison import NEVER_EMPTIED
from push.kit.errors import PlanClosed
from push.kit.freeze import take_frozen
from push.kit.holding import blocked_by_bib
from push.kit.job import Job
from push.kit.ledger import Entry
from push.kit.plan import Action, Change, LeftAlone, Plan, check_balance, plan_id
from push.kit.planning import View, view_race, withdrawal
from push.kit.plans import Plans
from push.kit.target import EVENT, Held

GONE = "is no longer at the provider"


@dataclass
class Undoing:
    """An undo in the making."""

    job: Job
    number: int
    view: View
    actions: dict[str, Action] = field(default_factory=dict)
    left: list[LeftAlone] = field(default_factory=list)

    def leave(self, entry: Entry, detail: str) -> None:
        """Leaves a record, or part of it, alone."""
        held = self.view.held.get(entry.record_id)
        name = held.name if held else _name(entry.fields)
        self.left.append(LeftAlone(entry.record_id, name, entry.event, detail))

    def is_as_sent(self, held: Held, name: str, value: str) -> bool:
        """Whether the provider holds the value; what cannot be read is as it was sent last."""
        known = self.view.sent.get(held.record_id, {}).get(name, "")
        target = self.job.target
        seen = held.fields.get(name, known)
        return target.comparable(name, seen) == target.comparable(name, value)


def undo_stored(job: Job, plans: Plans, number: int, *, who: str) -> Plan:
    """The plan that undoes the stored plan with that number, itself stored and numbered.

    Raises: PlanClosed when that plan was not applied, or has been undone; ProviderError.
    """
    about = plans.about(number)
    if about.state in ("open", "undone"):
        was = "was never applied" if about.state == "open" else "has been undone already"
        raise PlanClosed(f"Plan {number} {was}, so there is nothing to undo.")
    return plans.put(make_undo(job, number), who)


def make_undo(job: Job, number: int) -> Plan:
    """The plan that undoes the applied plan with that number, as things stand.

    Raises: ProviderError.
    """
    view = view_race(job)
    undoing = Undoing(job, number, view)
    done = _done(job.ledger.done_by(number))
    for entry in done.values():
        _UNDO[entry.action](undoing, entry)
    frozen = take_frozen(undoing.actions, view.held, (view.freeze, view.events), {})
    _leave_taken_bibs(undoing, done)
    actions = [undoing.actions[key] for key in sorted(undoing.actions)]
    plan = Plan(
        connection=job.connection,
        race=job.race,
        active=len(done) - sum(one.action == "withdraw" for one in (*actions, *frozen.values())),
        unchanged=len(done) - len(actions) - len(frozen),
        creates=tuple(one for one in actions if one.action == "create"),
        updates=tuple(one for one in actions if one.action == "update"),
        withdrawals=tuple(one for one in actions if one.action == "withdraw"),
        frozen=tuple(frozen[key] for key in sorted(frozen)),
        unknown_starts=view.freeze.unknown,
        events=view.events.names,
        left_alone=tuple(undoing.left),
        undoes=number,
    )
    check_balance(plan)
    return replace(plan, id=plan_id(plan))


def _done(entries: list[Entry]) -> dict[str, Entry]:
    """The first row of each record, which knows what was there before."""
    done: dict[str, Entry] = {}
    for entry in entries:
        done.setdefault(entry.record_id, entry)
    return done


def _undo_creation(undoing: Undoing, entry: Entry) -> None:
    held = _standing(undoing, entry)
    if held is None:
        return
    touched = [
        name
        for name in sorted({*entry.fields, *held.fields})
        if name in held.fields and not undoing.is_as_sent(held, name, entry.fields.get(name, ""))
    ]
    if touched:
        told = _told(touched, held, entry.fields)
        return undoing.leave(
            entry, f"was changed since it was made, so it is not taken out: {told}"
        )
    undoing.actions[entry.record_id] = withdrawal(held, f"made by plan {undoing.number}")


def _undo_update(undoing: Undoing, entry: Entry) -> None:
    held = _standing(undoing, entry)
    if held is None:
        return
    changes = list(_restored(undoing, entry, held))
    if not changes:
        return
    fields = {change.field: change.new for change in changes}
    event = fields.get(EVENT) or held.event
    undoing.actions[entry.record_id] = Action(
        "update", entry.record_id, held.name, event, fields, tuple(changes)
    )


def _restored(undoing: Undoing, entry: Entry, held: Held) -> Iterator[Change]:
    for name, before in sorted(entry.before.items()):
        ours = entry.fields.get(name, "")
        if undoing.is_as_sent(held, name, before):
            continue
        if not undoing.is_as_sent(held, name, ours):
            undoing.leave(entry, f"changed since: {_told([name], held, entry.fields)}")
        elif not before and name in NEVER_EMPTIED:
            undoing.leave(entry, f"{name} was empty before {ours!r}, and is never emptied")
        else:
            yield Change(name, held.fields.get(name, ours), before, ours)


def _undo_withdrawal(undoing: Undoing, entry: Entry) -> None:
    held = undoing.view.held.get(entry.record_id)
    if held is not None and not held.is_withdrawn:
        return undoing.leave(entry, "is at the provider, so it is not made again")
    if not entry.fields:
        return undoing.leave(entry, "what the provider held of it was not written down")
    undoing.actions[entry.record_id] = Action(
        "create",
        entry.record_id,
        _name(entry.fields),
        entry.event,
        dict(entry.fields),
        (),
        f"taken out by plan {undoing.number}",
    )


_UNDO = {"create": _undo_creation, "update": _undo_update, "withdraw": _undo_withdrawal}


def _standing(undoing: Undoing, entry: Entry) -> Held | None:
    held = undoing.view.held.get(entry.record_id)
    if held is None or held.is_withdrawn:
        undoing.leave(entry, GONE)
        return None
    return held


def _leave_taken_bibs(undoing: Undoing, done: Mapping[str, Entry]) -> None:
    # Whoever is to be withdrawn may wear the bib until the timer takes them out.
    sends = {key: one for key, one in undoing.actions.items() if one.action != "withdraw"}
    for key, other in blocked_by_bib(sends, undoing.view.held, undoing.job.target).items():
        del undoing.actions[key]
        name = other.name or "a record without a name"
        undoing.leave(done[key], f"its bib is worn by {name} ({other.record_id}) now")


def _told(names: list[str], held: Held, sent: Mapping[str, str]) -> str:
    return ", ".join(
        f"{name} is {held.fields.get(name, '')!r}, not {sent.get(name, '')!r} as sent"
        for name in names
    )


def _name(fields: Mapping[str, str]) -> str:
    return f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip()
