"""What Stripe sends by itself is believed only when its signature holds, within five minutes."""

from datetime import UTC, datetime, timedelta

import pytest

from extract.kit.errors import AuthError, BadReply, Where
from extract.providers.stripe.webhook import Delivery, is_repeat, opened
from extract.providers.stripe.webhook import signed as digest_of
from sandbox.stripe.app import Stripe
from sandbox.stripe.webhook import signed

SECRET, OLDER = "whsec_inventedForSamplesOnly", "whsec_rotatedAway"
AT = 1_736_640_000
NOW = datetime.fromtimestamp(AT, UTC)
WHERE = Where("stripe", "it_stripe", "events", "webhook")
# A delivery as it comes over the wire, with the digest that belongs to it.
BODY = (
    b'{"id":"evt_Invented0003","object":"event","api_version":"2025-08-27.basil","created":173'
    b'6640000,"data":{"object":{"id":"cus_InventedZoe003","object":"customer","address":{"city'
    b'":"Lugano","country":"CH","line1":"Via Esempio 3","line2":null,"postal_code":"6900","sta'
    b'te":"TI"},"balance":0,"created":1736467200,"currency":"eur","customer_account":null,"def'
    b'ault_source":null,"delinquent":false,"description":null,"discount":null,"email":"zoe.mar'
    b'chetti@example.test","invoice_prefix":"INVOE003","invoice_settings":{"custom_fields":nul'
    b'l,"default_payment_method":null,"footer":null,"rendering_options":null},"livemode":false'
    b',"metadata":{"crm_lead":"lead_INVENTEDzoe","segment":"smb"},"name":"Zo\\u00e9 Marchetti",'
    b'"next_invoice_sequence":4,"phone":null,"preferred_locales":["it"],"shipping":null,"tax_e'
    b'xempt":"none","test_clock":null},"previous_attributes":{"email":"zoe@old.example.test","'
    b'metadata":{"segment":null}}},"livemode":false,"pending_webhooks":0,"request":{"id":"req_'
    b'Invented0003","idempotency_key":null},"type":"customer.updated"}'
)
V1 = "c8cb86bd3a8845f334179aad5d6eee5b093a44be207482ee4bbe05e358c05702"
GOOD = f"t={AT},v1={V1}"


def delivery(signature: str = GOOD, *, body: bytes = BODY, now: datetime = NOW) -> Delivery:
    """What a delivery of this signature says."""
    return opened(body, signature, secrets=[SECRET], now=now, where=WHERE)


def test_a_signed_event_names_the_record_to_read_again() -> None:
    assert delivery() == Delivery(
        "evt_Invented0003", "customer.updated", NOW, None,
        "customers", "cus_InventedZoe003", is_deletion=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "signature",
    [
        f"t={AT},v1={'0' * 64},v1={V1}",
        f"v1={V1},t={AT}",
        f"t={AT}, v0={'1' * 64}, v1={V1}",
        f"t={AT},v1=naïve,v1={V1}",
    ],
)
def test_one_v1_that_holds_is_enough(signature: str) -> None:
    assert delivery(signature).event_id == "evt_Invented0003"


@pytest.mark.parametrize(
    ("signature", "seen"),
    [
        ("", "without a time or without a v1"),
        (f"v1={V1}", "without a time or without a v1"),
        (f"t={AT}", "without a time or without a v1"),
        (f"t={AT},v0={V1}", "without a time or without a v1"),
        (f"t=soon,v1={V1}", "without a time or without a v1"),
        (f"t={'9' * 400},v1={V1}", "without a time or without a v1"),
        (f"t={AT},v1={'0' * 64}", "no v1 of the signature is ours"),
        (f"t={AT + 1},v1={V1}", "no v1 of the signature is ours"),
        (f"t={AT},v1=", "no v1 of the signature is ours"),
        (f"t={AT},v1={V1.upper()}", "no v1 of the signature is ours"),
        (f"t={AT},v1={V1[:-1]}", "no v1 of the signature is ours"),
    ],
)
def test_another_signature_is_refused(signature: str, seen: str) -> None:
    with pytest.raises(AuthError, match=seen):
        delivery(signature)


def test_a_changed_byte_is_refused() -> None:
    with pytest.raises(AuthError, match="no v1 of the signature is ours"):
        delivery(body=BODY.replace(b"smb", b"ent"))


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_five_minutes_are_within_the_window(seconds: int) -> None:
    assert delivery(now=NOW + timedelta(seconds=seconds)).event_id == "evt_Invented0003"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_what_is_older_or_of_the_future_is_refused(seconds: int) -> None:
    with pytest.raises(AuthError, match="a time more than 300 s away"):
        delivery(now=NOW + timedelta(seconds=seconds))


def test_while_a_secret_is_replaced_both_hold(books: Stripe) -> None:
    event = books.store.happen("product.deleted", {"object": "product", "id": "prod_desk"})
    body, signature = signed(event, OLDER, AT)

    said = opened(body, signature, secrets=[SECRET, OLDER], now=NOW, where=WHERE)

    assert (said.entity, said.record_id, said.is_deletion) == ("products", "prod_desk", True)


def test_no_secret_opens_nothing() -> None:
    with pytest.raises(AuthError, match="no v1 of the signature is ours"):
        opened(BODY, GOOD, secrets=["", "whsec_other"], now=NOW, where=WHERE)


def test_a_secret_is_never_told() -> None:
    with pytest.raises(AuthError) as caught:
        opened(BODY, f"t={AT},v1={V1[::-1]}", secrets=[SECRET], now=NOW, where=WHERE)

    assert SECRET not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize(
    ("happening", "thing"),
    [
        ("payout.paid", {"object": "payout", "id": "po_1"}),
        ("price.created", {"object": "price", "id": "price_1", "type": "one_time"}),
    ],
)
def test_an_event_of_anything_else_names_no_record(
    books: Stripe, happening: str, thing: dict[str, str]
) -> None:
    body, signature = signed(books.store.happen(happening, thing), SECRET, AT)

    said = delivery(signature, body=body)

    assert (said.event_type, said.entity, said.record_id) == (happening, None, None)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"id":"evt_1"}', b"\xff", b"[" * 5000])
def test_a_signed_body_that_is_no_event_is_refused(body: bytes) -> None:
    signature = f"t={AT},v1={digest_of(body, str(AT), SECRET).decode()}"

    with pytest.raises(BadReply, match="a signed body that is no event"):
        delivery(signature, body=body)


@pytest.mark.parametrize(
    ("taken_at", "expected"),
    [
        (None, False),
        (NOW, True),
        (NOW - timedelta(days=2, hours=23), True),
        (NOW - timedelta(days=3), False),
    ],
)
def test_an_event_is_known_again_for_three_days(
    taken_at: datetime | None, *, expected: bool
) -> None:
    assert is_repeat(taken_at, NOW) is expected
