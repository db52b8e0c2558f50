"""Who goes first, who waits for whom, what a failure, a crash and a cancel lead to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from orchestration.queue.jobs import AlreadyQueued, Failure, Job, JobRequest, LostJob, NoSuchJob
from orchestration.queue.queue import Queue
from orchestration.queue.reading import (
    Wanted,
    attempts,
    counts,
    find,
    last_success,
    newest,
    pending,
)
from tests.orchestration.queue.conftest import START, Clock

HARBOR = JobRequest("participants", "race", "runsignup", "harbor", "harbor_timing", "schedule")
SUMMIT = JobRequest("participants", "race", "runsignup", "summit", "summit_timing", "schedule")
BY_HAND = JobRequest("participants", "race", "runsignup", "harbor", "harbor_timing", "manual")
PUSH = JobRequest("push", "race", "copernico", "clock", "harbor_timing", "schedule")


def claimed(queue: Queue, slots: int | None = None) -> Job:
    """The next job, which there must be."""
    job = queue.claim("worker-1", slots=slots)
    assert job is not None
    return job


def asked(queue: Queue) -> str:
    """The id of Harbor's manual sync, whoever queued it."""
    try:
        return queue.put(BY_HAND).id
    except AlreadyQueued as already:
        return already.job.id


def test_what_is_asked_by_hand_goes_before_a_backlog(queue: Queue) -> None:
    queue.put(SUMMIT)
    by_hand = queue.put(BY_HAND)

    assert claimed(queue).id == by_hand.id


def test_a_push_goes_before_a_backlog_of_pulls(queue: Queue) -> None:
    queue.put(SUMMIT)
    push = queue.put(PUSH)

    assert claimed(queue).id == push.id


def test_a_worker_leaves_other_lanes_alone(queue: Queue) -> None:
    queue.put(HARBOR)

    assert queue.claim("worker-1", ("urgent", "push")) is None


def test_the_same_job_is_queued_once(queue: Queue) -> None:
    first = queue.put(HARBOR)

    with pytest.raises(AlreadyQueued) as caught:
        queue.put(HARBOR)

    assert caught.value.job.id == first.id


def test_many_are_queued_together_and_none_twice(queue: Queue, engine: sa.Engine) -> None:
    there = queue.put(HARBOR)

    done = queue.put_many([SUMMIT, HARBOR, PUSH, SUMMIT])

    assert [one.is_new for one in done] == [True, False, True, False]
    assert (done[1].job.id, done[3].job) == (there.id, done[0].job)
    assert {job.id for job in pending(engine)} == {one.job.id for one in done}


def test_more_are_queued_together_than_a_statement_takes(queue: Queue, engine: sa.Engine) -> None:
    many = [replace(HARBOR, connection=f"account_{number}") for number in range(1001)]

    done = queue.put_many([*many, many[0]])

    assert [one.is_new for one in done] == [True] * 1001 + [False]
    assert counts(engine) == {("pull", "queued"): 1001}


def test_of_many_by_hand_those_that_wait_move_to_the_front(queue: Queue) -> None:
    queue.put(PUSH)
    waiting = queue.put(HARBOR)

    [moved, _] = queue.put_many([BY_HAND, SUMMIT])

    assert (moved.job.id, moved.job.lane, moved.is_new) == (waiting.id, "urgent", False)
    assert claimed(queue).id == waiting.id


def test_nothing_is_queued_of_nothing(queue: Queue, engine: sa.Engine) -> None:
    assert (queue.put_many([]), counts(engine)) == ([], {})


def test_fifty_at_once_queue_one_job(queue: Queue, engine: sa.Engine) -> None:
    with ThreadPoolExecutor(max_workers=10) as people:
        ids = set(people.map(lambda _person: asked(queue), range(50)))

    assert len(ids) == 1
    assert [job.id for job in pending(engine)] == list(ids)


def test_a_request_by_hand_moves_the_waiting_job_to_the_front(queue: Queue) -> None:
    queue.put(PUSH)
    waiting = queue.put(HARBOR)

    with pytest.raises(AlreadyQueued) as caught:
        queue.put(BY_HAND)

    assert (caught.value.job.lane, caught.value.job.priority) == ("urgent", 1)
    assert claimed(queue).id == waiting.id


def test_no_two_jobs_of_one_connection_run_at_once(queue: Queue) -> None:
    queue.put(HARBOR)
    claimed(queue)
    queue.put(JobRequest("events", "race", "runsignup", "harbor", "harbor_timing", "schedule"))

    assert queue.claim("worker-2") is None


def test_no_more_jobs_run_than_the_warehouse_has_slots(queue: Queue) -> None:
    queue.put(HARBOR)
    queue.put(SUMMIT)
    claimed(queue, slots=1)

    assert queue.claim("worker-2", slots=1) is None


def test_a_failed_attempt_waits_without_a_slot_one_priority_lower(
    queue: Queue, clock: Clock
) -> None:
    queue.put(HARBOR)
    failed = queue.fail(claimed(queue), Failure("no answer"))
    queue.put(SUMMIT)

    following = claimed(queue, slots=1)

    assert (failed.state, failed.priority, failed.due_at - START) == (
        "queued", 3, timedelta(minutes=2),
    )  # fmt: skip
    assert following.connection == "summit"


