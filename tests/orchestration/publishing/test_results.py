"""`syncline results`: planned, approved, published, taken down and written to a file."""

import csv
from pathlib import Path

import pytest

from orchestration.preflight.start import UnknownEvent
from orchestration.publishing.flow import plan_results
from push.publishing.planning import Wish
from tests.orchestration.publishing.conftest import Office

EVENT = "harbor-910101"
ADA = ("--approved-by", "Ada Umber")
CLASH = "without a registration, and bib 20 is that of the registration harbor-2"


def test_a_plan_says_what_would_go_where_and_what_not(office: Office) -> None:
    plan = office.answer("plan", EVENT)

    assert (plan["number"], plan["finality"], plan["event_key"]) == (1, "preliminary", EVENT)
    assert [row["record_id"] for row in plan["adds"]] == ["runsignup-1", "runsignup-2"]
    assert plan["scoring"].endswith("(timing-spring|10M)")
    assert plan["elsewhere"] == {"roster": 1}
    assert [one["reason"] for one in plan["held_back"]] == [CLASH]


def test_it_goes_out_once_somebody_approves_it(office: Office) -> None:
    office.answer("plan", EVENT)
    refused = office.syncline("publish", EVENT)
    done = office.answer("publish", EVENT, *ADA, "--number", "1")
    again = office.syncline("publish", EVENT, *ADA)

    assert (refused[0], "waits for an approval" in refused[1]) == (1, True)
    assert (done["sent"], done["approved_by"], done["seal"]["matched"]) == (2, "Ada Umber", 2)
    assert (again[0], "no plan waits for an approval" in again[1]) == (1, True)
    assert [one["state"] for one in office.answer("list", "harbor")] == ["done"]


def test_a_person_reads_the_same(office: Office) -> None:
    _, planned = office.syncline("plan", EVENT, "--official")
    _, shown = office.syncline("rehearse", EVENT)
    _, done = office.syncline("publish", EVENT, *ADA)
    _, listed = office.syncline("list")
    _, down = office.syncline("unpublish", EVENT, *ADA)

    assert "publication 1, official, nobody is told: 2 new + 0 changed" in planned
    assert f"held back: Zoë Runner (bib 20, bib:20): {CLASH}" in planned
    assert "POST /race/900101/results/full-results" in shown
    assert "4 calls would be made; none was." in shown
    assert "approved by Ada Umber: 2 sent, 0 taken back, 0 runners told" in done
    assert "2 of 2 match" in done
    assert "Ada Umber" in listed
    assert "are hidden" in down


def test_a_brake_and_a_difference_have_their_exit_codes(office: Office) -> None:
    office.answer("plan", EVENT)
    office.answer("publish", EVENT, *ADA)
    office.serve("delete from race.unified_results where result_key in ('t-2', 't-9')")
    office.runsignup.results._sets[330001].rows.append({"result_id": 1, "bib": 5})

    plan = office.answer("plan", EVENT)
    braked = office.syncline("publish", EVENT, *ADA)
    different = office.syncline("publish", EVENT, *ADA, "--accept")

    assert [row["record_id"] for row in plan["retractions"]] == ["runsignup-2"]
    assert (braked[0], "more than 5% of the 2 published" in braked[1]) == (4, True)
    assert (different[0], "1 of 1 match" in different[1]) == (3, True)


def test_an_event_is_found_by_its_scoring_events_key(office: Office) -> None:
    with pytest.raises(UnknownEvent, match=r"go to 2 registration events: .*harbor-910101.*roster"):
        plan_results(office.place, "timing-spring|10M", Wish())
    office.serve("delete from race.unified_events where connection = 'roster'")

    assert plan_results(office.place, "timing-spring|10M", Wish()).event_key == EVENT


def test_an_event_without_one_scoring_event_is_refused(office: Office) -> None:
    with pytest.raises(UnknownEvent, match=r'0 fit: none\. .* "910102" = "<key of the scoring'):
        plan_results(office.place, "Spring 5K", Wish())
    with pytest.raises(UnknownEvent, match="No event is called '10 Milen'"):
        plan_results(office.place, "10 Milen", Wish())


