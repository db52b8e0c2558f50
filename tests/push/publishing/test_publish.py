"""Results go out once approved: what changed and nothing else, in the provider's spelling."""

import pytest
import sqlalchemy as sa

from push.kit.errors import PlanMoved, PushBraked
from push.publishing.errors import CannotPublish, NotApproved, NothingPlanned
from push.publishing.ledger import read_publications
from push.publishing.planning import Wish
from push.publishing.publish import publish, unpublish
from tests.push.publishing.results_world import ADA, desk, finish

OFFICIAL = Wish("official")


def test_the_first_publication_brings_everybody(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        done = results.publish()

        assert (done.sent, str(done.seal)) == (6, "6 of 6 match")
        assert results.rows()[1] == (1, 10, "1:01:00.500")
        assert len(results.writes("full-results")) == 3
        assert results.told == []


def test_the_second_publication_sends_nothing(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        results.publish()
        before = len(results.writes())

        again = results.publish()

        assert (again.sent, str(again.seal)) == (0, "6 of 6 match")
        assert len(results.writes()) == before


def test_one_changed_time_sends_one_row(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        results.publish()
        before = len(results.writes("full-results"))
        results.change(3, gun_time_ms=3_700_000)

        plan = results.plan()
        done = publish(results.job(), ADA)

        assert [row.record_id for row in plan.sends] == ["runsignup-3"]
        assert (done.sent, len(results.writes("full-results")) - before) == (1, 1)
        assert results.rows()[3] == (3, 30, "1:01:40.000")


def test_without_an_approval_nothing_is_sent(store: sa.Engine) -> None:
    with desk(store) as results:
        results.plan()

        with pytest.raises(NotApproved, match="plan 1 waits for an approval"):
            publish(results.job(), None)
        with pytest.raises(NotApproved, match="--approved-by NAME"):
            publish(results.job(), "  ")

        assert results.writes() == []


def test_without_a_plan_nothing_is_sent(store: sa.Engine) -> None:
    with desk(store) as results:
        with pytest.raises(NothingPlanned, match="no plan waits"):
            publish(results.job(), ADA)
        results.publish()

        with pytest.raises(NothingPlanned, match="no plan waits"):
            publish(results.job(), ADA)


def test_a_plan_that_was_replaced_is_not_sent(store: sa.Engine) -> None:
    with desk(store) as results:
        results.plan()
        results.plan(OFFICIAL)

        with pytest.raises(NothingPlanned, match="not plan 1 but plan 2 waits for an approval"):
            publish(results.job(), ADA, number=1)

        assert [one.state for one in read_publications(store)] == ["planned", "superseded"]


def test_a_plan_is_refused_once_results_have_moved(store: sa.Engine) -> None:
    with desk(store) as results:
        results.plan()
        results.change(2, gun_time_ms=3_650_000)

        with pytest.raises(PlanMoved, match="1 results have changed"):
            publish(results.job(), ADA)

        assert results.writes() == []


def test_the_record_says_who_approved_what(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        results.publish(OFFICIAL)

        [one] = read_publications(any_store, "harbor")

        assert (one.number, one.action, one.finality, one.state) == (
            1, "publish", "official", "done",
        )  # fmt: skip
        assert (one.made_by, one.approved_by, one.result_set) == ("planner", ADA, "330001")


def test_preliminary_results_become_official(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        first = dict(results.sets()[0])

        plan = results.plan(OFFICIAL)
        done = publish(results.job(), ADA)

        assert (first["preliminary_results"], plan.steps) == ("T", ("call the results official",))
        assert results.sets()[0]["preliminary_results"] == "F"
        assert (done.sent, results.plan().finality) == (0, "official")


def test_results_are_taken_down_and_published_again(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        results.publish()

        down = unpublish(results.job(), ADA)
        hidden = results.sets()[0]["public_results"]
        again = results.publish()

        assert (down.action, down.approved_by, down.state) == ("unpublish", ADA, "done")
        assert (hidden, results.sets()[0]["public_results"]) == ("F", "T")
        assert (again.sent, len(results.sets()), again.seal.is_whole) == (0, 1, True)


def test_taking_down_takes_an_approval_and_something_published(store: sa.Engine) -> None:
    with desk(store) as results:
        with pytest.raises(NothingPlanned, match="nothing is published"):
            unpublish(results.job(), ADA)
        results.publish()

        with pytest.raises(NotApproved, match="taking results down waits"):
            unpublish(results.job(), None)

        assert results.sets()[0]["public_results"] == "T"


def test_a_retracted_result_is_taken_back_once_accepted(any_store: sa.Engine) -> None:
    with desk(any_store) as results:
        results.publish()
        results.drop(6)
        results.plan()

        with pytest.raises(PushBraked, match="1 results to take back are more than 5% of the 6"):
            publish(results.job(), ADA)
        done = publish(results.job(), ADA, accept=True)

        assert (done.retracted, str(done.seal)) == (1, "5 of 5 match")
        assert set(results.rows()) == {1, 2, 3, 4, 5}


def test_a_disqualified_runner_keeps_the_row_and_loses_time_and_place(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        results.change(1, status="disqualified", is_ranked=False, overall_rank=None)

        done = results.publish()

        assert (done.sent, done.seal.is_whole) == (1, True)
        assert results.rows()[1] == (None, 10, "DQ")


def test_a_row_that_was_changed_there_is_set_right(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        [kept] = results.runsignup.results._sets.values()
        kept.rows[0]["clock_time"] = "0:01.0"

        done = results.publish()

        assert (done.sent, results.rows()[1]) == (1, (1, 10, "1:01:00.500"))


def test_fewer_decimals_there_are_no_change(store: sa.Engine) -> None:
    with desk(store) as results:
        results.runsignup.results.decimals = 0
        results.publish()

        assert results.plan().is_empty
        results.change(3, gun_time_ms=3_780_900)
        assert [row.record_id for row in results.plan().changes] == ["runsignup-3"]


def test_a_set_that_was_deleted_there_is_made_and_filled_again(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        results.runsignup.results._sets.clear()

        done = results.publish()

        assert (done.sent, str(done.seal), len(results.sets())) == (6, "6 of 6 match", 1)


def test_a_set_that_was_renamed_there_keeps_its_name(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        results.sets()[0]["individual_result_set_name"] = "Ten Miles, all"
        results.change(1, chip_time_ms=3_600_001)

        done = results.publish(OFFICIAL)

        [head] = results.sets()
        assert (head["individual_result_set_name"], done.sent) == ("Ten Miles, all", 1)


def test_two_sets_of_our_name_are_refused(store: sa.Engine) -> None:
    with desk(store) as results:
        results.publish()
        [(number, kept)] = results.runsignup.results._sets.items()
        results.runsignup.results._sets = {
            copy: type(kept)(kept.event_id, kept.head | {"individual_result_set_id": copy}, False)
            for copy in (number + 1, number + 2)
        }

        with pytest.raises(CannotPublish, match="2 result sets are called '10 Mile'"):
            results.plan()


def test_somebody_of_a_later_wave_comes_in_beside_the_others(store: sa.Engine) -> None:
    with desk(store, finishers=5) as results:
        results.publish()
        finish(results.served, 6)

        done = results.publish()

        assert (done.sent, str(done.seal)) == (1, "6 of 6 match")
