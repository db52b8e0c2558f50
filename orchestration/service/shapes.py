"""The forms of calls and replies, with an example of each, as /openapi.json shows them."""

from dataclasses import fields
from datetime import datetime
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model

from orchestration.queue.jobs import State, Trigger

# No control characters: neither a log nor PostgreSQL's text takes them all.
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Waiting = Annotated[
    list[str] | None,
    Field(
        description="Served models that what was read is not in before a build: the next one, or "
        "`syncline build`. Left out where none waits.",
        examples=[["opportunity_history"]],
    ),
]
JOB_ID = "4f9c0c2e-7d1b-4a53-9a35-0d7cf0b1c0de"
# The greatest number that either control store can hold.
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Body(BaseModel):
    """What is sent: no field that is not known, no type that is only alike."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Reply(BaseModel):
    """What is answered."""

    model_config = ConfigDict(frozen=True)


def example(value: dict[str, Any], base: type[BaseModel] = Reply) -> ConfigDict:
    """The settings of a form with its example."""
    shown = ConfigDict(json_schema_extra={"examples": [value]})
    return {**base.model_config, **shown}


def reply_like(
    known: type[Any], shown: dict[str, Any], *, words: str, without: str = "", **more: Any
) -> type[Reply]:
    """A reply with the fields of a declared record, and `more`; named after the record.

    `shown` is its example.
    """

    class Shown(Reply):
        model_config = example(shown)

    types = get_type_hints(known)
    own = {one.name: types[one.name] for one in fields(known) if one.name != without}
    told: dict[str, Any] = {name: (kind, ...) for name, kind in {**own, **more}.items()}
    return create_model(f"{known.__name__}Seen", __base__=Shown, __doc__=words, **told)


class ManualSync(Body):
    """Which partner's data is to be read now."""

    timing_partner_id: Name
    provider_name: Name
    operation_type: Name = "participants"

    model_config = example(
        {
            "timing_partner_id": "harbor_timing",
            "provider_name": "runsignup",
            "operation_type": "participants",
        },
        Body,
    )


class Queued(Reply):
    """What was put into the queue; `syncIds` where it is more than one job."""

    success: Literal[True] = True
    message: str
    syncId: str
    syncIds: list[str] | None = None

    model_config = example(
        {
            "success": True,
            "message": "Manual participants sync queued for RunSignUp",
            "syncId": JOB_ID,
        }
    )


class SyncSeen(Reply):
    """One job as its partner sees it; times in UTC, `records` those that landed."""

    syncId: str
    provider_name: str
    connection: str
    operation_type: str
    status: State
    trigger: Trigger
    attempt: int
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    records: int | None
    error: str | None


SEEN = {
    "syncId": JOB_ID,
    "provider_name": "runsignup",
    "connection": "harbor_runsignup",
    "operation_type": "participants",
    "status": "completed",
    "trigger": "manual",
    "attempt": 1,
    "queued_at": "2026-03-07T14:00:00Z",
    "started_at": "2026-03-07T14:00:01Z",
    "finished_at": "2026-03-07T14:00:09Z",
    "records": 2413,
    "error": None,
}


class PartnerStatus(Reply):
    """A partner's newest jobs, its last success, and what waits or runs."""

    timing_partner_id: str
    recent_syncs: list[SyncSeen] = Field(max_length=20)
    last_successful_sync: SyncSeen | None
    pending_jobs: list[SyncSeen]

    model_config = example(
        {
            "timing_partner_id": "harbor_timing",
            "recent_syncs": [SEEN],
            "last_successful_sync": SEEN,
            "pending_jobs": [],
        }
    )
