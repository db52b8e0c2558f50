"""A 403 on one event leaves that event out; a refused account stops the load."""

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, PermissionDenied
from sandbox.chronotrack.app import ChronoTrack
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.timers import HARBOR, MILL_POND, SCHEMA, listed, of, synced

PAIRS = ("entries", "results", "entry_listings", "result_listings")


def test_an_event_that_is_closed_is_left_out_and_the_others_load(
    track: Account, any_warehouse: Warehouse
) -> None:
    track.fails("status", f"/event/{MILL_POND}/", status=403, times=None)

    report = synced(track, any_warehouse)

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("events", "full", 3),
        ("races", "incremental", 4),
        ("entries", "incremental", 44),
        ("reg_choices", "incremental", 5),
        ("waves", "incremental", 5),
        ("intervals", "incremental", 5),
        ("brackets", "incremental", 88),
        ("results", "incremental", 121),
        ("entry_listings", "incremental", 2),
        ("result_listings", "incremental", 2),
    ]
    assert (of(report, "entries").note or "").startswith(f"/event/{MILL_POND}/entry: HTTP 403")


@pytest.mark.parametrize("auth", ["simple", "oauth2"])
def test_the_absence_of_a_closed_events_rows_means_nothing(
    track: Account, any_warehouse: Warehouse, auth: str
) -> None:
    track.settings = {"auth": auth}
    first = synced(track, any_warehouse, *PAIRS)
    track.fails("status", f"/event/{MILL_POND}/", status=403, times=None)

    second = synced(track, any_warehouse, *PAIRS)

    assert [key for key, _ in listed(any_warehouse, "entry", first.load_id)] == [
        "70101", "70102", "70103"
    ]  # fmt: skip
    assert [key for key, _ in listed(any_warehouse, "entry", second.load_id)] == ["70101", "70103"]
    assert [key for key, _ in listed(any_warehouse, "result", second.load_id)] == ["70101", "70103"]


def test_a_closed_event_does_not_cost_a_token(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    track.settings = {"auth": "oauth2"}
    track.fails("status", f"/event/{MILL_POND}/", status=403, times=None)

    synced(track, warehouse)

    assert scorer.access.given == 1


def test_a_named_event_that_is_closed_is_left_out(track: Account, warehouse: Warehouse) -> None:
    track.settings = {"events": [HARBOR, MILL_POND]}
    track.fails("status", f"/event/{MILL_POND}", status=403, times=None)

    report = synced(track, warehouse, "events", "entries")

    assert [(one.mode, one.landed) for one in report.entities] == [
        ("incremental", 1), ("incremental", 44)
    ]  # fmt: skip
    assert (of(report, "entries").note or "").startswith("event 70102 left out: HTTP 403")


def test_results_without_their_rankings_are_no_whole_list(
    track: Account, warehouse: Warehouse
) -> None:
    track.fails("status", f"/event/{HARBOR}/bracket", status=403, times=None)

    report = synced(track, warehouse, "results", "result_listings")

    assert [key for key, _ in listed(warehouse, "result", report.load_id)] == ["70102", "70103"]
    assert (of(report, "result_listings").note or "").startswith(
        "event 70101: its rankings were not asked for, since /event/70101/bracket: HTTP 403"
    )


def test_brackets_that_are_closed_cost_nothing_where_no_ranking_is_wanted(
    track: Account, warehouse: Warehouse
) -> None:
    track.settings = {"brackets": []}
    track.fails("status", f"/event/{HARBOR}/bracket", status=403, times=None)

    report = synced(track, warehouse, "brackets", "results", "result_listings")

    assert (of(report, "brackets").mode, of(report, "results").mode) == ("incremental", "full")
    assert listed(warehouse, "result", report.load_id)[0] == (HARBOR, 61)


@pytest.mark.parametrize("events", [None, [HARBOR, MILL_POND]])
def test_an_account_that_is_closed_stops_the_load(
    track: Account, warehouse: Warehouse, events: list[str] | None
) -> None:
    track.settings = {"events": events}
    track.fails("status", "/event", status=403, times=None)

    with pytest.raises(PermissionDenied, match=r"HTTP 403 .* share it with this login"):
        synced(track, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_login_refused_in_the_middle_stops_the_load(track: Account, warehouse: Warehouse) -> None:
    track.fails("status", f"/event/{MILL_POND}/entry", status=401, times=None)

    with pytest.raises(AuthError, match="HTTP 401"):
        synced(track, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_token_call_that_is_forbidden_stops_the_load(
    track: Account, warehouse: Warehouse
) -> None:
    track.settings = {"auth": "oauth2"}
    track.fails("status", "/oauth2/token", status=403, times=None)

    with pytest.raises(AuthError, match="HTTP 403"):
        synced(track, warehouse)
