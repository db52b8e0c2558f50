"""Calls that are several at the provider: each record has its own outcome in the ledger."""

from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, ProviderError, Throttled
from push.kit.apply import apply, apply_stored
from push.kit.planning import make_plan
from push.kit.plans import Plans
from push.kit.target import Outcome, Record
from push.kit.undo import make_undo
from tests.push.world import WHERE, World, lost_reply, person, world

DENIED = AuthError(WHERE, seen="HTTP 403", todo="Put in a valid key.")
THROTTLED = Throttled(WHERE, seen="HTTP 429", todo="Wait.")


def three(store: sa.Engine, **failed: ProviderError) -> World:
    """Three people to be sent in one call, of whom those named (`_2`) fail in the first try."""
    made = world(store, [person(1), person(2), person(3)])
    left = [{f"runsignup-{key[1:]}": error for key, error in failed.items()}]
    made.target.before = lambda _records: Outcome({}, left.pop()) if left else None
    return made


@pytest.mark.parametrize("error", [DENIED, THROTTLED])
def test_whom_a_call_took_before_it_failed_is_not_written_down_as_unsent(
    any_store: sa.Engine, error: ProviderError
) -> None:
    made = three(any_store, _2=error)

    with pytest.raises(type(error)):
        apply(made.job, make_plan(made.job))

    assert (sorted(made.target.held), made.states) == (
        ["runsignup-1", "runsignup-3"],
        {"sent": 2, "rejected": 1},
    )


def test_an_undo_knows_whom_a_push_that_broke_off_made(store: sa.Engine) -> None:
    made, plans = three(store, _2=DENIED), Plans(store)
    number = plans.put(make_plan(made.job), "ana").number
    assert number is not None
    with pytest.raises(AuthError):
        apply_stored(made.job, plans, number, who="ana")

    undo = make_undo(made.job, number)

    assert [one.record_id for one in undo.withdrawals] == ["runsignup-1", "runsignup-3"]


def test_an_unknown_outcome_beside_a_refusal_to_act_is_looked_up(store: sa.Engine) -> None:
    made = three(store, _1=THROTTLED, _2=lost_reply())
    looked_up: list[Sequence[str]] = []
    look_up = made.target.lookup

    def told(race: str, record_ids: Sequence[str]) -> object:
        looked_up.append(list(record_ids))
        return look_up(race, record_ids)

    made.target.lookup = told  # type: ignore[method-assign, assignment]

    applied = apply(made.job, make_plan(made.job))

    assert looked_up == [["runsignup-1", "runsignup-2"]]
    assert (applied.confirmed, made.states) == (3, {"confirmed": 3, "rejected": 2})


def test_a_refused_withdrawal_keeps_nobody_from_being_sent(store: sa.Engine) -> None:
    made = world(store, [person(number) for number in range(1, 31)])
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, status="removed")
    made.people.append(person(31))
    made.target.withdraw = refuse  # type: ignore[method-assign, assignment]

    applied = apply(made.job, make_plan(made.job))

    assert [(one.record_id, one.reason) for one in applied.rejected] == [
        ("runsignup-1", "HTTP 422")
    ]
    assert (applied.withdrawn, applied.listed, applied.confirmed) == ((), (), 1)
    assert "runsignup-31" in made.target.held
    assert not applied.seal.is_well


def test_a_lost_change_of_what_cannot_be_read_is_sent_again(store: sa.Engine) -> None:
    made = world(store, [person(1, phone="1")])
    made.target.hidden = frozenset({"phone"})
    apply(made.job, make_plan(made.job))
    made.people[0] = person(1, phone="2")
    made.target.before = losing_one()

    apply(made.job, make_plan(made.job))

    assert made.target.held["runsignup-1"]["phone"] == "2"


def losing_one() -> Callable[[Sequence[Record]], None]:
    """Loses the first call on its way."""
    left = [lost_reply()]

    def lose(_records: Sequence[Record]) -> None:
        if left:
            raise left.pop()

    return lose


def refuse(_race: str, records: Sequence[Record]) -> Outcome:
    """Takes nobody out."""
    return Outcome({one.record_id: "HTTP 422" for one in records})
