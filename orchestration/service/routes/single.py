"""Syncs of systems that belong to no timing partner, waited for to their end."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from extract.kit.connection import Connection
from orchestration.queue import reading
from orchestration.queue.jobs import Job
from orchestration.queue.requests import UnknownOperation, request_for
from orchestration.service.access import Anyone, Keeper
from orchestration.service.context import Here, Service
from orchestration.service.following import follow, is_over, put_or_find
from orchestration.service.problems import Problem
from orchestration.service.shapes import JOB_ID, Reply, example
from orchestration.service.tokens import Caller

router = APIRouter(prefix="/api/sync", tags=["sync"])
RENTALS = "current_rms"
TITLES = {RENTALS: "Current RMS"}


class SyncDone(Reply):
    """How a sync went; `duration` in seconds, and so far where it has not ended."""

    success: bool
    syncId: str
    recordsSynced: int
    recordsFailed: int
    duration: float = Field(ge=0)

    model_config = example(
        {
            "success": True,
            "syncId": JOB_ID,
            "recordsSynced": 412,
            "recordsFailed": 0,
            "duration": 6.2,
        }
    )


RUNNING: dict[int | str, dict[str, Any]] = {
    202: {"model": SyncDone, "description": "It has not ended yet: look at the status."}
}


@router.post("/initial", responses=RUNNING)
async def initial(here: Here, caller: Keeper, response: Response) -> SyncDone:
    """Reads everything of Current RMS's window."""
    return await _run(here, RENTALS, "initial", caller, response)


@router.post("/incremental", responses=RUNNING)
async def incremental(here: Here, caller: Keeper, response: Response) -> SyncDone:
    """Reads what has changed in Current RMS since the last time."""
    return await _run(here, RENTALS, "incremental", caller, response)


@router.get("/status")
async def status(here: Here, caller: Anyone) -> SyncDone:
    """How the newest sync of Current RMS stands."""
    connection = _one(here, RENTALS, 404, caller)
    wanted = reading.Wanted(connection=connection.slug)
    jobs = await here.wait_for(reading.newest, here.place.store, wanted, limit=1)
    if not jobs:
        raise Problem(404, "never-synced", f"{connection.slug} was never synced.")
    return done(jobs[0])


async def _run(
    here: Service, provider: str, operation: str, caller: Caller, response: Response
) -> SyncDone:
    connection = _one(here, provider, 404, caller)
    try:
        request = replace(request_for(connection, operation), requested_by=caller.subject)
    except UnknownOperation as error:
        raise Problem(422, "unknown-operation", str(error)) from None
    job, _ = await here.wait_for(put_or_find, here.queue, request)
    job = await follow(here, job)
    if not is_over(job):
        response.status_code = 202
    return done(job)


def _one(here: Service, provider: str, status: int, caller: Caller) -> Connection:
    """The connection to a provider that one account is enough for.

    Raises: Problem, with `status` when there is none.
    """
    found: Sequence[Connection] = [
        one for one in here.known.of(provider) if caller.may_see(one.owner)
    ]
    if not found:
        detail = f"There is no connection to {TITLES[provider]}. Nothing was done."
        raise Problem(status, "not-configured", detail)
    return found[0]


def done(job: Job) -> SyncDone:
    """The job as callers of these systems know it."""
    result = job.result or {}
    begun = job.started_at or job.queued_at
    until = job.finished_at or job.updated_at
    return SyncDone(
        success=job.state not in ("failed_permanent", "cancelled") and not job.error,
        syncId=job.id,
        recordsSynced=int(result.get("records") or 0),
        recordsFailed=int(result.get("quarantined") or 0),
        duration=max((until - begun).total_seconds(), 0.0),
    )
