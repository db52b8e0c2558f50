"""Received webhooks, turned into jobs: many of one connection are one job."""

from datetime import timedelta

import sqlalchemy as sa

from extract.kit.errors import SynclineError
from extract.kit.spec import Operation, Provider
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.control.store import exclusive
from orchestration.queue.jobs import AlreadyQueued, Job
from orchestration.queue.queue import Queue
from orchestration.queue.requests import request_for
from orchestration.queue.table import INBOX
from orchestration.workplace import Workplace

RECEIVED, HANDLED, REFUSED = "received", "handled", "refused"
AT_ONCE = 1_000
FOLLOWED_WITHIN = timedelta(minutes=5)


def handle_received(place: Workplace) -> str:
    """Queues what the received webhooks call for, marks them handled; what a tick says of it.

    A webhook that came while its connection is being read waits for the next look: that read may
    have passed the record before it changed.
    """
    query = (
        sa.select(INBOX.c.id, INBOX.c.connection)
        .where(INBOX.c.state == RECEIVED, sa.or_(*_due(place)))
        .order_by(INBOX.c.id)
        .limit(AT_ONCE)
    )
    with place.store.connect() as store:
        waiting: dict[str, list[int]] = {}
        for row in store.execute(query):
            waiting.setdefault(str(row.connection), []).append(int(row.id))
    told = [_handle(place, slug, numbers) for slug, numbers in sorted(waiting.items())]
    return "; ".join(told) or "No webhook waits."


def _due(place: Workplace) -> list[sa.ColumnElement[bool]]:
    """Whose webhooks are turned into jobs: all but those that are followed one by one.

    Of these the ones that have waited for long, as it seems that nobody follows them.
    """
    followed = [
        slug
        for slug, one in place.connections().items()
        if one.is_active and PROVIDERS[one.provider].told is not None
    ]
    return [INBOX.c.connection.not_in(followed), INBOX.c.received_at < utc_now() - FOLLOWED_WITHIN]


def _handle(place: Workplace, slug: str, numbers: list[int]) -> str:
    try:
        connection = place.connection(slug)
    except SynclineError:
        _mark(place, numbers, REFUSED, None)
        return f"{len(numbers)} of {slug!r}, which is no connection, are refused"
    if not connection.is_active:
        _mark(place, numbers, REFUSED, None)
        return f"{len(numbers)} of {slug}, which is disabled, are refused"
    operation = called_for(PROVIDERS[connection.provider])
    request = request_for(connection, operation.name, trigger="webhook")
    try:
        job: Job = Queue(place.store).put(request)
    except AlreadyQueued as error:
        job = error.job
        if job.state == "running":
            return f"{len(numbers)} of {slug} wait until {job.id} has ended"
    _mark(place, numbers, HANDLED, job.id)
    return f"{len(numbers)} of {slug} are handled by job {job.id}"


def called_for(provider: Provider) -> Operation:
    """The operation that a change at the provider calls for: the one of race day, else the last."""
    quick = [one for one in provider.operations if one.race_day]
    return (quick or list(provider.operations))[-1]


def _mark(place: Workplace, numbers: list[int], state: str, job_id: str | None) -> None:
    values = {"state": state, "job_id": job_id, "handled_at": utc_now()}
    with exclusive(place.store).begin() as store:
        store.execute(sa.update(INBOX).where(INBOX.c.id.in_(numbers)).values(values))
