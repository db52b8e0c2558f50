"""One session: what is asked again, how long it waits, and what nobody may see."""

import logging
from datetime import UTC, datetime

import pytest

from extract.kit.errors import (
    AuthError,
    BadReply,
    NotFound,
    ProviderError,
    ServerError,
    Throttled,
    Unreachable,
    Where,
)
from extract.kit.http import Reply, RetryPolicy, Session, SessionSpec
from extract.kit.wire import http_date, seconds_asked
from tests.extract.wire import Wire, answering, reply

WELL = reply(b"[]")
BROKEN = reply(b"", status="500 Internal Server Error")
BUSY = reply(b"", status="429 Too Many Requests")
BUSY_FOR_A_MINUTE = reply(b"", status="429 Too Many Requests", headers="Retry-After: 60\r\n")
AT_ONCE = RetryPolicy(attempts=4, first=0.0, longest=0.0, longest_asked=0.0)
SECRET = "s3cret/word +1"


def session(wire: Wire, policy: RetryPolicy = AT_ONCE) -> Session:
    """A session whose only parameter is a secret."""
    spec = SessionSpec(
        wire.url, "runsignup", "demo", (SECRET,), {"api_secret": SECRET}, policy=policy
    )
    return Session(spec)


@pytest.mark.parametrize(
    ("status", "failures"),
    [("500 Oops", 2), ("522 Origin Timed Out", 3), ("408 Timeout", 1), ("429 Slow", 3)],
)
def test_a_passing_failure_is_asked_again(status: str, failures: int) -> None:
    with answering(*[reply(b"", status=status)] * failures, WELL) as wire, session(wire) as asked:
        body = asked.get("/races", {"page": 1})

    assert body == b"[]"
    assert len(wire.requests) == failures + 1


def test_a_reply_comes_with_its_headers_and_is_asked_again_too() -> None:
    well = reply(b"[]", headers="X-Row-Count: 7\r\n")
    with answering(BUSY, well) as wire, session(wire) as asked:
        found = asked.get_reply("/races", {"page": 2})

    assert (found.status, found.body, found.headers["x-row-count"]) == (200, b"[]", "7")
    assert len(wire.requests) == 2


def test_a_failure_that_stays_is_raised_with_what_to_do() -> None:
    with (
        answering(BROKEN) as wire,
        session(wire) as asked,
        pytest.raises(ServerError) as caught,
    ):
        asked.get("/races", entity="races")

    assert str(caught.value) == (
        "runsignup (connection demo, entity races, /races): HTTP 500. "
        "Try again later; nothing was lost."
    )
    assert len(wire.requests) == 4


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("401 Unauthorized", AuthError),
        ("403 Forbidden", AuthError),
        ("404 Not Found", NotFound),
        ("302 Found", BadReply),
        ("400 Bad Request", BadReply),
    ],
)
def test_a_failure_that_will_stay_is_asked_once(status: str, kind: type[ProviderError]) -> None:
    with (
        answering(reply(b"no", status=status)) as wire,
        session(wire) as asked,
        pytest.raises(kind, match=r"HTTP \d{3} \(no\)"),
    ):
        asked.get("/races")

    assert len(wire.requests) == 1


