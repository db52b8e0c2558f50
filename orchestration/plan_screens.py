"""What a person sees of push plans, and the same as JSON."""

from collections.abc import Iterator, Sequence

from orchestration.screens import OUT, SHOWN_ROWS, escaped, listing, show_held_back, show_json
from push.kit.plan import Action, Kept, Plan
from push.kit.plans import StoredPlan
from push.kit.verify import VANISHED

SIGNS = {"create": "+", "update": "~", "withdraw": "-"}
FIGURES = ("create", "update", "withdraw", "unchanged", "held back", "frozen")


def show_plans(plans: Sequence[Plan], *, as_json: bool) -> None:
    """What each plan would do, and who is held back and why."""
    if as_json:
        return show_json(plans)
    for plan in plans:
        OUT.print(_headline(plan), soft_wrap=True)
        for line in _lines(plan):
            OUT.print(f"  {escaped(line)}", soft_wrap=True)
        show_held_back(plan.held_back)
        for brake in plan.brakes:
            OUT.print(f"  [bold yellow]brake[/] {escaped(brake)}", soft_wrap=True)
        _show_ways_on(plan)


def show_stored(plans: Sequence[StoredPlan], *, as_json: bool) -> None:
    """One line for each stored plan."""
    if as_json:
        return show_json(plans)
    if not plans:
        return OUT.print("No plan has been made yet.")
    table = listing("plans (UTC)", ("plan", "race", "state", "made", "by", "applied"), FIGURES)
    for one in plans:
        number = f"{one.number}" if one.undoes is None else f"{one.number} undoes {one.undoes}"
        applied = ""
        if one.applied_at is not None:
            applied = f"{one.applied_at:%m-%d %H:%M} {one.applied_by}"
        texts = (number, one.race, one.state, f"{one.made_at:%m-%d %H:%M}", one.made_by, applied)
        counts = [f"{one.figures[name.replace(' ', '_')]:,}" for name in FIGURES]
        table.add_row(*map(escaped, texts), *counts)
    OUT.print(table)


def _headline(plan: Plan) -> str:
    number = plan.id if plan.number is None else str(plan.number)
    undone = "" if plan.undoes is None else f" undoes plan {plan.undoes}"
    late = f"{len(plan.late):,} frozen + " if plan.late else ""
    return (
        f"[bold]{escaped(plan.race)}[/] plan {number}{undone}: {plan.active:,} active = "
        f"{len(plan.creates):,} to create + {len(plan.updates):,} to update + {late}"
        f"{plan.unchanged:,} unchanged + {len(plan.held_back):,} held back; "
        f"{len(plan.withdrawals):,} to withdraw"
    )


def _lines(plan: Plan) -> Iterator[str]:
    yield from (f"+ team {name}" for name in plan.teams[:SHOWN_ROWS])
    yield from map(_action, plan.updates[:SHOWN_ROWS])
    yield from map(_action, plan.withdrawals[:SHOWN_ROWS])
    yield from (f"frozen, not sent: {_action(one)}" for one in plan.frozen[:SHOWN_ROWS])
    for name in plan.unknown_starts:
        yield f"nobody knows when {name} starts, so it is not frozen"
    yield from map(_kept, sorted(plan.kept, key=_calm)[:SHOWN_ROWS])
    for left in plan.left_alone[:SHOWN_ROWS]:
        yield f"= {left.name} ({left.record_id}, {left.event}): {left.detail}"
    for gone in plan.vanished[:SHOWN_ROWS]:
        yield f"? {gone.name} ({gone.record_id}, {gone.event}): {gone.why or VANISHED}; left there"
    if plan.provider_only:
        unknown = sum(one.is_placeholder for one in plan.provider_only)
        own = len(plan.provider_only) - unknown
        yield f"only there: {own:,} people of its own, {unknown:,} bibs without a person"


def _action(action: Action) -> str:
    changes = "; ".join(f"{one.field} {one.old!r} -> {one.new!r}" for one in action.changes)
    what = changes or action.reason
    return f"{SIGNS[action.action]} {action.name} ({action.record_id}): {what}"


def _calm(kept: Kept) -> bool:
    return not kept.is_conflict


def _kept(kept: Kept) -> str:
    who = f"{kept.name} ({kept.record_id}, {kept.event})"
    what = f"{kept.field} {kept.provider!r} corrected there and kept, ours is {kept.source!r}"
    both = f", was {kept.sent!r} when both changed it" if kept.is_conflict else ""
    return f"{'!' if kept.is_conflict else '='} {who}: {what}{both}"


def _show_ways_on(plan: Plan) -> None:
    if plan.number is None or plan.is_empty:
        return
    OUT.print(
        f"  to send it: syncline push apply {escaped(plan.connection)} --plan {plan.number}",
        soft_wrap=True,
    )
    # What is no race has no events, and nobody imports it.
    if plan.sends and plan.events and plan.undoes is None:
        OUT.print(
            "  or a file for the provider's own import: "
            f"syncline push plan {escaped(plan.connection)} --csv FILE",
            soft_wrap=True,
        )
