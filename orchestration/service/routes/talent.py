"""The internal calls of NowRepBlue's side; the gate has checked their key."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BeforeValidator, Field
from starlette.requests import Request
from starlette.responses import Response

from extract.kit.connection import Connection
from extract.kit.destination import open_warehouse
from extract.kit.errors import WarehouseBusy
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.generations.served import served_views
from orchestration.queue import reading
from orchestration.queue.jobs import Job, JobRequest, State
from orchestration.queue.requests import request_for
from orchestration.service.access import unknown_connection
from orchestration.service.context import Here, Service
from orchestration.service.documents import Document, UnusableJson, checked_json, store_document
from orchestration.service.following import follow, is_over, put_or_find
from orchestration.service.problems import Problem
from orchestration.service.shapes import Name
from orchestration.service.talent_shapes import (
    MOST_KEPT,
    Handed,
    JsonStored,
    Orchestrate,
    Record,
    TaskBegun,
    TaskFound,
    TasksFound,
    Transformed,
    task_of,
)

router = APIRouter(prefix="/api/internal", tags=["internal"])
SOURCE = "nowrepblue"
BY = "SYNC_SECRET_KEY"
BUSY_SECONDS = 5.0
ENTITIES = tuple(entity.name for entity in PROVIDERS[SOURCE].entities)
MODELS = {f"{name.title().replace('_', '')}Json": name for name in ENTITIES}
# The original writes them in one word; its junction comes from the tags.
SPELLINGS = {name.replace("_", ""): name for name in ENTITIES} | {name: name for name in ENTITIES}


def none_if_blank(value: Any) -> Any:
    """None for a filter that is written without a value, as in `?type=&limit=5`."""
    return None if value == "" else value


def or_blank(schema: dict[str, Any]) -> None:
    """Adds to the description of a filter that it may stand without a value."""
    schema["anyOf"] = [*schema["anyOf"], {"type": "string", "maxLength": 0}]


Type = Annotated[
    Name | None,
    BeforeValidator(none_if_blank),
    Query(description="snapshot, build", json_schema_extra=or_blank),
]
Status = Annotated[State | None, BeforeValidator(none_if_blank), Query(json_schema_extra=or_blank)]
Limit = Annotated[
    Annotated[int, Field(ge=1, le=200)] | None,
    BeforeValidator(none_if_blank),
    Query(description="So many of the newest; 50 where none is named.", json_schema_extra=or_blank),
]
TaskId = Annotated[Name, InPath(examples=["4f9c0c2e-7d1b-4a53-9a35-0d7cf0b1c0de"])]
EntityName = Annotated[Name, InPath(examples=["boardstalents"])]
HANDED_IN = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/StoreJson"}}},
    }
}


@router.post("/sync/store-json", openapi_extra=HANDED_IN)
async def store_json(request: Request, here: Here) -> JsonStored:
    """Keeps the records of one model as they are, in the newest `keepCount` copies."""
    raw = await request.body()
    return await here.wait_for(_store, here, raw)


def _store(here: Service, raw: bytes) -> JsonStored:
    try:
        handed: Handed = checked_json(raw, Handed)
    except UnusableJson as error:
        raise Problem(422, "invalid-call", str(error)) from None
    entity = MODELS.get(handed.model_name)
    if entity is None:
        known = ", ".join(MODELS)
        raise Problem(422, "unknown-model", f"There is no such modelName. There are {known}.")
    if bytes(handed.data)[:1] not in (b"[", b"{"):
        raise Problem(422, "invalid-call", "data is an array or an object.")
    if not 1 <= handed.keep_count <= MOST_KEPT:
        raise Problem(422, "invalid-call", f"keepCount is a number from 1 to {MOST_KEPT}.")
    stored = store_document(
        here.place.store,
        Document(SOURCE, entity, handed.data, BY),
        keep=handed.keep_count,
        now=utc_now,
    )
    record = Record(id=stored.id, createdAt=stored.stored_at)
    return JsonStored(record=record, deletedCount=stored.deleted, keepCount=handed.keep_count)


@router.post(
    "/transform/{entity}",
    response_model_exclude_none=False,
    responses={202: {"model": Transformed, "description": "It is not done yet: follow taskId."}},
)
async def transform(entity: EntityName, here: Here, response: Response) -> Transformed:
    """Builds and serves the entity's whole domain, and says which version is served then."""
    name = SPELLINGS.get(entity.lower())
    if name is None:
        raise Problem(
            404, "unknown-entity", f"There is no such entity. There are {', '.join(ENTITIES)}."
        )
    request = JobRequest("build", PROVIDERS[SOURCE].domain, requested_by=BY)
    job, _ = await here.wait_for(put_or_find, here.queue, request)
    job = await follow(here, job)
    if not is_over(job):
        response.status_code = 202
        return Transformed(success=True, entity=entity, version=None, taskId=job.id)
    version = await here.wait_for(served_version, here, name)
    is_well = job.state == "completed"
    return Transformed(
        success=is_well,
        entity=entity,
        version=version,
        error=None if is_well else job.error or job.state,
        taskId=job.id,
    )


def served_version(here: Service, entity: str) -> int | None:
    """The generation that is served of an entity; None when the warehouse is held by others."""
    target = replace(here.place.target, busy_seconds=BUSY_SECONDS)
    if target.engine == "duckdb" and not Path(target.location).exists():
        # Opening it would make it.
        return None
    try:
        with open_warehouse(target) as warehouse:
            views = served_views(warehouse)
    except WarehouseBusy:
        return None
    domain = PROVIDERS[SOURCE].domain
    found = [one.active_version for one in views if (one.group, one.entity) == (domain, entity)]
    return found[0] if found else None


@router.post("/orchestrate-sync")
async def orchestrate(here: Here, body: Orchestrate | None = None) -> TaskBegun:
    """Queues the way of everything: read, build, serve; the task it gives can be followed."""
    connection = _connection(here, body.connection if body else None)
    request = replace(request_for(connection, "snapshot"), requested_by=BY)
    job, is_new = await here.wait_for(put_or_find, here.queue, request)
    words = "queued" if is_new else f"{job.state} already"
    return TaskBegun(message=f"{PROVIDERS[SOURCE].title} sync {words}", taskId=job.id)


def _connection(here: Service, slug: str | None) -> Connection:
    found = here.known.of(SOURCE)
    if not found:
        raise Problem(404, "not-configured", "There is no connection to NowRepBlue.")
    if slug is None and len(found) > 1:
        raise Problem(422, "which-connection", "There are several connections. Name one.")
    for connection in found:
        if slug in (None, connection.slug):
            return connection
    raise unknown_connection(str(slug))


@router.get("/task-status/all")
async def all_tasks(
    here: Here, type: Type = None, status: Status = None, limit: Limit = None
) -> TasksFound:
    """The newest tasks of this domain, by type and status."""
    wanted = reading.Wanted(domain=PROVIDERS[SOURCE].domain, operation=type, state=status)
    jobs = await here.wait_for(reading.newest, here.place.store, wanted, limit=limit or 50)
    return TasksFound(tasks=[task_of(job) for job in jobs])


@router.get("/task-status/{task_id}")
async def one_task(task_id: TaskId, here: Here) -> TaskFound:
    """How one task stands."""
    job = await here.wait_for(reading.find, here.place.store, task_id)
    return TaskFound(task=task_of(_of_this_domain(job)))


def _of_this_domain(job: Job | None) -> Job:
    if job is None or job.domain != PROVIDERS[SOURCE].domain:
        raise Problem(404, "unknown-task", "There is no such task.")
    return job
