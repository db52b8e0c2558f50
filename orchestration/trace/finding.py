"""Who is meant by a bib, a name, an e-mail address or an id in an event."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal

from extract.kit.destination import Warehouse
from extract.kit.errors import SynclineError
from orchestration.generations.served import has_table
from orchestration.preflight.start import Event, Meant, begins_with, find_events
from orchestration.trace.gone import read_gone
from orchestration.trace.landed import Account, quarantine_steps, token_of
from orchestration.trace.people import Person, Result, Subject, told
from orchestration.trace.steps import utc
from orchestration.workplace import Workplace
from push.kit.events import plain

By = Literal["bib", "name", "email", "registration"]
ALIKE = 5
PEOPLE = """
    select participant_key, source_provider, connection, timing_partner_id, race_id, event_key,
        event_name, registration_id, transferred_to, first_name, last_name, gender, email,
        bib_number, chip, team_name, date_of_birth, age, status, removed_reason, updated_at,
        fetched_date
    from race.unified_participants
    where connection = ? and race_id = ? and {chosen}
    order by participant_key
"""
EVERYBODY = "true"
# Who may be meant, each value once: Python decides, by more letters than a database knows. Where
# there are other letters than these it is asked about everybody who has such.
PLAIN_LETTERS = "^[ -~]*$"
UNSURE = f"not ({{0}} ~ '{PLAIN_LETTERS}')"
LIKELY = {
    "bib": f"(ltrim(upper(trim(bib_number)), '0') = ? or {UNSURE.format('bib_number')})",
    "email": f"(lower(trim(email)) = ? or {UNSURE.format('email')})",
    "registration": "(? in (registration_id, participant_key, "
    "source_provider || '-' || registration_id) or strpos(registration_id, '|' || ?) > 0)",
}
RESULTS = """
    select result_key, source_provider, connection, race_id, event_id, event_name,
        participant_key, scoring_id, bib_number, first_name, last_name, category, status,
        provider_status, is_placeholder, overall_rank, gender_rank, category_rank, gun_time_ms,
        chip_time_ms, start_offset_ms, fetched_date
    from race.unified_results
    where {chosen}
    order by result_key
"""
DECIDED = """
    select distinct scoring_connection, scoring_race_id from ops.event_mappings
    where connection = ? and race_id = ? and state = 'confirmed'
        and scoring_connection is not null and scoring_race_id is not null
"""
OF_PEOPLE = "participant_key in ({keys})"
RELATED = "(participant_key in ({keys}) or registration_id in ({ids}) or transferred_to in ({own}))"
OF_BIB = "connection = ? and race_id = ? and ltrim(upper(trim(bib_number)), '0') = ?"


class UnknownRunner(SynclineError):
    """Nobody in the event is meant by what was said."""


@dataclass(frozen=True)
class Found:
    """The event that was meant, and everybody in it who is."""

    event: Event
    subjects: tuple[Subject, ...]


def find(place: Workplace, warehouse: Warehouse, event: str, by: By, value: str) -> Found:
    """Everybody in an event's races who has that bib, name, address or id, whatever their status.

    Who has it in the event itself goes before who has it in another event of the same race.

    Raises: UnknownEvent; UnknownRunner, which names who comes nearest.
    """
    meant = find_events(warehouse, event)
    keys = {one.event_key for one in meant.together}
    gone = [person for race in meant.races for person in read_gone(warehouse, *race)]
    matching = _matching([*_likely(warehouse, meant, by, value), *gone], by, value)
    chosen = [person for person in matching if person.event_key in keys] or matching
    if by == "name" and len(chosen) > 1:
        # They are listed and not told of, and there may be very many.
        return Found(meant.chosen, tuple(Subject(one, ()) for one in chosen))
    scored = _scored_in(place, warehouse, meant) if by == "bib" else set()
    worn = list(_worn(warehouse, scored, value))
    people = [*_related(warehouse, meant, chosen, worn), *gone]
    wearers = {one.participant_key for one in worn} - {one.participant_key for one in chosen}
    chosen += [person for person in people if person.participant_key in wearers]
    known = {one.participant_key for one in chosen}
    strangers = [one for one in worn if one.participant_key not in known]
    if not chosen and not strangers:
        everybody = [*_people(warehouse, meant, EVERYBODY, []), *gone]
        unread = _unread(warehouse, meant, value)
        raise UnknownRunner(f"{_nobody(meant.chosen, everybody, by, value)}{unread}")
    results = _results(warehouse, chosen)
    return Found(
        meant.chosen,
        (
            *(Subject(one, results[one.participant_key], tuple(people)) for one in chosen),
            *(Subject(None, (one,)) for one in strangers),
        ),
    )


def _likely(warehouse: Warehouse, meant: Meant, by: By, value: str) -> Iterator[Person]:
    """Everybody who may be meant, and some who are not."""
    wanted = SPELLED[by](value)
    sure = re.fullmatch(PLAIN_LETTERS, wanted) is not None
    likely = LIKELY.get(by, EVERYBODY) if sure else EVERYBODY
    return _people(warehouse, meant, likely, [wanted] * likely.count("?"))


def _related(
    warehouse: Warehouse, meant: Meant, chosen: Sequence[Person], worn: Sequence[Result]
) -> Iterator[Person]:
    """Those chosen, who wears a result's bib, and between whom places went over."""
    keys = {one.participant_key for one in chosen}
    keys |= {one.participant_key for one in worn if one.participant_key}
    ids = {one.transferred_to for one in chosen if one.transferred_to}
    own = {one.registration_id for one in chosen}
    if not keys:
        return iter(())
    marks = {
        name: ", ".join("?" * len(values)) or "null"
        for name, values in (("keys", keys), ("ids", ids), ("own", own))
    }
    return _people(warehouse, meant, RELATED.format(**marks), [*keys, *ids, *own])


