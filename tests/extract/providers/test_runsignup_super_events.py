"""One registration in several events: asked for once, and never lost where it comes several times.

The support article of RunSignup's scoring program on challenges and bundles: people of the bundle
appear in each of its events, and that is one registration, not one per event.
"""

from typing import Any

import msgspec
import pytest

from extract.kit.destination import Warehouse
from sandbox.runsignup import feeds
from sandbox.runsignup.app import RunSignUp
from tests.extract.accounts import Account

TABLE = "raw_runsignup.participants_json"
REMOVED = "raw_runsignup.removed_participants_json"
TEN_MILE, FIVE_K = 910101, 910102
A_RUNNER = 5500005
"""Of the ten mile."""


def events_of(warehouse: Warehouse, table: str = TABLE) -> list[tuple[Any, ...]]:
    """Key, event and that of the context of the runner's rows."""
    rows = warehouse.fetch(
        f"select key, cast(data as varchar) from {table} where key like '%{A_RUNNER}' order by key"
    )
    read = [(key, msgspec.json.decode(data)) for key, data in rows]
    return [(key, one.get("event_id"), one["_context"]["event_id"]) for key, one in read]


@pytest.fixture
def joined(runsignup: Account) -> Account:
    """An account whose ten mile is entered with the 5K."""
    assert isinstance(runsignup.app, RunSignUp)
    runsignup.app.store.join_events(TEN_MILE, [FIVE_K])
    return runsignup


def test_whoever_entered_a_super_event_is_asked_for_once(
    joined: Account, any_warehouse: Warehouse
) -> None:
    report = joined.participants(any_warehouse)

    assert events_of(any_warehouse) == [(str(A_RUNNER), TEN_MILE, TEN_MILE)]
    asked = {call.query[feeds.EACH_ONCE] for call in joined.calls("/participants")}
    assert (asked, report.deduplicated) == ({"T"}, 0)


def test_who_comes_in_every_event_all_the_same_lands_from_the_super_event(
    joined: Account, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "EACH_ONCE", "a_switch_that_it_does_not_know")

    report = joined.participants(warehouse)

    assert events_of(warehouse) == [(str(A_RUNNER), TEN_MILE, TEN_MILE)]
    assert (report.landed, report.deduplicated, report.note) == (107, 0, None)


def test_a_removal_that_stands_in_every_event_is_one_of_the_super_event(
    joined: Account, warehouse: Warehouse
) -> None:
    assert isinstance(joined.app, RunSignUp)
    joined.app.store.remove(A_RUNNER, new_registration_id=None)

    joined.sync(warehouse, "removed_participants")

    assert events_of(warehouse, REMOVED) == [(str(A_RUNNER), None, TEN_MILE)]


def test_a_registration_in_events_that_nothing_joins_counts_in_each_and_is_said(
    runsignup: Account, any_warehouse: Warehouse
) -> None:
    assert isinstance(runsignup.app, RunSignUp)
    feed = runsignup.app.store.live
    feed.put(feed.find(A_RUNNER).in_event(FIVE_K))

    report = runsignup.participants(any_warehouse)

    assert events_of(any_warehouse) == [
        (str(A_RUNNER), TEN_MILE, TEN_MILE),
        (f"{FIVE_K}|{A_RUNNER}", FIVE_K, FIVE_K),
    ]
    assert (report.mode, report.landed, report.deduplicated) == ("full", 108, 0)
    assert report.note == (
        f"race 900101: registration {A_RUNNER} stands in several events that no super event "
        "joins; it counts in each"
    )
