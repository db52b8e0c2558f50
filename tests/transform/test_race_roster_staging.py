"""Race Roster from its server to its staging models, on both engines."""

from collections.abc import Iterator

import pytest

from extract.kit.destination import Target, open_warehouse
from sandbox.race_roster.app import RaceRoster
from sandbox.race_roster.roster import build_roster
from sandbox.serving import serve
from tests.extract.rosters import A_RUNNER, LAKEHEAD, pull, roster_account
from tests.transform.landing import Warehouse


def load_twice(target: Target) -> None:
    """Two loads: before the second one person vanishes and another withdraws.

    One list comes short in the second, so that it is incremental.
    """
    roster = RaceRoster(build_roster(participants=20))
    with serve(roster.app) as server, open_warehouse(target) as warehouse:
        timer = roster_account(roster, server)
        pull(timer, warehouse)
        roster.store.remove(LAKEHEAD, A_RUNNER + 3)
        roster.store.edit(LAKEHEAD, A_RUNNER, {"isActive": False, "bibNumber": 12})
        timer.fails("empty_page", "0002-4d20/participants", skip=1, times=None)
        pull(timer, warehouse, day=2)


@pytest.fixture(scope="module")
def staged(built_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse after two loads, with the staging models built and tested over them."""
    load_twice(built_warehouse.target)
    built_warehouse.dbt("build", "--select", "staging.race_roster")
    yield built_warehouse
    built_warehouse.empty("raw_race_roster")


def test_whoever_is_of_an_older_load_than_the_listing_is_gone(staged: Warehouse) -> None:
    gone = staged.query(
        "select people.participant_id from staging.stg_race_roster__participants as people"
        " inner join staging.stg_race_roster__participant_listings as lists"
        " on people.connection = lists.connection and people.race_id = lists.event_id"
        " where people._dlt_load_id < lists._dlt_load_id"
    )

    assert gone == [(str(A_RUNNER + 3),)]


def test_a_list_that_came_short_leaves_its_people_in_place(staged: Warehouse) -> None:
    counts = staged.query(
        "select race_id, count(*), count(distinct _dlt_load_id)"
        " from staging.stg_race_roster__participants group by race_id order by race_id"
    )
    listings = staged.query(
        "select row_count, upstream_total from staging.stg_race_roster__participant_listings"
        " order by event_id"
    )

    assert [count for _, *count in counts] == [[12, 2], [12, 2]]
    assert listings == [(11, 11), (12, 12)]


def test_a_participant_is_typed(staged: Warehouse) -> None:
    rows = staged.query(
        "select registration_id, race_id, event_id, gender, bib_number, is_active, state, age"
        " from staging.stg_race_roster__participants where participant_id = ?",
        [str(A_RUNNER)],
    )

    assert rows == [(f"{LAKEHEAD}|{A_RUNNER}", LAKEHEAD, "410001", "0", "12", False, "NY", 39)]


def test_sub_events_are_rows_with_their_metres(staged: Warehouse) -> None:
    rows = staged.query(
        "select sub_event_name, distance, cast(distance_metres as text), participant_limit"
        " from staging.stg_race_roster__sub_events order by sub_event_id"
    )

    assert rows == [
        ("Marathon", "42.195 km", "42195.00", 1500),
        ("5 km", "5 km", "5000.00", None),
        ("Volunteer", "0 km", None, None),
        ("10 km", "10 km", "10000.00", 400),
        ("One Mile", "1 mi", "1609.34", None),
    ]


def test_each_start_is_its_own(staged: Warehouse) -> None:
    rows = staged.query(
        "select subs.sub_event_id, subs.starts_at = events.starts_at, events.event_number"
        " from staging.stg_race_roster__sub_events as subs"
        " inner join staging.stg_race_roster__events as events on subs.event_id = events.event_id"
        " where events.state = 'ON' order by subs.sub_event_id"
    )

    assert rows == [
        ("410001", True, "81001"),
        ("410002", False, "81001"),
        ("410003", True, "81001"),
    ]


def test_loads_say_what_was_whole(staged: Warehouse) -> None:
    rows = staged.query(
        "select entity, mode, landed_count, upstream_total from staging.stg_race_roster__loads"
        " order by _dlt_load_id desc, entity limit 3"
    )

    assert rows == [
        ("events", "full", 2, None),
        ("participant_listings", "incremental", 1, None),
        ("participants", "incremental", 16, 23),
    ]
