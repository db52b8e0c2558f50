"""A plan as a value: its id, its JSON and its sums."""

from dataclasses import replace

import msgspec
import pytest
import sqlalchemy as sa

from push.kit.errors import Unbalanced
from push.kit.plan import Plan, check_balance, plan_from_json, plan_to_json
from push.kit.planning import make_plan
from tests.push.world import person, world


def test_a_plan_survives_json(store: sa.Engine) -> None:
    plan = make_plan(world(store, [person(1), person(2), person(3, event_name="Half")]).job)

    assert plan_from_json(plan_to_json(plan)) == plan


def test_text_that_is_no_plan_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        plan_from_json(b'{"connection": 1}')


def test_plans_that_do_the_same_have_one_id(store: sa.Engine) -> None:
    made = world(store, [person(1), person(2)])

    first = make_plan(made.job)
    made.people.reverse()
    same = make_plan(made.job)
    made.people[0] = person(2, phone="555")
    other = make_plan(made.job)

    assert first.id == same.id != other.id


def test_a_plan_that_does_not_add_up_is_refused(store: sa.Engine) -> None:
    plan = make_plan(world(store, [person(1)]).job)

    with pytest.raises(Unbalanced, match="2 active registrations, but 1 to create"):
        check_balance(replace(plan, active=2))


def test_a_person_in_two_parts_of_a_plan_is_refused(store: sa.Engine) -> None:
    plan = make_plan(world(store, [person(1)]).job)
    doubled = Plan(plan.connection, plan.race, 2, 0, creates=plan.creates * 2)

    with pytest.raises(Unbalanced):
        check_balance(doubled)
