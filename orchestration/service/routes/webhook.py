"""Events that providers send: stored before they are answered, handled by the queue's sensor."""

import logging
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query
from starlette.requests import Request

from extract.kit.connection import Connection
from extract.kit.errors import AuthError, BadReply, ConfigError
from extract.kit.options import utc_now
from extract.kit.spec import WebhookCall
from extract.providers import PROVIDERS
from orchestration.registry.entries import opened
from orchestration.service.context import Here, Service
from orchestration.service.documents import UnusableJson, checked_json, take_in
from orchestration.service.gate import WEBHOOK, same
from orchestration.service.problems import Problem
from orchestration.service.shapes import Name, Reply, example

LOG = logging.getLogger(__name__)
router = APIRouter(tags=["webhook"])
SECRET = "webhook_secret"
Token = Annotated[str, Query(max_length=500, description="The secret of the connection's own.")]
SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "title": "Event"},
                "example": {
                    "action": {
                        "id": 41,
                        "subject_type": "Opportunity",
                        "subject_id": 512,
                        "action_type": "update",
                    }
                },
            }
        },
    }
}


class Received(Reply):
    """The event is kept under a number; nothing of it can be lost any more."""

    success: Literal[True] = True
    received: int

    model_config = example({"success": True, "received": 118})


@router.post(WEBHOOK, openapi_extra=SENT)
async def receive(request: Request, here: Here, token: Token = "") -> Received:
    """Keeps an event for the connection whose secret stands in the URL, once if it has an id."""
    connection = _whose(here, token)
    raw = await request.body()
    number = await here.wait_for(_keep, here, connection.slug, raw, _event_of(connection, raw))
    return Received(received=number)


@router.post(WEBHOOK + "/{connection}", openapi_extra=SENT)
async def receive_signed(request: Request, here: Here, connection: Name) -> Received:
    """Keeps an event that a provider has signed, once: sent again, it has the same number."""
    found = here.known.all().get(connection)
    heard = PROVIDERS[found.provider].heard if found else None
    if found is None or heard is None:
        raise Problem(401, "not-identified", "No such connection takes signed events.")
    raw = await request.body()
    headers = {name.lower(): text for name, text in request.headers.items()}
    try:
        event_id = heard(found, WebhookCall(raw, headers, utc_now()))
    except (AuthError, ConfigError) as error:
        LOG.warning("a webhook is refused: %s", error)
        raise Problem(401, "not-identified", "The signature is not believed.") from None
    except BadReply as error:
        raise Problem(422, "invalid-call", f"{error.seen}.") from None
    number = await here.wait_for(_keep, here, found.slug, raw, event_id)
    return Received(received=number)


def _whose(here: Service, token: str) -> Connection:
    """The connection of that secret; each is compared, so that time tells nothing."""
    found = None
    for connection in here.known.all().values():
        if PROVIDERS[connection.provider].heard is not None:
            # Its secret signs, and opens nothing by itself.
            continue
        secret = next(opened([connection], SECRET), "")
        if secret and same(token, secret):
            found = connection
    if found is None:
        raise Problem(401, "not-identified", "The secret in the URL is none of ours.")
    return found


def _event_of(connection: Connection, raw: bytes) -> str | None:
    """The id of an event that its provider tells by, None where it does not or it is none.

    What cannot be read is kept all the same: it would only be sent again.
    """
    told = PROVIDERS[connection.provider].told
    try:
        found = told(raw) if told else None
    except BadReply as error:
        LOG.warning("a webhook of %s tells of nothing: %s", connection.slug, error.seen)
        return None
    return found.event_id if found else None


def _keep(here: Service, slug: str, raw: bytes, event_id: str | None = None) -> int:
    try:
        checked_json(raw, dict[str, Any])
    except UnusableJson as error:
        raise Problem(422, "invalid-call", str(error)) from None
    return take_in(here.place.store, slug, msgspec.Raw(raw), utc_now, event_id)
