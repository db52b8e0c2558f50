"""An event that its provider signs: believed, kept once, and turned into a sync."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from orchestration.defs.webhooks import handle_received
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.queue.table import INBOX
from orchestration.service.documents import take_in
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import CLOSE_KEY, STRIPE_SECRET, WEBHOOK_SECRET, Asking

STRIPE, CLOSE = "/api/webhook/harbor_stripe", "/api/webhook/harbor_close"
CHANGED = {
    "id": "evt_1", "object": "event", "type": "customer.updated", "created": 1_790_000_000,
    "data": {"object": {"id": "cus_1", "object": "customer"}},
}  # fmt: skip
LED = {"subscription_id": "whsub_1", "event": {"id": "ev_1", "object_type": "lead"}}
SENT = datetime(2026, 1, 1, tzinfo=UTC)


def stripe_says(event: dict[str, Any], secret: str = STRIPE_SECRET) -> tuple[bytes, dict[str, str]]:
    """A body with its signature, as Stripe sends them."""
    body, stamp = json.dumps(event).encode(), str(int(time.time()))
    signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return body, {"Stripe-Signature": f"t={stamp},v1={signed}"}


def close_says(event: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
    """A body with its signature, as Close sends them."""
    body, stamp = json.dumps(event).encode(), str(int(time.time()))
    key = bytes.fromhex(CLOSE_KEY)
    signed = hmac.new(key, stamp.encode() + body, hashlib.sha256).hexdigest()
    return body, {"close-sig-hash": signed, "close-sig-timestamp": stamp}


def kept(place: Workplace) -> list[tuple[str, str]]:
    """Connection and event of what the inbox holds."""
    query = sa.select(INBOX.c.connection, INBOX.c.event_id).order_by(INBOX.c.id)
    with place.store.connect() as store:
        return [(row.connection, row.event_id) for row in store.execute(query)]


def test_a_signed_event_is_kept_once(service: Asking, place: Workplace) -> None:
    first = service.post(STRIPE, *stripe_says(CHANGED))
    again = service.post(STRIPE, *stripe_says(CHANGED))

    assert (first.status, again.status) == (200, 200)
    assert again.json == first.json
    assert kept(place) == [("harbor_stripe", "evt_1")]


def test_each_provider_signs_in_its_own_way(service: Asking, place: Workplace) -> None:
    answer = service.post(CLOSE, *close_says(LED))

    assert answer.status == 200
    assert kept(place) == [("harbor_close", "ev_1")]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (STRIPE, {}),
        (STRIPE, {"Stripe-Signature": "t=1790000000,v1=" + "0" * 64}),
        (STRIPE, stripe_says(CHANGED, "whsec_of_somebody_else")[1]),
        (CLOSE, stripe_says(CHANGED)[1]),
        ("/api/webhook/harbor_runsignup", stripe_says(CHANGED)[1]),
        ("/api/webhook/nobody", stripe_says(CHANGED)[1]),
        (f"{STRIPE}?token={WEBHOOK_SECRET}", {}),
        (f"/api/webhook?token={STRIPE_SECRET}", {}),
    ],
)
def test_what_is_not_signed_by_the_connections_secret_is_refused(
    service: Asking, place: Workplace, path: str, headers: dict[str, str]
) -> None:
    answer = service.post(path, json.dumps(CHANGED).encode(), headers)

    assert (answer.status, answer.json["type"]) == (401, "urn:syncline:problem:not-identified")
    assert STRIPE_SECRET not in answer.raw.decode()
    assert kept(place) == []


def test_a_signed_body_that_is_no_event_is_refused(service: Asking, place: Workplace) -> None:
    answer = service.post(STRIPE, *stripe_says({"hello": "you"}))

    assert answer.status == 422
    assert kept(place) == []


def test_an_event_becomes_one_sync_of_what_has_changed(service: Asking, place: Workplace) -> None:
    service.post(STRIPE, *stripe_says(CHANGED))
    service.post(STRIPE, *stripe_says({**CHANGED, "id": "evt_2"}))

    handle_received(place)

    jobs = newest(place.store, limit=5)
    assert [(job.connection, job.operation, job.trigger) for job in jobs] == [
        ("harbor_stripe", "changes", "webhook")
    ]
    assert Queue(place.store).claim("worker-1") is not None


def test_after_three_days_an_event_counts_anew(engine: sa.Engine) -> None:
    body = msgspec.Raw(msgspec.json.encode(CHANGED))
    first = take_in(engine, "harbor_stripe", body, lambda: SENT, "evt_1")

    soon = take_in(engine, "harbor_stripe", body, lambda: SENT + timedelta(days=2), "evt_1")
    late = take_in(engine, "harbor_stripe", body, lambda: SENT + timedelta(days=4), "evt_1")
    other = take_in(engine, "harbor_close", body, lambda: SENT, "evt_1")

    assert soon == first
    assert len({first, late, other}) == 3
