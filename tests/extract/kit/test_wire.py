"""The wire: bodies within a limit, and headers that name no time."""

import gzip
import logging

import pytest

from extract.kit.errors import BadReply, ConfigError, ServerError, Unreachable
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.wire import http_date, seconds_asked
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
