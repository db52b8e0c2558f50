"""Results: the publication that waits, and its sending once the caller approves it."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from extract.providers import PROVIDERS
from orchestration.queue.jobs import JobRequest
from orchestration.service.access import Anyone, Operator
from orchestration.service.context import Here, Service
from orchestration.service.problems import Problem
from orchestration.service.routes.sync import put_all, queued
from orchestration.service.shapes import Body, Name, Number, Queued, example, reply_like
from orchestration.service.tokens import Caller
from push.publishing.ledger import Publication, Publications, newest_publication
from push.publishing.publish import WAITING

router = APIRouter(prefix="/api/results", tags=["results"])
EventKey = Annotated[
    Name,
    Query(description="The event's key, as it is served.", examples=["harbor_runsignup-910101"]),
]


class PublishResults(Body):
    """Which plan was looked at and may go out; who calls is who approves it."""

    event: Name
    plan: Number
    accept: bool = False

    model_config = example({"event": "harbor_runsignup-910101", "plan": 7, "accept": False}, Body)


PublicationSeen = reply_like(
    Publication,
    {
        "number": 7,
        "connection": "harbor_runsignup",
        "event_key": "harbor_runsignup-910101",
        "action": "publish",
        "finality": "official",
        "is_notifying": False,
        "state": "planned",
        "error": None,
        "made_by": "ada",
        "made_at": "2026-03-07T14:00:00Z",
        "approved_by": None,
        "approved_at": None,
        "finished_at": None,
        "rows": [],
    },
    words="A publication as it stands, with each row that it sends or takes back.",
    without="result_set",
    rows=list[dict[str, Any]],
)


@router.get("/plan", response_model=PublicationSeen)
async def show_publication(event: EventKey, here: Here, caller: Anyone) -> Response:
    """Shows the newest publication of an event: what waits for approval, or what became of it."""
    found = await here.wait_for(_newest, here, event, caller)
    body = await here.wait_for(_with_rows, here, found)
    return Response(body, media_type="application/json")


def _newest(here: Service, event: str, caller: Caller) -> Publication:
    found = newest_publication(here.place.store, event)
    connection = here.known.all().get(found.connection) if found else None
    if found is None or connection is None or not caller.may_see(connection.owner):
        detail = (
            f"There is no publication of {event!r} here for you. Plan one: syncline results plan."
        )
        raise Problem(404, "unknown-publication", detail)
    return found


def _with_rows(here: Service, found: Publication) -> bytes:
    ledger = Publications(here.place.store, found.connection, found.event_key)
    shown = ("record_id", "name", "action", "fields", "state", "notice")
    rows = [
        {name: getattr(entry, name) for name in shown}
        for entry in ledger.rows(found.number).values()
    ]
    about = msgspec.to_builtins(found)
    about.pop("result_set")
    return msgspec.json.encode({**about, "rows": rows})


@router.post("/publish", status_code=202, response_model_exclude_none=True)
async def publish_results(body: PublishResults, caller: Operator, here: Here) -> Queued:
    """Queues the publication that was looked at, approved by who calls."""
    found = await here.wait_for(_newest, here, body.event, caller)
    if (found.number, found.action) != (body.plan, "publish") or found.state not in WAITING:
        detail = (
            f"Plan {body.plan} does not wait for an approval: the newest is {found.number}, "
            f"{found.state}. Nothing was sent. Look at that one."
        )
        raise Problem(409, "plan-closed", detail)
    jobs = await here.wait_for(
        put_all, here.queue, [publish_request(here, found, caller, accept=body.accept)]
    )
    return queued(f"Publication {found.number} queued for {body.event}", jobs)


def publish_request(
    here: Service, found: Publication, caller: Caller, *, accept: bool
) -> JobRequest:
    """The request to publish what was looked at, approved by who asks."""
    connection = here.known.all()[found.connection]
    return JobRequest(
        "publish",
        PROVIDERS[connection.provider].domain,
        connection.provider,
        connection.slug,
        connection.owner,
        options={
            "event": found.event_key,
            "plan": found.number,
            "approved_by": caller.subject,
            "accept": accept,
        },
        requested_by=caller.subject,
    )
