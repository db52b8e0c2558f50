"""The warehouse shows the queue as it is: what has changed is copied, once, and nothing else."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from extract.kit.destination import Target
from orchestration.mirror.copying import Mirrored, kept_days, mirror_anew
from orchestration.mirror.seals import record_seal
from orchestration.queue.jobs import Failure
from orchestration.queue.table import JOBS as QUEUED
from push.kit.verify import Difference, Seal
from tests.orchestration.mirror.conftest import PULL, PUSH, Desk
from tests.orchestration.queue.conftest import START

JOBS = "select connection, state, attempt from raw_syncline.jobs order by connection"
ATTEMPTS = "select attempt, outcome, records, load_id, error from raw_syncline.attempts order by 1"
MIRRORED_AT = "select mirrored_at from raw_syncline.mirrorings"
SEALS = "select race_id, matched, is_well, read_back_at, proven_at from raw_syncline.seals"
EVENTS = "select provider, connection, race_id, event_id from raw_syncline.events order by 4"
SERVED = (
    "create schema race",
    "create table race.unified_events (source_provider varchar, connection varchar,"
    " race_id varchar, event_id varchar)",
    "insert into race.unified_events values ('runsignup', 'harbor', '9', '91')",
)
NO_STAMP = "select 'clock' as connection, 'river' as race_id"
FOUND = Difference("1", "", "10K", "bib", "", "", "", "different")


def test_what_was_asked_for_and_tried_is_shown(desk: Desk) -> None:
    desk.queue.put(PULL)
    job = desk.begin()
    desk.queue.complete(job, {"records": 7, "load_ids": ["1.5", "1.25"]})
    desk.queue.put(PUSH)

    done = desk.mirror()

    assert done == Mirrored(jobs=2, attempts=1)
    assert desk.rows(JOBS) == [("clock", "queued", 0), ("harbor", "completed", 1)]
    assert desk.rows(ATTEMPTS) == [(1, "completed", 7, "1.5", None)]
    assert desk.rows(MIRRORED_AT) == [(START,)]


def test_only_what_has_changed_is_copied_again(desk: Desk) -> None:
    desk.queue.put(PULL)
    desk.queue.put(PUSH)
    desk.mirror()
    desk.clock.turn(seconds=5)
    first = desk.begin()
    desk.queue.fail(first, Failure("the provider is down"))

    again, nothing = desk.mirror(), desk.mirror()

    assert (again, nothing) == (Mirrored(jobs=1, attempts=1), Mirrored())
    assert desk.rows(JOBS) == [("clock", "queued", 1), ("harbor", "queued", 0)]
    assert desk.rows(ATTEMPTS) == [(1, "failed", None, None, "the provider is down")]
    assert desk.rows(MIRRORED_AT) == [(START + timedelta(seconds=5),)]


def test_a_change_that_is_committed_late_is_not_missed(desk: Desk) -> None:
    late = desk.queue.put(PULL)
    desk.clock.turn(seconds=10)
    desk.queue.put(PUSH)
    with desk.place.store.begin() as store:
        row = dict(store.execute(sa.select(QUEUED).where(QUEUED.c.id == late.id)).mappings().one())
        store.execute(sa.delete(QUEUED).where(QUEUED.c.id == late.id))
    desk.mirror()
    with desk.place.store.begin() as store:
        store.execute(sa.insert(QUEUED).values(row))

    desk.mirror()

    assert desk.rows(JOBS) == [("clock", "queued", 0), ("harbor", "queued", 0)]


def test_no_person_and_no_option_but_race_and_event_is_shown(desk: Desk) -> None:
    desk.queue.put(PULL)

    desk.mirror()

    [row] = desk.rows("select * from raw_syncline.jobs")
    assert "example" not in str(row)
    assert desk.rows("select race_id, event_id from raw_syncline.jobs") == [(None, "91")]


def test_a_backlog_of_several_batches_is_copied_whole(desk: Desk) -> None:
    with desk.place.store.begin() as store:
        desk.queue.put(PULL)
        store.execute(
            sa.text(
                "with recursive numbers(n) as (select 1 union all select n + 1 from numbers"
                " where n < 450) insert into sync_jobs select id || n, operation, domain,"
                " provider, connection, owner, trigger, priority, lane, options, requested_by,"
                " same_as || n, pool, state, attempt, queued_at, due_at, started_at, finished_at,"
                " beat_at, updated_at, worker, run_id, is_cancel_requested, error, result"
                " from sync_jobs, numbers"
            )
        )

    done = desk.mirror()

    assert done.jobs == 451
    assert desk.rows("select count(*), count(distinct id) from raw_syncline.jobs") == [(451, 451)]


def test_history_is_forgotten_after_so_many_days_and_what_waits_is_not(desk: Desk) -> None:
    desk.place = replace(desk.place, env={**desk.place.env, "SYNCLINE_HISTORY_DAYS": "2"})
    desk.queue.put(PULL)
    desk.queue.complete(desk.begin(), {})
    desk.queue.put(PUSH)
    desk.mirror()
    desk.clock.turn(days=3)

    desk.mirror()

    assert desk.rows(JOBS) == [("clock", "queued", 0)]
    assert desk.rows(ATTEMPTS) == []


def test_a_failure_leaves_the_mirror_as_it_was_and_says_why(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.queue.put(PULL)
    desk.mirror()
    desk.clock.turn(seconds=9)
    desk.queue.put(PUSH)
    desk.warehouse.execute("alter table raw_syncline.seals rename to moved")
    desk.warehouse.execute(f"create view raw_syncline.seals as {NO_STAMP}")

    with caplog.at_level(logging.WARNING):
        done = desk.mirror()

    assert done.failure is not None
    assert "read_back_at" in done.failure
    assert f"the queue's mirror in the warehouse stays as it was: {done.failure}" in caplog.text
    assert desk.rows(JOBS) == [("harbor", "queued", 0)]
    assert desk.rows(MIRRORED_AT) == [(START,)]


def test_a_warehouse_that_cannot_be_opened_is_logged_and_no_more(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = replace(desk.place, target=Target("duckdb", str(tmp_path)))

    done = mirror_anew(place)

    assert str(done.failure).startswith("ConfigError: ")
    assert "stays as it was: ConfigError" in caplog.text
    place.store.dispose()


def test_a_read_back_that_does_not_match_keeps_when_the_last_one_did(desk: Desk) -> None:
    store, later = desk.place.store, START + timedelta(hours=1)
    record_seal(store, "clock", Seal("river", 5, 5), START)
    record_seal(store, "clock", Seal("river", 4, 5, (FOUND,)), later)

    desk.mirror()

    assert desk.rows(SEALS) == [("river", 4, False, later, START)]


def test_the_events_that_are_served_are_noted(desk: Desk) -> None:
    desk.mirror()
    desk.run(SERVED)
    desk.mirror()
    desk.warehouse.execute("update race.unified_events set event_id = '92'")

    desk.mirror()

    assert desk.rows(EVENTS) == [("runsignup", "harbor", "9", "92")]


@pytest.mark.parametrize("days", ["0", "-1", "many", "99999", ""])
def test_a_history_of_no_length_is_refused(days: str) -> None:
    with pytest.raises(Exception, match="SYNCLINE_HISTORY_DAYS must be a number of days"):
        kept_days({"SYNCLINE_HISTORY_DAYS": days})
