"""What has moved between a plan as it was shown and the same plan made again, in words."""

from collections.abc import Iterator

from push.kit.plan import Action, Plan

SHOWN = 5
WORDS = {"create": "created", "update": "updated", "withdraw": "withdrawn"}


def moves(plan: Plan, fresh: Plan) -> list[str]:
    """The differences, events first; of many records only the first few are named."""
    before = {action.record_id: action for action in plan.actions}
    now = {action.record_id: action for action in fresh.actions}
    ids = [one for one in sorted({*before, *now}) if before.get(one) != now.get(one)]
    late = {action.record_id for action in fresh.frozen}
    back = {one.record_id: one.detail for one in fresh.held_back}
    left = {one.record_id: one.detail for one in fresh.left_alone}
    why = {one: "its event is frozen" for one in late} | back | left
    named = [_moved(before.get(one), now.get(one), why.get(one, "")) for one in ids[:SHOWN]]
    more = [f"and {len(ids) - SHOWN:,} more"] if len(ids) > SHOWN else []
    return [*_events(plan, fresh), *named, *more]


def _events(plan: Plan, fresh: Plan) -> Iterator[str]:
    gone = [name for name in plan.events if name not in fresh.events]
    new = [name for name in fresh.events if name not in plan.events]
    if len(gone) == len(new) == 1:
        yield f"event {gone[0]!r} is now called {new[0]!r} at the provider"
        return
    yield from (f"event {name!r} is gone at the provider" for name in gone)
    yield from (f"event {name!r} is new at the provider" for name in new)


def _moved(before: Action | None, now: Action | None, why: str) -> str:
    if before is None:
        assert now is not None
        return f"{_who(now)} is now to be {WORDS[now.action]}{_changes(now)}"
    if now is None:
        reason = f": {why}" if why else ""
        return f"{_who(before)} is no longer to be {WORDS[before.action]}{reason}"
    if before.action != now.action:
        return f"{_who(now)} was to be {WORDS[before.action]}, is now to be {WORDS[now.action]}"
    return f"{_who(now)} is to be {WORDS[now.action]} otherwise: {_fields(before, now)}"


def _who(action: Action) -> str:
    return f"{action.name or 'a record without a name'} ({action.record_id})"


def _changes(action: Action) -> str:
    told = ", ".join(f"{one.field} {one.old!r} -> {one.new!r}" for one in action.changes)
    return f", {told}" if told else ""


def _fields(before: Action, now: Action) -> str:
    old, new = ({**one.fields, "event": one.event} for one in (before, now))
    names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    told = [f"{name} {old.get(name, '')!r}, now {new.get(name, '')!r}" for name in names]
    held = [
        f"{one.field} is no longer {one.old!r} there"
        for one in before.changes
        if one not in now.changes and one.field not in names
    ]
    return ", ".join(told + held) or "the reason or what is held has changed"
