"""A race day at the ChronoTrack server: times given by hand, ranks worked out anew."""

from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.chronotrack.scoring import duration
from sandbox.serving import serve
from tests.sandbox.client import Client
from tests.sandbox.timer import FIRST, HARBOR, SECOND, TEN_MILE, THIRD, rows, timer_client

FOURTH = "5500004"
GUN = "1789212603.412"
TIMES = {
    FIRST: {"points": {"Midway": 1_800_000, "Full Course": 3_723_456}, "start": 3_400},
    SECOND: {"points": {"Midway": 1_700_000, "Full Course": 3_600_007}},
    THIRD: {"points": {"Midway": 1_900_000}, "start": 9_000, "status": "DNF"},
    FOURTH: {"points": {"Midway": 1_000_000, "Full Course": 2_000_000}, "status": "DQ"},
}


@pytest.fixture
def timer() -> ChronoTrack:
    """An account whose longest race has thirty finishers to come."""
    return ChronoTrack(build_timed_roster(finishers=30))


@pytest.fixture
def client(timer: ChronoTrack, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of its server, after a race of four."""
    timer.store.put("entries", FIRST, {"athlete_sex": "F", "entry_race_age": "34"})
    timer.store.put("entries", SECOND, {"athlete_sex": "M", "entry_race_age": "41"})
    timer.store.put("entries", THIRD, {"athlete_sex": "F", "entry_race_age": "29"})
    with serve(timer.app) as server:
        made = timer_client(pool, server.url)
        made.post(f"/_sandbox/race-day/{TEN_MILE}", {"times": TIMES, "gun": GUN})
        yield made


def ranked(found: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Who has which rank, in which bracket and interval."""
    names = ("results_entry_id", "results_rank", "results_bracket_name", "results_interval_name")
    return [tuple(row[name] for name in names) for row in found]


def test_without_a_word_the_finish_is_ranked_overall(client: Client) -> None:
    assert ranked(rows(client, f"/event/{HARBOR}/results")) == [
        (SECOND, "1", "Overall", "Full Course"),
        (FIRST, "2", "Overall", "Full Course"),
    ]


def test_all_intervals_have_a_row_each(client: Client) -> None:
    assert ranked(rows(client, f"/race/{TEN_MILE}/results", interval="ALL")) == [
        (SECOND, "1", "Overall", "Full Course"),
        (FIRST, "2", "Overall", "Full Course"),
        (SECOND, "1", "Overall", "Midway"),
        (FIRST, "2", "Overall", "Midway"),
        (THIRD, "3", "Overall", "Midway"),
    ]


def test_ranks_begin_anew_in_each_bracket(client: Client) -> None:
    assert ranked(rows(client, f"/event/{HARBOR}/results", bracket="SEX")) == [
        (FIRST, "1", "Female", "Full Course"),
        (SECOND, "1", "Male", "Full Course"),
    ]
    assert ranked(rows(client, f"/event/{HARBOR}/results", bracket="F 30-39")) == [
        (FIRST, "1", "F 30-39", "Full Course")
    ]


def test_a_bracket_and_an_interval_have_results_of_their_own(client: Client) -> None:
    assert ranked(rows(client, "/bracket/70150102/results")) == [
        (FIRST, "1", "Female", "Full Course")
    ]
    assert len(rows(client, "/interval/9015012/results")) == 3


def test_times_are_text_of_varying_precision(client: Client) -> None:
    found = {
        row["results_entry_id"]: row
        for row in rows(client, f"/event/{HARBOR}/results", elide_json="false")
    }
    names = ("results_time", "results_gun_time", "results_begin_chip_time", "results_end_chip_time")
    assert [found[FIRST][name] for name in names] == [
        "01:02:00.0", "01:02:03.4", "1789212606.812", "1789216326.868"
    ]  # fmt: skip
    assert [found[SECOND][name] for name in names] == [
        "01:00:00", "01:00:00", "", "1789216203.419"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("milliseconds", "digits", "text"),
    [
        (3_723_456, 3, "01:02:03.456"),
        (3_723_456, 2, "01:02:03.45"),
        (3_723_456, 0, "01:02:03"),
        (2_780_300, 1, "46:20.3"),
        (2_780_300, 3, "00:46:20.300"),
    ],
)
def test_a_duration_is_written_with_its_digits(milliseconds: int, digits: int, text: str) -> None:
    assert duration(milliseconds, digits) == text


def test_entries_say_what_became_of_them(client: Client) -> None:
    entries = rows(client, f"/race/{TEN_MILE}/entry", size="1000")

    assert [row["entry_status"] for row in entries[:5]] == ["FIN", "FIN", "DNF", "DQ", "CONF"]


def test_a_rescore_takes_a_row_away_and_moves_the_others(client: Client) -> None:
    client.call("DELETE", f"/_sandbox/times/{SECOND}")
    client.post(f"/_sandbox/times/{THIRD}", {"points": {"Full Course": 3_000_000}})

    assert ranked(rows(client, f"/event/{HARBOR}/results")) == [
        (THIRD, "1", "Overall", "Full Course"),
        (FIRST, "2", "Overall", "Full Course"),
    ]


def test_a_race_run_again_has_only_its_new_times(client: Client) -> None:
    client.post(f"/_sandbox/race-day/{TEN_MILE}", {"times": {}})

    assert rows(client, f"/event/{HARBOR}/results", interval="ALL") == []
    assert client.post("/_sandbox/race-day/9", {})["error"] == "there is none: '9'"


def test_without_times_everybody_gets_the_day_they_were_made_with(client: Client) -> None:
    made = client.post(f"/_sandbox/race-day/{TEN_MILE}", {})

    assert made == {"FIN": 30, "DNF": 1, "DQ": 1}
    assert len(rows(client, f"/event/{HARBOR}/results", size="1000")) == 30


def test_columns_and_bibs_narrow_an_answer(client: Client) -> None:
    found = rows(client, f"/event/{HARBOR}/results", bib="101", columns="results_bib,results_rank")

    assert found == [{"results_bib": "101", "results_rank": "2"}]
