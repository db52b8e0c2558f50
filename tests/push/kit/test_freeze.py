"""Additions only, from some minutes before the start."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.errors import PlanMoved
from push.kit.events import Events
from push.kit.export import export
from push.kit.freeze import Fed, Named, Starts, freeze_at
from push.kit.planning import make_plan
from push.kit.verify import verify
from tests.push.world import World, person, world

GUN = datetime(2026, 4, 25, 9, tzinfo=UTC)
EVENTS = Events(["10K", "5K"], {"Ten": "10K"})


def racing(store: sa.Engine, *, minutes_left: float, **rules: Any) -> World:
    """Forty who were sent to the 10K and one to the 5K, so long before the 10K starts."""
    people = [person(number) for number in range(1, 41)]
    made = world(store, [*people, person(41, event_name="5K")], **rules)
    apply(made.job, make_plan(made.job))
    job = replace(
        made.job,
        rules=replace(made.job.rules, freeze_minutes=30),
        starts=lambda: Starts({"10K": Named("10K", GUN)}),
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


def fed(event_id: str, name: str, hours: float = 0.0) -> Fed:
    """A registration event that starts so long after the gun."""
    return Fed(("runsignup", event_id), name, GUN + timedelta(hours=hours))


def test_the_registrations_first_start_counts_where_scoring_has_none() -> None:
    feeding = [fed("1", "Ten", 1), fed("2", "10k"), fed("3", "Swim")]

    freeze = freeze_at(GUN, 0, Starts({}, feeding), EVENTS)

    assert (freeze.frozen, freeze.unknown) == (frozenset({"10K"}), ("5K",))


def test_the_scoring_events_own_start_goes_first() -> None:
    own = {"10K": Named("10K", GUN + timedelta(hours=1))}

    freeze = freeze_at(GUN, 0, Starts(own, [fed("1", "Ten")]), EVENTS)

    assert (freeze.frozen, freeze.unknown) == (frozenset(), ("5K",))


def test_without_the_setting_nothing_is_read_or_frozen(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    job = replace(made.job, starts=lambda: pytest.fail("the starts were read"))

    assert make_plan(job).unknown_starts == ()
