"""The internal calls keep documents, build the talent domain, and let tasks be followed."""

import threading
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from extract.kit.destination import open_warehouse
from extract.kit.sync import utc_now
from orchestration.queue import reading
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.table import DOCUMENTS
from orchestration.service.documents import Document, UnusableJson, checked_json, store_document
from orchestration.workplace import Workplace
from tests.orchestration.service.asking import KEY, Asking
from tests.orchestration.service.conftest import participants

STORE = "/api/internal/sync/store-json"
TRANSFORM = "/api/internal/transform"
TASKS = "/api/internal/task-status"
SYNC = "/api/internal/orchestrate-sync"
BOARDS = {"modelName": "BoardsJson", "data": [{"id": "b1", "title": "Women"}]}
SNAPSHOT = JobRequest("snapshot", "talent", "nowrepblue", "studio_nowrepblue", "studio")


def versions(engine: sa.Engine) -> list[int]:
    """The stored versions, oldest first."""
    with engine.connect() as store:
        return list(store.scalars(sa.select(DOCUMENTS.c.version).order_by(DOCUMENTS.c.version)))


def worked_off(queue: Queue, error: str | None = None) -> threading.Thread:
    """A worker that ends the next job, well or with an error."""

    def work() -> None:
        waited = threading.Event()
        job = None
        for _ in range(1000):
            if job := queue.claim("worker-1"):
                break
            waited.wait(0.01)
        assert job is not None
        if error is None:
            queue.complete(job, {"records": 4})
        else:
            queue.fail(job, Failure(error, is_final=True))

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_document_is_kept_as_it_is(service: Asking, place: Workplace) -> None:
    answer = service.post(STORE, BOARDS, KEY)

    with place.store.connect() as store:
        row = store.execute(sa.select(DOCUMENTS)).one()
    assert answer.status == 200
    assert answer.json["record"]["id"] == row.id
    assert (answer.json["deletedCount"], answer.json["keepCount"]) == (0, 3)
    assert (row.source, row.entity, row.version, row.body) == (
        "nowrepblue", "boards", 1, [{"id": "b1", "title": "Women"}],
    )  # fmt: skip


def test_the_newest_three_documents_stay(engine: sa.Engine) -> None:
    document = Document("nowrepblue", "boards", msgspec.Raw(b"[]"), "a test")

    deleted = [store_document(engine, document, keep=3, now=utc_now).deleted for _ in range(5)]

    assert (deleted, versions(engine)) == ([0, 0, 0, 1, 1], [3, 4, 5])


def test_only_as_many_stay_as_the_caller_says(service: Asking, place: Workplace) -> None:
    service.post(STORE, BOARDS, KEY)

    answer = service.post(STORE, {**BOARDS, "keepCount": 1}, KEY)

    assert (answer.json["deletedCount"], versions(place.store)) == (1, [2])


@pytest.mark.parametrize(
    "body",
    [
        {"data": []},
        {"modelName": "BoardsJson"},
        {**BOARDS, "modelName": "NothingJson"},
        {**BOARDS, "data": "text"},
        {**BOARDS, "keepCount": 0},
        {**BOARDS, "keepCount": 101},
        {**BOARDS, "keepCount": "3"},
        {**BOARDS, "more": 1},
        {**BOARDS, "data": [{"id": "a\x00"}]},
        b'{"modelName": "BoardsJson", "data": [1e999999]}',
        b'{"modelName": "BoardsJson", "data": [NaN]}',
        b'{"modelName": "BoardsJson", "data": ["\\ud800"]}',
        b'{"modelName": "BoardsJson", "data": [' + b"[" * 1500,
        b"\xff\xfe",
        b"",
    ],
)
def test_what_cannot_be_kept_is_refused(service: Asking, place: Workplace, body: Any) -> None:
    answer = service.post(STORE, body, KEY)

    assert answer.status == 422
    assert versions(place.store) == []


@pytest.mark.parametrize(
    "text", ["[123456789012345678901234567890]", '["\\\\u0000"]', '["\u00e9"]']
)
def test_a_document_is_kept_to_the_last_digit(engine: sa.Engine, text: str) -> None:
    body: msgspec.Raw = checked_json(text.encode(), msgspec.Raw)

    store_document(engine, Document("nowrepblue", "boards", body, "a test"), keep=3, now=utc_now)

    with engine.connect() as store:
        assert store.scalar(sa.select(sa.cast(DOCUMENTS.c.body, sa.Text))) == text


@pytest.mark.parametrize("text", [b'"\\u0000"', b'"\\\\\\u0000"'])
def test_a_nul_is_refused_before_a_database_does(text: bytes) -> None:
    with pytest.raises(UnusableJson, match=r"U\+0000"):
        checked_json(text)


