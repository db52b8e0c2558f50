"""A provider that fails, half answers or lies about success: nothing lost, nothing doubled."""

from typing import Any

import pytest
import sqlalchemy as sa

from extract.kit.errors import AuthError, BadReply, ServerError, Throttled
from push.publishing.errors import CannotPublish
from push.publishing.ledger import read_publications
from push.publishing.planning import Wish
from push.publishing.publish import publish, unpublish
from tests.push.publishing.results_world import ADA, Desk, desk

LIMIT = {"error_code": 14, "error_msg": "Request throttled."}


def every_second(results: Desk, kind: str, path: str, **more: Any) -> None:
    """The same fault at every second call of a path, ten times."""
    for number in range(10):
        results.fault(kind, path, skip=2 * number + 1, **more)


def test_a_lost_reply_at_every_second_call_doubles_nothing(any_store: sa.Engine) -> None:
    with desk(any_store, batch_size=1) as results:
        every_second(results, "lost_reply", "full-results")

        done = results.publish()

        assert (str(done.seal), len(results.rows())) == ("6 of 6 match", 6)
        assert len(results.writes("full-results")) == 6


def test_a_lost_reply_to_the_making_of_the_set_makes_no_second(store: sa.Engine) -> None:
    with desk(store) as results:
        results.fault("lost_reply", "new-result-set")

        done = results.publish()

        assert (str(done.seal), len(results.sets())) == ("6 of 6 match", 1)


def test_a_set_that_never_shows_up_stops_the_publication(store: sa.Engine) -> None:
    with desk(store) as results:
        results.plan()
        results.fault("hook", "get-result-sets", run=results.runsignup.results._sets.clear,
                      skip=2, times=None)  # fmt: skip

        with pytest.raises(CannotPublish, match="but does not list it"):
            publish(results.job(), ADA)

        assert results.writes("full-results") == []


def test_a_lost_reply_to_the_hiding_is_looked_up(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        results.fault("lost_reply", "hide-result-set")

        down = unpublish(results.job(), ADA)

        assert (down.state, results.sets()[0]["public_results"]) == ("done", "F")


def test_results_that_are_still_shown_are_no_success(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        [head] = results.sets()
        results.runsignup.faults.before(
            "get-result-sets", lambda: head.update(public_results="T"), call=2
        )

        with pytest.raises(CannotPublish, match="still shows the results"):
            unpublish(results.job(), ADA)

        assert read_publications(store)[0].state == "failed"


def test_a_call_that_never_left_gives_its_claims_back(store: sa.Engine) -> None:
    with desk(store, notices="rows") as results:
        results.fault("status", "full-results", status=429, times=4, headers={"retry-after": "0"})
        results.plan(Wish("official", is_notifying=True))

        with pytest.raises(Throttled):
            publish(results.job(), ADA)
        done = publish(results.job(), ADA)

        assert (done.told, done.unclear, sorted(results.told)) == (6, (), [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 429, "headers": {"retry-after": "0"}},
        {"kind": "error_body", **LIMIT},
        {"kind": "error_body", "error_code": 5, "error_msg": "Database error."},
        {"kind": "cut"},
    ],
)
def test_every_second_call_fails_and_everybody_arrives_once(
    store: sa.Engine, fault: dict[str, Any]
) -> None:
    with desk(store) as results:
        every_second(results, path="full-results", **fault)

        done = results.publish()

        assert (str(done.seal), len(results.rows())) == ("6 of 6 match", 6)


def test_one_refused_row_does_not_hold_up_the_others(store: sa.Engine) -> None:
    with desk(store, batch_size=6) as results:
        results.runsignup.store.remove(4, new_registration_id=None)

        done = results.publish()

        assert (done.sent, str(done.seal)) == (5, "5 of 6 match")
        assert [(one.record_id, one.reason) for one in done.rejected] == [
            ("runsignup-4", "error 15 (Invalid ID.)")
        ]
        assert [(one.record_id, one.kind) for one in done.seal.differences] == [
            ("runsignup-4", "missing")
        ]


def test_a_key_that_lapses_among_refusals_keeps_what_was_taken(store: sa.Engine) -> None:
    with desk(store, batch_size=4) as results:
        results.runsignup.store.remove(4, new_registration_id=None)
        results.fault("error_body", "full-results", skip=2, error_code=6, error_msg="Key failed")
        results.plan()

        with pytest.raises(AuthError):
            publish(results.job(), ADA)

        assert {key: one.state for key, one in results.entries(1).items()} == {
            "runsignup-1": "sent", "runsignup-2": "sent", "runsignup-3": "rejected",
            "runsignup-4": "rejected", "runsignup-5": "planned", "runsignup-6": "planned",
        }  # fmt: skip


def test_a_refused_key_stops_it_and_the_next_try_goes_on(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        results.fault("error_body", "full-results", skip=1, error_code=6, error_msg="Key failed")
        results.plan()

        with pytest.raises(AuthError, match="error 6"):
            publish(results.job(), ADA)
        [failed] = read_publications(any_store)
        done = publish(results.job(), ADA)

        assert (failed.state, failed.approved_by) == ("failed", ADA)
        assert (done.number, done.sent, str(done.seal)) == (1, 4, "6 of 6 match")
        assert len(results.writes("full-results")) == 4


def test_half_a_list_is_not_taken_for_the_whole(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        results.fault("empty_page", "get-results")

        with pytest.raises(BadReply, match="0 rows where 6 finishers are counted"):
            results.plan()


def test_secrets_stay_out_of_what_is_recorded(store: sa.Engine) -> None:
    with desk(store) as results:
        results.fault("status", "new-result-set", status=500, times=None)
        results.plan(Wish("official"))

        with pytest.raises(ServerError):
            publish(results.job(), ADA)

        said = read_publications(store)[0].error or ""
        assert "HTTP 500" in said
        assert "sandbox-runsignup" not in said
