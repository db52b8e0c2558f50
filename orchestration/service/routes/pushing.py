"""Pushes: the plan that was made, and its sending once somebody approves it."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from orchestration.queue.jobs import JobRequest
from orchestration.queue.requests import PLAN, PUSH, UnknownOperation, request_for
from orchestration.service.access import Anyone, Operator, own_connection
from orchestration.service.context import Here, Service
from orchestration.service.problems import Problem
from orchestration.service.routes.sync import put_all, queued
from orchestration.service.shapes import Body, Name, Number, Queued, example, reply_like
from orchestration.service.tokens import Caller
from push.jobs import check_may_push
from push.kit.errors import PlanClosed
from push.kit.plans import Plans, StoredPlan

router = APIRouter(prefix="/api/push", tags=["push"])
Slug = Annotated[
    Name, Query(description="The connection that is pushed to.", examples=["harbor_copernico"])
]
Race = Annotated[
    Name | None, Query(description="One race or kind of record; without it the newest.")
]
PlanNumber = Annotated[Number | None, Query(description="One plan; without it the newest.")]
SHOWN = 200


class MakePlan(Body):
    """What a push is to be planned of: one race or kind of record, or each of the connection."""

    connection: Name
    race: Name | None = None

    model_config = example({"connection": "harbor_copernico", "race": "riverbend-10"}, Body)


class ApplyPlan(Body):
    """Which plan was looked at and is to be sent; `accept` overrides its brakes."""

    connection: Name
    plan: Number
    accept: bool = False

    model_config = example({"connection": "harbor_copernico", "plan": 12, "accept": False}, Body)


PlanSeen = reply_like(
    StoredPlan,
    {
        "number": 12,
        "connection": "harbor_copernico",
        "race": "riverbend-10",
        "undoes": None,
        "figures": {"active": 2413, "create": 2413, "update": 0, "withdraw": 0},
        "state": "open",
        "made_at": "2026-03-07T14:00:00Z",
        "made_by": "ada",
        "applied_at": None,
        "applied_by": None,
        "content": None,
    },
    words="A stored plan; `content` holds each record that would be sent, while it is kept.",
    content=dict[str, Any] | None,
)


@router.get("/plan", response_model=PlanSeen)
async def show_plan(
    connection: Slug, here: Here, caller: Anyone, race: Race = None, number: PlanNumber = None
) -> Response:
    """Shows exactly what a push would do: the newest stored plan, or the one of that number."""
    found = own_connection(here.known.all(), connection, caller)
    body = await here.wait_for(_plan, here, found, race, number)
    return Response(body, media_type="application/json")


def _plan(here: Service, connection: Connection, race: str | None, number: int | None) -> bytes:
    plans = Plans(here.place.store)
    chosen = [
        one
        for one in plans.newest(connection.slug, SHOWN)
        if race in (None, one.race) and number in (None, one.number)
    ]
    if not chosen:
        raise _no_plan("There is no such plan of this connection. Make one: POST /api/push/plan.")
    about = chosen[0]
    try:
        content = plans.read(about.number)
    except PlanClosed:
        content = None
    return msgspec.json.encode({**msgspec.to_builtins(about), "content": content})


@router.post("/plan", status_code=202, response_model_exclude_none=True)
async def make_plan(body: MakePlan, caller: Operator, here: Here) -> Queued:
    """Queues the making of plans to look at and approve; nothing is sent. GET shows the newest."""
    connection = own_connection(here.known.all(), body.connection, caller)
    request = outward_request(connection, PLAN, caller, {"race": body.race} if body.race else {})
    jobs = await here.wait_for(put_all, here.queue, [request])
    return queued(f"Plan of a push queued for {body.connection}", jobs)


@router.post("/apply", status_code=202, response_model_exclude_none=True)
async def apply_plan(body: ApplyPlan, caller: Operator, here: Here) -> Queued:
    """Queues the sending of one stored plan and of nothing else; naming it approves it."""
    connection = own_connection(here.known.all(), body.connection, caller)
    about = await here.wait_for(open_plan, here, connection, body.plan)
    request = outward_request(
        connection, PUSH, caller, {"race": about.race, "plan": body.plan, "accept": body.accept}
    )
    jobs = await here.wait_for(put_all, here.queue, [request])
    return queued(f"Push of plan {body.plan} queued for {body.connection}", jobs)


def outward_request(
    connection: Connection, operation: str, caller: Caller, options: dict[str, Any]
) -> JobRequest:
    """The request for one push of a connection, or for its plan.

    Raises: Problem when nothing can be pushed to it, or its settings do not allow it.
    """
    try:
        request = request_for(connection, operation)
    except UnknownOperation as error:
        raise Problem(422, "unknown-operation", str(error)) from None
    try:
        check_may_push(connection)
    except ConfigError as error:
        raise Problem(409, "write-back-off", str(error)) from None
    return JobRequest(**{**vars(request), "options": options, "requested_by": caller.subject})


def open_plan(here: Service, connection: Connection, number: int) -> StoredPlan:
    """The stored plan of that number, if it can still be sent.

    Raises: Problem.
    """
    plans = Plans(here.place.store)
    try:
        about = plans.about(number)
    except PlanClosed as error:
        raise _no_plan(str(error)) from None
    if about.connection != connection.slug:
        raise _no_plan(f"There is no plan {number} of {connection.slug}.")
    if about.state not in ("open", "started"):
        detail = f"Plan {number} is {about.state} already. Nothing was done. Make a new plan."
        raise Problem(409, "plan-closed", detail)
    return about


def _no_plan(detail: str) -> Problem:
    return Problem(404, "unknown-plan", detail)
