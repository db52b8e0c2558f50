"""The list of races, one race, and the counts."""

from datetime import date

import pytest

from sandbox.runsignup.app import RunSignUp
from tests.sandbox.client import RIVERBEND, Client


def test_races_are_listed_without_their_events(registration: Client) -> None:
    races = registration.get("/rest/races")["races"]

    assert [one["race"]["race_id"] for one in races] == [900101, 900102]
    assert "events" not in races[0]["race"]


def test_events_come_when_they_are_asked_for(registration: Client) -> None:
    races = registration.get("/rest/races", events="T")["races"]

    assert [len(one["race"]["events"]) for one in races] == [3, 2]


def test_past_races_vanish_without_an_early_start_date(
    runsignup: RunSignUp, registration: Client
) -> None:
    runsignup.today = lambda: date(2026, 5, 1)

    listed = registration.get("/rest/races")["races"]
    all_of_them = registration.get("/rest/races", start_date="2000-01-01")["races"]

    assert [one["race"]["race_id"] for one in listed] == [900102]
    assert len(all_of_them) == 2


def test_races_come_in_pages(registration: Client) -> None:
    pages = [
        registration.get("/rest/races", page=page, results_per_page="1")["races"]
        for page in ("1", "2", "3")
    ]

    assert [[one["race"]["race_id"] for one in page] for page in pages] == [[900101], [900102], []]


def test_paths_are_taken_in_any_case(registration: Client) -> None:
    assert registration.get(f"/Rest/Race/{RIVERBEND}")["race"]["race_id"] == RIVERBEND


def test_an_unknown_race_is_told_by_a_code(registration: Client) -> None:
    assert registration.get("/rest/race/1")["error"]["error_code"] == 201


@pytest.mark.parametrize(("since", "found"), [("1700000000", 2), ("2026-03-02", 0)])
def test_races_are_found_by_their_change(registration: Client, since: str, found: int) -> None:
    assert len(registration.get("/rest/races", modified_since=since)["races"]) == found


def test_a_date_that_is_none_is_an_error(registration: Client) -> None:
    answer = registration.get("/rest/races", start_date="someday")

    assert answer["error"]["error_code"] == 9


def test_counts_include_rows_that_cannot_be_read(registration: Client) -> None:
    counts = registration.get(
        f"/rest/race/{RIVERBEND}/participant-counts", event_id="910101,910102"
    )

    assert counts["participant_counts"] == [
        {"event_id": 910101, "num_participants": 7},
        {"event_id": 910102, "num_participants": 2},
    ]
