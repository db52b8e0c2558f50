"""Syncs of timing partners: asked for now, and how they went."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from orchestration.queue.jobs import AlreadyQueued, Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.requests import (
    UnknownOperation,
    UnknownPartner,
    UnknownProvider,
    provider_named,
    sync_requests,
)
from orchestration.service.access import Anyone, Operator, unknown_partner
from orchestration.service.context import Here, Service
from orchestration.service.problems import Problem
from orchestration.service.shapes import ManualSync, Name, PartnerStatus, Queued
from orchestration.service.statuses import empty_status, read_status
from orchestration.service.tokens import Caller

router = APIRouter(prefix="/api/sync", tags=["sync"])
PartnerId = Annotated[Name, Path(description="The timing partner.", examples=["harbor_timing"])]


@router.post("/manual", status_code=202, response_model_exclude_none=True)
async def sync_now(body: ManualSync, caller: Operator, here: Here) -> Queued:
    """Puts a partner's sync at the head of the queue."""
    requests = _requests(here, body, caller)
    jobs = await here.wait_for(put_all, here.queue, requests)
    title = provider_named(body.provider_name).title
    return queued(f"Manual {body.operation_type} sync queued for {title}", jobs)


def _requests(here: Service, body: ManualSync, caller: Caller) -> list[JobRequest]:
    partner = body.timing_partner_id
    if not caller.may_see(partner):
        raise unknown_partner(partner)
    try:
        return sync_requests(
            here.known.all(),
            partner,
            body.provider_name,
            body.operation_type,
            requested_by=caller.subject,
        )
    except UnknownPartner:
        raise unknown_partner(partner) from None
    except UnknownProvider as error:
        raise Problem(404, "unknown-provider", str(error)) from None
    except UnknownOperation as error:
        raise Problem(422, "unknown-operation", str(error)) from None


def put_all(queue: Queue, requests: list[JobRequest]) -> list[Job]:
    """The jobs that were queued; of several connections those count that were not queued yet.

    Raises: Problem, with the id of the one that is there, when none had to be queued.
    """
    done = queue.put_many(requests)
    jobs = [one.job for one in done if one.is_new]
    if not jobs:
        there = done[-1].job
        more = {"syncId": there.id, "state": there.state}
        raise Problem(409, "already-queued", str(AlreadyQueued(there)), more=more)
    return jobs


def queued(message: str, jobs: list[Job]) -> Queued:
    """The reply that names the jobs."""
    ids = [job.id for job in jobs]
    return Queued(message=message, syncId=ids[0], syncIds=ids if len(ids) > 1 else None)


@router.get("/status/{timing_partner_id}", response_model=PartnerStatus)
async def partner_status(timing_partner_id: PartnerId, caller: Anyone, here: Here) -> Response:
    """A partner's newest 20 jobs, its last successful one, and those that wait or run."""
    if not caller.may_see(timing_partner_id):
        raise unknown_partner(timing_partner_id)
    body = await here.wait_for(read_status, here.reader, timing_partner_id)
    if body is None:
        body = _nothing_yet(here, timing_partner_id)
    return Response(body, media_type="application/json")


def _nothing_yet(here: Service, partner: str) -> bytes:
    """The status of a partner that never synced.

    Raises: Problem when no connection is that partner's.
    """
    if partner not in {one.owner for one in here.known.all().values()}:
        raise unknown_partner(partner)
    return empty_status(partner)
