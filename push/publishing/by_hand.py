"""Results that only a person can take back, remembered until the provider shows them no more.

A row stays `intended` from the approval of its publication on; every later plan of the event looks
whether it is gone, and then it is `confirmed`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from push.publishing.job import Job
from push.publishing.ledger import PUBLICATIONS, ROWS, Entry
from push.publishing.plan import Plan

WAITS = "to be taken back by hand"
AGAIN = "asked for again by a later publication"
STANDS = "its result stands again, so it is not to be taken back"


@dataclass(frozen=True, slots=True)
class ByHand:
    """One result to be taken back at the provider by a person, in the order of the query."""

    publication: int
    connection: str
    event_key: str
    result_set: str | None
    record_id: str
    name: str
    bib_number: str
    approved_by: str | None
    approved_at: datetime | None


def waiting(entries: Sequence[Entry], job: Job) -> list[Entry]:
    """Those of these rows that a person has to carry out."""
    return [
        one
        for one in entries
        if one.action == "retract" and not job.publisher.can_retract(one.record_id)
    ]


def ask(job: Job, plan: Plan) -> None:
    """Writes down, durably, what a person has to take back; older requests for the same end."""
    if not plan.by_hand:
        return
    wanted = {row.record_id for row in plan.by_hand}
    standing = job.ledger.standing()
    if standing.result_set is not None:
        # A publication that makes no call has not found its set otherwise.
        job.ledger.holds_set(plan.number, standing.result_set)
    known = waiting(standing.open, job)
    older = [one for one in known if one.record_id in wanted and one.number != plan.number]
    job.ledger.mark(older, "rejected", AGAIN)
    entries = job.ledger.rows(plan.number)
    job.ledger.mark([entries[one] for one in sorted(wanted)], "intended", WAITS)


def read_by_hand(engine: sa.Engine, connection: str | None = None) -> list[ByHand]:
    """What persons still have to take back, as of each event's newest plan, oldest first."""
    columns: list[Any] = [
        PUBLICATIONS.c.number, PUBLICATIONS.c.connection, PUBLICATIONS.c.event_key,
        PUBLICATIONS.c.result_set, ROWS.c.record_id, ROWS.c.name, ROWS.c.fields,
        PUBLICATIONS.c.approved_by, PUBLICATIONS.c.approved_at,
    ]  # fmt: skip
    query = (
        sa.select(*columns)
        .join(ROWS, PUBLICATIONS.c.number == ROWS.c.number)
        .where(ROWS.c.action == "retract", ROWS.c.state == "intended", ROWS.c.error == WAITS)
        .order_by(ROWS.c.id)
    )
    if connection is not None:
        query = query.where(PUBLICATIONS.c.connection == connection)
    with engine.connect() as opened:
        return [_by_hand(tuple(row)) for row in opened.execute(query)]


def _by_hand(row: tuple[Any, ...]) -> ByHand:
    values = (*row[:6], row[6].get("bib_number", ""), *row[7:])
    return ByHand(*values)
