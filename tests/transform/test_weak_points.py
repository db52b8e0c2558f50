"""The data tests against a hub's known weak points fail on the weak behaviour, on both engines.

What an extractor must not do (end at a short page, trust its own clock, skip a row that failed)
is tried where it would happen, in tests/extract.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.transform.landing import Load, Warehouse, registration

SERVED = (
    "insert into race.unified_participants_v1 (participant_key, source_provider, connection,"
    " timing_partner_id, registration_id, last_name, bib_number, city, state, status, gender,"
    " transferred_to) values (?, 'runsignup', 'club_runsignup', 'club', ?, ?, ?, ?, ?, ?, ?, ?)"
)
# The key, id and name that are served, then bib, city, state, status, gender, transferred to.
WEAK_ROWS: tuple[tuple[str | None, ...], ...] = (
    ("club_runsignup-1", "1", "Okafor", "7", None, "VA", "active", "female", None),
    ("club_runsignup-2", "2", "Marsh", None, None, "VA", "active", "female", None),
    ("club_runsignup-3", "3", "Lund", None, None, "VA", "active", "female", "1"),
    ("4", "4", "Silva", None, None, "VA", "active", "female", None),
    ("club_runsignup-5", "5", "Kamau", None, None, "Kenya", "active", "F", None),
)
WEAK_LOADS = (
    "insert into ops.loads_v1 (source_provider, connection, load_id, entity, mode, fetched_count,"
    " upstream_total, is_visible, cursor_to, started_at) values"
    " ('runsignup', 'club_runsignup', '1.1', 'participants', 'full', 500, 900, true, null,"
    " '2026-06-01 12:00:00+00'), ('runsignup', 'club_runsignup', '2.1', 'participants',"
    " 'incremental', 500, null, true, '2026-06-02 12:09:00+00', '2026-06-02 12:00:00+00')"
)
TESTS = (
    "path:dbt_project/tests/race",
    "source:raw_runsignup",
    "unified_participants,test_type:data",
)


def landed(last_name: str, **fields: Any) -> dict[str, Any]:
    """A registration with a city and a bib with letters."""
    person = registration(last_name, bib_num="VIP-7", **fields)
    person["user"]["address"]["city"] = "Harborville"
    return person


@pytest.fixture(scope="module")
def failing(built_warehouse: Warehouse) -> Iterator[set[str]]:
    """The data tests that find something where a weak hub serves what was landed."""
    built_warehouse.clear()
    people = [("1", landed("Okafor")), ("4", registration("Silva")), ("6", registration("Lost"))]
    Load("1.1", "participants", people).land(built_warehouse)
    gone = [
        ("2", registration("Marsh", removed_reason="removed")),
        ("3", registration("Lund", removed_reason="transferred", new_registration_id=1)),
    ]
    Load("1.2", "removed_participants", gone).land(built_warehouse)
    short = "update raw_runsignup.loads set landed_count = 4 where entity = 'participants'"
    built_warehouse.execute([(SERVED, row) for row in WEAK_ROWS])
    built_warehouse.execute([(WEAK_LOADS, ()), (short, ())])
    yield built_warehouse.failing_tests(*TESTS)
    built_warehouse.execute(
        [("delete from race.unified_participants_v1", ()), ("delete from ops.loads_v1", ())]
    )
    built_warehouse.clear()


@pytest.mark.parametrize(
    "rule",
    [
        "assert_no_change_filter_is_ignored",
        "assert_no_removed_registration_is_active",
        "assert_no_transferred_registration_is_active",
        "assert_no_identity_lacks_its_source",
        "assert_no_text_is_cut",
        "assert_no_country_stands_as_a_state",
        "accepted_values_unified_participants_gender__female__male__nonbinary",
        "assert_no_detail_is_dropped",
        "assert_no_page_is_missing",
        "assert_no_cursor_passes_its_read",
        "assert_every_registration_is_served_once",
        "source_holds_what_was_landed_raw_runsignup_participants_json_participants__runsignup",
    ],
)
def test_a_weak_behaviour_is_found(failing: set[str], rule: str) -> None:
    assert rule in failing


def test_what_is_not_weak_is_not_found(failing: set[str]) -> None:
    assert failing.isdisjoint({"assert_no_rank_without_a_time", "assert_no_person_has_two_results"})
