"""Finishers without a registration, and rows at the provider that are not ours."""

from typing import Any

import sqlalchemy as sa

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
