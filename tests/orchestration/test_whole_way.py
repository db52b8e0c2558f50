"""Sandboxes -> raw -> dbt build -> push -> race -> results, on both engines, all providers."""

from pathlib import Path

import dagster as dg
import pytest
import urllib3

from orchestration.defs.lineage import LINEAGE, Lineages
from orchestration.defs.manifest import read_project
from orchestration.defs.translating import Translator
from orchestration.lineage import keeping
from orchestration.lineage.keeping import Kept
from orchestration.preflight.checks import preflight
from orchestration.publishing.flow import Approval, plan_results, publish_results
from orchestration.pushing import make_plans, push_jobs, verify_races
from orchestration.trace.story import trace
from push.publishing.planning import Wish
from tests.orchestration.clubs import TIMING
from tests.orchestration.conftest import ENTRANTS, RUNNER, SCORING, SOURCE, Way
from tests.orchestration.planned import LISTED, planned

TEN_MILE, FIVE_K = "demo_runsignup-910101", "demo_runsignup-910102"
A_RUNNER, A_HELPER = ENTRANTS
PEOPLE = """
    select source_provider, status, removed_reason, count(*), count(event_key)
    from race.unified_participants
    where source_provider in ('haku', 'race_roster')
    group by source_provider, status, removed_reason
"""
RESULTS = """
    select event_name, status, count(*) from race.unified_results
    where source_provider = 'chronotrack' group by event_name, status
"""
TOP = """
    select overall_rank, gun_time_ms - chip_time_ms = start_offset_ms from race.unified_results
    where source_provider = 'chronotrack' and overall_rank <= 3 order by overall_rank
"""
SPLITS = """
    select split_name, is_finish, count(*), min(split_number) from race.unified_splits
    where source_provider = 'chronotrack' group by split_name, is_finish
"""
EVENTS = """
    select race_name, event_name, timezone, state, country from race.unified_events
    where source_provider in ('haku', 'race_roster')
"""
COUNT = "select count(*), count(distinct participant_key) from race.unified_participants"
WINNER = """
    select participants.event_key, participants.registration_id
    from race.unified_results as results
    inner join race.unified_participants as participants
        on results.participant_key = participants.participant_key
    where results.overall_rank = 1 and results.connection = 'demo_copernico'
"""


def test_a_killed_build_left_nothing_that_the_next_one_did_not_mend(finished_way: Way) -> None:
    total, distinct = finished_way.rows(COUNT)[0]

    assert "OK created sql view model" in finished_way.killed
    assert total == distinct
    assert total > 160  # type: ignore[operator]


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
        "select count(*) from race.unified_participants where status = 'active' "
        f"and connection = '{SOURCE}'"
    )
    parts = [len(p.creates) + len(p.updates) + p.unchanged + len(p.held_back) for p in plans]
    assert sum(parts) == active[0][0]


def test_the_start_list_is_what_a_push_would_send_and_hold_back(finished_way: Way) -> None:
    listed = finished_way.rows(LISTED.format(connection=SCORING))

    with push_jobs(finished_way.place, SCORING) as jobs:
        assert sorted(listed) == planned(jobs)
    outcomes = {str(outcome) for _, _, outcome in listed}
    assert {"10 Mile", "duplicate_bib", "excluded_event"} <= outcomes


def test_who_entered_a_super_event_stands_and_is_pushed_once_in_each_event(
    finished_way: Way,
) -> None:
    in_ten_mile, in_five_k = f"910101|{A_RUNNER}", f"910102|{A_RUNNER}"

    assert finished_way.served(A_RUNNER) == [
        (in_ten_mile, "10 Mile", "7001", "ready"),
        (in_five_k, "5K", "7001", "ready"),
        (str(A_RUNNER), "Challenge", "7001", "unknown_event"),
    ]
    assert finished_way.registered(A_RUNNER) == [
        (f"runsignup-{in_ten_mile}", "10 Mile", 7001),
        (f"runsignup-{in_five_k}", "5K", 7001),
    ]


def test_a_runner_of_two_events_is_traced_in_each_and_is_nobody_twice(finished_way: Way) -> None:
    place, keys = finished_way.place, [TEN_MILE, FIVE_K]

    told = [trace(place, key, "registration", str(A_RUNNER)).stories for key in keys]
    found = [one for key in keys for one in preflight(place, key).findings]

    assert [(one.key, one.event) for stories in told for one in stories] == [
        (f"demo_runsignup-910101|{A_RUNNER}", "10 Mile"),
        (f"demo_runsignup-910102|{A_RUNNER}", "5K"),
    ]
    for_both = {"page read", "row landed", "stands active", "create intended", "confirmed"}
    assert all(for_both <= {step.what for step in stories[0].steps} for stories in told)
    amiss = {one.check for one in found if str(A_RUNNER) in str(one.records)}
    assert amiss.isdisjoint({"same_person", "likely_same_person", "duplicate_bib"})


