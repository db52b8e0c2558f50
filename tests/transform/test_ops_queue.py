"""The queue as the warehouse shows it: mirrored into what a build has made, on both engines."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from extract.kit.destination import ONE_BY_ONE, open_warehouse
from orchestration.mirror.copying import Mirrored, mirror_queue
from orchestration.mirror.seals import record_seal
from orchestration.queue.jobs import Failure, JobRequest
from orchestration.queue.queue import Queue
from orchestration.workplace import Workplace
from push.kit.verify import Seal
from tests.layout import tree
from tests.orchestration.queue.conftest import START, Clock
from tests.transform.landing import CONNECTION, Load, Warehouse

PULL = JobRequest("participants", "race", "runsignup", CONNECTION, "club", "webhook")
PUSH = JobRequest("push", "race", "copernico", "clock", "club", "schedule")
ONE_EVENT = "insert into raw_syncline.events values ('runsignup', ?, '9', '91')"
FRESHNESS = (
    "select freshness_key, owner, entity, proven_by, proven_at from ops.freshness order by 1"
)
STANDING = (
    "select table_name, column_name from information_schema.columns where table_schema = 'ops'"
)
SERVED = "select load_ids, entity from ops.sync_metadata where schema_name = 'race'"
RESTORED = "update ops.sync_metadata set load_ids = ? where entity = ?"
LATER = "update raw_runsignup.loads set started_at = started_at + interval '2 hours'"
MINUTE = timedelta(minutes=1)
# A job that begins at the start runs for ninety seconds; its retry is due two minutes later.
ENDED, RETRY = START + timedelta(seconds=90), START + timedelta(seconds=210)


class Desk:
    """A workplace with an empty queue whose warehouse has every model."""

    def __init__(self, warehouse: Warehouse, home: Path) -> None:
        self.warehouse = warehouse
        self.place = Workplace(home, warehouse.target, {})
        self.clock = Clock()
        self.queue = Queue(self.place.store, self.clock)

    def mirror(self) -> Mirrored:
        """Mirrors the queue."""
        with open_warehouse(self.place.target) as warehouse:
            return mirror_queue(self.place, warehouse, now=self.clock)

    def serve(self, load_id: str, models: str = "true") -> None:
        """Records that models, the domain's all unless narrowed, are served up to a load."""
        record = (
            f"update ops.sync_metadata set load_ids = ? where schema_name = 'race' and {models}"
        )
        self.warehouse.execute([(record, (f'{{"{CONNECTION}": "{load_id}"}}',))])

    def run(self, load_id: str | None = None, error: str | None = None) -> None:
        """Runs the next job for a minute and a half."""
        job = self.queue.claim("worker-1")
        assert job is not None
        self.clock.turn(seconds=90)
        if error:
            self.queue.fail(job, Failure(error))
        else:
            self.queue.complete(job, {"records": 5, "load_ids": [load_id] if load_id else []})


@pytest.fixture
def desk(warehouse: Warehouse, tmp_path: Path) -> Iterator[Desk]:
    """That workplace."""
    warehouse.empty("raw_syncline")
    opened = Desk(warehouse, tmp_path)
    before = warehouse.query(SERVED)
    opened.serve("1.2")
    yield opened
    warehouse.execute([(RESTORED, row) for row in before])
    opened.place.store.dispose()


def test_a_job_that_failed_waits_and_says_why(desk: Desk) -> None:
    desk.queue.put(PULL)
    desk.run(error="the provider is down")
    desk.queue.put(PUSH)

    done = desk.mirror()

    assert done == Mirrored(jobs=2, attempts=1)
    assert desk.warehouse.query(
        "select operation, state, attempt_count, error, due_at, mirrored_at from ops.sync_queue"
        " order by operation"
    ) == [
        ("participants", "queued", 1, "the provider is down", RETRY, ENDED),
        ("push", "queued", 0, None, ENDED, ENDED),
    ]  # fmt: skip
    assert desk.warehouse.query(
        "select connection, pending_count, retrying_count, running_count, next_retry_at"
        " from ops.pending_jobs order by connection desc"
    ) == [(CONNECTION, 1, 1, 0, RETRY), ("clock", 1, 0, 0, None)]


def test_the_last_success_is_told_apart_from_later_failures(desk: Desk) -> None:
    desk.queue.put(PULL)
    desk.run("1.1")
    desk.clock.turn(minutes=10)
    desk.queue.put(PULL)
    desk.run(error="the provider is down")
    desk.mirror()

    history = desk.warehouse.query(
        "select attempt_number, outcome, load_id, record_count, cast(duration_seconds as text)"
        " from ops.sync_history order by started_at"
    )
    last = desk.warehouse.query("select operation, load_id, finished_at from ops.last_success")

    assert history == [
        (1, "completed", "1.1", 5, "90.000000"),
        (1, "failed", None, None, "90.000000"),
    ]
    assert last == [("participants", "1.1", ENDED)]


