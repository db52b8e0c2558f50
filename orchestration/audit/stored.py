"""What people did, as the control store holds it: jobs, the registry, plans, sign-ins and more."""

from typing import Any

import sqlalchemy as sa

from orchestration.audit.table import NOTED
from orchestration.queue.table import JOBS, Moment
from orchestration.registry.table import CHANGES
from push.kit.plans import PLANS
from push.publishing.ledger import PUBLICATIONS

CANCELLED = "Cancelled by "
Deeds = sa.Select[*tuple[Any, ...]]


def stored_deeds() -> sa.Subquery:
    """Every deed: `done_at` in UTC, `who`, `what`, `about` and `detail`, in no order."""
    return sa.union_all(
        _asked(),
        _cancelled(),
        _changed(),
        _planned(),
        _applied(),
        _prepared(),
        _approved(),
        _noted(),
    ).subquery("deeds")


def _deed(at: object, who: object, what: object, about: object, detail: object) -> Deeds:
    parts = {"done_at": at, "who": who, "what": what, "about": about, "detail": detail}
    return sa.select(
        *(
            sa.type_coerce(part, Moment if name == "done_at" else sa.Text).label(name)
            for name, part in parts.items()
        )
    )


def _text(value: object) -> sa.ColumnElement[str]:
    return sa.cast(value, sa.Text)


def _of_job() -> sa.ColumnElement[str]:
    return sa.case((JOBS.c.connection == "", JOBS.c.domain), else_=JOBS.c.connection)


def _asked() -> Deeds:
    what = sa.literal("asked for ") + JOBS.c.operation
    deed = _deed(JOBS.c.queued_at, JOBS.c.requested_by, what, _of_job(), JOBS.c.state)
    return deed.where(JOBS.c.requested_by != "")


def _cancelled() -> Deeds:
    """Who had a job ended stands in what is said of its end."""
    start = len(CANCELLED) + 1
    who = sa.func.substr(JOBS.c.error, start, sa.func.length(JOBS.c.error) - start)
    what = sa.literal("stopped ") + JOBS.c.operation
    deed = _deed(JOBS.c.finished_at, who, what, _of_job(), JOBS.c.state)
    return deed.where(JOBS.c.state == "cancelled", JOBS.c.error.startswith(CANCELLED))


def _changed() -> Deeds:
    about = CHANGES.c.kind + " " + CHANGES.c.slug
    detail = _text(CHANGES.c.detail)
    return _deed(CHANGES.c.changed_at, CHANGES.c.changed_by, CHANGES.c.action, about, detail)


def _noted() -> Deeds:
    one = NOTED.c
    return _deed(one.done_at, one.who, one.what, one.about, one.detail)


def _planned() -> Deeds:
    what = sa.literal("made plan ") + _text(PLANS.c.number)
    return _deed(PLANS.c.made_at, PLANS.c.made_by, what, _of_plan(), PLANS.c.state)


def _applied() -> Deeds:
    what = sa.literal("applied plan ") + _text(PLANS.c.number)
    deed = _deed(PLANS.c.applied_at, PLANS.c.applied_by, what, _of_plan(), PLANS.c.state)
    return deed.where(PLANS.c.applied_at.is_not(None))


def _of_plan() -> sa.ColumnElement[str]:
    return PLANS.c.connection + ", " + PLANS.c.race


def _prepared() -> Deeds:
    one = PUBLICATIONS.c
    what = sa.literal("prepared publication ") + _text(one.number)
    return _deed(one.made_at, one.made_by, what, one.event_key, one.state)


def _approved() -> Deeds:
    one = PUBLICATIONS.c
    what = sa.literal("approved publication ") + _text(one.number)
    deed = _deed(one.approved_at, one.approved_by, what, one.event_key, one.state)
    return deed.where(one.approved_at.is_not(None))