def test_a_setting_says_which_scoring_event_it_is(office: Office) -> None:
    path = office.place.home / "connections.toml"
    said = 'paced = false, results = { from = { 910102 = "timing-spring|8K" } }'
    path.write_text(path.read_text().replace("paced = false", said))

    plan = plan_results(office.place, "harbor-910102", Wish())

    assert (plan.scoring, plan.is_empty) == (
        "Spring timed: 8K, 2026-04-19 (timing-spring|8K)", True,
    )  # fmt: skip


def test_events_that_run_as_one_share_bibs_and_publish_a_walk_up_once(office: Office) -> None:
    path = office.place.home / "connections.toml"
    said = 'paced = false, results = { from = { 910102 = "timing-spring|10M" } }'
    path.write_text(path.read_text().replace("paced = false", said))
    office.serve(
        "update race.unified_results set participant_key = null where result_key = 't-5'",
        "insert into race.unified_results select 't-8', connection, event_id, null, '80',"
        " first_name, last_name, gender, status, false, true, 5, gun_time_ms, chip_time_ms"
        " from race.unified_results where result_key = 't-1'",
    )

    first, other = office.answer("plan", EVENT), office.answer("plan", "harbor-910102")

    assert [row["record_id"] for row in first["adds"]] == ["runsignup-1", "runsignup-2", "bib:80"]
    assert [one["reason"] for one in first["held_back"]] == [
        "without a registration, and bib 50 is that of the registration roster-5", CLASH,
    ]  # fmt: skip
    assert other["adds"] == []
    reasons = {one["record_id"]: one["reason"] for one in other["held_back"]}
    assert reasons["bib:80"] == (
        "without a registration; those are published with Spring: 10 Mile, 2026-04-19 "
        "(harbor-910101)"
    )


def test_a_walk_up_who_was_retracted_is_on_the_timers_list(office: Office) -> None:
    office.serve("update race.unified_results set bib_number = '80' where result_key = 't-9'")
    office.answer("plan", EVENT)
    office.answer("publish", EVENT, *ADA)
    office.serve("delete from race.unified_results where result_key = 't-9'")
    office.answer("plan", EVENT)
    _, done = office.syncline("publish", EVENT, *ADA, "--accept")

    [listed] = office.answer("by-hand", "harbor")
    _, shown = office.syncline("by-hand")

    assert "take back by hand: Zoë Runner (bib:80)" in done
    assert (listed["event_key"], listed["bib_number"], listed["approved_by"]) == (
        EVENT, "80", "Ada Umber",
    )  # fmt: skip
    assert "harbor: harbor-910101, result set 330001: bib 80 Zoë Runner (publication 2)" in shown
    assert "1 to be taken back at the provider by hand" in shown


@pytest.mark.parametrize("words", [("list",), ("by-hand",)])
def test_a_connection_that_is_not_there_is_no_good_news(
    office: Office, words: tuple[str, ...]
) -> None:
    wrong = office.syncline(*words, "harbr")
    right = office.syncline(*words, "harbor")

    assert (wrong[0], "There is no connection 'harbr'" in wrong[1]) == (1, True)
    assert (right[0], "othing" in right[1]) == (0, True)


def test_a_provider_without_a_call_gets_a_file(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"

    refused = office.syncline("plan", "roster-7")
    unwritable = office.syncline("export", "roster-7", str(tmp_path))
    done = office.answer("export", "roster-7", str(path))

    assert (refused[0], "race_roster documents no call" in refused[1]) == (1, True)
    assert (unwritable[0], "cannot be written: Is a directory" in unwritable[1]) == (1, True)
    assert (done["written"], done["elsewhere"]) == (1, {"harbor": 2})
    assert [one["reason"] for one in done["held_back"]] == [CLASH]
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["registration_id"], row["bib_number"]) for row in csv.DictReader(file)]
    assert rows == [("5", "50")]
    assert done["layout"].startswith("plain CSV")
