"""Syncs of systems that belong to no timing partner, waited for to their end."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from extract.kit.connection import Connection
from extract.providers import PROVIDERS
from orchestration.queue import reading
from orchestration.queue.jobs import Job
from orchestration.queue.outcome import WAITING
from orchestration.queue.requests import UnknownOperation, request_for
from orchestration.service.access import Anyone, Keeper
from orchestration.service.context import Here, Service
from orchestration.service.following import follow, is_over, put_anew
from orchestration.service.problems import Problem
from orchestration.service.shapes import JOB_ID, Name, Reply, Waiting, example
from orchestration.service.tokens import Caller

router = APIRouter(prefix="/api/sync", tags=["sync"])
SOURCE = "current_rms"
Account = Annotated[
    Name | None, Query(description="The account, where there are several.", examples=["yard_rms"])
]


class SyncDone(Reply):
    """How a sync went; `duration` in seconds, and so far where it has not ended.

    `success` is false until it has; `error` says why where it failed; `waitingForBuild` names the
    served models that a build is still to bring up to date.
    """

    success: bool
    syncId: str
    recordsSynced: int
    recordsFailed: int
    duration: float = Field(ge=0)
    error: str | None = None
    waitingForBuild: Waiting = None

    model_config = example(
        {
            "success": True,
            "syncId": JOB_ID,
            "recordsSynced": 412,
            "recordsFailed": 0,
            "duration": 6.2,
            "waitingForBuild": ["opportunity_history"],
        }
    )


RUNNING: dict[int | str, dict[str, Any]] = {
    202: {"model": SyncDone, "description": "It has not ended yet: look at the status."}
}


@router.post("/initial", responses=RUNNING, response_model_exclude_none=True)
async def initial(
    here: Here, caller: Keeper, response: Response, connection: Account = None
) -> SyncDone:
    """Reads everything of Current RMS's window."""
    found = _one(here, connection, caller)
    return await _run(here, found, "initial", caller, response)


@router.post("/incremental", responses=RUNNING, response_model_exclude_none=True)
async def incremental(
    here: Here, caller: Keeper, response: Response, connection: Account = None
) -> SyncDone:
    """Reads what has changed in Current RMS since the last time."""
    found = _one(here, connection, caller)
    return await _run(here, found, "incremental", caller, response)


@router.get("/status", response_model_exclude_none=True)
async def status(here: Here, caller: Anyone, connection: Account = None) -> SyncDone:
    """How the newest sync of Current RMS stands."""
    found = _one(here, connection, caller)
    wanted = reading.Wanted(connection=found.slug)
    jobs = await here.wait_for(reading.newest, here.place.store, wanted, limit=1)
    if not jobs:
        raise Problem(404, "never-synced", f"{found.slug} was never synced.")
    return done(jobs[0])


async def _run(
    here: Service, connection: Connection, operation: str, caller: Caller, response: Response
) -> SyncDone:
    try:
        request = replace(request_for(connection, operation), requested_by=caller.subject)
    except UnknownOperation as error:
        raise Problem(422, "unknown-operation", str(error)) from None
    job = await follow(here, await put_anew(here, request, caller.subject))
    if not is_over(job):
        response.status_code = 202
    return done(job)


def _one(here: Service, slug: str | None, caller: Caller) -> Connection:
    """The account that is meant; the only one need not be named, nor those that are switched off.

    Raises: Problem when there is none, or one would have to be named.
    """
    seen = [one for one in here.known.of(SOURCE) if caller.may_see(one.owner)]
    found = [one for one in seen if slug in (None, one.slug)]
    if not found:
        title = PROVIDERS[SOURCE].title
        raise Problem(
            404, "not-configured", f"There is no connection to {title}. Nothing was done."
        )
    used = [one for one in found if one.is_active]
    if len(used) > 1:
        names = ", ".join(sorted(one.slug for one in used))
        raise Problem(422, "which-connection", f"There are several connections: {names}. Name one.")
    return (used or found)[0]


def done(job: Job) -> SyncDone:
    """The job as callers of these systems know it."""
    result = job.result or {}
    begun = job.started_at or job.queued_at
    until = job.finished_at or job.updated_at
    return SyncDone(
        success=job.state == "completed",
        syncId=job.id,
        recordsSynced=int(result.get("records") or 0),
        recordsFailed=int(result.get("quarantined") or 0),
        duration=max((until - begun).total_seconds(), 0.0),
        error=job.error if is_over(job) and job.state != "completed" else None,
        waitingForBuild=result.get(WAITING),
    )