def _people(
    warehouse: Warehouse, meant: Meant, chosen: str, values: Sequence[str]
) -> Iterator[Person]:
    """Those of the races that begin together whom a condition with its values chooses."""
    query = PEOPLE.format(chosen=chosen)
    for race in meant.races:
        for row in warehouse.fetch(query, [*race, *values]):
            moments = (utc(moment) for moment in row[-2:])
            fields: tuple[Any, ...] = (*row[:-2], *moments)
            yield Person(*fields)


def _results(warehouse: Warehouse, people: Sequence[Person]) -> dict[str, tuple[Result, ...]]:
    """The results of each, all looked up at once: without an index every row is looked at."""
    found: dict[str, tuple[Result, ...]] = {one.participant_key: () for one in people}
    if not found:
        return found
    query = RESULTS.format(chosen=OF_PEOPLE.format(keys=", ".join("?" * len(found))))
    for row in warehouse.fetch(query, list(found)):
        result = Result(*row)
        found[str(result.participant_key)] += (result,)
    return found


def _worn(warehouse: Warehouse, scored: set[tuple[str, str]], bib: str) -> Iterator[Result]:
    """The results under a bib in the scoring systems' races that the event's people run in."""
    for connection, race in sorted(scored):
        query = RESULTS.format(chosen=OF_BIB)
        for row in warehouse.fetch(query, [connection, race, bare_bib(bib)]):
            yield Result(*row)


def _scored_in(place: Workplace, warehouse: Warehouse, meant: Meant) -> set[tuple[str, str]]:
    """Connection and race of the scoring events: as people are sent there, or by name and day."""
    alike = {
        (event.connection, event.race_id)
        for event in meant.everything
        if event.is_scoring and begins_with(event, meant.chosen)
    }
    fed = {one for race in meant.races for one in settled_races(place, *race)}
    if has_table(warehouse, "ops", "event_mappings"):
        fed |= {one for race in meant.races for one in warehouse.fetch(DECIDED, list(race))}
    return alike | fed


def settled_races(place: Workplace, connection: str, race_id: str) -> set[tuple[str, str]]:
    """Scoring connection and race to which the pushes' settings send a race's people."""
    return {
        (one.slug, str(one.settings["races"][race_id]))
        for one in place.connections().values()
        if one.settings.get("source") == connection and race_id in one.settings.get("races", {})
    }


def bare_bib(bib: str) -> str:
    """A bib as it is compared: without blanks around it, zeros before it, and case."""
    return bib.strip().upper().lstrip("0")


def _matching(people: Sequence[Person], by: By, value: str) -> list[Person]:
    if by == "name":
        words = plain(value).split()
        exact = [one for one in people if plain(one.name) == " ".join(words)]
        return exact or [one for one in people if words and _is_named(one, words)]
    wanted = SPELLED[by](value)
    return [one for one in people if wanted and wanted in VALUES[by](one)]


def _is_named(person: Person, words: Sequence[str]) -> bool:
    own = plain(person.name).split()
    return all(any(part.startswith(word) for part in own) for word in words)


SPELLED: dict[str, Callable[[str], str]] = {
    "bib": bare_bib,
    "name": plain,
    "email": lambda value: value.strip().casefold(),
    "registration": str.strip,
}
VALUES: dict[str, Callable[[Person], tuple[str, ...]]] = {
    "bib": lambda one: (bare_bib(one.bib_number or ""),),
    "name": lambda one: (plain(one.name),),
    "email": lambda one: ((one.email or "").strip().casefold(),),
    # In an event of a super event a registration has that before its id.
    "registration": lambda one: (
        one.registration_id,
        one.participant_key,
        one.record_id,
        token_of(one.registration_id),
    ),
}


def _nobody(event: Event, people: Sequence[Person], by: By, value: str) -> str:
    spelled = {spelling: one for one in people for spelling in VALUES[by](one) if spelling}
    close = get_close_matches(SPELLED[by](value), spelled, ALIKE)
    nearest = "; ".join(dict.fromkeys(told(spelled[one]) for one in close))
    return (
        f"Nobody in {event} nor in its race has {by} {value!r}, of {len(people):,} registrations "
        f"of any status. {'The nearest: ' + nearest if nearest else 'Nothing is like it'}."
    )


def _unread(warehouse: Warehouse, meant: Meant, value: str) -> str:
    """The rows that could not be read and mention the value, in words; empty for none."""
    accounts = {Account(one.source_provider, one.connection) for one in meant.together}
    steps = [
        step
        for account in sorted(accounts, key=lambda one: one.connection)
        for step in quarantine_steps(warehouse, account, [value.strip()])
    ]
    if not steps:
        return ""
    shown = "; ".join(f"{step.where}, {step.reason}" for step in steps[:ALIKE])
    return f" Rows that could not be read mention it: {len(steps)} ({shown})."
