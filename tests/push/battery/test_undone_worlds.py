"""Whatever a push did to a random world, its undo restores it or names what it leaves alone."""

import sqlalchemy as sa
from hypothesis import given, settings

import push.kit.plans as stored_plans
from push.kit.apply import apply_stored
from push.kit.ledger import METADATA
from push.kit.plan import Plan
from push.kit.planning import make_plan
from push.kit.undo import undo_stored
from tests.push.battery.boxes import Fields
from tests.push.battery.worlds import DAYS, Day, Touch
from tests.push.world import World, world

# Each world is three pushes: a build tries fewer of them than it does of cheap ones.
WORLDS = settings().max_examples // 2


def held(made: World) -> dict[str, Fields]:
    """What the provider holds, empty fields left out."""
    return {
        key: {name: value for name, value in fields.items() if value}
        for key, fields in made.target.held.items()
    }


def push(made: World, plans: stored_plans.Plans) -> int:
    """The number of a plan that was stored and applied."""
    number = plans.put(make_plan(made.job), "ana").number or 0
    apply_stored(made.job, plans, number, who="ana", accept=True)
    return number


def touched(made: World, touch: Touch) -> None:
    """Does to the record what is done on the screen, where it is there."""
    record = made.target.held.get(f"runsignup-{touch.number}")
    if record is not None and touch.field:
        record[touch.field] = touch.value


def undone(day: Day, touches: list[Touch]) -> tuple[Plan, dict[str, Fields], dict[str, Fields]]:
    """The undo of a world's second push, with what was held before the push and after the undo."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    METADATA.create_all(engine)
    plans = stored_plans.Plans(engine)
    made = world(engine, day.before)
    made.target.names, made.target.can_withdraw = ("10 Mile", "5K"), True
    push(made, plans)
    before, made.people[:] = held(made), day.now
    number = push(made, plans)
    for touch in touches:
        touched(made, touch)
    undo = undo_stored(made.job, plans, number, who="ana")
    apply_stored(made.job, plans, undo.number or 0, who="ana", accept=True)
    engine.dispose()
    return undo, before, held(made)


def differing(one: dict[str, Fields], two: dict[str, Fields]) -> set[str]:
    """The records that are not the same in both."""
    return {key for key in {*one, *two} if one.get(key) != two.get(key)}


@settings(max_examples=WORLDS)
@given(day=DAYS)
def test_property_an_undo_restores_all_but_what_it_names(day: Day) -> None:
    undo, before, after = undone(day, [])

    assert differing(before, after) <= {one.record_id for one in undo.left_alone}


@settings(max_examples=WORLDS)
@given(day=DAYS)
def test_property_an_undo_overwrites_nothing_that_was_corrected(day: Day) -> None:
    touches = [touch for touch in day.touches if touch.value == "Mended"]

    _, before, after = undone(day, touches)

    corrected = {
        (f"runsignup-{touch.number}", touch.field)
        for touch in touches
        if touch.field and f"runsignup-{touch.number}" in before.keys() & after.keys()
    }
    assert [(key, name) for key, name in corrected if after[key].get(name) != "Mended"] == []
