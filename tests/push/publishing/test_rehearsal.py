"""A rehearsal shows the very calls that a publication makes, and makes none."""

import pytest
import sqlalchemy as sa

from push.publishing.planning import Wish
from push.publishing.publish import publish, rehearse_next
from tests.push.publishing.results_world import ADA, desk

TELLING = Wish("official", is_notifying=True)


@pytest.mark.parametrize("wish", [Wish(), TELLING])
def test_the_calls_that_are_shown_are_those_that_are_made(store: sa.Engine, wish: Wish) -> None:
    with desk(store, notices="rows") as results:
        results.publish()
        results.change(1, overall_rank=2)
        results.change(2, overall_rank=1)
        results.drop(6)
        results.plan(wish)
        shown = rehearse_next(results.job())
        before = [one.path.rpartition("/")[2] for one in results.writes()]

        publish(results.job(), ADA, accept=True)

        made = [one.path.rpartition("/")[2] for one in results.writes()][len(before) :]
        assert [one.name for one in shown] == made


def test_a_rehearsal_makes_no_call_and_leaves_the_plan(store: sa.Engine) -> None:
    with desk(store) as results:
        without_a_plan = rehearse_next(results.job())
        results.plan()

        shown = rehearse_next(results.job())

        assert results.writes() == []
        assert [one.name for one in shown] == [
            "new-result-set", "full-results", "full-results", "full-results", "show-result-set",
            "edit-result-set",
        ]  # fmt: skip
        assert without_a_plan == shown
        assert publish(results.job(), ADA).number == 1
