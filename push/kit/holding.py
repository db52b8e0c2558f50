"""Who is held back: people who cannot be sent without losing or doubling a runner."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from push.kit.events import Events
from push.kit.plan import Action, HeldBack, Reason
from push.kit.source import Person
from push.kit.target import BIB, EVENT, Held, Target

# What a scoring system calls a bib without a person: a registration of that name came from there.
PLACEHOLDERS = frozenset({"dorsal sin datos"})


@dataclass
class Sorted:
    """The served people of one race: who is wanted at the provider, held back, and removed."""

    active: int = 0
    wanted: dict[str, tuple[Person, dict[str, str]]] = field(default_factory=dict)
    held_back: list[HeldBack] = field(default_factory=list)
    removed: dict[str, Person] = field(default_factory=dict)


def sort_people(people: Iterable[Person], target: Target, events: Events) -> Sorted:
    """Puts each person where they belong, from the served rows alone."""
    result = Sorted()
    by_bib: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for person in people:
        if person.status != "active":
            if person.status == "removed":
                result.removed[person.record_id] = person
            continue
        result.active += 1
        fault = _fault(person, events)
        if fault:
            result.held_back.append(_held_back(person, *fault))
            continue
        event = events.event_of(person.event_name or "", person.decision) or ""
        fields = target.fields(person, event)
        result.wanted[person.record_id] = (person, fields)
        if bib := target.comparable(BIB, fields.get(BIB, "")):
            by_bib[event, bib].append(person.record_id)
    for holders in by_bib.values():
        if len(holders) > 1:
            _hold_back_all(result, holders)
    return result


def _fault(person: Person, events: Events) -> tuple[Reason, str] | None:
    name = (person.event_name or "").strip()
    if not person.name:
        return "no_name", "neither first nor last name"
    if " ".join(person.name.casefold().split()) in PLACEHOLDERS:
        return "placeholder", f"{person.name!r} stands for a bib without a person"
    if not name:
        return "no_event", "the registration has no event"
    if by := events.never_sent_by(name, person.decision):
        return "excluded_event", f"event {name!r} is never sent, by {by}"
    if events.event_of(name, person.decision) is None:
        wanted = person.decision.scoring_event if person.decision else name
        return "unknown_event", f"the race has no event {wanted!r}, it has {list(events.names)}"
    return None


def _held_back(person: Person, reason: Reason, detail: str) -> HeldBack:
    event = (person.event_name or "").strip()
    bib = (person.bib_number or "").strip()
    return HeldBack(person.record_id, person.name, event, bib, reason, detail)


def _hold_back_all(result: Sorted, holders: Sequence[str]) -> None:
    pairs = [result.wanted.pop(record_id) for record_id in holders]
    everyone = ", ".join(f"{person.name} ({person.record_id})" for person, _ in pairs)
    for person, fields in pairs:
        detail = f"bib {fields[BIB]} in {fields[EVENT]} belongs to {everyone}"
        result.held_back.append(_held_back(person, "duplicate_bib", detail))


def blocked_by_bib(
    proposals: Mapping[str, Action], held: Mapping[str, Held], target: Target
) -> dict[str, Held | Action]:
    """The proposals whose bib another record would still hold, with that other record.

    Holding one back leaves its own old bib taken, which may block the next one, hence the rounds.
    """
    blocked: dict[str, Held | Action] = {}
    while True:
        allowed = {key: action for key, action in proposals.items() if key not in blocked}
        places = _places(allowed, held, target)
        new = {}
        for key, action in allowed.items():
            place = _place(action.fields, held.get(key), target)
            if not place[1] or not _moves(action):
                continue
            others = [other for other in places[place] if other != key]
            if others:
                new[key] = held.get(others[0]) or proposals[others[0]]
        if not new:
            return blocked
        blocked |= new


def _moves(action: Action) -> bool:
    return action.action == "create" or any(
        change.field in (BIB, EVENT) for change in action.changes
    )


def _places(
    proposals: Mapping[str, Action], held: Mapping[str, Held], target: Target
) -> defaultdict[tuple[str, str], list[str]]:
    places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, record in held.items():
        fields = proposals[key].fields if key in proposals else {}
        places[_place(fields, record, target)].append(key)
    for key, action in proposals.items():
        if key not in held:
            places[_place(action.fields, None, target)].append(key)
    return places


def _place(fields: Mapping[str, str], record: Held | None, target: Target) -> tuple[str, str]:
    event = fields.get(EVENT) or (record.event if record else "")
    bib = fields.get(BIB) or (record.bib if record else "")
    return event, target.comparable(BIB, bib)
