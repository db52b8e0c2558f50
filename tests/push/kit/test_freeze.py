"""Additions only, from some minutes before the start."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import psycopg
import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.errors import PlanMoved
from push.kit.events import Events
from push.kit.export import export
from push.kit.freeze import Freeze, Starts, freeze_at, read_starts
from push.kit.planning import make_plan
from push.kit.verify import verify
from tests.push.world import World, person, world

GUN = datetime(2026, 4, 25, 9, tzinfo=UTC)
EVENTS = Events(["10K", "5K"], {"Ten": "10K"})
SERVED = """
    create table race.unified_events (
        event_key text, connection text, race_id text, event_name text,
        starts_at timestamp with time zone
    )
"""
ROWS = """
    insert into race.unified_events values
        ('1', 'to', 'hill', '10K', timestamp with time zone '2026-04-25 11:00:00+02:00'),
        ('2', 'to', 'hill', '5K', null),
        ('3', 'to', 'dale', '10K', timestamp with time zone '2026-04-26 09:00:00+00:00'),
        ('4', 'from', '900101', 'Ten', timestamp with time zone '2026-04-25 08:00:00+00:00'),
        ('5', 'from', '900109', 'Ten', timestamp with time zone '2026-04-25 07:00:00+00:00')
"""


def racing(store: sa.Engine, *, minutes_left: float, **rules: Any) -> World:
    """Forty who were sent to the 10K and one to the 5K, so long before the 10K starts."""
    people = [person(number) for number in range(1, 41)]
    made = world(store, [*people, person(41, event_name="5K")], **rules)
    apply(made.job, make_plan(made.job))
    job = replace(
        made.job,
        rules=replace(made.job.rules, freeze_minutes=30),
        starts=lambda: Starts({"10k": GUN}),
        now=lambda: GUN - timedelta(minutes=minutes_left),
    )
    return replace(made, job=job)


def change(made: World) -> None:
    """One change, one removal, one addition in the 10K, and one change in the 5K."""
    made.people[0] = person(1, phone="555")
    made.people[1] = person(2, status="removed", removed_reason="refunded")
    made.people[40] = person(41, event_name="5K", phone="555")
    made.people.append(person(42))


def ids(actions: Any) -> list[str]:
    """Whom the actions are about."""
    return [one.record_id for one in actions]


def test_before_the_freeze_everything_goes(store: sa.Engine) -> None:
    made = racing(store, minutes_left=31)
    change(made)

    plan = make_plan(made.job)

    assert (ids(plan.creates), ids(plan.updates)) == (
        ["runsignup-42"],
        ["runsignup-1", "runsignup-41"],
    )
    assert (ids(plan.withdrawals), plan.frozen) == (["runsignup-2"], ())


def test_from_then_on_only_additions_go(store: sa.Engine) -> None:
    made = racing(store, minutes_left=30)
    change(made)

    plan = make_plan(made.job)
    apply(made.job, plan)

    assert (ids(plan.creates), ids(plan.updates)) == (["runsignup-42"], ["runsignup-41"])
    assert [(one.action, one.record_id) for one in plan.frozen] == [
        ("update", "runsignup-1"),
        ("withdraw", "runsignup-2"),
    ]
    assert [(one.old, one.new) for one in plan.frozen[0].changes] == [("", "555")]
    assert made.target.held["runsignup-1"].get("phone", "") == ""
    assert "runsignup-42" in made.target.held


def test_the_parts_of_a_frozen_plan_add_up(store: sa.Engine) -> None:
    made = racing(store, minutes_left=-60)
    change(made)

    plan = make_plan(made.job)

    assert (plan.active, len(plan.sends), len(plan.late), plan.unchanged) == (41, 2, 1, 38)


def test_nobody_is_moved_into_an_event_that_is_frozen(store: sa.Engine) -> None:
    made = racing(store, minutes_left=0)
    made.people[40] = person(41, event_name="10K")

    plan = make_plan(made.job)

    assert (plan.is_empty, ids(plan.frozen)) == (True, ["runsignup-41"])


def test_what_is_frozen_is_a_difference_that_says_so(store: sa.Engine) -> None:
    made = racing(store, minutes_left=0)
    change(made)
    apply(made.job, make_plan(made.job))

    seal = verify(made.job)

    assert (str(seal), seal.is_well) == ("40 of 41 match", False)
    assert [str(one) for one in seal.differences] == [
        "Ana Runner 1 (runsignup-1) in 10K: phone is '555' in the source, '' as sent, '' at the "
        "provider; frozen, not sent",
        "Ana Runner 2 (runsignup-2) in 10K: at the provider, but refunded; frozen, not sent",
    ]


def test_nobody_frozen_or_withdrawn_is_in_the_import_file(store: sa.Engine) -> None:
    made = racing(store, minutes_left=0)
    change(made)
    file = io.StringIO()

    export(made.job, file)

    assert file.getvalue() == "runsignup-41\nrunsignup-42\n"


def test_a_plan_from_before_the_freeze_is_refused_and_says_why(store: sa.Engine) -> None:
    made = racing(store, minutes_left=31)
    made.people[0] = person(1, phone="555")
    plan = make_plan(made.job)
    later = replace(made.job, now=lambda: GUN)

    with pytest.raises(PlanMoved, match=r"no longer to be updated: its event is frozen"):
        apply(later, plan)


def test_an_unknown_start_freezes_nothing_and_is_named(store: sa.Engine) -> None:
    made = racing(store, minutes_left=0)
    job = replace(made.job, starts=Starts)
    change(made)

    plan = make_plan(job)

    assert (plan.frozen, plan.unknown_starts) == ((), ("10K", "5K"))
    assert len(plan.updates) == 2


def test_the_registrations_first_start_counts_where_scoring_has_none() -> None:
    fed = [("Ten", GUN + timedelta(hours=1)), ("10k", GUN), ("Swim", GUN)]

    freeze = freeze_at(GUN, 0, Starts({}, fed), EVENTS)

    assert freeze == Freeze(frozenset({"10K"}), ("5K",))


def test_the_scoring_events_own_start_goes_first() -> None:
    starts = Starts({"10K": GUN + timedelta(hours=1)}, [("Ten", GUN)])

    assert freeze_at(GUN, 0, starts, EVENTS) == Freeze(frozenset(), ("5K",))


def test_without_the_setting_nothing_is_read_or_frozen(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    job = replace(made.job, starts=lambda: pytest.fail("the starts were read"))

    assert make_plan(job).unknown_starts == ()


def expected() -> Starts:
    """The starts of race hill and of what feeds it."""
    return Starts({"10K": GUN}, [("Ten", datetime(2026, 4, 25, 8, tzinfo=UTC))])


def test_duckdb_serves_the_starts() -> None:
    with duckdb.connect() as database:
        database.execute("create schema race")
        database.execute(SERVED)
        database.execute(ROWS)

        assert read_starts(database, ("to", "hill"), {"from": ["900101"]}) == expected()


def test_postgres_serves_the_starts(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as database:
        database.execute("create schema race")
        database.execute(SERVED)
        database.execute(ROWS)

        assert read_starts(database, ("to", "hill"), {"from": ["900101"]}) == expected()
