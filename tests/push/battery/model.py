"""What a plan says that the provider holds afterwards, worked out without sending anything."""

from collections.abc import Mapping

import sqlalchemy as sa

from extract.kit.errors import ProviderError
from push.kit.apply import Applied, apply_stored
from push.kit.job import Job
from push.kit.plan import Plan
from push.kit.planning import make_plan
from push.kit.plans import Plans
from push.kit.target import EVENT
from tests.push.battery.boxes import Box, Fields

TRIES = 12


def after(plan: Plan, before: Mapping[str, Fields], *, withdraws: bool) -> dict[str, Fields]:
    """What is held once exactly this plan was carried out."""
    held = {key: dict(fields) for key, fields in before.items()}
    for action in plan.sends:
        old = held.get(action.record_id, {}) if action.action == "update" else {}
        made = {**old, **action.fields, EVENT: action.event}
        held[action.record_id] = {name: value for name, value in made.items() if value}
    for action in plan.withdrawals if withdraws else ():
        held.pop(action.record_id, None)
    return held


def stored(job: Job, store: sa.Engine) -> Plan:
    """A new plan, stored."""
    return Plans(store).put(make_plan(job), "ana")


def carried_out(job: Job, store: sa.Engine, number: int | None) -> Applied:
    """The stored plan applied, again under its number as often as the provider breaks it off."""
    assert number is not None
    for _ in range(TRIES - 1):
        try:
            return apply_stored(job, Plans(store), number, who="ana", accept=True)
        except ProviderError:
            continue
    return apply_stored(job, Plans(store), number, who="ana", accept=True)


def wrong(box: Box, plan: Plan, before: Mapping[str, Fields]) -> dict[str, object]:
    """Each record that is not held as the plan says, beside how it should be."""
    wanted = after(plan, before, withdraws=box.name == "chronotrack")
    found = box.held()
    names = sorted({*wanted, *found})
    return {
        one: (wanted.get(one), found.get(one)) for one in names if wanted.get(one) != found.get(one)
    }
