"""Whether a delivery comes from Close."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from extract.kit.errors import ConfigError
from extract.providers.close.webhook import is_genuine

SIGNED_AT = datetime.fromtimestamp(1_740_000_000, UTC)
KEY = "ab" * 32
# As in a delivery that was recorded and had its contents replaced.
BODY = (
    b'{"subscription_id":"whsub_INVENTED000000000000","event":{"id":"ev_INVENTED00000000000008",'
    b'"date_created":"2025-02-18T10:00:00.204000","date_updated":"2025-02-18T10:00:00.204000",'
    b'"organization_id":"orga_INVENTED00000000000000000000000000000000000",'
    b'"user_id":"user_INVENTEDmara000000000000000000000000000000",'
    b'"request_id":"req_INVENTED0008","api_key_id":null,"oauth_client_id":null,'
    b'"object_type":"lead","object_id":"lead_INVENTEDgone00000000000000000000000000000",'
    b'"lead_id":"lead_INVENTEDgone00000000000000000000000000000","action":"deleted",'
    b'"changed_fields":[],"meta":{"request_method":"PUT",'
    b'"request_path":"/api/v1/lead/lead_INVENTEDgone00000000000000000000000000000/"},'
    b'"data":{},"previous_data":{"id":"lead_INVENTEDgone00000000000000000000000000000"}}}'
)
HEADERS = {
    "Content-Type": "application/json",
    "close-sig-timestamp": "1740000000",
    "close-sig-hash": "d7d33d0c37d9420335ad57eaa38420d1b224e1a00903baff07b2f5251627dcdd",
}


def genuine(body: bytes = BODY, key: str = KEY, now: datetime = SIGNED_AT, **headers: str) -> bool:
    """Whether the delivery passes, changed as asked."""
    changed = {name.replace("_", "-"): text for name, text in headers.items()}
    return is_genuine({**HEADERS, **changed}, body, key, now=now)


def test_a_delivery_as_it_was_signed_passes() -> None:
    assert genuine()


def test_the_case_of_header_names_does_not_count() -> None:
    headers = {name.title(): text for name, text in HEADERS.items()}

    assert is_genuine(headers, BODY, KEY, now=SIGNED_AT)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"body": BODY.replace(b"deleted", b"updated")},
        {"body": b""},
        {"key": "ac" * 32},
        {"close_sig_hash": "0" * 64},
        {"close_sig_hash": ""},
        {"close_sig_hash": "ü"},
        {"close_sig_timestamp": "1740000001"},
        {"close_sig_timestamp": ""},
    ],
)
def test_anything_changed_does_not_pass(changed: dict[str, object]) -> None:
    assert not genuine(**changed)  # type: ignore[arg-type]


def test_without_headers_nothing_passes() -> None:
    assert not is_genuine({}, BODY, KEY, now=SIGNED_AT)


@pytest.mark.parametrize(("minutes", "passes"), [(5, True), (6, False), (-5, True), (-6, False)])
def test_an_old_delivery_does_not_pass_again(minutes: int, passes: bool) -> None:  # noqa: FBT001
    assert genuine(now=SIGNED_AT + timedelta(minutes=minutes)) is passes


@pytest.mark.parametrize("timestamp", ["soon", "9" * 40, "-1740000000", "١٧٤٠٠٠٠٠٠٠"])
def test_a_signed_time_that_is_none_does_not_pass(timestamp: str) -> None:
    key = bytes.fromhex(KEY)
    signed = hmac.new(key, timestamp.encode() + BODY, hashlib.sha256).hexdigest()

    assert not genuine(close_sig_timestamp=timestamp, close_sig_hash=signed)


@pytest.mark.parametrize("key", ["not hexadecimal", ""])
def test_a_key_that_is_not_hexadecimal_is_told_and_never_shown(key: str) -> None:
    with pytest.raises(ConfigError, match="signature key is not hexadecimal") as caught:
        genuine(key=key)

    assert "not hexadecimal." in str(caught.value)
