"""The calls that publishing a plan would make, in their order, without making any."""

from collections.abc import Sequence

from push.publishing.job import Job
from push.publishing.plan import Plan, Row
from push.publishing.planning import Draft, head_of
from push.publishing.publisher import Call

NEW_SET = "new"


def rehearse(job: Job, plan: Plan, made: Draft) -> list[Call]:
    """Every write of the plan, were it sent now and each call answered well.

    A result set that is yet to be made goes by the id `new`.
    """
    if plan.is_empty:
        return []
    publisher, place = job.publisher, job.place
    is_public = made.found is not None and made.found.is_public
    set_id = NEW_SET if made.found is None else made.found.id
    head = head_of(job, plan, made.found, is_public=is_public)
    if made.found is None:
        calls = [publisher.new_set(place, head)]
    else:
        calls = [publisher.edit_set(place, set_id, head)]
    telling = tellable(plan, made.standing.told)
    ids = {row.record_id for row in telling}
    changes, adds = (
        batches(job, [row for row in rows if row.record_id not in ids])
        for rows in (plan.changes, plan.adds)
    )
    calls += [publisher.send(place, set_id, rows) for rows in changes]
    calls += [publisher.retract(place, set_id, rows) for rows in batches(job, plan.retractions)]
    calls += [publisher.send(place, set_id, rows) for rows in adds]
    shown = publisher.edit_set(place, set_id, head_of(job, plan, made.found))
    if not is_public:
        calls += [publisher.show_set(place, set_id), shown]
    if telling:
        loud = head_of(job, plan, made.found, is_notifying=True)
        calls.append(publisher.edit_set(place, set_id, loud))
        calls += [publisher.send(place, set_id, rows) for rows in batches(job, telling)]
        calls.append(shown)
    return calls


def tellable(plan: Plan, told: set[str]) -> list[Row]:
    """The rows with which a runner is told: finished, registered, and never told before."""
    if not plan.is_notifying:
        return []
    return [
        row
        for row in plan.sends
        if row.fields["status"] == "finished"
        and not row.record_id.startswith("bib:")
        and row.record_id not in told
    ]


def batches(job: Job, rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The rows, as many at a time as one call takes."""
    size = job.publisher.batch_size
    return [rows[start : start + size] for start in range(0, len(rows), size)]
