"""What persons decided about events goes before settings and names, on both engines."""

from collections.abc import Iterator
from typing import Any

import duckdb
import psycopg
import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.job import Job
from push.kit.ledger import Ledger
from push.kit.mapping import read_fed
from push.kit.plan import Plan
from push.kit.planning import make_plan
from push.kit.source import Person
from push.kit.verify import seal
from tests.push.world import MemoryTarget, fill, person

TABLE = """
    create table ops.event_mappings (connection text, race_id text, event_id text, choice text,
        scoring_connection text, scoring_race_id text, scoring_event text, state text,
        decided_by text)
"""
TO_10K = {"scoring_connection": "scoring", "scoring_race_id": "spring", "scoring_event": "10K"}
NOWHERE = dict.fromkeys(TO_10K)
OWN = {"one": ["9"]}


@pytest.fixture(params=["duckdb", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A warehouse without people and decisions."""
    if request.param == "duckdb":
        with duckdb.connect() as opened:
            opened.execute("create schema ops")
            opened.execute(TABLE)
            yield opened
    else:
        url = request.getfixturevalue("postgres_url")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create schema ops")
            connection.execute(TABLE)
            yield connection


def decide(database: Any, event_id: str, **columns: str | None) -> None:
    """Records that ada decided on an event of race 9."""
    row = {"connection": "one", "race_id": "9", "event_id": event_id, "choice": None}
    row |= {"state": "confirmed", "decided_by": "ada"} | columns
    marks = ", ".join(["?" if "duckdb" in type(database).__module__ else "%s"] * len(row))
    statement = f"insert into ops.event_mappings ({', '.join(row)}) values ({marks})"
    database.execute(statement, list(row.values()))


def runner(number: int, event_id: str, **changes: Any) -> Person:
    """A runner of race 9 in an event that no scoring event is called like."""
    return person(number, race_id="9", event_id=event_id, event_name="Ten", **changes)


def fed(database: Any, race: str = "spring") -> list[tuple[str, str | None]]:
    """Who is read for a race, and the scoring event that was decided."""
    found = read_fed(database, "scoring", race, OWN if race == "spring" else {})
    return [
        (one.registration_id, one.decision.scoring_event if one.decision else None)
        for one in found
        if one.status != "elsewhere"
    ]


def job_of(database: Any, store: sa.Engine) -> Job:
    """The job of the race that settings and decisions feed."""
    return Job(
        target=MemoryTarget(),
        ledger=Ledger(store, "scoring", "spring"),
        people=lambda: read_fed(database, "scoring", "spring", OWN),
    )


def plan_of(database: Any, store: sa.Engine) -> Plan:
    """The plan of that race."""
    return make_plan(job_of(database, store))


def test_a_decision_names_the_event_whatever_it_is_called(database: Any, store: sa.Engine) -> None:
    fill(database, [runner(1, "e1"), runner(2, "e2")], "one")
    decide(database, "e1", **TO_10K)

    plan = plan_of(database, store)

    assert [(one.record_id, one.event) for one in plan.creates] == [("runsignup-1", "10K")]
    assert [(one.record_id, one.reason) for one in plan.held_back] == [
        ("runsignup-2", "unknown_event")
    ]


def test_a_wave_goes_before_the_whole_event(database: Any) -> None:
    fill(database, [runner(1, "e1", choice="A"), runner(2, "e1", choice="B")], "one")
    decide(database, "e1", **TO_10K)
    decide(database, "e1", choice="A", **{**TO_10K, "scoring_event": "5K"})

    assert fed(database) == [("1", "5K"), ("2", "10K")]


def test_a_decision_for_nowhere_gives_way_to_one_for_here(database: Any) -> None:
    fill(database, [runner(1, "e1")], "one")
    decide(database, "e1", **NOWHERE)
    decide(database, "e1", **TO_10K)

    assert fed(database) == [("1", "10K")]


def test_an_event_that_somebody_excluded_is_held_back(database: Any, store: sa.Engine) -> None:
    fill(database, [person(1, race_id="9", event_id="e1")], "one")
    decide(database, "e1", **NOWHERE)

    [held] = plan_of(database, store).held_back

    assert (held.reason, held.detail) == (
        "excluded_event", "event '10K' is never sent, by decision of ada",
    )  # fmt: skip


def test_an_event_decided_for_another_race_is_left_out_of_this_one(database: Any) -> None:
    gone = runner(2, "e1", status="removed", removed_reason="removed")
    fill(database, [runner(1, "e1"), gone, runner(3, "e2")], "one")
    decide(database, "e1", **{**TO_10K, "scoring_race_id": "autumn"})

    assert fed(database) == [("2", "10K"), ("3", None)]
    assert fed(database, "autumn") == [("1", "10K"), ("2", "10K")]


def test_whoever_was_sent_before_another_race_was_decided_is_named(
    database: Any, store: sa.Engine
) -> None:
    fill(database, [runner(1, "e1"), runner(2, "e2")], "one")
    decide(database, "e1", **TO_10K)
    made = job_of(database, store)
    apply(made, make_plan(made))
    database.execute("update ops.event_mappings set scoring_race_id = 'autumn'")

    plan = make_plan(made)

    [left] = plan.vanished
    assert (left.record_id, left.why) == (
        "runsignup-1", "now sent to race autumn, by decision of ada",
    )  # fmt: skip
    assert [str(one) for one in seal(plan).differences] == [
        "Ana Runner 1 (runsignup-1) in 10K: at the provider, but now sent to race autumn, by "
        "decision of ada"
    ]
    assert plan.is_empty


def test_a_renamed_scoring_event_holds_its_people_back(database: Any, store: sa.Engine) -> None:
    fill(database, [runner(1, "e1")], "one")
    decide(database, "e1", **{**TO_10K, "scoring_event": "Ten K"})

    [held] = plan_of(database, store).held_back

    assert held.detail == "the race has no event 'Ten K', it has ['10K', '5K']"


@pytest.mark.parametrize("state", ["suggested", "refused"])
def test_what_nobody_confirmed_moves_nobody(database: Any, state: str) -> None:
    fill(database, [runner(1, "e1")], "one")
    decide(database, "e1", state=state, **TO_10K)

    assert fed(database) == [("1", None)]
