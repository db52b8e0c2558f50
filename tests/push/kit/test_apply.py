"""Carrying out a plan: that plan, nothing else, and nothing lost or doubled on the way."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, BadReply, ServerError, Unreachable
from push.kit.apply import Rejection, apply
from push.kit.errors import PlanMoved
from push.kit.planning import make_plan
from push.kit.target import Limits, Outcome, Record
from tests.push.world import (
    WHERE,
    World,
    lost_reply,
    never_sent,
    person,
    refused,
    server_error,
    world,
)

Step = Callable[[Sequence[Record]], Outcome | None]


def failing(*errors: Exception) -> Step:
    """Raises each error once, in their order, then nothing."""
    left = list(errors)

    def step(_records: Sequence[Record]) -> None:
        if left:
            raise left.pop(0)

    return step


def refusing(*record_ids: str) -> Step:
    """Refuses each call that has one of these records in it."""

    def step(records: Sequence[Record]) -> None:
        if any(record.record_id in record_ids for record in records):
            raise refused("HTTP 400 (bad birthdate)")

    return step


def crowd(store: sa.Engine, count: int, batch_size: int = 200) -> World:
    """A world of so many people, none of them sent."""
    made = world(store, [person(number) for number in range(1, count + 1)])
    made.target.limits = Limits(batch_size)
    return made


def test_a_push_is_sealed(any_store: sa.Engine) -> None:
    made = crowd(any_store, 5, batch_size=2)

    applied = apply(made.job, make_plan(made.job))

    assert (applied.sent, applied.confirmed, str(applied.seal)) == (5, 5, "5 of 5 match")
    assert [len(call) for call in made.target.calls] == [2, 2, 1]
    assert made.states == {"confirmed": 5}


def test_progress_is_told_after_every_chunk(store: sa.Engine) -> None:
    made = crowd(store, 5, batch_size=2)
    told: list[tuple[int, int]] = []
    job = replace(made.job, progress=lambda done, total: told.append((done, total)))

    apply(job, make_plan(job))

    assert told == [(2, 5), (4, 5), (5, 5)]


def test_a_second_push_calls_nobody(store: sa.Engine) -> None:
    made = crowd(store, 3)
    apply(made.job, make_plan(made.job))

    again = apply(made.job, make_plan(made.job))

    assert (again.sent, len(made.target.calls)) == (0, 1)


def test_a_row_is_written_before_the_call(store: sa.Engine) -> None:
    made = crowd(store, 2)
    seen: list[dict[str, int]] = []
    made.target.before = lambda _records: seen.append(made.states)

    apply(made.job, make_plan(made.job))

    assert seen == [{"intended": 2}]


def test_a_plan_is_refused_once_the_served_rows_have_moved(store: sa.Engine) -> None:
    made = crowd(store, 2)
    plan = make_plan(made.job)
    made.people.append(person(3))

    with pytest.raises(PlanMoved, match=r"2 to create.*no longer holds.*3 to create"):
        apply(made.job, plan)

    assert made.target.calls == []


def test_a_plan_is_refused_once_the_provider_has_moved(store: sa.Engine) -> None:
    made = crowd(store, 2)
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, phone="555")
    plan = make_plan(made.job)
    made.target.held["runsignup-2"]["last_name"] = "Changed"

    with pytest.raises(PlanMoved):
        apply(made.job, plan)


def test_a_lost_reply_is_settled_by_looking_up_and_not_sent_again(any_store: sa.Engine) -> None:
    made = crowd(any_store, 3)
    made.target.after = failing(lost_reply())

    applied = apply(made.job, make_plan(made.job))

    assert (applied.confirmed, len(made.target.calls)) == (3, 1)
    assert made.states == {"confirmed": 3}


def test_a_call_that_never_arrived_is_sent_again(store: sa.Engine) -> None:
    made = crowd(store, 3)
    made.target.before = failing(server_error(), server_error())

    applied = apply(made.job, make_plan(made.job))

    assert (applied.confirmed, len(made.target.calls)) == (3, 3)
    assert made.states == {"rejected": 6, "confirmed": 3}


def test_a_provider_that_stays_down_stops_the_push(store: sa.Engine) -> None:
    made = crowd(store, 3)
    made.target.before = failing(*[server_error()] * 4)

    with pytest.raises(ServerError):
        apply(made.job, make_plan(made.job))

    assert make_plan(made.job).creates
    assert made.states == {"rejected": 12}


def test_a_failed_look_up_leaves_the_outcome_unknown_for_the_next_run(store: sa.Engine) -> None:
    made = crowd(store, 3)
    made.target.after = failing(lost_reply())
    made.target.look_up_error = never_sent()

    with pytest.raises(Unreachable):
        apply(made.job, make_plan(made.job))
    in_doubt = made.states
    plan = make_plan(made.job)

    assert in_doubt == {"unknown": 3}
    assert (plan.unchanged, made.states) == (3, {"confirmed": 3})


def test_a_call_that_was_not_made_stops_the_push(store: sa.Engine) -> None:
    made = crowd(store, 3)
    made.target.before = failing(never_sent())

    with pytest.raises(Unreachable):
        apply(made.job, make_plan(made.job))

    assert made.states == {"rejected": 3}


def test_a_wrong_key_stops_the_push_at_the_first_call(store: sa.Engine) -> None:
    made = crowd(store, 3, batch_size=1)
    made.target.before = failing(AuthError(WHERE, seen="HTTP 403", todo="Put in a valid key."))

    with pytest.raises(AuthError):
        apply(made.job, make_plan(made.job))

    assert (made.states, len(made.target.calls)) == ({"rejected": 1}, 1)


def test_one_refused_record_is_named_and_the_rest_goes(store: sa.Engine) -> None:
    made = crowd(store, 8)
    made.target.before = refusing("runsignup-5")

    applied = apply(made.job, make_plan(made.job))

    assert applied.rejected == (
        Rejection("runsignup-5", "Ana Runner 5", "10K", "HTTP 400 (bad birthdate)"),
    )
    assert (applied.confirmed, str(applied.seal)) == (7, "7 of 8 match")


def test_a_record_that_the_answer_rejects_is_named(store: sa.Engine) -> None:
    made = crowd(store, 3)
    made.target.before = lambda _records: Outcome({"runsignup-2": "underage"})

    applied = apply(made.job, make_plan(made.job))

    assert [(one.record_id, one.reason) for one in applied.rejected] == [
        ("runsignup-2", "underage")
    ]


def test_a_record_that_was_taken_but_is_not_held_is_named(store: sa.Engine) -> None:
    made = crowd(store, 3)
    made.target.forgets = {"runsignup-2"}

    applied = apply(made.job, make_plan(made.job))

    assert [(one.record_id, one.reason) for one in applied.rejected] == [
        ("runsignup-2", "the provider took it, but does not hold it as sent when read back")
    ]


def test_a_reply_lost_while_a_chunk_is_split_doubles_nobody(store: sa.Engine) -> None:
    made = crowd(store, 4)
    bad = refusing("runsignup-1")
    lose = failing(lost_reply())
    made.target.before = bad
    made.target.after = lambda records: lose(records) if len(records) == 2 else None

    applied = apply(made.job, make_plan(made.job))

    assert (applied.confirmed, [one.record_id for one in applied.rejected]) == (
        3,
        ["runsignup-1"],
    )
    assert sum("runsignup-3" in call for call in made.target.calls) == 2


def test_a_provider_that_refuses_everything_is_given_up(store: sa.Engine) -> None:
    made = crowd(store, 100)
    made.target.before = refusing(*(f"runsignup-{number}" for number in range(1, 101)))

    with pytest.raises(BadReply):
        apply(made.job, make_plan(made.job))

    assert len(made.target.calls) < 60


def test_a_withdrawal_that_nobody_can_send_is_listed_until_it_is_done(store: sa.Engine) -> None:
    made = crowd(store, 30)
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, status="removed", removed_reason="cleared")

    first = apply(made.job, make_plan(made.job))
    second = apply(made.job, make_plan(made.job))
    waiting = made.states
    del made.target.held["runsignup-1"]
    make_plan(made.job)

    assert [one.record_id for one in first.listed] == ["runsignup-1"]
    assert second.listed == first.listed
    assert waiting == {"confirmed": 30, "intended": 1}
    assert made.states == {"confirmed": 31}


def test_a_withdrawal_that_is_no_longer_wanted_is_closed(store: sa.Engine) -> None:
    made = crowd(store, 30)
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, status="removed")
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1)

    apply(made.job, make_plan(made.job))

    assert made.states == {"confirmed": 30, "rejected": 1}


def test_a_target_that_can_withdraw_does(store: sa.Engine) -> None:
    made = crowd(store, 30)
    made.target.can_withdraw = True
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, status="removed")

    applied = apply(made.job, make_plan(made.job))

    assert [one.record_id for one in applied.withdrawn] == ["runsignup-1"]
    assert "runsignup-1" not in made.target.held
    assert made.states == {"confirmed": 31}


def test_someone_withdrawn_who_registers_again_is_created_anew(store: sa.Engine) -> None:
    made = crowd(store, 30)
    made.target.can_withdraw = True
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, status="removed")
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1)

    plan = make_plan(made.job)

    assert [(one.record_id, one.reason) for one in plan.creates] == [("runsignup-1", "")]
