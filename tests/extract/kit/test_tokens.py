"""A session with a token that runs out: who renews it, when, how often, and what nobody sees."""

import asyncio
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from extract.kit.errors import AuthError, BadReply, Where
from extract.kit.http import RetryPolicy, Session, SessionSpec
from extract.kit.tokens import CredentialsRefused, Terms, Token, TokenSession
from sandbox.serving import serve
from tests.extract.accounts import told

SECRET = "client-secret-7"
AT_ONCE = RetryPolicy(attempts=2, first=0.0, longest=0.0, longest_asked=0.0)


@dataclass
class Door:
    """A server that refuses some tokens; refusals leave it once so many wait for theirs."""

    refused: set[str] = field(default_factory=set)
    together: int = 1
    status: int = 200
    seen: list[str] = field(default_factory=list)
    _waiting: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers with the token that came."""
        token = dict(scope["headers"])[b"authorization"].decode().removeprefix("Bearer ")
        self.seen.append(token)
        status = 401 if token in self.refused else self.status
        self._waiting += status == 401
        while status == 401 and self._waiting < self.together:
            await asyncio.sleep(0)
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": f"you are {token}".encode()})


@dataclass
class Mint:
    """Hands out token-1, token-2 and so on; keeps what each call was told of the one before."""

    session: Session
    seconds: float | None = None
    refusal: str = ""
    befores: list[Token | None] = field(default_factory=list)

    def issue(self, before: Token | None, /) -> Token:
        """The next token."""
        self.befores.append(before)
        if self.refusal:
            where = Where("lists", "club", "token", "/token")
            raise AuthError(where, seen=self.refusal, todo="Put in the right secret.")
        number = len(self.befores)
        return Token(f"token-{number}", self.seconds, f"refresh-{number}")


@dataclass
class Way:
    """The session, what it talks to, and a clock that is set by hand."""

    session: TokenSession
    door: Door
    mint: Mint
    time: list[float]


@pytest.fixture
def way() -> Iterator[Way]:
    """A session whose token is renewed with less than a minute left."""
    door, time = Door(), [0.0]
    with serve(door) as server:
        spec = SessionSpec(server.url, "lists", "club", (SECRET,), policy=AT_ONCE)
        mint = Mint(Session(spec))
        terms = Terms(renew_seconds=60)
        with TokenSession(spec, mint, terms, clock=lambda: time[0]) as session:
            yield Way(session, door, mint, time)


def test_one_token_serves_all_calls(way: Way) -> None:
    bodies = [way.session.get("/a"), way.session.get("/b")]

    assert bodies == [b"you are token-1", b"you are token-1"]
    assert way.mint.befores == [None]


def test_many_threads_that_are_refused_renew_a_token_once(way: Way) -> None:
    way.session.get("/a")
    way.door.refused, way.door.together = {"token-1"}, 8

    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda _: way.session.get("/b"), range(8)))

    assert bodies == [b"you are token-2"] * 8
    assert way.mint.befores == [None, None]
    assert way.door.seen.count("token-1") == 9


def test_a_new_token_that_is_refused_too_ends_the_call(way: Way) -> None:
    way.door.refused = {"token-1", "token-2", "token-3"}

    with pytest.raises(AuthError, match="HTTP 401") as caught:
        way.session.get("/a", entity="people")

    assert not isinstance(caught.value, CredentialsRefused)
    assert way.door.seen == ["token-1", "token-2"]


@pytest.mark.parametrize(("at", "used"), [(40.0, b"token-1"), (41.0, b"token-2")])
def test_a_token_near_its_end_is_renewed_before_the_call(way: Way, at: float, used: bytes) -> None:
    way.mint.seconds = 100
    way.session.get("/a")
    way.time[0] = at

    body = way.session.get("/b")

    assert body == b"you are " + used
    assert way.door.seen == ["token-1", used.decode()]


def test_who_renews_in_time_is_told_the_token_before(way: Way) -> None:
    way.mint.seconds = 59

    way.session.get("/a")
    way.session.get("/b")

    assert way.mint.befores == [None, Token("token-1", 59, "refresh-1")]


def test_refused_secrets_are_not_tried_again(way: Way) -> None:
    way.mint.refusal = "HTTP 400 (unknown client)"

    with pytest.raises(CredentialsRefused, match="Put in the right secret"):
        way.session.get("/a")

    assert (way.mint.befores, way.door.seen) == ([None], [])


def test_no_secret_is_in_an_error_or_a_log(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    way.door.status = 418

    with pytest.raises(BadReply) as echoed:
        way.session.get("/a?token=token-1")
    way.door.refused = {"token-1"}
    way.mint.refusal = f"no client with {SECRET}, no refresh-1"
    with pytest.raises(CredentialsRefused) as refused:
        way.session.get("/b")

    assert echoed.value.seen == "HTTP 418 (you are [hidden])"
    assert refused.value.seen == "no client with [hidden], no [hidden]"
    assert "token-1" not in told(caplog) + repr(way.mint.befores)
