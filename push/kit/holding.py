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
Fault = tuple[Reason, str]


@dataclass
class Sorted:
    """The served people of one race: who is wanted at the provider, held back, and removed.

    `elsewhere` says of people whom another race is sent why they are no longer of this one.
    """

    active: int = 0
    wanted: dict[str, tuple[Person, dict[str, str]]] = field(default_factory=dict)
    held_back: list[HeldBack] = field(default_factory=list)
    removed: dict[str, Person] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What one served row says of an active registration: what is to be sent, or why not."""

    person: Person
    fault: Fault | None
    fields: dict[str, str]


def sort_people(people: Iterable[Person], target: Target, events: Events) -> Sorted:
    """Puts each person where they belong, from the served rows alone."""
    told: dict[str, Told] = {}
    removed: dict[str, Person] = {}
    elsewhere: dict[str, str] = {}
    for person in people:
        if person.status == "active":
            one = _told(person, target, events)
            told[person.record_id] = _with(told.get(person.record_id), one)
        elif person.status == "removed":
            removed[person.record_id] = person
        elif person.status == "elsewhere":
            elsewhere[person.record_id] = person.removed_reason or ""
    return _sorted(Sorted(len(told), removed=removed, elsewhere=elsewhere), told, target)


def _sorted(result: Sorted, told: Mapping[str, Told], target: Target) -> Sorted:
    by_bib: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for record_id, one in told.items():
        if one.fault:
            result.held_back.append(_held_back(one.person, *one.fault))
            continue
        result.wanted[record_id] = (one.person, one.fields)
        if bib := target.comparable(BIB, one.fields.get(BIB, "")):
            by_bib[one.fields.get(EVENT, ""), bib].append(record_id)
    for holders in by_bib.values():
        if len(holders) > 1:
            _hold_back_all(result, holders)
    return result


def _told(person: Person, target: Target, events: Events) -> Told:
    if fault := _fault(person, events):
        return Told(person, fault, {})
    event = events.event_of(person.event_name or "", person.decision) or ""
    return Told(person, None, target.fields(person, event))


def _with(first: Told | None, again: Told) -> Told:
    """A registration that comes through two connections is one; held back where they differ."""
    if first is None or (first.fault, first.fields) == (again.fault, again.fields):
        return first or again
    if first.fault and first.fault[0] == "told_twice":
        return first
    both = {*first.fields.items()} ^ {*again.fields.items()}
    names = ", ".join(sorted({name for name, _ in both}))
    what = names if first.fault == again.fault else "whether it may be sent"
    detail = f"it comes through two connections, which differ in {what}: sync them both"
    return Told(first.person, ("told_twice", detail), {})


def _fault(person: Person, events: Events) -> Fault | None:
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
