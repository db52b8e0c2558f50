"""One process at a time publishes an event; another event does not wait for it."""

import pytest
import sqlalchemy as sa

from push.publishing.alone import alone
from push.publishing.errors import PublishedElsewhere
from tests.push.publishing.results_world import desk

MINE = "harbor harbor-910101"


def test_an_event_that_is_being_published_is_neither_planned_nor_sent(
    any_store: sa.Engine,
) -> None:
    with desk(any_store) as results, alone(any_store, MINE):
        with pytest.raises(PublishedElsewhere, match="by another process right now"):
            results.plan()

        assert results.server.requests == []


def test_another_event_is_not_held_up(any_store: sa.Engine) -> None:
    with desk(any_store) as results, alone(any_store, "harbor harbor-910102"):
        assert results.plan().number == 1


def test_the_lock_is_given_back(any_store: sa.Engine) -> None:
    with alone(any_store, MINE):
        pass

    with desk(any_store) as results:
        assert results.publish().seal.is_whole
