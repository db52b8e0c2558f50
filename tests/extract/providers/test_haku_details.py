"""One call per registration: a queue that stops, goes on, and asks for nothing twice."""

from datetime import timedelta

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError
from sandbox.haku.app import Haku
from sandbox.haku.switches import Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.organisers import (
    HALF,
    SCHEMA,
    SPRING,
    TEN_MILE,
    asked,
    details,
    part,
    synced,
)

DETAILS = f"{SCHEMA}.registration_details_json"
MISSING = f"{SCHEMA}.missing_details_json"
ONE, TWO, THREE = "R10000001", "R10000002", "R10000003"
RACE_WEEK = SPRING.replace(month=7, day=22)


def limited(account: Account, **settings: object) -> None:
    """Puts further settings into the account."""
    account.settings = {**account.settings, **settings}


def test_a_run_stops_at_its_calls_and_the_next_goes_on(
    haku: Account, any_warehouse: Warehouse
) -> None:
    limited(haku, detail_calls=30)

    told = [details(synced(haku, any_warehouse)) for _ in range(4)]

    age = "details still to fetch, the oldest detail is 0 h old"
    assert told == [
        (30, f"75 rows listed, 30 details fetched, 45 {age}"),
        (30, f"75 rows listed, 30 details fetched, 15 {age}"),
        (15, f"75 rows listed, 15 details fetched, 0 {age}"),
        (0, f"75 rows listed, 0 details fetched, 0 {age}"),
    ]
    assert len(landed.keys(any_warehouse, DETAILS)) == 75
    assert len(asked(haku) + asked(haku, HALF)) == 75


def test_a_run_may_leave_all_details_to_the_next(haku: Account, warehouse: Warehouse) -> None:
    limited(haku, detail_calls=0)

    told = details(synced(haku, warehouse))

    assert told == (0, "75 rows listed, 0 details fetched, 75 details still to fetch")


def test_new_rows_come_before_changed_ones(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)
    limited(haku, detail_calls=1)
    organisation.store.edit(TEN_MILE, ONE, {"is_cancelled": True})
    organisation.store.add(TEN_MILE, "R20000001", {})

    told = [details(synced(haku, warehouse))[1] for _ in range(3)]

    assert asked(haku)[60:] == ["R20000001", ONE]
    assert [text.split(", ")[2] for text in told] == [
        "1 details still to fetch", "0 details still to fetch", "0 details still to fetch",
    ]  # fmt: skip


def test_a_detail_says_which_state_of_its_row_it_answers_to(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)
    key = f"{TEN_MILE}|{ONE}"
    first = landed.payload(warehouse, DETAILS, key)["_context"]["list_hash"]
    organisation.store.edit(TEN_MILE, ONE, {"is_cancelled": True})

    synced(haku, warehouse)

    newest = landed.payload(warehouse, DETAILS, key)
    assert newest["is_cancelled"] is True
    assert newest["_context"]["list_hash"] != first


def test_what_the_list_does_not_show_is_read_again_around_race_day_oldest_first(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)
    limited(haku, detail_calls=40, refresh_share_pct=50)
    organisation.store.edit(TEN_MILE, ONE, {"shirt_size_code": "XL"})
    hours = [RACE_WEEK + timedelta(hours=number) for number in range(4)]

    told = [details(synced(haku, warehouse, at=moment)) for moment in hours]

    assert [count for count, _ in told] == [20, 20, 20, 0]
    assert told[0][1].endswith("20 details fetched, 0 details still to fetch, the oldest detail "
                               "is 1968 h old")  # fmt: skip
    assert sorted(asked(haku)[60:]) == sorted(asked(haku)[:60])
    assert len(asked(haku, HALF)) == 15
    row = landed.payload(warehouse, DETAILS, f"{TEN_MILE}|{ONE}")
    assert row["shirt_size_code"] == "XL"


@pytest.mark.parametrize(
    ("window", "day", "again"),
    [((3, 0), 22, 60), ((2, 0), 22, 0), ((0, 2), 27, 60), ((0, 1), 27, 0)],
)
def test_how_near_race_day_is_can_be_set(
    haku: Account, warehouse: Warehouse, window: tuple[int, int], day: int, again: int
) -> None:
    synced(haku, warehouse)
    limited(haku, refresh_days_before=window[0], refresh_days_after=window[1])

    assert details(synced(haku, warehouse, at=RACE_WEEK.replace(day=day)))[0] == again


