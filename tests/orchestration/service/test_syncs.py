"""A partner's sync is asked for once, and its status told to those it belongs to."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from orchestration.control.store import single_reads
from orchestration.queue import reading
from orchestration.queue.jobs import Failure
from orchestration.queue.queue import Queue
from orchestration.service.statuses import read_status
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import (
    ADMIN,
    MANUAL,
    OTHER,
    PARTNER,
    TIMER,
    VIEWER,
    Answer,
    Asking,
    bearer,
    token,
)
from tests.orchestration.service.conftest import ended, participants

MANUALLY = "/api/sync/manual"
STATUS = f"/api/sync/status/{PARTNER}"


def test_a_manual_sync_is_queued_first(service: Asking, place: Workplace) -> None:
    answer = service.post(MANUALLY, MANUAL)

    [job] = reading.newest(place.store)
    assert answer.status == 202
    assert answer.json == {
        "success": True,
        "message": "Manual participants sync queued for RunSignUp",
        "syncId": job.id,
    }
    assert (job.connection, job.operation, job.lane, job.priority, job.requested_by) == (
        "harbor_runsignup", "participants", "urgent", 1, "ada",
    )  # fmt: skip


def test_without_an_operation_participants_are_meant(service: Asking, place: Workplace) -> None:
    answer = service.post(MANUALLY, {"timing_partner_id": PARTNER, "provider_name": "RunSignUp"})

    assert (answer.status, reading.newest(place.store)[0].operation) == (202, "participants")


def test_the_same_sync_again_names_the_one_that_is_queued(service: Asking) -> None:
    first = service.post(MANUALLY, MANUAL).json["syncId"]

    again = service.post(MANUALLY, MANUAL)

    assert again.status == 409
    assert (again.json["syncId"], again.json["state"]) == (first, "queued")


def test_the_same_sync_again_names_the_one_that_runs(service: Asking, queue: Queue) -> None:
    first = service.post(MANUALLY, MANUAL).json["syncId"]
    queue.claim("worker-1")

    again = service.post(MANUALLY, MANUAL)

    assert (again.status, again.json["syncId"], again.json["state"]) == (409, first, "running")


def test_the_same_sync_asked_fifty_times_at_once_is_queued_once(
    service: Asking, place: Workplace
) -> None:
    def ask(_number: int) -> Answer:
        return service.post(MANUALLY, MANUAL)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, range(50)))

    [job] = reading.newest(place.store)
    assert sorted(answer.status for answer in answers) == [202] + [409] * 49
    assert {answer.json["syncId"] for answer in answers} == {job.id}


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"timing_partner_id": "nobody"}, 404, "unknown-partner"),
        ({"provider_name": "nothing"}, 404, "unknown-provider"),
        ({"provider_name": "haku"}, 404, "unknown-provider"),
        ({"operation_type": "dance"}, 422, "unknown-operation"),
        ({"operation_type": ""}, 422, "invalid-call"),
        ({"timing_partner_id": "a\x00b"}, 422, "invalid-call"),
        ({"timing_partner_id": 7}, 422, "invalid-call"),
        ({"more": 1}, 422, "invalid-call"),
    ],
)
def test_a_wrong_call_queues_nothing(
    service: Asking, place: Workplace, change: dict[str, object], status: int, kind: str
) -> None:
    answer = service.post(MANUALLY, {**MANUAL, **change})

    assert (answer.status, answer.json["type"]) == (status, f"urn:syncline:problem:{kind}")
    assert reading.newest(place.store) == []


def test_a_timer_syncs_its_own_partner(service: Asking) -> None:
    assert service.post(MANUALLY, MANUAL, TIMER).status == 202


def test_another_partner_sounds_like_one_that_is_not_there(service: Asking) -> None:
    other = service.post(MANUALLY, {**MANUAL, "timing_partner_id": OTHER}, TIMER)
    nobody = service.post(MANUALLY, {**MANUAL, "timing_partner_id": "no_timing"}, TIMER)

    assert (other.status, nobody.status) == (404, 404)
    assert other.json["detail"].replace(OTHER, "no_timing") == nobody.json["detail"]


def test_a_viewer_queues_nothing(service: Asking, place: Workplace) -> None:
    answer = service.post(MANUALLY, MANUAL, VIEWER)

    assert (answer.status, reading.newest(place.store)) == (403, [])


def test_a_status_tells_the_newest_the_last_success_and_what_waits(
    service: Asking, queue: Queue
) -> None:
    done = ended(queue, participants(), 2413)
    waiting = queue.put(participants())

    answer = service.get(STATUS, TIMER)

    assert answer.status == 200
    assert answer.json["timing_partner_id"] == PARTNER
    assert [one["syncId"] for one in answer.json["recent_syncs"]] == [waiting.id, done.id]
    assert answer.json["last_successful_sync"]["records"] == 2413
    assert [one["status"] for one in answer.json["pending_jobs"]] == ["queued"]


def test_a_status_tells_twenty_jobs_at_most(service: Asking, queue: Queue) -> None:
    jobs = [queue.put(participants(connection=f"account_{number}")) for number in range(21)]

    answer = service.get(STATUS)

    assert len(answer.json["recent_syncs"]) == 20
    assert len(answer.json["pending_jobs"]) == len(jobs) == 21


def test_a_partner_that_never_synced_has_an_empty_status(service: Asking) -> None:
    assert service.get(STATUS).json == {
        "timing_partner_id": PARTNER,
        "recent_syncs": [],
        "last_successful_sync": None,
        "pending_jobs": [],
    }


@pytest.fixture
def reader(engine: sa.Engine) -> Iterator[sa.Engine]:
    """What reads the new store on each engine."""
    opened = single_reads(engine)
    yield opened
    opened.dispose()


def test_a_status_is_the_same_on_each_store(engine: sa.Engine, reader: sa.Engine) -> None:
    queue = Queue(engine, lambda: datetime(2026, 3, 7, 14, 0, 0, 500000, tzinfo=UTC))
    done = ended(queue, participants(), 2413)

    status = json.loads(read_status(reader, PARTNER) or b"")

    assert status["recent_syncs"] == [status["last_successful_sync"]]
    assert status["last_successful_sync"] == {
        "syncId": done.id,
        "provider_name": "runsignup",
        "connection": "harbor_runsignup",
        "operation_type": "participants",
        "status": "completed",
        "trigger": "manual",
        "attempt": 1,
        "queued_at": "2026-03-07T14:00:00.500000Z",
        "started_at": "2026-03-07T14:00:00.500000Z",
        "finished_at": "2026-03-07T14:00:00.500000Z",
        "records": 2413,
        "error": None,
    }


def test_a_status_is_in_order_on_each_store(engine: sa.Engine, reader: sa.Engine) -> None:
    moments = iter(datetime(2026, 3, 7, 14, minute, tzinfo=UTC) for minute in range(60))
    queue = Queue(engine, lambda: next(moments))
    first = ended(queue, participants(connection="first"), 1)
    second = ended(queue, participants(connection="second"), 2)
    by_hand = queue.put(participants(connection="third"))
    urgent = queue.put(replace(participants(connection="fourth"), priority=0))

    status = json.loads(read_status(reader, PARTNER) or b"")

    newest = [urgent.id, by_hand.id, second.id, first.id]
    assert [one["syncId"] for one in status["recent_syncs"]] == newest
    assert status["last_successful_sync"]["syncId"] == second.id
    assert [one["syncId"] for one in status["pending_jobs"]] == [urgent.id, by_hand.id]


@pytest.mark.parametrize(
    ("result", "records"),
    [({"records": 0}, 0), ({"records": "7"}, None), ({"records": 7.5}, None), ({}, None)],
)
def test_only_a_whole_number_of_records_is_told(
    engine: sa.Engine, reader: sa.Engine, result: dict[str, object], records: int | None
) -> None:
    queue = Queue(engine)
    queue.put(participants())
    claimed = queue.claim("worker-1")
    assert claimed is not None
    queue.complete(claimed, result)

    status = json.loads(read_status(reader, PARTNER) or b"")

    assert status["last_successful_sync"]["records"] == records


def test_an_error_is_told_as_it_is_on_each_store(engine: sa.Engine, reader: sa.Engine) -> None:
    queue = Queue(engine)
    queue.put(participants())
    claimed = queue.claim("worker-1")
    assert claimed is not None
    queue.fail(claimed, Failure('a "quoted" \\ line\nand ünïcode', is_final=True))

    status = json.loads(read_status(reader, PARTNER) or b"")

    assert status["recent_syncs"][0]["error"] == 'a "quoted" \\ line\nand ünïcode'


def test_a_partner_without_jobs_has_no_status_in_either_store(reader: sa.Engine) -> None:
    assert read_status(reader, PARTNER) is None


def test_others_jobs_are_not_in_a_status(service: Asking, queue: Queue) -> None:
    queue.put(participants(OTHER, "ridge_haku"))

    assert service.get(STATUS, TIMER).json["recent_syncs"] == []


@pytest.mark.parametrize("headers", [bearer(token("timer", OTHER)), bearer(token("viewer", OTHER))])
def test_a_token_of_another_partner_opens_no_status(
    service: Asking, headers: dict[str, str]
) -> None:
    assert service.get(STATUS, headers).status == 404


@pytest.mark.parametrize("partner", ["nobody", "%00", "%0A", "x" * 201])
def test_an_unknown_partner_has_no_status(service: Asking, partner: str) -> None:
    assert service.get(f"/api/sync/status/{partner}", ADMIN).status in (404, 422)
