"""One caller cannot take the service from the others: pace, size and slowness have limits."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
import urllib3

from orchestration.service import limits
from orchestration.service.app import create_app
from orchestration.service.limits import Pace
from orchestration.workplace import Workplace
from sandbox.serving import serve
from tests.orchestration.service.asking import ADMIN, KEY, MANUAL, TIMER, Asking
from tests.orchestration.service.conftest import SETTINGS

STATUS = "/api/sync/status/harbor_timing"
STORE = "/api/internal/sync/store-json"


@pytest.fixture
def slow_service(place: Workplace) -> Iterator[Asking]:
    """A service that lets each caller make two calls, and one more in a thousand seconds."""
    settings = replace(SETTINGS, per_second=0.001, burst=2)
    with serve(create_app(place, settings)) as served, urllib3.PoolManager() as pool:
        yield Asking(served.url, pool)


def test_a_burst_is_let_through_and_then_a_steady_pace() -> None:
    moments = iter([0.0, 0.0, 0.0, 0.5, 0.5])
    pace = Pace(2.0, 2, lambda: next(moments))

    waits = [pace.wait("ada") for _ in range(5)]

    assert waits == [0.0, 0.0, 0.5, 0.0, 0.5]


def test_each_caller_has_a_pace_of_its_own() -> None:
    pace = Pace(1.0, 1, lambda: 0.0)

    assert [pace.wait("ada"), pace.wait("ben"), pace.wait("ada")] == [0.0, 0.0, 1.0]


def test_the_quietest_caller_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    pace = Pace(1.0, 1, lambda: 0.0)

    waits = [pace.wait(name) for name in ("ada", "ben", "cleo", "ben", "ada")]

    assert waits == [0.0, 0.0, 0.0, 1.0, 0.0]


def test_who_calls_too_often_is_told_when_to_come_again(slow_service: Asking) -> None:
    slow_service.get(STATUS, TIMER)
    slow_service.get(STATUS, TIMER)

    third = slow_service.get(STATUS, TIMER)

    assert (third.status, third.json["type"]) == (429, "urn:syncline:problem:too-many-calls")
    assert third.headers["Retry-After"] == "1000"


def test_who_guesses_is_slowed_whatever_the_guess(slow_service: Asking) -> None:
    guesses = [slow_service.get(STATUS, {"Authorization": f"Bearer {n}"}).status for n in range(3)]

    assert guesses == [401, 401, 429]


def test_probes_are_never_told_to_wait(slow_service: Asking) -> None:
    assert [slow_service.get("/health/live", {}).status for _ in range(4)] == [200] * 4


def test_a_body_that_says_it_is_too_large_is_not_read(service: Asking) -> None:
    answer = service.post("/api/sync/manual", b"x" * 4097)

    assert (answer.status, answer.json["type"]) == (413, "urn:syncline:problem:body-too-large")


def test_a_body_of_unknown_length_is_cut_off(service: Asking) -> None:
    chunks = (b"x" * 1024 for _ in range(5))

    answer = service.post("/api/sync/manual", chunks)

    assert (answer.status, answer.headers["Connection"]) == (413, "close")


def test_a_body_in_small_pieces_is_read_whole(service: Asking) -> None:
    pieces = iter([b'{"timing_partner_id": "harbor_timing",', b'"provider_name": "runsignup"}'])

    assert service.post("/api/sync/manual", pieces).status == 202


@pytest.mark.parametrize(("size", "status"), [(60_000, 200), (70_000, 413)])
def test_a_document_may_be_larger(service: Asking, size: int, status: int) -> None:
    body = {"modelName": "BoardsJson", "data": [{"id": "b" * size}]}

    assert service.post(STORE, body, KEY).status == status


def test_a_large_document_without_the_key_is_not_read(service: Asking) -> None:
    assert service.post(STORE, {"data": "x" * 70_000}, {}).status == 401


def test_a_body_that_never_comes_is_not_waited_for(service: Asking) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    head = (
        "POST /api/sync/manual HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: {ADMIN['Authorization']}\r\nContent-Length: 100\r\n\r\n{{"
    )

    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(100)

    assert answer.startswith(b"HTTP/1.1 408 ")


def test_a_body_of_another_kind_is_refused(service: Asking) -> None:
    sent = {**ADMIN, "Content-Type": "text/plain"}

    assert service.send("POST", "/api/sync/manual", str(MANUAL), sent).status == 422
