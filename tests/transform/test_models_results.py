"""What is retracted upstream is gone after the next load, what is scored anew replaces."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.transform.landing import Load, Warehouse

RESULTS = (
    "select scoring_id, status, gun_time_ms from intermediate.int_race__results_unioned"
    " order by scoring_id"
)
PASSED = (
    "select splits.split_name, results.status from intermediate.int_race__splits_unioned as splits"
    " left join intermediate.int_race__results_unioned as results"
    " on splits.connection = results.connection and splits.result_key = results.key"
)
LISTED = (
    "select scoring_id, gun_time_ms from intermediate.int_race__chronotrack_results_listed"
    " order by scoring_id"
)
TABLES = (
    "raw_copernico.results_json", "raw_copernico.loads", "raw_copernico._dlt_loads",
    "raw_chronotrack.results_json", "raw_chronotrack.result_listings_json",
    "raw_chronotrack.loads", "raw_chronotrack._dlt_loads",
)  # fmt: skip


@pytest.fixture
def scored(warehouse: Warehouse) -> Iterator[Warehouse]:
    """The warehouse, without results before and after."""
    empty = [(f"delete from {table}", ()) for table in TABLES]
    warehouse.execute(empty)
    yield warehouse
    warehouse.execute(empty)


def preset(person: str, milliseconds: int) -> tuple[str, dict[str, Any]]:
    """A finisher as Copernico exports one."""
    row = {"id": person, "status": "finished", "times.official_:::finish:::": milliseconds}
    return f"spring|10K|{person}", {"_context": {"race": "spring", "event": "10K"}} | row


def ranked(entry: str, time: str) -> tuple[str, dict[str, Any]]:
    """A finisher as ChronoTrack ranks one."""
    row = {"results_race_id": "7", "results_entry_id": entry, "results_interval_full": "1"}
    context = {"_context": {"event_id": "70101"}, "results_gun_time": time}
    return f"7|{entry}|1|", context | row


def listing(load_id: str, rows: int) -> Load:
    """The proof that a load has read an event's results to the end."""
    said = [("70101", {"rows": rows})]
    return Load(load_id, "result_listings", said, "incremental", None, provider="chronotrack")


def test_copernico_results_are_those_of_the_newest_read(scored: Warehouse) -> None:
    first = [preset("runsignup-1", 3_600_000), preset("runsignup-2", 3_700_000)]
    Load("1.1", "results", first, provider="copernico").land(scored)
    before = scored.query(RESULTS)

    again = [preset("runsignup-2", 3_650_000)]
    Load("2.1", "results", again, provider="copernico").land(scored)

    assert before == [
        ("runsignup-1", "finished", 3_600_000),
        ("runsignup-2", "finished", 3_700_000),
    ]
    assert scored.query(RESULTS) == [("runsignup-2", "finished", 3_650_000)]


def test_copernico_results_of_a_read_that_broke_off_replace_nothing(scored: Warehouse) -> None:
    Load("1.1", "results", [preset("runsignup-1", 3_600_000)], provider="copernico").land(scored)

    Load("2.1", "results", status=None, provider="copernico").land(scored)

    assert scored.query(RESULTS) == [("runsignup-1", "finished", 3_600_000)]


def test_chronotrack_results_are_those_of_the_newest_list(scored: Warehouse) -> None:
    first = [ranked("1", "1:00:00"), ranked("2", "1:02:00")]
    Load("1.1", "results", first, "incremental", provider="chronotrack").land(scored)
    listing("1.1", 2).land(scored)
    before = scored.query(LISTED)

    again = [ranked("2", "1:01:00")]
    Load("2.1", "results", again, "incremental", provider="chronotrack").land(scored)
    unproven = scored.query(LISTED)
    listing("2.1", 1).land(scored)

    assert before == [("1", 3_600_000), ("2", 3_720_000)]
    assert unproven == [("1", 3_600_000), ("2", 3_660_000)]
    assert scored.query(LISTED) == [("2", 3_660_000)]


def test_who_passes_a_point_before_the_entry_is_read_has_a_result(scored: Warehouse) -> None:
    key, row = ranked("9", "0:20:00")
    passed = row | {"results_interval_name": "5K", "results_interval_full": "0"}

    Load("1.1", "results", [(key, passed)], "incremental", provider="chronotrack").land(scored)

    assert scored.query(PASSED) == [("5K", "running")]
