"""The forms of the internal calls, by which NowRepBlue's side syncs, stores and transforms."""

from datetime import datetime
from typing import Any, Literal

import msgspec
from pydantic import Field

from orchestration.queue.jobs import Job, State
from orchestration.queue.outcome import WAITING
from orchestration.service.shapes import JOB_ID, Body, Name, Reply, Waiting, example

KEPT, MOST_KEPT = 3, 100


class Handed(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """A document as it is handed in, read without copies; `StoreJson` describes it."""

    model_name: str
    data: msgspec.Raw
    keep_count: int = KEPT


class StoreJson(Body):
    """All records of one model, as NowRepBlue gave them; the newest `keepCount` copies stay."""

    modelName: Name
    data: list[Any] | dict[str, Any]
    keepCount: int = Field(KEPT, ge=1, le=MOST_KEPT)

    model_config = example(
        {"modelName": "BoardsJson", "data": [{"id": "b1", "title": "Women"}], "keepCount": 3}, Body
    )


class Record(Reply):
    """A stored copy."""

    id: int
    createdAt: datetime


class JsonStored(Reply):
    """What was stored, and how many older copies went."""

    success: Literal[True] = True
    record: Record
    deletedCount: int
    keepCount: int

    model_config = example(
        {
            "success": True,
            "record": {"id": 12, "createdAt": "2026-03-07T14:00:00Z"},
            "deletedCount": 1,
            "keepCount": 3,
        }
    )


class Transformed(Reply):
    """What is served of an entity after its domain was built; `version` None where unknown."""

    success: bool
    entity: str
    version: int | None
    error: str | None = None
    taskId: str | None = None

    model_config = example({"success": True, "entity": "boardstalents", "version": 2})


class Orchestrate(Body):
    """Which connection is to be synced; the only one where none is named."""

    connection: Name | None = None

    model_config = example({"connection": "studio_nowrepblue"}, Body)


class TaskBegun(Reply):
    """The task that reads, builds and serves everything of NowRepBlue."""

    success: Literal[True] = True
    message: str
    taskId: str

    model_config = example({"success": True, "message": "NowRepBlue sync queued", "taskId": JOB_ID})


class Task(Reply):
    """One task; times in UTC."""

    id: str
    type: str
    status: State
    attempt: int
    createdAt: datetime
    startedAt: datetime | None
    finishedAt: datetime | None
    error: str | None
    waitingForBuild: Waiting


TASK = {
    "id": JOB_ID,
    "type": "snapshot",
    "status": "running",
    "attempt": 1,
    "createdAt": "2026-03-07T14:00:00Z",
    "startedAt": "2026-03-07T14:00:01Z",
    "finishedAt": None,
    "error": None,
    "waitingForBuild": None,
}


class TaskFound(Reply):
    """A task as it stands."""

    success: Literal[True] = True
    task: Task

    model_config = example({"success": True, "task": TASK})


class TasksFound(Reply):
    """The newest tasks, newest first."""

    success: Literal[True] = True
    tasks: list[Task]

    model_config = example({"success": True, "tasks": [TASK]})


def task_of(job: Job) -> Task:
    """The job as the internal calls show it."""
    return Task(
        id=job.id,
        type=job.operation,
        status=job.state,
        attempt=job.attempt,
        createdAt=job.queued_at,
        startedAt=job.started_at,
        finishedAt=job.finished_at,
        error=job.error,
        waitingForBuild=(job.result or {}).get(WAITING),
    )
