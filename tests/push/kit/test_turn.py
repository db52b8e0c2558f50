"""One push of a race at a time."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.control.store import store_url
from push.kit import turn as turns
from push.kit.apply import apply
from push.kit.errors import PushBusy
from push.kit.ledger import Ledger
from push.kit.planning import make_plan
from push.kit.turn import own_turn, turn
from tests.push.world import RACE, lost_reply, never_sent, person, world


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the turn."""
    monkeypatch.setattr(turns, "TRIES", 1)


def test_two_cannot_have_the_turn(any_store: sa.Engine) -> None:
    ledger = Ledger(any_store, "to_memory", RACE)

    with turn(ledger), own_turn(ledger) as second:
        pass
    with own_turn(ledger) as later:
        pass

    assert (second, later) == (False, True)


def test_races_and_connections_do_not_wait_for_each_other(any_store: sa.Engine) -> None:
    ledger = Ledger(any_store, "to_memory", RACE)
    others = [replace(ledger, race="other"), replace(ledger, connection="other")]

    with turn(ledger), own_turn(others[0]) as one, own_turn(others[1]) as two:
        pass

    assert (one, two) == (True, True)


def test_a_second_push_is_refused_in_words(any_store: sa.Engine) -> None:
    made = world(any_store, [person(1)])
    plan = make_plan(made.job)

    with turn(made.job.ledger), pytest.raises(PushBusy, match=r"another push of this race is goin"):
        apply(made.job, plan)

    assert made.target.calls == []


def test_the_rows_of_a_push_that_goes_on_are_left_to_it(any_store: sa.Engine) -> None:
    made = world(any_store, [person(1)])
    made.target.after = _failing
    made.target.look_up_error = never_sent()
    with pytest.raises(type(never_sent())):
        apply(made.job, make_plan(made.job))

    with turn(made.job.ledger):
        make_plan(made.job)
        during = made.states
    make_plan(made.job)

    assert (during, made.states) == ({"unknown": 1}, {"confirmed": 1})


def test_a_store_in_memory_has_no_second_process() -> None:
    engine = sa.create_engine("sqlite://")

    with own_turn(Ledger(engine, "to_memory", RACE)) as one:
        pass

    assert one is True
    engine.dispose()


def test_a_store_under_another_name_is_the_same(store: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "control.db").symlink_to(tmp_path / "control.db")
    alias = sa.create_engine(store_url(tmp_path / "other"))

    with turn(Ledger(store, "to_memory", RACE)), own_turn(Ledger(alias, "to_memory", RACE)) as two:
        pass

    assert two is False
    alias.dispose()


def _failing(_records: object) -> None:
    raise lost_reply()
