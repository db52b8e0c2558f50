"""What speaks against a start, in plain words: errors first, then warnings, then notes."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from extract.kit.destination import open_warehouse
from orchestration.generations.served import require_served
from orchestration.mapping.completeness import Status, judge
from orchestration.mapping.feeds import Feeds, Place, read_feeds
from orchestration.preflight.start import Event, Runner, Start, read_start
from orchestration.workplace import Workplace
from push.kit.events import plain

LIKELY_AGES = range(1, 111)
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing that is amiss, and the registrations that it is about."""

    severity: Severity
    check: str
    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preflight:
    """What was looked at and what was found, the gravest first."""

    event: str
    event_date: date | None
    sources: tuple[str, ...]
    people: int
    findings: tuple[Finding, ...]

    @property
    def is_clear(self) -> bool:
        """Whether nothing was found that must be mended."""
        return not any(one.severity == "error" for one in self.findings)


def preflight(place: Workplace, event: str) -> Preflight:
    """Looks through one start.

    Raises: UnknownEvent, NothingServed.
    """
    connections = list(place.connections().values())
    with open_warehouse(place.target) as warehouse:
        require_served(warehouse, "race", "unified_events")
        feeds = read_feeds(warehouse, connections)
        start = read_start(warehouse, event, feeds)
    findings = (
        *_shared(start.runners, "duplicate_bib", _bib, "have bib {}"),
        *_shared(start.runners, "same_person", _person, "look like one person: {}"),
        *_matched(start.runners),
        *_without_event(start),
        *_not_fed(start, feeds),
        *_ages(start),
        *_births(start),
        *_lacking(start),
    )
    order = ("error", "warning", "note")
    return Preflight(
        str(start.chosen),
        start.chosen.event_date,
        tuple(event.event_key for event in start.events),
        len(start.runners),
        tuple(sorted(findings, key=lambda one: order.index(one.severity))),
    )


def _bib(runner: Runner) -> Hashable:
    return (runner.bib_number or "").strip().upper().lstrip("0") or None


def _person(runner: Runner) -> Hashable:
    """Name and birth date, or else name and address: what two people rarely share."""
    name, email = plain(runner.name), plain(runner.email or "")
    told = runner.date_of_birth or email
    return (name, str(told)) if name and told else None


def _shared(
    runners: Iterable[Runner], check: str, key: Callable[[Runner], Hashable], words: str
) -> Iterator[Finding]:
    holders: defaultdict[Hashable, list[Runner]] = defaultdict(list)
    for runner in runners:
        if (value := key(runner)) is not None:
            holders[value].append(runner)
    for value, found in holders.items():
        if len(found) > 1:
            shown = ", ".join(value) if isinstance(value, tuple) else value
            text = f"{', '.join(map(str, found))} {words.format(shown)}."
            yield Finding("error", check, text, tuple(one.participant_key for one in found))


def _matched(runners: Iterable[Runner]) -> Iterator[Finding]:
    """Those whom race.people takes for one person, though they are not written alike."""
    people: defaultdict[str, list[Runner]] = defaultdict(list)
    for runner in runners:
        if runner.person_key:
            people[runner.person_key].append(runner)
    for found in people.values():
        if len({_person(one) for one in found}) > 1:
            rules = sorted({one.person_rule for one in found if one.person_rule} - {"first"})
            text = f"{_some(found)} may be one person, by {', '.join(rules) or 'their history'}."
            yield _finding("warning", "likely_same_person", text, found)


def _without_event(start: Start) -> Iterator[Finding]:
    if start.without_event:
        names = _some(start.without_event)
        text = f"{len(start.without_event):,} registrations of the race name no event: {names}."
        yield _finding("error", "unmapped_person", text, start.without_event)


def _not_fed(start: Start, feeds: Feeds) -> Iterator[Finding]:
    """Events, or choices within them, whose people go to no scoring event or to more than one."""
    for event in start.events:
        choices = {one.choice for one in start.runners if one.event_key == event.event_key}
        places = (
            Place(event.connection, event.race_id, event.event_id, event.event_name, choice)
            for choice in sorted(choices or {None}, key=lambda choice: choice or "")
        )
        found = (one for place in places for one in _amiss(event, judge(place, feeds.of(place))))
        yield from dict.fromkeys(found)


def _amiss(event: Event, judged: tuple[Status, str]) -> Iterator[Finding]:
    status, text = judged
    if status == "excluded":
        yield Finding("note", "excluded_event", f"{event} is {text}.")
    elif status == "sent_twice":
        yield Finding("error", "event_sent_twice", f"{event} goes to two scoring events: {text}.")
    elif status == "unknown_event":
        yield Finding("error", "unmapped_event", text)
    elif status != "sent":
        yield Finding("error", "unmapped_event", f"{event} {text}.")


def _ages(start: Start) -> Iterator[Finding]:
    """Ages that do not fit the birth date on the day of the start."""
    day = start.chosen.event_date
    wrong = [
        runner
        for runner in start.runners
        if day and runner.date_of_birth and runner.age is not None
        and runner.age != age_on(day, runner.date_of_birth)
    ]  # fmt: skip
    if wrong:
        text = (
            f"{len(wrong):,} people are of another age on {day} than was registered, which may "
            f"put them into another category: {_some(wrong)}."
        )
        yield _finding("warning", "age", text, wrong)


def _births(start: Start) -> Iterator[Finding]:
    """Birth dates that agree with the age and are nobody's: of today, or of a stand-in year."""
    day = start.chosen.event_date
    wrong = [
        runner
        for runner in start.runners
        if day and runner.date_of_birth and age_on(day, runner.date_of_birth) not in LIKELY_AGES
    ]
    if wrong:
        text = (
            f"{len(wrong):,} people have a birth date that can hardly be theirs on {day}: "
            f"{_some(wrong)}."
        )
        yield _finding("warning", "unlikely_birth_date", text, wrong)


def age_on(day: date, born: date) -> int:
    """Full years of somebody on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _lacking(start: Start) -> Iterator[Finding]:
    needs: tuple[tuple[Severity, str, str, Callable[[Runner], object]], ...] = (
        ("error", "name", "a name", lambda one: one.name),
        ("warning", "birth_date", "a birth date", lambda one: one.date_of_birth),
        ("warning", "gender", "a gender", lambda one: one.gender),
        ("warning", "bib", "a bib", lambda one: one.bib_number),
        ("note", "chip", "a chip", lambda one: one.chip),
    )
    for severity, check, words, has in needs:
        lacking = [runner for runner in start.runners if not has(runner)]
        if lacking:
            text = f"{len(lacking):,} of {len(start.runners):,} lack {words}: {_some(lacking)}."
            yield _finding(severity, f"missing_{check}", text, lacking)


def _finding(severity: Severity, check: str, text: str, found: Iterable[Runner]) -> Finding:
    return Finding(severity, check, text, tuple(one.participant_key for one in found))


def _some(runners: Iterable[Runner], count: int = 3) -> str:
    everyone = list(runners)
    more = f" and {len(everyone) - count:,} more" if len(everyone) > count else ""
    return ", ".join(map(str, everyone[:count])) + more