CUT_WITH_LENGTH = b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[{"a":1},'
CUT_IN_A_CHUNK = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n[{"
NOTHING_AT_ALL = b""


@pytest.mark.parametrize("broken", [CUT_WITH_LENGTH, CUT_IN_A_CHUNK, NOTHING_AT_ALL])
def test_a_reply_that_breaks_off_is_asked_again(broken: bytes) -> None:
    with answering(broken, WELL) as wire, session(wire) as asked:
        assert asked.get("/races") == b"[]"

    assert len(wire.requests) == 2


def test_a_server_that_is_not_there_has_not_acted() -> None:
    asked = Session(SessionSpec("http://127.0.0.1:1", "runsignup", "demo", policy=AT_ONCE))

    with asked, pytest.raises(Unreachable) as caught:
        asked.get("/races")

    assert caught.value.outcome_unknown is False
    assert caught.value.seen == "no whole reply (NewConnectionError)"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "12"}, 12.0),
        ({"retry-after": "-3"}, 0.0),
        ({}, None),
        ({"retry-after": "soon"}, None),
        (
            {
                "retry-after": "Wed, 01 Apr 2026 12:00:30 GMT",
                "date": "Wed, 01 Apr 2026 12:00:00 GMT",
            },
            30.0,
        ),
        (
            {
                "retry-after": "Wed, 01 Apr 2026 12:00:30 -0000",
                "date": "Wed, 01 Apr 2026 12:00:20 GMT",
            },
            10.0,
        ),
        ({"retry-after": "Wed, 01 Apr 2020 12:00:30 GMT"}, 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_asked(headers) == seconds


def test_the_wait_is_the_one_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    policy = RetryPolicy(attempts=2, first=0.0, longest=0.0, longest_asked=0.01)

    with answering(BUSY_FOR_A_MINUTE, WELL) as wire, session(wire, policy) as asked:
        asked.get("/races")

    assert "try 1 of 2 failed, next in 0.0 s" in caplog.text


def test_throttled_without_a_wait_backs_off() -> None:
    with answering(BUSY) as wire, session(wire) as asked, pytest.raises(Throttled) as caught:
        asked.get("/races")

    assert caught.value.retry_after is None
    assert len(wire.requests) == 4


def test_a_post_is_not_repeated_when_it_may_have_worked() -> None:
    with answering(BROKEN, WELL) as wire, session(wire) as asked, pytest.raises(ServerError) as e:
        asked.post_json("/people", [1])

    assert e.value.outcome_unknown is True
    assert len(wire.requests) == 1


def test_a_post_that_was_refused_is_repeated() -> None:
    with answering(BUSY, reply(b"{}", status="201 Created")) as wire, session(wire) as asked:
        answer = asked.post_json("/people", b"[1]")

    assert (answer.status, answer.body) == (201, b"{}")
    assert [request.rpartition(b"\r\n")[2] for request in wire.requests] == [b"[1]", b"[1]"]


def test_a_form_is_sent_as_one_and_asked_again() -> None:
    with answering(BROKEN, BUSY, reply(b"token")) as wire, session(wire) as asked:
        body = asked.post_form("/token", {"user": "a b", "word": "c+d"})

    head, _, sent = wire.requests[-1].partition(b"\r\n\r\n")
    assert (body, sent, len(wire.requests)) == (b"token", b"user=a+b&word=c%2Bd", 3)
    assert b"content-type: application/x-www-form-urlencoded" in head.lower()


def test_a_put_is_repeated_only_when_it_was_refused() -> None:
    with (
        answering(BUSY, BROKEN) as wire,
        session(wire) as asked,
        pytest.raises(ServerError) as caught,
    ):
        asked.put_json("/people/1", {"id": 1})

    assert caught.value.outcome_unknown is True
    assert [request.split(b" ", 1)[0] for request in wire.requests] == [b"PUT", b"PUT"]


def test_a_post_whose_reply_is_lost_has_an_unknown_outcome() -> None:
    with answering(b"") as wire, session(wire) as asked, pytest.raises(Unreachable) as caught:
        asked.post_json("/people", {"id": 1})

    assert caught.value.outcome_unknown is True
    assert len(wire.requests) == 1


def test_a_secret_is_in_no_message_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = reply(SECRET.encode(), status="500 Oops")

    with answering(echo) as wire, session(wire) as asked, pytest.raises(ServerError) as caught:
        asked.get("/login/s3cret%2Fword%20%2B1/x", {"page": 1})

    told = caplog.text + str(caught.value) + repr(caught.value) + repr(asked.spec)
    assert b"s3cret%2Fword" in wire.requests[0]
    assert "s3cret" not in told
    assert "entity -, /login/[hidden]/x): HTTP 500 ([hidden])" in told


def test_the_providers_own_clock_is_kept() -> None:
    dated = reply(b"[]", headers="Date: Wed, 01 Apr 2026 12:00:00 GMT\r\n")
    later = reply(b"[]", headers="Date: Wed, 01 Apr 2026 12:05:00 GMT\r\n")

    with answering(reply(b"[]"), dated, later) as wire, session(wire) as asked:
        before = asked.get("/a") and asked.provider_clock
        asked.get("/b")
        asked.get("/c")

    assert before is None
    assert asked.provider_clock == datetime(2026, 4, 1, 12, tzinfo=UTC)


def test_a_date_that_is_none_is_ignored() -> None:
    assert http_date("the day before") is None


def test_what_the_body_says_is_raised_without_secrets() -> None:
    def check(_reply: Reply, where: object) -> None:
        raise BadReply(where, seen=f"no {SECRET} here", todo="Ask.")  # type: ignore[arg-type]

    with answering(WELL) as wire, pytest.raises(BadReply) as caught:
        Session(SessionSpec(wire.url, "runsignup", "demo", (SECRET,), check=check)).get("/races")

    assert str(caught.value) == (
        "runsignup (connection demo, entity -, /races): no [hidden] here. Ask."
    )


def test_a_provider_may_explain_a_refusal_better_than_its_status() -> None:
    def explain(reply: Reply, where: Where) -> ProviderError | None:
        gone = b"gone" in reply.body
        return NotFound(where, seen=f"{SECRET} is gone", todo="Nothing.") if gone else None

    gone, other = (reply(body, status="400 Bad Request") for body in (b"gone", b"other"))
    with answering(gone, other) as wire:
        asked = Session(SessionSpec(wire.url, "lists", "demo", (SECRET,), explain=explain))

        with pytest.raises(NotFound, match=r"\[hidden\] is gone"):
            asked.get("/races")
        with pytest.raises(BadReply, match=r"HTTP 400 \(other\)"):
            asked.get("/races")
