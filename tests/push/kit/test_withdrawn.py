"""Records that stay at the provider although their person was taken out."""

import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.planning import make_plan
from push.kit.target import Held
from tests.push.world import person, world


def test_somebody_taken_out_at_the_provider_is_left_alone(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)])
    apply(made.job, make_plan(made.job))
    fields = made.target.held.pop("runsignup-1")
    made.target.extra = [Held("runsignup-1", "Ana Runner 1", fields, is_withdrawn=True)]

    plan = make_plan(made.job)

    assert plan.is_empty
    assert [(one.record_id, one.field, one.provider) for one in plan.kept] == [
        ("runsignup-1", "status", "withdrawn")
    ]


def test_somebody_taken_out_whom_we_never_sent_is_made(store: sa.Engine) -> None:
    made = world(store, [person(1)])
    made.target.extra = [Held("runsignup-1", "Ana Runner 1", {}, is_withdrawn=True)]

    assert [one.record_id for one in make_plan(made.job).creates] == ["runsignup-1"]


def test_a_record_that_stays_withdrawn_counts_as_taken_out(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)], withdrawn_share=1.0)
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, status="removed")
    made.target.can_withdraw = True
    apply(made.job, make_plan(made.job))
    made.target.extra = [Held("runsignup-1", "Ana Runner 1", {}, is_withdrawn=True)]

    plan = make_plan(made.job)

    assert plan.is_empty
    assert plan.provider_only == ()
