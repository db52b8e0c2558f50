"""The calls that a provider hears are exactly the plan: over random worlds, for both targets."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from push.kit.ledger import METADATA
from push.kit.plan import Action, Plan
from push.kit.target import EVENT
from tests.push.battery.boxes import Box, Fields, runner
from tests.push.battery.model import after, carried_out, stored
from tests.push.battery.worlds import DAYS, Day, Touch

# Each world is two pushes over HTTP: 50 in a build, 1,000 in a soak.
WORLDS = min(1_000, settings().max_examples // 2)


def play(box: Box, day: Day) -> tuple[Plan, dict[str, Fields], list[tuple[str, Fields]]]:
    """The second plan of a world, carried out; what was held before it, and the strangers."""
    box.empty()
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    METADATA.create_all(engine)
    listed = list(day.before)
    job = box.job(engine, listed, field_owners=day.owners)
    carried_out(job, engine, stored(job, engine).number)
    for touch in day.touches:
        touched(box, touch)
    before, strangers, listed[:] = box.held(), box.strangers(), day.now
    plan = stored(job, engine)
    box.heard.writes.clear()
    carried_out(job, engine, plan.number)
    engine.dispose()
    return plan, before, strangers


def touched(box: Box, touch: Touch) -> None:
    """Does to the record what is done on the screen, where it is there."""
    record_id = f"runsignup-{touch.number}"
    if record_id not in box.held():
        return
    if touch.field:
        box.correct(record_id, **{touch.field: touch.value})
    else:
        box.remove(record_id)


def expected(box: Box, plan: Plan) -> list[tuple[str, str, Fields]]:
    """The calls that the plan is, as the target may make them."""
    calls = [("send", one.record_id, sent(box, one)) for one in plan.sends]
    calls += [("team", name, {}) for name in plan.teams]
    if box.name == "chronotrack":
        calls += [("withdraw", one.record_id, {}) for one in plan.withdrawals]
    return sorted(calls, key=str)


def sent(box: Box, action: Action) -> Fields:
    """What one action says: everything for Copernico, for ChronoTrack only what differs."""
    if box.name == "chronotrack" and action.action == "update":
        return {change.field: change.new for change in action.changes}
    fields = {**action.fields, EVENT: action.event}
    return {name: value for name, value in fields.items() if value or name != "bib_number"}


@settings(max_examples=WORLDS, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=DAYS)
def test_property_the_calls_are_the_plan_and_no_more(box: Box, day: Day) -> None:
    plan, before, strangers = play(box, day)

    assert box.taken() == expected(box, plan)
    assert box.held() == after(plan, before, withdraws=box.name == "chronotrack")
    assert box.strangers() == strangers


def test_a_world_of_everything_is_the_plan(box: Box) -> None:
    crowd = [runner(number, team_name="Hill Club") for number in range(1, 8)]
    day = Day(
        before=crowd,
        touches=[Touch(1, "bib_number", "2900"), Touch(2, "", "")],
        now=[
            *(replace(one, phone="555") for one in crowd[:3]),
            replace(crowd[3], status="removed"),
            *crowd[4:],
            runner(8, team_name="Dale Club"),
        ],
        owners={},
    )

    plan, _, _ = play(box, day)

    assert [len(part) for part in (plan.creates, plan.updates, plan.withdrawals)] == [2, 2, 1]
    assert box.taken() == expected(box, plan)


@pytest.mark.parametrize("owner", ["target", "newest"])
def test_a_kept_field_is_in_no_call(box: Box, owner: str) -> None:
    day = Day([runner(1)], [Touch(1, "last_name", "Mended")], [runner(1, phone="555")], {
        "last_name": owner
    })  # fmt: skip

    play(box, day)

    assert [sorted(fields) for _, _, fields in box.taken()] == [
        {"copernico": ["event_name", "phone"], "chronotrack": ["phone"]}[box.name]
    ]