def test_a_missing_detail_is_noted_and_not_asked_for_again(
    haku: Account, organisation: Haku, any_warehouse: Warehouse
) -> None:
    organisation.switches = Switches(missing=[f"{TEN_MILE}|{TWO}"])

    first, second = (details(synced(haku, any_warehouse)) for _ in range(2))

    assert first[0] == 74
    assert "74 details fetched, 0 details still to fetch, 1 not found" in first[1]
    assert second[0] == 0
    assert asked(haku).count(TWO) == 1
    row = landed.payload(any_warehouse, MISSING, f"{TEN_MILE}|{TWO}")
    assert (row["reason"], row["seen"]) == ("not_found", 'HTTP 404 ({"message":"Not Found"})')


def test_a_missing_detail_is_asked_for_again_once_its_row_changes(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(missing=[f"{TEN_MILE}|{TWO}"])
    synced(haku, warehouse)
    organisation.switches = Switches()
    organisation.store.edit(TEN_MILE, TWO, {"transaction_amount": 1})
    changed = synced(haku, warehouse, at=SPRING + timedelta(hours=1))

    organisation.store.edit(TEN_MILE, TWO, {"transaction_amount": "66.5"})
    back = synced(haku, warehouse, at=SPRING + timedelta(hours=2))

    assert (details(changed)[0], details(back)[0]) == (1, 1)
    assert asked(haku).count(TWO) == 3


def test_a_detail_that_always_fails_does_not_stop_the_rest_and_comes_last(
    haku: Account, warehouse: Warehouse
) -> None:
    haku.fails("status", f"{TEN_MILE}/registrations/{TWO}", times=None, status=500)
    limited(haku, detail_calls=74)

    first, second = (details(synced(haku, warehouse)) for _ in range(2))

    assert first[0] == 73
    assert "73 details fetched, 2 details still to fetch, 1 failed" in first[1]
    assert second[0] == 1
    assert haku.server.requests[-1].path.endswith(TWO)


def test_details_stop_when_one_after_the_other_fails(haku: Account, warehouse: Warehouse) -> None:
    haku.fails("status", "/registrations/", times=None, status=503)

    landed_count, told = details(synced(haku, warehouse))

    assert landed_count == 0
    assert "75 details still to fetch, 3 failed, stopped after 3 failures in a row" in told
    assert "entity registration_details, /events/ev_2003" not in told
    assert len(set(asked(haku))) == 3


def test_a_wrong_path_does_not_count_as_missing_registrations(
    haku: Account, warehouse: Warehouse
) -> None:
    right = haku.settings
    limited(haku, paths={"registration": "/nowhere/{event_id}/{registration_number}"})
    told = details(synced(haku, warehouse))[1]
    haku.settings = right

    assert "75 details still to fetch, 3 failed, stopped" in told
    assert details(synced(haku, warehouse))[0] == 75


def test_the_detail_of_another_registration_is_kept_aside(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(swapped=[f"{TEN_MILE}|{THREE}"])

    report = synced(haku, warehouse)

    one = part(report, "registration_details")
    assert (one.fetched, one.landed, one.quarantined) == (75, 74, 1)
    assert landed.quarantined(warehouse, "haku") == [
        ("no_key", f"event {TEN_MILE} registration {THREE} row 1")
    ]
    assert landed.payload(warehouse, MISSING, f"{TEN_MILE}|{THREE}")["reason"] == "unreadable"


def test_a_load_that_breaks_off_loses_only_its_own_calls(
    haku: Account, warehouse: Warehouse
) -> None:
    limited(haku, detail_calls=30)
    synced(haku, warehouse)
    haku.fails("status", "/registrations/", skip=20, times=2, status=403)

    with pytest.raises(AuthError, match="HTTP 403"):
        synced(haku, warehouse)

    assert landed.visible(warehouse, DETAILS) == 30
    assert [details(synced(haku, warehouse))[0] for _ in range(3)] == [30, 15, 0]


def test_details_alone_are_asked_for_by_the_list_as_it_is_now(
    haku: Account, warehouse: Warehouse
) -> None:
    synced(haku, warehouse)

    report = synced(haku, warehouse, "registration_details", "missing_details")

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("registration_details", "incremental", 0),
        ("missing_details", "incremental", 0),
    ]
