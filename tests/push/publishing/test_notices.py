"""A runner is told of a result once, whatever happens to the call that tells."""

import pytest
import sqlalchemy as sa

from extract.kit.errors import PermissionDenied, ServerError
from push.publishing.errors import CannotPublish
from push.publishing.planning import Wish
from push.publishing.publish import publish, unpublish
from tests.push.publishing.results_world import ADA, desk, finish

TELLING = Wish("official", is_notifying=True)
SIX = [1, 2, 3, 4, 5, 6]


def test_nobody_is_told_before_it_is_settled_how(store: sa.Engine) -> None:
    with desk(store) as results:
        with pytest.raises(CannotPublish, match=r"set results\.notices"):
            results.plan(TELLING)

        assert results.writes() == []


def test_everybody_is_told_once(any_store: sa.Engine) -> None:
    with desk(any_store, notices="rows") as results:
        done = results.publish(TELLING)
        results.change(3, gun_time_ms=3_700_000)
        again = results.publish(TELLING)

        assert (done.told, again.told, again.sent) == (6, 0, 1)
        assert sorted(results.told) == SIX


def test_only_who_comes_in_later_is_told_later(store: sa.Engine) -> None:
    with desk(store, finishers=5, notices="rows") as results:
        results.publish(TELLING)
        finish(results.served, 6)

        results.publish(TELLING)

        assert results.told == SIX


def test_nobody_is_told_again_after_taking_down(store: sa.Engine) -> None:
    with desk(store, notices="rows") as results:
        results.publish(TELLING)
        unpublish(results.job(), ADA)
        results.change(2, chip_time_ms=3_600_001)

        results.publish(TELLING)

        assert sorted(results.told) == SIX


def test_who_has_not_finished_is_told_nothing(store: sa.Engine) -> None:
    with desk(store, notices="rows") as results:
        results.change(6, status="retired", is_ranked=False, overall_rank=None)

        done = results.publish(TELLING)

        assert (done.sent, done.told, sorted(results.told)) == (6, 5, [1, 2, 3, 4, 5])


def test_a_lost_reply_leaves_nobody_told_twice(any_store: sa.Engine) -> None:
    with desk(any_store, notices="rows") as results:
        results.fault("lost_reply", "full-results", skip=1)

        done = results.publish(TELLING)

        assert sorted(results.told) == SIX
        assert (done.told, done.unclear) == (4, ("runsignup-3", "runsignup-4"))
        assert str(done.seal) == "6 of 6 match"


def test_what_did_not_arrive_is_sent_without_a_notice_and_named(store: sa.Engine) -> None:
    with desk(store, notices="rows") as results:
        results.fault("status", "full-results", status=500)

        done = results.publish(TELLING)

        assert (sorted(results.told), done.unclear) == (
            [3, 4, 5, 6],
            ("runsignup-1", "runsignup-2"),
        )
        assert str(done.seal) == "6 of 6 match"


def test_who_was_in_a_call_that_was_refused_is_told_by_the_next(store: sa.Engine) -> None:
    with desk(store, notices="rows") as results:
        results.fault("error_body", "full-results", error_code=7)
        results.plan(TELLING)
        with pytest.raises(PermissionDenied):
            publish(results.job(), ADA)

        done = publish(results.job(), ADA)

        assert (done.told, done.unclear, sorted(results.told)) == (6, (), SIX)


def test_notices_are_off_after_a_publication_that_failed(store: sa.Engine) -> None:
    with desk(store, notices="rows") as results:
        results.fault("status", "edit-result-set", status=500, skip=2, times=4)
        results.plan(TELLING)

        with pytest.raises(ServerError):
            publish(results.job(), ADA)
        [kept] = results.runsignup.results._sets.values()
        left_on = kept.tells
        plan = results.plan()
        publish(results.job(), ADA)

        assert (left_on, kept.tells, sorted(results.told)) == (True, False, SIX)
        assert plan.steps == (
            "turn notices off, which a publication that broke off may have left on",
        )