def test_a_transform_answers_when_the_domain_is_built(
    service: Asking, place: Workplace, queue: Queue
) -> None:
    with open_warehouse(place.target) as warehouse:
        warehouse.execute("create schema if not exists ops")
        warehouse.execute(
            "create or replace table ops.sync_metadata as select 'talent' as group_name, "
            "'boards_talents' as entity, 'talent' as schema_name, 'b' as served_name, "
            "2 as active_version, 1 as backup_version, 4 as row_count, 4 as backup_row_count, "
            "'{}' as load_ids, 'k' as key_columns, now() as flipped_at, 'ada' as flipped_by"
        )
    worker = worked_off(queue)

    answer = service.post(f"{TRANSFORM}/boardstalents", None, KEY)

    worker.join()
    [job] = reading.newest(place.store)
    assert (job.operation, job.domain, job.state) == ("build", "talent", "completed")
    assert answer.status == 200
    assert answer.json == {
        "success": True,
        "entity": "boardstalents",
        "version": 2,
        "error": None,
        "taskId": job.id,
    }


def test_a_transform_that_failed_says_why(service: Asking, queue: Queue) -> None:
    worker = worked_off(queue, "1 test failed. Nothing was flipped.")

    answer = service.post(f"{TRANSFORM}/boards", None, KEY)

    worker.join()
    assert (answer.status, answer.json["success"]) == (200, False)
    assert answer.json["error"] == "1 test failed. Nothing was flipped."


def test_a_transform_that_takes_long_is_followed_as_a_task(service: Asking) -> None:
    answer = service.post(f"{TRANSFORM}/boards", None, KEY)

    task = service.get(f"{TASKS}/{answer.json['taskId']}", KEY)
    assert answer.status == 202
    assert (task.json["task"]["type"], task.json["task"]["status"]) == ("build", "queued")


def test_an_unknown_entity_is_not_built(service: Asking, place: Workplace) -> None:
    answer = service.post(f"{TRANSFORM}/nothing", None, KEY)

    assert (answer.status, reading.newest(place.store)) == (404, [])


def test_an_orchestrated_sync_is_a_task_followed_to_its_end(service: Asking, queue: Queue) -> None:
    begun = service.post(SYNC, None, KEY)
    path = f"{TASKS}/{begun.json['taskId']}"
    before = service.get(path, KEY).json["task"]["status"]
    worked_off(queue).join()

    after = service.get(path, KEY).json["task"]

    assert begun.status == 200
    assert begun.json["message"] == "NowRepBlue sync queued"
    assert (before, after["status"], after["type"]) == ("queued", "completed", "snapshot")


def test_an_orchestrated_sync_asked_again_is_the_same_task(service: Asking) -> None:
    first = service.post(SYNC, {}, KEY)
    again = service.post(SYNC, {"connection": "studio_nowrepblue"}, KEY)

    assert again.json["message"] == "NowRepBlue sync queued already"
    assert again.json["taskId"] == first.json["taskId"]


def test_another_providers_connection_is_not_orchestrated(
    service: Asking, place: Workplace
) -> None:
    answer = service.post(SYNC, {"connection": "harbor_runsignup"}, KEY)

    assert (answer.status, reading.newest(place.store)) == (404, [])


def test_tasks_are_filtered_by_type_status_and_number(service: Asking, queue: Queue) -> None:
    queue.put(JobRequest("build", "talent"))
    worked_off(queue).join()
    queue.put(JobRequest("build", "talent"))
    queue.put(SNAPSHOT)

    def types(query: str) -> list[tuple[str, str]]:
        tasks = service.get(f"{TASKS}/all?{query}", KEY).json["tasks"]
        return [(task["type"], task["status"]) for task in tasks]

    assert types("type=&status=&limit=") == [
        ("snapshot", "queued"), ("build", "queued"), ("build", "completed"),
    ]  # fmt: skip
    assert types("type=build") == [("build", "queued"), ("build", "completed")]
    assert types("type=build&status=completed") == [("build", "completed")]
    assert types("limit=1") == [("snapshot", "queued")]


@pytest.mark.parametrize("query", ["status=lost", "limit=0", "limit=201", "limit=many"])
def test_a_filter_that_is_none_is_refused(service: Asking, query: str) -> None:
    assert service.get(f"{TASKS}/all?{query}", KEY).status == 422


def test_jobs_of_other_domains_are_no_tasks_of_this_key(service: Asking, queue: Queue) -> None:
    job = queue.put(participants())

    assert service.get(f"{TASKS}/{job.id}", KEY).status == 404
    assert service.get(f"{TASKS}/all", KEY).json["tasks"] == []


def test_a_task_that_is_not_there_is_unknown(service: Asking) -> None:
    assert service.get(f"{TASKS}/nothing", KEY).status == 404
