"""What stops a push until somebody accepts it."""

import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.errors import PushBraked
from push.kit.planning import make_plan
from tests.push.world import World, person, world


def pushed(store: sa.Engine, count: int) -> World:
    """A world in which so many people have been sent."""
    made = world(store, [person(number) for number in range(1, count + 1)])
    apply(made.job, make_plan(made.job))
    return made


def test_withdrawing_more_than_a_twentieth_stops(store: sa.Engine) -> None:
    made = pushed(store, 20)
    made.people[0] = person(1, status="removed")

    plan = make_plan(made.job)

    assert plan.brakes == ("1 withdrawals are more than 5% of the 19 served participants",)


def test_an_empty_source_stops(store: sa.Engine) -> None:
    made = pushed(store, 3)
    made.people.clear()

    plan = make_plan(made.job)

    assert plan.brakes == ("the source serves nobody, while 3 people were sent before",)


def test_an_empty_answer_of_the_provider_stops(store: sa.Engine) -> None:
    made = pushed(store, 4)
    made.target.held.clear()

    plan = make_plan(made.job)

    assert plan.brakes == (
        "4 of the 4 people sent before are missing at the provider, more than 20%",
    )


def test_a_brake_stops_the_push_before_anything_is_sent(store: sa.Engine) -> None:
    made = pushed(store, 4)
    made.target.held.clear()
    made.target.calls.clear()

    with pytest.raises(PushBraked, match=r"missing at the provider.*Nothing was sent.*--accept"):
        apply(made.job, make_plan(made.job))

    assert made.target.calls == []


def test_an_accepted_brake_lets_the_push_go_on(store: sa.Engine) -> None:
    made = pushed(store, 4)
    made.target.held.clear()

    applied = apply(made.job, make_plan(made.job), accept=True)

    assert str(applied.seal) == "4 of 4 match"


def test_one_event_that_went_empty_stops_however_small_it_is(store: sa.Engine) -> None:
    kids = [person(number, event_name="5K") for number in (101, 102)]
    made = world(store, [*(person(number) for number in range(1, 31)), *kids])
    apply(made.job, make_plan(made.job))
    del made.target.held["runsignup-101"], made.target.held["runsignup-102"]

    plan = make_plan(made.job)

    assert plan.brakes == ("nobody of the 2 people sent to 5K before is at the provider",)
