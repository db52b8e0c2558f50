"""The whole story of one runner, put together from all the places that know a part of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from extract.kit.destination import Warehouse, open_warehouse
from extract.kit.redaction import Redactor
from orchestration.generations.served import has_table, look_up
from orchestration.registry.entries import opened
from orchestration.trace.finding import By, Found, find, settled_races
from orchestration.trace.landed import (
    Account,
    Version,
    changed_versions,
    keys_of,
    landing_steps,
    quarantine_steps,
    read_versions,
    token_of,
)
from orchestration.trace.outward import (
    Destination,
    attempt_steps,
    plan_steps,
    publication_steps,
)
from orchestration.trace.people import Person, Result, Subject, told
from orchestration.trace.served import (
    PARTICIPANTS,
    RESULTS,
    result_steps,
    serving_steps,
    view_steps,
)
from orchestration.trace.steps import Step, in_order, without_secrets
from orchestration.workplace import Workplace
from push.publishing.results import plain_bib

MAPPED = """
    select distinct scoring_connection, scoring_race_id from ops.event_mappings
    where connection = ? and race_id = ?
        and scoring_connection is not null and scoring_race_id is not null
"""
SHORTEST_SECRET = 8


@dataclass(frozen=True)
class Story:
    """One runner and every step on their way, in order of time."""

    key: str
    name: str
    bib: str
    event: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Trace:
    """The event that was asked about, and the story of each who was meant.

    Where a name is that of several, `candidates` lists them in a few words instead.
    """

    event: str
    by: By
    value: str
    stories: tuple[Story, ...]
    candidates: tuple[str, ...] = ()


def trace(place: Workplace, event: str, by: By, value: str) -> Trace:
    """The story of everybody who has a bib, an address or an id in an event, or the one so named.

    Raises: UnknownEvent; UnknownRunner, which names who comes nearest.
    """
    with open_warehouse(place.target) as warehouse:
        look_up(warehouse)
        found = find(place, warehouse, event, by, value)
        if by == "name" and len(found.subjects) > 1:
            named = tuple(told(one.person) for one in found.subjects if one.person)
            return Trace(str(found.event), by, value, (), named)
        told_of = _walk_ups(found)
        stories = tuple(_story(place, warehouse, one, told_of) for one in found.subjects)
    return Trace(str(found.event), by, value, stories)


def _walk_ups(found: Found) -> Destination | None:
    """Where a result without a registration was published; None where its bib may be another's."""
    if sum(one.person is None for one in found.subjects) != 1:
        return None
    return Destination(found.event.connection, found.event.event_key)


def _story(
    place: Workplace, warehouse: Warehouse, subject: Subject, walk_ups: Destination | None
) -> Story:
    steps = chain(
        _registered(warehouse, subject),
        _sent(place, warehouse, subject),
        *(_scored(warehouse, result) for result in subject.results),
        _published(place, subject, walk_ups),
    )
    event = subject.person.event_name if subject.person else subject.results[0].event_name
    clean = redactor(place).clean
    told_steps = in_order(without_secrets(step, clean) for step in steps)
    return Story(subject.key, subject.name, subject.bib, event or "", told_steps)


def redactor(place: Workplace) -> Redactor:
    """What hides the secrets of every connection; a shorter text may well be a bib."""
    known = opened(place.connections().values())
    return Redactor(one for one in known if len(one) >= SHORTEST_SECRET)


def _registered(warehouse: Warehouse, subject: Subject) -> Iterator[Step]:
    """From the registration page to the unified view."""
    person = subject.person
    if person is None:
        return
    account = Account(person.source_provider, person.connection)
    versions = read_versions(warehouse, account, keys_of(person.registration_id))
    yield from landing_steps(account, versions)
    yield from quarantine_steps(warehouse, account, [token_of(person.registration_id)])
    served = list(_served(warehouse, PARTICIPANTS, person.connection, versions))
    yield from served
    yield from view_steps(warehouse, subject, _since(served))


def _scored(warehouse: Warehouse, result: Result) -> Iterator[Step]:
    """From the scoring system's page to the unified result."""
    account = Account(result.source_provider, result.connection)
    versions = read_versions(warehouse, account, keys_of(result.raw_key))
    yield from landing_steps(account, versions)
    served = list(_served(warehouse, RESULTS, result.connection, versions))
    yield from served
    yield from result_steps(warehouse, result, _since(served))


def _served(
    warehouse: Warehouse, entity: str, connection: str, versions: Sequence[Version]
) -> Iterator[Step]:
    return serving_steps(warehouse, entity, connection, changed_versions(versions))


def _since(served: Sequence[Step]) -> datetime | None:
    return max((step.at for step in served if step.at is not None), default=None)


def _sent(place: Workplace, warehouse: Warehouse, subject: Subject) -> Iterator[Step]:
    """What the push planned, held back, tried and was answered."""
    record_id = record_of(subject)
    if record_id is None:
        return
    races = {(one.connection, one.race_id) for one in subject.results}
    if subject.person is not None:
        races |= fed_races(place, warehouse, subject.person)
    yield from plan_steps(place.store, sorted(races), record_id)
    yield from attempt_steps(place.store, record_id)


def record_of(subject: Subject) -> str | None:
    """The id under which the subject is known to scoring systems; None where there is none."""
    return subject.person.record_id if subject.person else subject.results[0].scoring_id


def fed_races(place: Workplace, warehouse: Warehouse, person: Person) -> set[tuple[str, str]]:
    """Scoring connection and race that a registration is sent to, by settings and by mappings."""
    by_settings = settled_races(place, person.connection, person.race_id)
    if not has_table(warehouse, "ops", "event_mappings"):
        return by_settings
    return by_settings | set(warehouse.fetch(MAPPED, [person.connection, person.race_id]))


def _published(place: Workplace, subject: Subject, walk_ups: Destination | None) -> Iterator[Step]:
    """What was published of the results."""
    person = subject.person
    if person is None:
        bib = plain_bib(subject.bib)
        if walk_ups is None or not bib:
            return iter(())
        return publication_steps(place.store, walk_ups, [f"bib:{bib}"])
    ids = [person.registration_id, person.participant_key, person.record_id]
    ids += [result.result_key for result in subject.results]
    return publication_steps(place.store, Destination(person.connection), ids)
