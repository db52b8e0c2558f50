"""Jobs, as they are asked for and as they stand in the queue.

A job goes `queued` -> `running` -> `completed`, `failed_permanent` or `cancelled`. After a failed
attempt it is queued again, due later and one priority lower, until its attempts are used up; it
holds no slot while it waits.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from extract.kit.errors import SynclineError

State = Literal["queued", "running", "completed", "failed_permanent", "cancelled"]
Outcome = Literal["running", "completed", "failed", "crashed", "cancelled"]
Trigger = Literal["manual", "schedule", "sensor", "webhook", "dagster"]
Lane = Literal["urgent", "push", "pull"]

# In the order in which a worker looks into them.
LANES: tuple[Lane, ...] = ("urgent", "push", "pull")
MANUAL = 1
PRIORITIES = {"events": 2, "participants": 2, "results": 3, "plan": 3, "push": 3, "publish": 4}
OTHERS = 3
OUTWARD = frozenset({"plan", "push", "publish"})
AT_ONCE = frozenset({"manual", "webhook"})


@dataclass(frozen=True)
class JobRequest:
    """What somebody asks for; `connection`, `provider` and `owner` are empty where there are none.

    `options` narrow it: full, entities, accept, race, event, plan. `run_id` is a Dagster run that
    exists already and is to be executed. Priority 1 goes first; None is the operation's own.
    """

    operation: str
    domain: str
    provider: str = ""
    connection: str = ""
    owner: str = ""
    trigger: Trigger = "manual"
    priority: int | None = None
    lane: Lane | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    requested_by: str = ""
    run_id: str | None = None

    @property
    def place(self) -> tuple[Lane, int]:
        """The lane it waits in and its priority there."""
        lane = self.lane
        if lane is None:
            quick: Lane = "push" if self.operation in OUTWARD else "pull"
            lane = "urgent" if self.trigger in AT_ONCE else quick
        usual = MANUAL if self.trigger == "manual" else PRIORITIES.get(self.operation, OTHERS)
        return lane, usual if self.priority is None else self.priority

    @property
    def same_as(self) -> str:
        """What two requests have in common of which one is enough."""
        if self.run_id is not None:
            return f"run {self.run_id}"
        options = json.dumps(dict(self.options), sort_keys=True)
        return f"{self.operation} {self.domain} {self.connection} {options}"


@dataclass(frozen=True, slots=True)
class Job:
    """One job of the queue; times are in UTC, `attempt` counts the attempts begun."""

    id: str
    operation: str
    domain: str
    provider: str
    connection: str
    owner: str
    trigger: Trigger
    priority: int
    lane: Lane
    options: Mapping[str, Any]
    requested_by: str
    state: State
    attempt: int
    queued_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    beat_at: datetime | None
    updated_at: datetime
    worker: str | None
    run_id: str | None
    is_cancel_requested: bool
    error: str | None
    result: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a job; times are in UTC."""

    job_id: str
    attempt: int
    run_id: str | None
    worker: str
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome
    error: str | None
    result: Mapping[str, Any] | None


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed; `is_final` where no retry helps, as only a person can go on."""

    error: str
    is_final: bool = False
    outcome: Outcome = "failed"
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """A worker, the lanes it serves, what it is at and when it was seen last, in UTC."""

    name: str
    lanes: tuple[str, ...]
    job_id: str | None
    started_at: datetime
    seen_at: datetime


class AlreadyQueued(SynclineError):
    """The same job is queued or running already; `job` is that one."""

    def __init__(self, job: Job) -> None:
        of = job.connection or job.domain
        super().__init__(f"{job.operation} of {of} is {job.state} already, as {job.id}.")
        self.job = job


class LostJob(SynclineError):
    """A worker's job is no longer its own: it was taken for dead, or the job was ended."""


class NoSuchJob(SynclineError):
    """There is no job of that id."""
