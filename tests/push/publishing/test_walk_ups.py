"""Finishers without a registration, and rows at the provider that are not ours."""

from typing import Any

import sqlalchemy as sa

from push.publishing.by_hand import read_by_hand
from push.publishing.publish import publish
from tests.push.publishing.results_world import ADA, Desk, desk, finish

WALK_UP: dict[str, Any] = {"participant_key": None, "bib_number": "99", "last_name": "Walker"}


def kept(results: Desk) -> list[dict[str, Any]]:
    """The rows of the only set."""
    [one] = results.runsignup.results._sets.values()
    return one.rows


def test_a_walk_up_goes_by_bib_and_is_changed_in_place(any_store: sa.Engine) -> None:
    with desk(any_store, finishers=1) as results:
        finish(results.served, 7, **WALK_UP)
        results.publish()
        results.change(7, gun_time_ms=3_700_000)

        done = results.publish()

        assert (done.sent, str(done.seal), len(kept(results))) == (1, "2 of 2 match", 2)
        assert kept(results)[1]["clock_time"] == "1:01:40.000"


def test_who_registers_afterwards_takes_the_row_over(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        finish(results.served, 6, participant_key=None, bib_number="99")
        results.publish()
        results.change(6, participant_key="harbor-6")

        done = results.publish(accept=True)

        assert (str(done.seal), len(kept(results))) == ("2 of 2 match", 2)
        assert (kept(results)[1]["registration_id"], kept(results)[1]["bib"]) == (6, 99)


def test_a_result_never_takes_the_row_of_somebody_who_stays(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        results.publish()
        results.change(1, gun_time_ms=None, bib_number=None)
        finish(results.served, 2, bib_number="10")

        plan = results.plan()

        assert [one.reason for one in plan.held_back] == [
            "finished, but without a time", "bib 10 is held there by somebody (runsignup-1)",
        ]  # fmt: skip
        assert plan.rows == ()


def test_two_who_changed_bibs_keep_their_own_rows(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        results.publish()
        results.change(1, bib_number="20")
        finish(results.served, 2, bib_number="10")

        done = results.publish()

        assert str(done.seal) == "2 of 2 match"
        assert results.rows() == {1: (1, 20, "1:01:00.500"), 2: (2, 10, "1:02:00.500")}


def test_a_bib_with_zeros_in_front_is_found_again(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        finish(results.served, 7, **WALK_UP | {"bib_number": "0099"})

        done = results.publish()

        assert (done.sent, str(done.seal), results.plan().is_empty) == (2, "2 of 2 match", True)


def test_a_walk_up_who_is_gone_has_to_be_taken_back_by_hand(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        finish(results.served, 7, **WALK_UP)
        results.publish()
        results.drop(7)

        done = results.publish(accept=True)
        kept(results).pop()

        assert [row.record_id for row in done.by_hand] == ["bib:99"]
        assert [(one.record_id, one.kind) for one in done.seal.differences] == [("bib:99", "extra")]
        assert results.plan().rows == ()


def retracted(results: Desk) -> None:
    """A walk-up is published, then retracted in scoring, and the retraction approved."""
    finish(results.served, 7, **WALK_UP)
    results.publish()
    results.drop(7)
    results.publish(accept=True)


def asked(store: sa.Engine, connection: str | None = None) -> list[tuple[int, str, str]]:
    """What persons have to take back."""
    found = read_by_hand(store, connection)
    return [(one.publication, one.record_id, one.bib_number) for one in found]


def test_what_a_person_has_to_take_back_is_asked_for_until_it_is_gone(any_store: sa.Engine) -> None:
    with desk(any_store, finishers=1) as results:
        retracted(results)
        results.plan()
        before = asked(any_store)
        kept(results).pop()

        results.plan()

        assert (before, asked(any_store)) == ([(2, "bib:99", "99")], [])
        assert results.entries(2)["bib:99"].state == "confirmed"
        assert results.plan().published == 1


def test_it_is_asked_for_once_however_often_the_event_is_published(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        retracted(results)

        results.publish(accept=True)

        assert asked(store) == [(3, "bib:99", "99")]
        assert results.entries(2)["bib:99"].state == "rejected"


def test_nothing_is_asked_for_before_somebody_approves_it(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        finish(results.served, 7, **WALK_UP)
        results.publish()
        results.drop(7)

        results.plan()

        assert asked(store) == []


def test_a_walk_up_who_comes_back_is_no_longer_to_be_taken_back(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        retracted(results)
        finish(results.served, 7, **WALK_UP)

        plan = results.plan()

        assert (asked(store), plan.by_hand, plan.unchanged) == ([], (), 2)
        assert results.entries(2)["bib:99"].state == "rejected"


def test_one_connection_is_asked_about_alone(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        retracted(results)

        assert (len(asked(store, results.job().connection)), asked(store, "other")) == (1, [])


def test_a_row_that_is_not_ours_is_named_and_left(store: sa.Engine) -> None:
    with desk(store, finishers=1) as results:
        results.publish()
        kept(results).append({"result_id": 1, "bib": 5, "first_name": "Bo", "last_name": "Lund",
                              "place": 9, "clock_time": "1:00:00"})  # fmt: skip

        plan = results.plan()
        done = publish(results.job(), ADA)

        assert [(one.record_id, one.name) for one in plan.foreign] == [("bib:5", "Bo Lund")]
        assert (plan.is_empty, len(kept(results)), done.seal.is_whole) == (True, 2, False)


def test_who_is_held_back_stays_as_published(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        results.served.execute("update race.unified_participants set status = 'removed'")

        plan = results.plan()

        assert (len(plan.held_back), plan.rows, len(results.rows())) == (6, (), 6)