def test_an_event_is_as_fresh_as_what_was_read_the_longest_ago(desk: Desk) -> None:
    Load("1.1", "events").land(desk.warehouse)
    Load("1.1", "participants").land(desk.warehouse)
    desk.warehouse.execute(
        [("update raw_runsignup.loads set started_at = started_at - interval '2 hours'"
          " where entity = 'participants'", ())]
    )  # fmt: skip
    Load("1.2", "participants", status=None).land(desk.warehouse)
    desk.mirror()
    unlisted = desk.warehouse.query(FRESHNESS)
    desk.warehouse.execute([(ONE_EVENT, (CONNECTION,))])

    listed = desk.warehouse.query(FRESHNESS)

    assert [(row[2], row[3]) for row in unlisted] == [("events", "poll"), ("participants", "poll")]
    assert [row[:4] for row in listed] == [(f"{CONNECTION}-91", "club", None, "poll")]
    assert listed[0][4].isoformat().startswith("2026-06-01T10:00")


def test_a_webhook_and_a_read_back_prove_what_they_are_about(desk: Desk) -> None:
    Load("1.1", "participants").land(desk.warehouse)
    desk.queue.put(PULL)
    desk.run("1.1")
    desk.mirror()
    desk.warehouse.execute([(ONE_EVENT, (CONNECTION,))])
    by_webhook = desk.warehouse.query(FRESHNESS)
    record_seal(desk.place.store, CONNECTION, Seal("9", 5, 5), START + MINUTE)
    desk.mirror()
    desk.warehouse.execute([(ONE_EVENT, (CONNECTION,))])

    by_read_back = desk.warehouse.query(FRESHNESS)

    assert [row[3:] for row in by_webhook] == [("webhook", START)]
    assert [row[3:] for row in by_read_back] == [("read_back", START + MINUTE)]


def test_a_webhook_whose_read_is_not_served_any_more_proves_nothing(desk: Desk) -> None:
    Load("1.1", "participants").land(desk.warehouse)
    desk.queue.put(PULL)
    desk.run("1.1")
    desk.mirror()
    desk.warehouse.execute([(ONE_EVENT, (CONNECTION,))])
    desk.serve("1.0")

    [rolled_back] = desk.warehouse.query(FRESHNESS)

    assert rolled_back[3:] == (None, None)


def test_what_is_read_and_not_served_proves_nothing(desk: Desk) -> None:
    Load("1.1", "participants").land(desk.warehouse)
    Load("1.2", "participants").land(desk.warehouse)
    desk.warehouse.execute([(f"{LATER} where _dlt_load_id = '1.2'", ())])
    desk.serve("1.1", "entity = 'unified_participants'")
    held_back = desk.warehouse.query(FRESHNESS)
    desk.serve("1.2")

    served = desk.warehouse.query(FRESHNESS)

    assert [row[3] for row in (*held_back, *served)] == ["poll", "poll"]
    assert held_back[0][4].isoformat().startswith("2026-06-01T12:00")
    assert served[0][4].isoformat().startswith("2026-06-01T14:00")


def test_records_that_were_read_one_by_one_prove_no_poll(desk: Desk) -> None:
    Load("1.1", "participants").land(desk.warehouse)
    Load("1.2", "participants", mode="incremental").land(desk.warehouse)
    noted = f"{LATER}, note = ? where _dlt_load_id = '1.2'"
    desk.warehouse.execute([(noted, (ONE_BY_ONE,))])

    [row] = desk.warehouse.query(FRESHNESS)

    assert row[4].isoformat().startswith("2026-06-01T12:00")


def test_an_age_is_counted_when_it_is_asked_for(desk: Desk) -> None:
    Load("1.1", "participants").land(desk.warehouse)
    desk.warehouse.execute(
        [("update raw_runsignup.loads set started_at = now() - interval '2 hours'", ())]
    )

    [(age,)] = desk.warehouse.query("select age_seconds from ops.freshness")

    assert 7200 <= age < 7500


def test_whatever_stands_in_the_schema_is_documented_with_every_column(
    warehouse: Warehouse,
) -> None:
    documents = [tree.load_yaml(path) for path in tree.under("dbt_project/models/ops/", ".yml")]
    documented = {
        f"{entry['name']}.{column['name']}"
        for document in documents
        for entry in (*document.get("models", ()), *tables_of(document.get("sources", ())))
        for column in entry["columns"]
    }

    there = {f"{re.sub('_v[12]$', '', table)}.{name}" for table, name in warehouse.query(STANDING)}

    assert there == documented


def tables_of(sources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables that sources declare."""
    return [table for source in sources for table in source["tables"]]


def test_what_is_recorded_of_served_generations_passes_its_tests(warehouse: Warehouse) -> None:
    assert warehouse.failing_tests("source:ops") == set()
