"""The seal of a publication: results and provider compared after it, each difference named."""

from collections.abc import Iterator

from push.kit.plan import Change
from push.kit.verify import Difference, Seal
from push.publishing.plan import Plan, Row

NOT_TAKEN = Change("content", "as it was sent before", "as served now")
FOREIGN = "no publication has sent it"
STALE = "its result no longer stands"


def seal(plan: Plan) -> Seal:
    """The seal of the moment at which `plan` was made; what is held back is no part of it."""
    faulty = len(plan.adds) + len(plan.changes)
    total = faulty + plan.unchanged
    return Seal(plan.event, total - faulty, total, tuple(_differences(plan)))


def _differences(plan: Plan) -> Iterator[Difference]:
    for step in plan.steps:
        yield Difference(plan.event_key, plan.event, plan.event, "result set", step, "", "",
                         "different")  # fmt: skip
    for row in plan.adds:
        yield Difference(row.record_id, row.name, plan.event, "", row.name, "", "", "missing")
    for row in plan.changes:
        yield from _changed(plan, row)
    for row in (*plan.retractions, *plan.by_hand):
        yield Difference(row.record_id, row.name, plan.event, "", STALE, "", row.name, "extra")
    for one in plan.foreign:
        yield Difference(one.record_id, one.name, plan.event, "", FOREIGN, "", one.name, "extra")


def _changed(plan: Plan, row: Row) -> Iterator[Difference]:
    for change in row.changes or (NOT_TAKEN,):
        yield Difference(row.record_id, row.name, plan.event, change.field, change.new,
                         change.sent, change.old, "different")  # fmt: skip
