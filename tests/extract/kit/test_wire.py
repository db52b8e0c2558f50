"""The wire: bodies within a limit, and headers that name no time."""

import gzip
import logging

import pytest

from extract.kit.errors import BadReply, ConfigError, ServerError, Throttled, Unreachable
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.wire import http_date, seconds_asked, seconds_until_allowed
from tests.extract.wire import Wire, answering, reply

ONCE = RetryPolicy(attempts=1)
LIMIT = 1000
SECRET = "s3cret-word"
PACKED = reply(gzip.compress(b"1" * 5000), headers="Content-Encoding: gzip\r\n")
IN_CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n%b\r\n0\r\n\r\n"
BUSY = "503 Service Unavailable"


def session(wire: Wire, limit: int = LIMIT, secret: str = SECRET) -> Session:
    """A session that takes bodies up to a limit and sends a secret both ways."""
    spec = SessionSpec(
        wire.url, "runsignup", "demo", (secret,), {"api_secret": SECRET}, {"x-api-key": secret},
        policy=ONCE, longest_body=limit,
    )  # fmt: skip
    return Session(spec)


@pytest.mark.parametrize("long", [reply(b"1" * 1001), PACKED, IN_CHUNKS % (b"1" * 1001)])
def test_a_body_over_the_limit_is_refused(long: bytes) -> None:
    with answering(long) as wire, session(wire) as asked, pytest.raises(BadReply) as caught:
        asked.get("/races")

    assert caught.value.seen == "a reply of more than 1,000 bytes"


@pytest.mark.parametrize("whole", [reply(b"1" * 5000), PACKED, IN_CHUNKS % (b"1" * 1001)])
def test_a_body_within_the_limit_comes_whole(whole: bytes) -> None:
    with answering(whole) as wire, session(wire, limit=5000) as asked:
        assert set(asked.get("/races")) == {ord("1")}


def test_a_reply_to_a_write_that_is_too_long_leaves_its_outcome_unknown() -> None:
    with (
        answering(reply(b"1" * 1001)) as wire,
        session(wire) as asked,
        pytest.raises(Unreachable) as caught,
    ):
        asked.post_json("/people", {"id": 1})

    assert caught.value.outcome_unknown is True


@pytest.mark.parametrize("secret", ["s3cret-word\n", "s3cret-wörd→"])
def test_a_secret_that_no_header_can_carry_is_not_shown(secret: str) -> None:
    with (
        answering(reply(b"[]")) as wire,
        session(wire, secret=secret) as asked,
        pytest.raises(ConfigError) as caught,
    ):
        asked.get("/races")

    assert str(caught.value) == (
        "runsignup (connection demo): a secret holds a line break or a letter that no header can "
        "carry. Put it in again without."
    )
    assert caught.value.__suppress_context__


def test_headers_that_cannot_be_read_tell_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    broken = reply(b"[]", headers=f"no header {SECRET}\r\n")

    with answering(broken) as wire, session(wire) as asked:
        asked.get("/races")

    assert "Failed to parse headers" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("pad", [185, 190, 195])
def test_a_secret_is_hidden_before_a_text_is_cut(pad: int) -> None:
    echo = reply(b"x" * pad + SECRET.encode(), status=BUSY)

    with answering(echo) as wire, session(wire) as asked, pytest.raises(ServerError) as caught:
        asked.get("/races")

    assert "s3c" not in str(caught.value)


def test_a_server_that_is_busy_may_say_for_how_long() -> None:
    busy = reply(b"", status=BUSY, headers="Retry-After: 7\r\n")

    with answering(busy) as wire, session(wire) as asked, pytest.raises(ServerError) as caught:
        asked.get("/races")

    assert caught.value.retry_after == 7.0


@pytest.mark.parametrize(
    "text", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -1200", ""]
)
def test_a_time_of_no_calendar_is_none(text: str) -> None:
    assert http_date(text) is None
    assert seconds_asked({"retry-after": text}) is None


NOON = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit": "limit=100, remaining=0, reset=5"}, 5.0),
        ({"ratelimit": "limit=240; remaining=0; reset=2"}, 2.0),
        ({"ratelimit": '"default";r=0;t=30'}, 30.0),
        ({"ratelimit": "limit=100, remaining=0, reset=0"}, 1.0),
        ({"ratelimit-reset": "7"}, 7.0),
        ({"x-rate-limit-limit": "16", "x-rate-limit-reset": "7.550697"}, 8.0),
        ({"x-ratelimit-reset": "1795435230", "date": NOON}, 30.0),
        ({"x-ratelimit-reset": "1795435000", "date": NOON}, 1.0),
        ({"retry-after": "0", "ratelimit": "limit=1, remaining=0, reset=9"}, 0.0),
        ({"retry-after": "soon", "ratelimit-reset": "9"}, 9.0),
    ],
)
def test_every_spelling_of_a_rate_limit_says_when_it_ends(
    headers: dict[str, str], seconds: float
) -> None:
    assert seconds_until_allowed(headers) == seconds


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ratelimit": "limit=100, remaining=50"},
        {"ratelimit": "reset=soon"},
        {"ratelimit": "preset=5"},
        {"x-rate-limit-reset": "-3"},
        {"x-rate-limit-reset": "1e9"},
        {"ratelimit-reset": "9" * 40},
        {"ratelimit-reset": ""},
    ],
)
def test_a_rate_limit_that_says_nothing_readable_is_none(headers: dict[str, str]) -> None:
    assert seconds_until_allowed(headers) is None


def test_a_refusal_for_haste_carries_the_end_of_the_limit() -> None:
    hasty = reply(b"", status="429 Slow", headers="RateLimit: limit=240; remaining=0; reset=2\r\n")

    with answering(hasty) as wire, session(wire) as asked, pytest.raises(Throttled) as caught:
        asked.get("/races")

    assert caught.value.retry_after == 2.0


def test_the_end_of_a_limit_does_not_shorten_the_wait_for_a_server_that_failed() -> None:
    busy = reply(b"", status=BUSY, headers="RateLimit: limit=240; remaining=9; reset=2\r\n")

    with answering(busy) as wire, session(wire) as asked, pytest.raises(ServerError) as caught:
        asked.get("/races")

    assert caught.value.retry_after is None
