"""Sandbox -> raw -> dbt build -> push -> race -> results, on both engines."""

import msgspec
import urllib3

from orchestration.pushing import make_plans, verify_races
from tests.orchestration.conftest import SCORING, SOURCE, Way


def run_race(way: Way) -> None:
    """Runs the 10 Mile in the scoring system's sandbox."""
    url = way.place.connection(SCORING).settings["base_url"]
    assert urllib3.request("POST", f"{url}/_sandbox/race-day", json={}).status == 200


def test_a_race_goes_the_whole_way_and_a_second_time_sends_nothing(way: Way) -> None:
    way.pull()
    way.build()
    first = way.push()
    run_race(way)
    way.pull(SCORING)
    way.build()

    second = way.push()

    assert all(one.seal.is_whole for one in first)
    assert sum(one.sent for one in first) > 60
    assert [one.sent for one in second] == [0, 0]
    assert all(one.is_theirs for push in second for one in push.seal.differences)


def test_every_active_registration_is_sent_unchanged_or_held_back(way: Way) -> None:
    way.pull()
    way.build()

    plans = make_plans(way.place, SCORING)

    active = way.rows("select count(*) from race.unified_participants where status = 'active'")
    parts = [len(p.creates) + len(p.updates) + p.unchanged + len(p.held_back) for p in plans]
    assert sum(parts) == active[0][0]


def test_results_come_back_with_ranks_and_times(way: Way) -> None:
    way.pull()
    way.build()
    way.push()
    run_race(way)
    way.pull(SCORING)

    way.build()

    first = way.rows(
        "select gun_time_ms, chip_time_ms, status, registration_id is not null "
        "from race.unified_results where overall_rank = 1"
    )
    finished = way.rows("select count(*) from race.unified_results where status = 'finished'")
    assert first[0][2:] == ("finished", True)
    assert first[0][0] >= first[0][1] > 2_000_000  # type: ignore[operator]
    assert finished[0][0] >= 60  # type: ignore[operator]


def test_verify_names_exactly_the_tampered_records(way: Way) -> None:
    way.pull()
    way.build()
    way.push()
    person = way.rows(
        "select registration_id from race.unified_participants where event_name = '10 Mile' "
        "and status = 'active' and bib_number is not null order by registration_id desc limit 1"
    )[0][0]
    url = way.place.connection(SCORING).settings["base_url"]
    path = f"/_sandbox/participants/riverbend-spring-2026/runsignup-{person}"
    reply = urllib3.request("POST", url + path, json={"surname": "Tampered"})

    seals = verify_races(way.place, SCORING)

    assert reply.status == 200
    named = [(one.record_id, one.provider) for seal in seals for one in seal.differences]
    assert named == [(f"runsignup-{person}", "Tampered")]


def test_a_removed_registration_is_listed_for_withdrawal(way: Way) -> None:
    way.pull()
    way.build()
    way.push()
    person = way.rows(
        "select registration_id from race.unified_participants where event_name = '10 Mile' "
        "and status = 'active' and bib_number is not null order by registration_id desc limit 1"
    )[0][0]
    url = way.place.connection(SOURCE).settings["base_url"].removesuffix("/rest")
    body = msgspec.json.encode({"registration_id": int(str(person)), "removed_reason": "removed"})
    assert urllib3.request("POST", f"{url}/_sandbox/removals", body=body).status == 200
    way.pull()
    way.build()

    pushed = way.push()

    assert [action.record_id for one in pushed for action in one.listed] == [f"runsignup-{person}"]
