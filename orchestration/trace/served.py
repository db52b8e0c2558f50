"""What is served of one person: since which flip, in which state and why, with which results."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from extract.kit.destination import Warehouse
from orchestration.clock import clock
from orchestration.generations.served import has_table
from orchestration.trace.landed import Version
from orchestration.trace.people import Person, Result, Subject, told
from orchestration.trace.steps import Step, utc

FIRST, AGAIN, AWAY = "first served", "served again", "no longer served"
WORDS = {FIRST: "the first with", AGAIN: "again with", AWAY: "without"}
PARTICIPANTS, RESULTS = "unified_participants", "unified_results"
FLIPS = """
    select action, to_version, load_ids, flipped_at, flipped_by from ops.flips
    where entity = ? order by flipped_at
"""
DELETIONS = """
    select reason, deleted_at, restored_at from race.deletions
    where entity = ? and record_key = ? order by deleted_at
"""
START_LIST = """
    select scoring_connection, scoring_race_id, scoring_event, status, held_back_reason
    from race.start_list where connection = ? and race_id = ? and participant_key = ?
    order by scoring_connection
"""
SPLITS = """
    select split_name, gun_time_ms, chip_time_ms from race.unified_splits
    where result_key = ? order by split_number
"""
WHY = {
    "cleared": "the registration was cleared",
    "removed": "the registration was removed",
    "transferred": "the place was transferred",
    "deferred": "the registration was deferred",
    "cancelled": "the registration was cancelled",
    "moved": "the registration was moved to another event",
    "vanished": "it left a list that was read to its end; nobody said why, so nobody is withdrawn",
}


def serving_steps(
    warehouse: Warehouse, entity: str, connection: str, versions: Sequence[Version]
) -> Iterator[Step]:
    """Which flip first served each of the versions, which rollback took it back, what waits."""
    loads = sorted({one.load_id for one in versions if one.load.is_complete})
    flips: list[tuple[Any, ...]] = []
    if has_table(warehouse, "ops", "flips"):
        flips = warehouse.fetch(FLIPS, [entity])
    shown = most = 0
    for action, version, load_ids, flipped_at, flipped_by in flips:
        newest = json.loads(load_ids or "{}").get(connection, "")
        number = sum(load <= newest for load in loads)
        moved = loads[shown:number] or loads[number:shown]
        if moved:
            what = FIRST if number > most else AGAIN if number > shown else AWAY
            reason = f"{action} by {flipped_by}, {WORDS[what]} load {', '.join(moved)}"
            known = {"action": action, "version": version, "flipped_by": flipped_by}
            details = {**known, "load_ids": moved}
            yield Step(utc(flipped_at), what, f"race.{entity}_v{version}", reason, details)
        shown, most = number, max(most, number)
    if waiting := loads[shown:]:
        yield Step(
            None,
            "not served yet",
            f"race.{entity}",
            f"load {', '.join(waiting)} is newer than what is served: syncline build",
            {"load_ids": waiting},
        )


def view_steps(warehouse: Warehouse, subject: Subject, since: datetime | None) -> Iterator[Step]:
    """The unified row with its state and why, and when it was gone from the view.

    `since` is when the newest version of it was first served, if that is known.
    """
    person = subject.person
    if person is None:
        return
    yield from _gone(warehouse, person)
    newest = max(filter(None, (since, person.fetched_date)))
    yield Step(
        newest, f"stands {person.status}", f"race.{PARTICIPANTS}",
        f"{told(person)}{_why(person, subject.others)}", msgspec.to_builtins(person),
    )  # fmt: skip

    yield from _start_list(warehouse, person, newest)


def _start_list(warehouse: Warehouse, person: Person, since: datetime) -> Iterator[Step]:
    """Where the registration would be sent, or why it would be held back."""
    if not has_table(warehouse, "race", "start_list"):
        return
    rows = warehouse.fetch(START_LIST, [person.connection, person.race_id, person.participant_key])
    for connection, race, event, status, held_back in rows:
        to = f"{connection}: {race}, {event}" if connection else "no scoring connection"
        reason = f"to {to}" + (f"; {held_back}" if held_back else "")
        yield Step(since, f"start list: {status}", "race.start_list", reason)


def _why(person: Person, others: Sequence[Person]) -> str:
    """Why somebody is not to start, and between whom the place went over."""
    same = [one for one in others if one.connection == person.connection]
    words = [WHY[person.removed_reason]] if person.removed_reason in WHY else []
    words += [
        f"{told(one)} took the place"
        for one in same
        if person.transferred_to == one.registration_id
    ]
    if person.transferred_to and len(words) < 2:
        words.append(f"registration {person.transferred_to} took the place")
    words += [
        f"took the place of {told(one)}"
        for one in same
        if one.transferred_to == person.registration_id
    ]
    return "".join(f"; {word}" for word in words)


def _gone(warehouse: Warehouse, person: Person) -> Iterator[Step]:
    if not has_table(warehouse, "race", "deletions"):
        return
    where = "race.deletions"
    for reason, deleted_at, restored_at in warehouse.fetch(
        DELETIONS, [PARTICIPANTS, person.participant_key]
    ):
        yield Step(utc(deleted_at), "left the view", where, str(reason))
        if restored_at is not None:
            yield Step(utc(restored_at), "came back into the view", where, "it was in a later load")


def result_steps(warehouse: Warehouse, result: Result, since: datetime | None) -> Iterator[Step]:
    """The result, and the points of the course that were passed."""
    newest = max(filter(None, (since, utc(result.fetched_date))))
    person = f"id {result.scoring_id}" if result.scoring_id else "no id of a registration"
    matched = "" if result.participant_key else "; nobody's registration is known for it"
    yield Step(
        newest,
        f"result: {result.status}",
        f"race.{RESULTS}",
        f"{result.connection} {result.race_id}, {result.event_name}: {_placed(result)}, bib "
        f"{result.bib_number}, {person} there{matched}",
        msgspec.to_builtins(result),
    )
    splits = warehouse.fetch(SPLITS, [result.result_key])
    if splits:
        passed = ", ".join(f"{name} {clock(gun or chip)}" for name, gun, chip in splits)
        names = ("split_name", "gun_time_ms", "chip_time_ms")
        points = [dict(zip(names, row, strict=True)) for row in splits]
        yield Step(newest, "splits", "race.unified_splits", passed, {"splits": points})


def _placed(result: Result) -> str:
    if result.overall_rank is None:
        return "no place"
    category = f", {result.category_rank} in {result.category}" if result.category_rank else ""
    return (
        f"place {result.overall_rank}{category}, gun {clock(result.gun_time_ms)}, "
        f"chip {clock(result.chip_time_ms)}"
    )