def test_results_come_back_with_ranks_and_times(finished_way: Way) -> None:
    first = finished_way.rows(
        "select gun_time_ms, chip_time_ms, status, registration_id is not null "
        f"from race.unified_results where overall_rank = 1 and connection = '{SCORING}'"
    )
    finished = finished_way.rows(
        "select count(*) from race.unified_results where status = 'finished' "
        f"and connection = '{SCORING}'"
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
    person = finished_way.rows(RUNNER)[0][0]
    path = f"/_sandbox/participants/riverbend-spring-2026/runsignup-{person}"
    reply = urllib3.request("POST", finished_way.scoring_url + path, json={"surname": "Tampered"})

    seals = verify_races(finished_way.place, SCORING)

    assert reply.status == 200
    differences = [one for seal in seals for one in seal.differences if one.field == "last_name"]
    assert [(one.record_id, one.provider, one.is_theirs) for one in differences] == [
        (f"runsignup-{person}", "Tampered", True)
    ]
    assert sum(one.sent for one in finished_way.push()) == 0


def test_everybody_stands_in_one_view(finished_way: Way) -> None:
    assert sorted(finished_way.rows(PEOPLE), key=str) == [
        ("haku", "active", None, 72, 72),
        ("haku", "removed", "cancelled", 3, 0),
        ("haku", "removed", "removed", 7, 7),
        ("race_roster", "active", None, 21, 21),
        ("race_roster", "removed", "removed", 3, 3),
    ]


def test_events_carry_their_own_zone_and_place(finished_way: Way) -> None:
    assert sorted(finished_way.rows(EVENTS), key=str) == [
        ("Harbor Lights 10 Mile", "10 Mile", "America/Chicago", "IA", "US"),
        ("Harbor Lights 10 Mile", "5K Walk", "America/Chicago", "IA", "US"),
        ("Lakehead Marathon Weekend", "5 km", "America/Toronto", "ON", "CA"),
        ("Lakehead Marathon Weekend", "Marathon", "America/Toronto", "ON", "CA"),
        ("Lakehead Marathon Weekend", "Volunteer", "America/Toronto", "ON", "CA"),
        ("Pine Valley Half", "5K", "America/Chicago", "IL", "US"),
        ("Pine Valley Half", "Half Marathon", "America/Chicago", "IL", "US"),
        ("Prairie Wind Côte-à-Côte", "10 km", "America/Regina", "SK", "CA"),
        ("Prairie Wind Côte-à-Côte", "One Mile", "America/Regina", "SK", "CA"),
    ]


def test_decisions_and_settings_make_the_start_list_that_a_push_sends(finished_way: Way) -> None:
    listed = finished_way.rows(LISTED.format(connection=TIMING))

    with push_jobs(finished_way.place, TIMING) as jobs:
        assert sorted(listed) == planned(jobs)
    outcomes = {str(outcome) for _, _, outcome in listed}
    assert {"10 Mile", "Kids Mile", "excluded_event", "unknown_event"} <= outcomes
    assert "5K" not in outcomes


def test_every_column_is_known_by_what_it_is_made_of(
    finished_way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 300.0)
    models = [node for node in finished_way.ended if node.unique_id.startswith("model.")]
    project = read_project()
    lineages = Lineages(project, Translator(project), Kept(tmp_path))

    told = lineages.told(finished_way.place.target.engine, models)

    made_of = told["model.syncline.start_list"][LINEAGE].deps_by_column
    landed = told["model.syncline.stg_runsignup__participants"][LINEAGE].deps_by_column
    assert [name for name, one in told.items() if LINEAGE not in one] == []
    assert len(told) == len(models)
    assert made_of["bib_number"] == [column("race", "unified_participants", "bib_number")]
    assert landed["registration_id"] == [column("raw_runsignup", "participants_json", "key")]


def column(schema: str, table: str, name: str) -> dg.TableColumnDep:
    """A column of an asset."""
    return dg.TableColumnDep(dg.AssetKey([schema, table]), name)


def test_a_selection_that_does_not_cover_a_group_says_so(finished_way: Way) -> None:
    report = finished_way.builder.build("unified_events")

    assert report.flips == []
    assert len(report.kept) == 1
    assert report.kept[0].startswith(
        "race: nothing was flipped. The selection does not cover the group; left out: "
    )


def test_a_removed_registration_is_listed_for_withdrawal(changed_way: Way) -> None:
    pushed = changed_way.push()

    listed = {action.record_id: action.reason for one in pushed for action in one.listed}
    assert listed == {
        f"runsignup-{changed_way.removed}": "removed",
        f"runsignup-910102|{A_RUNNER}": "moved",
        f"runsignup-910101|{A_HELPER}": "moved",
        f"runsignup-910102|{A_HELPER}": "moved",
    }


def test_a_move_under_the_same_id_leaves_the_other_events_alone(changed_way: Way) -> None:
    assert changed_way.served(A_RUNNER) == [
        (f"910101|{A_RUNNER}", "10 Mile", "7001", "ready"),
        (f"910102|{A_RUNNER}", "5K", "7001", "moved"),
        (str(A_RUNNER), "Challenge", "7001", "moved"),
    ]
    assert changed_way.served(A_HELPER) == [
        (f"910101|{A_HELPER}", "10 Mile", "7002", "moved"),
        (f"910102|{A_HELPER}", "5K", "7002", "moved"),
        (str(A_HELPER), "Volunteer", "7002", "excluded_event"),
    ]


def test_what_changed_upstream_has_a_reason(changed_way: Way) -> None:
    assert sorted(changed_way.rows(PEOPLE), key=str) == [
        ("haku", "active", None, 70, 70),
        ("haku", "removed", "cancelled", 5, 2),
        ("haku", "removed", "removed", 6, 6),
        ("haku", "vanished", "vanished", 1, 1),
        ("race_roster", "active", None, 20, 20),
        ("race_roster", "removed", "removed", 3, 3),
        ("race_roster", "vanished", "vanished", 1, 1),
    ]
    assert sorted(changed_way.rows(RESULTS)) == [
        ("10 Mile", "disqualified", 1),
        ("10 Mile", "finished", 30),
        ("10 Mile", "not_started", 1),
        ("10 Mile", "retired", 1),
        ("5K", "not_started", 12),
        ("Kids Mile", "not_started", 5),
    ]
    assert sorted(changed_way.rows(SPLITS)) == [
        ("Full Course", True, 30, 2),
        ("Midway", False, 31, 1),
    ]
    assert changed_way.rows(TOP) == [(1, True), (2, True), (3, True)]
