"""Race Roster's events: a list that ends on race day, and those that are no longer in it."""

from datetime import UTC, datetime

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import PermissionDenied
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.listing import Switches
from tests.extract.accounts import Account
from tests.extract.rosters import (
    LAKEHEAD,
    PRAIRIE,
    THAW,
    listed,
    participants_of,
    pull,
    told_of,
)

WHOLE = [("events", "full", 2), ("participants", "full", 24), ("participant_listings", "full", 2)]


def test_an_account_without_events_is_read_and_empty(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.store.events.clear()

    report = pull(timer, warehouse)

    assert {(one.mode, one.fetched) for one in report.entities} == {("full", 0)}


def test_an_event_that_is_no_longer_listed_is_read_by_its_id(
    timer: Account, roster: RaceRoster, any_warehouse: Warehouse
) -> None:
    pull(timer, any_warehouse)
    roster.today = datetime(2026, 9, 1, tzinfo=UTC)

    report = pull(timer, any_warehouse, day=2)

    assert told_of(report) == WHOLE
    assert len(timer.calls(f"/events/{PRAIRIE}")) == 1


@pytest.mark.parametrize("single_object", [True, False])
def test_an_event_can_be_named_that_was_never_listed(
    timer: Account, roster: RaceRoster, warehouse: Warehouse, *, single_object: bool
) -> None:
    roster.switches = Switches(single_object=single_object)
    timer.settings = {**timer.settings, "event_ids": [THAW]}

    report = pull(timer, warehouse)

    assert [count for _, _, count in told_of(report)] == [3, 36, 3]


OVER = "1 events that are no longer listed started more than 30 days ago and were not asked for"


@pytest.mark.parametrize(
    ("past_days", "told"),
    [(30, (("events", "incremental", 1), OVER)), (90, (("events", "full", 2), None))],
)
def test_an_event_long_over_is_left_alone(
    timer: Account,
    roster: RaceRoster,
    warehouse: Warehouse,
    past_days: int,
    told: tuple[tuple[str, str, int], str | None],
) -> None:
    events, note = told
    pull(timer, warehouse)
    roster.today = datetime(2026, 10, 20, tzinfo=UTC)
    timer.settings = {**timer.settings, "past_days": past_days}

    report = timer.sync(warehouse, now=lambda: roster.today)

    assert told_of(report)[0] == events
    assert {one.note for one in report.entities} == {note}


@pytest.mark.parametrize(("switch", "status"), [("closed", 403), ("gone", 404)])
def test_an_event_that_is_refused_is_left_out_and_said(
    timer: Account, roster: RaceRoster, warehouse: Warehouse, switch: str, status: int
) -> None:
    pull(timer, warehouse)
    roster.today = datetime(2026, 9, 1, tzinfo=UTC)
    roster.switches = Switches(**{switch: [PRAIRIE]})  # type: ignore[arg-type]

    report = pull(timer, warehouse, day=2)

    assert told_of(report) == [
        ("events", "incremental", 1),
        ("participants", "incremental", 12),
        ("participant_listings", "incremental", 1),
    ]
    assert {(one.note or "").partition(" (")[0] for one in report.entities} == {
        f"event {PRAIRIE} left out: HTTP {status}"
    }


def test_participants_that_are_closed_do_not_stop_the_others(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.switches = Switches(closed=[LAKEHEAD])

    report = pull(timer, warehouse)

    assert [mode for _, mode, _ in told_of(report)] == ["full", "incremental", "incremental"]
    assert listed(warehouse) == [(PRAIRIE, 12, 12)]
    assert participants_of(report).note == (
        f"participants of event {LAKEHEAD} left out: HTTP 403 "
        '({"message":"This action is unauthorized.","code":403})'
    )


def test_an_account_that_may_not_list_events_stops(timer: Account, warehouse: Warehouse) -> None:
    timer.fails("status", "/v1/events", status=403)

    with pytest.raises(PermissionDenied, match="entity events, /events"):
        pull(timer, warehouse)


def test_an_event_without_a_readable_id_is_kept_aside(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.store.edit_event(PRAIRIE, {"eventId": None})

    report = pull(timer, warehouse)

    assert (report.entities[0].quarantined, told_of(report)[1]) == (
        1,
        ("participants", "incremental", 12),
    )
    assert {one.note for one in report.entities} == {
        "the list of events may not be whole: 1 of its rows have no readable id"
    }
