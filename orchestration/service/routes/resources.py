"""The sync of the Resources Centre, waited for to its end and told resource by resource."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from extract.kit.connecting import connected
from extract.kit.connection import Connection
from extract.kit.errors import AuthError, ConfigError
from extract.providers import PROVIDERS
from orchestration.queue import reading
from orchestration.queue.jobs import Job
from orchestration.queue.outcome import WAITING
from orchestration.queue.requests import request_for
from orchestration.service.access import Keeper
from orchestration.service.context import Here, Service
from orchestration.service.following import follow, is_over, put_anew
from orchestration.service.problems import Problem
from orchestration.service.shapes import JOB_ID, Reply, Waiting, example
from orchestration.service.tokens import Caller

router = APIRouter(prefix="/api/sync", tags=["sync"])
SOURCE, OPERATION = "resources_centre", "snapshot"
TITLE = PROVIDERS[SOURCE].title
NOT_CONFIGURED, REFUSED = "not-configured", "key-refused"


class Counted(Reply):
    """How many records of one resource are new, how many changed, and what could not be read."""

    created: int = 0
    updated: int = 0
    errors: int = 0


class ResourcesSynced(Reply):
    """How a sync of the Resources Centre went; `errors` in words, one per resource that failed."""

    message: str
    success: bool
    speakers: Counted
    organizers: Counted
    sponsors: Counted
    errors: list[str] | None = None
    waitingForBuild: Waiting = None
    syncId: str

    model_config = example(
        {
            "message": "Sync completed successfully",
            "success": True,
            "speakers": {"created": 2, "updated": 1, "errors": 0},
            "organizers": {"created": 2, "updated": 0, "errors": 0},
            "sponsors": {"created": 1, "updated": 1, "errors": 0},
            "syncId": JOB_ID,
        }
    )


OTHERWISE: dict[int | str, dict[str, Any]] = {
    202: {"model": ResourcesSynced, "description": "It has not ended yet: ask again."},
    207: {"model": ResourcesSynced, "description": "Some resource failed; the others are done."},
}


@router.post("/resources-centre", responses=OTHERWISE, response_model_exclude_none=True)
async def resources_centre(here: Here, caller: Keeper, response: Response) -> ResourcesSynced:
    """Reads every resource of the Resources Centre, each by itself, and serves what came."""
    connection = _configured(here, caller)
    request = replace(request_for(connection, OPERATION), requested_by=caller.subject)
    job = await follow(here, await put_anew(here, request, caller.subject))
    if not is_over(job):
        response.status_code = 202
        return _told(job, {}, "Sync is still going on")
    result = await here.wait_for(_result, here, job)
    _refuse(job, result)
    if job.state == "completed":
        return _told(job, result, "Sync completed successfully")
    response.status_code = 207
    return _told(job, result, "Sync completed with errors")


def _configured(here: Service, caller: Caller) -> Connection:
    """The account, if it is one that a sync can begin with.

    Raises: Problem, with the name of the setting or secret that is missing.
    """
    found = [one for one in here.known.of(SOURCE) if caller.may_see(one.owner)]
    if not found:
        detail = (
            f"There is no connection to {TITLE}. Add one with the setting base_url and the secret "
            "api_key. Nothing was done."
        )
        raise Problem(400, NOT_CONFIGURED, detail)
    try:
        with connected(PROVIDERS[SOURCE], found[0], here.place.doors):
            return found[0]
    except ConfigError as error:
        raise Problem(400, NOT_CONFIGURED, f"{error} Nothing was done.") from None


def _result(here: Service, job: Job) -> Mapping[str, Any]:
    """What the newest attempt at the job came to, also where another one follows."""
    tried = reading.attempts(here.place.store, job.id)
    return job.result or (tried[-1].result if tried else None) or {}


def _refuse(job: Job, result: Mapping[str, Any]) -> None:
    """Passes all but what no resource could be asked for.

    Raises: Problem.
    """
    kinds = result.get("kinds", ())
    if AuthError.__name__ in kinds:
        raise Problem(401, REFUSED, f"Authentication failed with {TITLE}. {job.error}")
    if ConfigError.__name__ in kinds:
        raise Problem(400, NOT_CONFIGURED, str(job.error))


def _told(job: Job, result: Mapping[str, Any], message: str) -> ResourcesSynced:
    is_well = job.state == "completed"
    # Where nothing was told of a resource, all failed together.
    other = {"errors": int(is_over(job) and not is_well)}
    news = result.get("news", {})
    errors = list(result.get("failed", {}).values()) or [job.error or job.state]
    return ResourcesSynced(
        message=message,
        success=is_well,
        speakers=Counted(**news.get("speakers", other)),
        organizers=Counted(**news.get("organizers", other)),
        sponsors=Counted(**news.get("sponsors", other)),
        errors=None if is_well or not is_over(job) else errors,
        waitingForBuild=result.get(WAITING),
        syncId=job.id,
    )
