"""Every error is a problem of one shape, and neither it nor a log tells a secret."""

import logging
from typing import Any

import pytest
import sqlalchemy as sa

from orchestration.queue.queue import Queue
from orchestration.service.recording import REQUEST_ID, WithRequestId
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import (
    ADMIN,
    KEY,
    MANUAL,
    SYNC_SECRET,
    WEBHOOK_SECRET,
    Asking,
    bearer,
)

CANARIES = (SYNC_SECRET, WEBHOOK_SECRET, "canary-api-key-91", ADMIN["Authorization"][7:])
PRIVATE = ("maya.okafor@mail.example", "1987-04-12")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("DELETE", "/api/sync/manual", 405),
        ("POST", "/api/sync/manual", 422),
        ("GET", "/api/push/plan", 422),
        ("GET", "/api/sync/status", 404),
        ("POST", "/api/sync/initial", 404),
        ("POST", "/api/sync/incremental", 404),
        ("POST", "/api/sync/resources-centre", 400),
    ],
)
def test_an_error_is_a_problem(service: Asking, method: str, path: str, status: int) -> None:
    answer = service.send(method, path, None, ADMIN)

    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json) >= {"type", "title", "status", "detail", "instance"}
    assert answer.json["status"] == status
    assert answer.json["instance"].endswith(answer.headers["X-Request-ID"])


def test_a_wrong_method_is_told_the_right_one(service: Asking) -> None:
    assert service.send("DELETE", "/api/sync/manual", None, ADMIN).headers["Allow"] == "POST"


def test_a_wrong_call_is_told_where_without_what_was_sent(service: Asking) -> None:
    answer = service.post("/api/sync/manual", {**MANUAL, "timing_partner_id": [PRIVATE[0]]})

    assert [one["at"] for one in answer.json["errors"]] == ["body.timing_partner_id"]
    assert PRIVATE[0] not in answer.raw.decode()


def test_an_error_of_the_code_says_nothing_of_itself(
    service: Asking, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise sa.exc.StatementError(
            "no", f"insert {PRIVATE[0]}", {"key": SYNC_SECRET}, ValueError()
        )

    monkeypatch.setattr(Queue, "put_many", broken)

    with caplog.at_level(logging.INFO):
        answer = service.post("/api/sync/manual", MANUAL)

    assert (answer.status, answer.json["type"]) == (500, "urn:syncline:problem:failed")
    assert "StatementError at " in caplog.text
    assert [one for one in (*CANARIES, *PRIVATE) if one in caplog.text + answer.raw.decode()] == []


def test_a_broken_registry_is_no_answer_of_the_callers(
    service: Asking, place: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    path = place.home / "connections.toml"
    whole = path.read_text(encoding="utf-8")
    path.write_text("[connections", encoding="utf-8")

    answer = service.get("/api/connections")

    path.write_text(whole, encoding="utf-8")
    assert (answer.status, answer.json["type"]) == (503, "urn:syncline:problem:not-possible-now")
    assert "connections.toml" in caplog.text
    assert str(place.home) not in answer.raw.decode()


def test_logs_name_the_route_and_no_secret(
    service: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        service.post(f"/api/webhook?token={WEBHOOK_SECRET}", {"action": {"id": 1}}, {})
        service.post(f"/api/webhook?token={WEBHOOK_SECRET}x", {"member": PRIVATE[0]}, {})
        service.get("/api/internal/task-status/all", KEY)
        service.get("/api/internal/task-status/all", {"x-sync-secret": f"{SYNC_SECRET}x"})
        service.get("/api/connections")
        service.get(f"/api/sync/status/{PRIVATE[0]}")
        service.get("/api/connections", bearer(f"{ADMIN['Authorization'][7:]}x"))

    own = "\n".join(
        one.getMessage() for one in caplog.records if not one.name.startswith("urllib3")
    )
    assert "POST /api/webhook 200" in own
    assert "GET /api/sync/status/{timing_partner_id} 404" in own
    assert [one for one in (*CANARIES, *PRIVATE) if one in own] == []


def test_only_reads_that_went_well_leave_no_line(
    service: Asking, caplog: pytest.LogCaptureFixture
) -> None:
    # A line is written once its answer is out: the next answer shows that it was.
    service.get("/api/sync/status/harbor_timing")
    with caplog.at_level(logging.INFO, "orchestration.service"):
        service.get("/api/sync/status/harbor_timing")
        service.get("/api/sync/status/nobody")
        service.post("/api/sync/manual", MANUAL)
        service.get("/api/sync/status/harbor_timing")

    lines = [one.getMessage().rsplit(" ", 2)[0] for one in caplog.records]
    assert lines == ["GET /api/sync/status/{timing_partner_id} 404", "POST /api/sync/manual 202"]


def test_no_answer_holds_a_secret_of_a_connection(service: Asking) -> None:
    answer = service.get("/api/connections")

    found = {one["connection"]: one for one in answer.json["connections"]}
    assert found["harbor_runsignup"]["secrets"] == {
        "api_key": True, "api_secret": False, "webhook_secret": True,
    }  # fmt: skip
    assert found["harbor_runsignup"]["settings"] == ["in_flight"]
    assert [one for one in CANARIES if one in answer.raw.decode()] == []


def test_a_call_keeps_the_id_that_it_came_with(service: Asking) -> None:
    answer = service.get("/health/live", {"X-Request-ID": "from-the-proxy.7"})

    assert answer.headers["X-Request-ID"] == "from-the-proxy.7"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>"])
def test_an_id_that_is_no_plain_one_is_replaced(service: Asking, given: str) -> None:
    answer = service.get("/health/live", {"X-Request-ID": given})

    assert len(answer.headers["X-Request-ID"]) == 32


def test_a_line_of_the_log_carries_the_id_of_its_call() -> None:
    record = logging.LogRecord("x", logging.INFO, "x", 1, "x", None, None)
    token = REQUEST_ID.set("call-7")

    WithRequestId().filter(record)

    REQUEST_ID.reset(token)
    assert vars(record)["request_id"] == "call-7"


def test_answers_are_neither_kept_nor_guessed_at(service: Asking) -> None:
    headers = service.get("/api/connections").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
