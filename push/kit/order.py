"""The order of a push: whoever gives a bib up goes before whoever takes it."""

from collections.abc import Sequence

from push.kit.plan import Action
from push.kit.target import BIB, EVENT, Target

Place = tuple[str, str]
"""An event and a bib in it, as they are compared."""


def in_turn(sends: Sequence[Action], target: Target) -> list[Action]:
    """The actions, each after the one whose bib it takes, and otherwise as they stand.

    A provider that lets nobody have another's bib would refuse them in any other order. Where bibs
    go round in a circle there is no such order.
    """
    givers = {_left(action, target): action for action in sends}
    givers.pop(None, None)
    ordered: dict[str, Action] = {}
    for action in sends:
        chain: dict[str, Action] = {}
        link: Action | None = action
        while link and link.record_id not in ordered and link.record_id not in chain:
            chain[link.record_id] = link
            link = givers.get(_taken(link, target))
        ordered.update(reversed(chain.items()))
    return list(ordered.values())


def _left(action: Action, target: Target) -> Place | None:
    """The place that an action gives up; None when it stays, or has no bib that we know."""
    old = {change.field: change.old for change in action.changes}
    if BIB not in old and EVENT not in old:
        return None
    bib = old.get(BIB, action.fields.get(BIB, ""))
    return (old.get(EVENT, action.event), target.comparable(BIB, bib)) if bib else None


def _taken(action: Action, target: Target) -> Place | None:
    bib = action.fields.get(BIB, "")
    return (action.event, target.comparable(BIB, bib)) if bib else None
