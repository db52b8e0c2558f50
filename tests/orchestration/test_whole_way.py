"""Sandbox -> raw -> dbt build -> push -> race -> results, on both engines."""

import msgspec
import urllib3

from orchestration.publishing.flow import Approval, plan_results, publish_results
from orchestration.pushing import make_plans, push_jobs, verify_races
from orchestration.trace.story import trace
from push.publishing.planning import Wish
from tests.orchestration.conftest import SCORING, SOURCE, Way
from tests.orchestration.planned import LISTED, planned

TEN_MILE = "demo_runsignup-910101"
PERSON = """
    select registration_id from race.unified_participants
    where event_name = '10 Mile' and status = 'active' and bib_number is not null
    order by registration_id desc limit 1
"""


WINNER = """
    select participants.event_key, participants.registration_id
    from race.unified_results as results
    inner join race.unified_participants as participants
        on results.participant_key = participants.participant_key
    where results.overall_rank = 1
"""


def test_what_was_pushed_is_proven_equal(finished_way: Way) -> None:
    assert all(one.seal.is_whole for one in finished_way.pushes)
    assert sum(one.sent for one in finished_way.pushes) > 60


def test_a_second_push_sends_nothing(finished_way: Way) -> None:
    second = finished_way.push()

    assert [one.sent for one in second] == [0, 0]
    assert all(one.is_theirs for push in second for one in push.seal.differences)


def test_every_active_registration_is_sent_unchanged_or_held_back(finished_way: Way) -> None:
    plans = make_plans(finished_way.place, SCORING)

    active = finished_way.rows(
        "select count(*) from race.unified_participants where status = 'active'"
    )
    parts = [len(p.creates) + len(p.updates) + p.unchanged + len(p.held_back) for p in plans]
    assert sum(parts) == active[0][0]


def test_the_start_list_is_what_a_push_would_send_and_hold_back(finished_way: Way) -> None:
    listed = finished_way.rows(LISTED.format(connection=SCORING))

    with push_jobs(finished_way.place, SCORING) as jobs:
        assert sorted(listed) == planned(jobs)
    outcomes = {str(outcome) for _, _, outcome in listed}
    assert {"10 Mile", "duplicate_bib", "excluded_event"} <= outcomes


def test_results_come_back_with_ranks_and_times(finished_way: Way) -> None:
    first = finished_way.rows(
        "select gun_time_ms, chip_time_ms, status, registration_id is not null "
        "from race.unified_results where overall_rank = 1"
    )
    finished = finished_way.rows(
        "select count(*) from race.unified_results where status = 'finished'"
    )
    assert first[0][2:] == ("finished", True)
    assert first[0][0] >= first[0][1] > 2_000_000  # type: ignore[operator]
    assert finished[0][0] >= 60  # type: ignore[operator]


def test_a_runner_is_traced_from_the_registration_page_to_the_splits(finished_way: Way) -> None:
    event, registration = map(str, finished_way.rows(WINNER)[0])

    (story,) = trace(finished_way.place, event, "registration", registration).stories

    steps = [one for one in story.steps if not one.what.startswith(("planned", "start list"))]
    assert [step.what for step in steps] == [
        "page read", "row landed", "first served", "stands active",
        "create intended", "sent", "confirmed",
        "page read", "row landed", "first served", "result: finished", "splits",
    ]  # fmt: skip
    assert [step.where for step in steps[3:8]] == [
        "race.unified_participants",
        *["demo_copernico: riverbend-spring-2026"] * 3,
        "demo_copernico: results",
    ]


def test_results_go_back_to_where_people_registered(finished_way: Way) -> None:
    planned = plan_results(finished_way.place, TEN_MILE, Wish("official"))

    done = publish_results(finished_way.place, TEN_MILE, Approval("Ada Umber"))

    assert len(planned.adds) >= 50
    assert (done.sent, done.seal.is_whole) == (len(planned.adds), True)
    assert plan_results(finished_way.place, TEN_MILE, Wish()).is_empty


def test_verify_names_exactly_the_tampered_record(finished_way: Way) -> None:
    person = finished_way.rows(PERSON)[0][0]
    path = f"/_sandbox/participants/riverbend-spring-2026/runsignup-{person}"
    reply = urllib3.request("POST", finished_way.scoring_url + path, json={"surname": "Tampered"})

    seals = verify_races(finished_way.place, SCORING)

    assert reply.status == 200
    differences = [one for seal in seals for one in seal.differences if one.field == "last_name"]
    assert [(one.record_id, one.provider, one.is_theirs) for one in differences] == [
        (f"runsignup-{person}", "Tampered", True)
    ]
    assert sum(one.sent for one in finished_way.push()) == 0


def test_a_removed_registration_is_listed_for_withdrawal(finished_way: Way) -> None:
    person = finished_way.rows(PERSON)[0][0]
    url = finished_way.place.connection(SOURCE).settings["base_url"].removesuffix("/rest")
    body = msgspec.json.encode({"registration_id": int(str(person)), "removed_reason": "removed"})
    assert urllib3.request("POST", f"{url}/_sandbox/removals", body=body).status == 200
    finished_way.pull()
    finished_way.build()

    pushed = finished_way.push()

    assert [action.record_id for one in pushed for action in one.listed] == [f"runsignup-{person}"]


def test_a_selection_that_does_not_cover_a_group_says_so(finished_way: Way) -> None:
    report = finished_way.builder.build("unified_events")

    assert report.flips == []
    assert len(report.kept) == 1
    assert report.kept[0].startswith(
        "race: nothing was flipped. The selection does not cover the group; left out: "
    )
