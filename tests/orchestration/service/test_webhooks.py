"""An event is kept before it is answered."""

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from extract.kit.sync import utc_now
from orchestration.queue.table import INBOX
from orchestration.service.documents import take_in
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import WEBHOOK_SECRET, Asking

WEBHOOK = f"/api/webhook?token={WEBHOOK_SECRET}"
EVENT = {"action": {"id": 41, "subject_type": "Opportunity", "action_type": "update"}}


def kept(engine: sa.Engine) -> list[tuple[Any, ...]]:
    """What the inbox holds."""
    columns = (INBOX.c.id, INBOX.c.connection, INBOX.c.state, INBOX.c.body)
    with engine.connect() as store:
        return [tuple(row) for row in store.execute(sa.select(*columns).order_by(INBOX.c.id))]


def test_an_event_waits_in_the_inbox_of_its_connection(service: Asking, place: Workplace) -> None:
    answer = service.post(WEBHOOK, EVENT, {})

    number = answer.json["received"]
    assert (answer.status, answer.json["success"]) == (200, True)
    assert kept(place.store) == [(number, "harbor_runsignup", "received", EVENT)]


def test_an_event_that_comes_twice_is_kept_twice(service: Asking, place: Workplace) -> None:
    service.post(WEBHOOK, EVENT, {})
    service.post(WEBHOOK, EVENT, {})

    assert len(kept(place.store)) == 2


def test_events_are_kept_on_each_store(engine: sa.Engine) -> None:
    number = take_in(engine, "harbor_runsignup", msgspec.Raw(msgspec.json.encode(EVENT)), utc_now)

    assert kept(engine) == [(number, "harbor_runsignup", "received", EVENT)]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b'{"a": "\\u0000"}', b"\xff"])
def test_what_is_no_event_is_refused(service: Asking, place: Workplace, body: bytes) -> None:
    assert service.post(WEBHOOK, body, {}).status == 422
    assert kept(place.store) == []


def test_the_webhooks_secret_opens_nothing_else(service: Asking) -> None:
    assert service.get(f"/api/connections?token={WEBHOOK_SECRET}", {}).status == 401