def test_retries_come_after_two_four_and_eight_minutes_and_then_no_more(
    queue: Queue, clock: Clock, engine: sa.Engine
) -> None:
    queue.put(HARBOR)
    queue.fail(claimed(queue), Failure("first"))
    clock.turn(minutes=2)
    queue.fail(claimed(queue), Failure("second"))
    clock.turn(minutes=4)
    queue.fail(claimed(queue), Failure("third"))
    clock.turn(minutes=8)

    ended = queue.fail(claimed(queue), Failure("fourth"))

    assert (ended.state, ended.attempt, ended.error) == ("failed_permanent", 4, "fourth")
    told = [(one.attempt, one.outcome, one.error) for one in attempts(engine, ended.id)]
    assert told == [
        (1, "failed", "first"), (2, "failed", "second"), (3, "failed", "third"),
        (4, "failed", "fourth"),
    ]  # fmt: skip


def test_a_retry_is_not_run_before_it_is_due(queue: Queue, clock: Clock) -> None:
    queue.put(HARBOR)
    queue.fail(claimed(queue), Failure("no answer"))
    clock.turn(seconds=119)

    assert queue.claim("worker-1") is None


def test_what_only_a_person_can_mend_is_not_tried_again(queue: Queue) -> None:
    queue.put(HARBOR)

    ended = queue.fail(claimed(queue), Failure("a brake is on", is_final=True))

    assert ended.state == "failed_permanent"


def test_a_dead_worker_gives_its_slot_back(queue: Queue, clock: Clock, engine: sa.Engine) -> None:
    queue.put(HARBOR)
    dead = claimed(queue)
    clock.turn(seconds=21)

    [reaped] = queue.reap()

    assert (reaped.id, reaped.state) == (dead.id, "queued")
    assert [one.outcome for one in attempts(engine, dead.id)] == ["crashed"]


def test_a_worker_that_beats_is_not_reaped(queue: Queue, clock: Clock) -> None:
    queue.put(HARBOR)
    job = claimed(queue)
    clock.turn(seconds=19)
    queue.beat(job)
    clock.turn(seconds=19)

    assert queue.reap() == []


def test_a_worker_that_was_taken_for_dead_cannot_end_the_job(queue: Queue, clock: Clock) -> None:
    queue.put(HARBOR)
    slow = claimed(queue)
    clock.turn(seconds=21)
    queue.reap()
    clock.turn(minutes=2)
    claimed(queue)

    with pytest.raises(LostJob):
        queue.complete(slow, {})


def test_a_waiting_job_is_cancelled_at_once(queue: Queue) -> None:
    job = queue.put(HARBOR)

    ended = queue.cancel(job.id, "Rosa Vance")

    assert (ended.state, ended.error) == ("cancelled", "Cancelled by Rosa Vance.")
    assert queue.claim("worker-1") is None


def test_a_running_job_is_cancelled_by_its_worker(queue: Queue) -> None:
    queue.put(HARBOR)
    running = claimed(queue)

    queue.cancel(running.id, "Rosa Vance")

    assert queue.beat(running).is_cancel_requested
    assert queue.cancelled(running).state == "cancelled"


def test_a_cancelled_job_whose_worker_dies_stays_cancelled(queue: Queue, clock: Clock) -> None:
    queue.put(HARBOR)
    queue.cancel(claimed(queue).id, "Rosa Vance")
    clock.turn(seconds=21)

    [reaped] = queue.reap()

    assert reaped.state == "cancelled"


def test_an_unknown_job_cannot_be_cancelled(queue: Queue) -> None:
    with pytest.raises(NoSuchJob, match="There is no job 'nonesuch'"):
        queue.cancel("nonesuch", "Rosa Vance")


def test_history_tells_of_one_owner_only(queue: Queue, engine: sa.Engine, clock: Clock) -> None:
    queue.put(HARBOR)
    done = queue.complete(claimed(queue), {"records": 12})
    clock.turn(seconds=1)
    queue.put(SUMMIT)

    harbor = Wanted(owner="harbor_timing")

    assert newest(engine, harbor) == [done]
    assert last_success(engine, harbor) == done
    assert pending(engine, harbor) == []
    assert find(engine, done.id) == done


def test_times_are_in_utc_on_every_store(queue: Queue, engine: sa.Engine) -> None:
    job = queue.put(HARBOR)

    [stored] = newest(engine)

    assert stored == job
    assert stored.queued_at == START
    assert stored.queued_at.utcoffset() == timedelta(0)


def test_what_ended_long_ago_is_forgotten(queue: Queue, engine: sa.Engine, clock: Clock) -> None:
    queue.put(HARBOR)
    old = queue.complete(claimed(queue), {})
    queue.put(SUMMIT)
    clock.turn(days=91)
    recent = queue.complete(claimed(queue), {})

    gone = queue.forget(90)

    assert gone == 1
    assert newest(engine) == [recent]
    assert attempts(engine, old.id) == []
