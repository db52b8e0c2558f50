"""The participants and the removed participants, with the shapes and quirks of the contract."""

from typing import Any

import pytest

from sandbox.population import Population
from sandbox.runsignup.app import RunSignUp
from sandbox.runsignup.feeds import participants
from sandbox.runsignup.store import Store
from tests.sandbox.client import Client

LIVE = "/rest/race/900101/participants"
GONE = "/rest/race/900101/removed-participants"


def rows(elements: list[dict[str, Any]]) -> list[Any]:
    return [row for element in elements for row in element.get("participants", [])]


def ids(elements: list[dict[str, Any]]) -> list[Any]:
    found = rows(elements)
    return [row["registration_id"] if isinstance(row, dict) else row for row in found]


def test_rows_stand_beside_an_empty_list_inside_the_event(registration: Client) -> None:
    answer = registration.get(LIVE, event_id="910102")

    assert [element["event"] for element in answer] == [{"event_id": 910102, "participants": []}]
    assert ids(answer) == [8, 9]


def test_an_event_without_rows_has_no_list_of_its_own(registration: Client) -> None:
    assert registration.get(LIVE, event_id="910103") == [
        {"event": {"event_id": 910103, "participants": []}}
    ]


def test_a_row_that_cannot_be_read_comes_inside_a_page(registration: Client) -> None:
    answer = registration.get(LIVE, event_id="910101,910102")

    assert ids(answer) == [1, 2, 3, 4, 5, 6, "corrupt row 7", 8, 9]


def test_many_rows_of_one_event_come_as_two_elements(small: Population) -> None:
    page = participants(Store(small), 900101, {"event_id": "910101", "results_per_page": "12"})

    assert page.count(b'"participants":[]') == 2


def test_pages_go_on_after_the_largest_id(registration: Client) -> None:
    answer = registration.get(
        LIVE, event_id="910101,910102", after_registration_id="2", results_per_page="3"
    )

    assert ids(answer) == [3, 4, 5]


def test_page_numbers_work_too(registration: Client) -> None:
    answer = registration.get(LIVE, event_id="910101,910102", page="2", results_per_page="4")

    assert ids(answer) == [5, 6, "corrupt row 7", 8]


def test_a_page_past_the_end_is_empty(registration: Client) -> None:
    assert rows(registration.get(LIVE, event_id="910101", page="9")) == []


@pytest.mark.parametrize(("asked", "given"), [("", 50), ("9999", 2500)])
def test_the_size_has_a_default_and_a_ceiling(whole: Population, asked: str, given: int) -> None:
    page = participants(Store(whole), 900101, {"event_id": "910101", "results_per_page": asked})

    assert page.count(b'"registration_id":') + page.count(b"corrupt") == given


def test_sorting_can_be_turned_round(registration: Client) -> None:
    answer = registration.get(LIVE, event_id="910102", sort="registration_id+DESC")

    assert ids(answer) == [9, 8]


def test_a_change_at_the_cursor_comes_again(registration: Client) -> None:
    answer = registration.get(LIVE, event_id="910101", modified_after_timestamp="1767400005")

    assert ids(answer) == [5, 6]


def test_a_cursor_that_is_no_number_finds_nothing(registration: Client) -> None:
    answer = registration.get(LIVE, event_id="910101", modified_after_timestamp="2026-01-01")

    assert rows(answer) == []


def test_an_unknown_parameter_is_ignored(registration: Client) -> None:
    assert len(rows(registration.get(LIVE, event_id="910102", last_modified="2026-01-01"))) == 2


@pytest.mark.parametrize(("query", "gender"), [({}, None), ({"supports_nb": "T"}, "X")])
def test_gender_x_is_told_only_to_who_knows_it(
    registration: Client, query: dict[str, str], gender: str | None
) -> None:
    answer = registration.get(LIVE, event_id="910102", **query)

    assert rows(answer)[0]["user"]["gender"] == gender


def test_questions_and_addons_come_when_they_are_asked_for(registration: Client) -> None:
    plain = rows(registration.get(LIVE, event_id="910102"))[0]
    full = rows(
        registration.get(
            LIVE, event_id="910102", include_questions="T", include_registration_addons="T"
        )
    )[0]

    assert full.keys() - plain.keys() == {"question_responses", "participant_addons"}


@pytest.mark.parametrize(("query", "corral"), [({}, None), ({"include_corrals": "T"}, "B")])
def test_the_corral_comes_when_it_is_asked_for(
    registration: Client, runsignup: RunSignUp, query: dict[str, str], corral: str | None
) -> None:
    key = rows(registration.get(LIVE, event_id="910102"))[0]["registration_id"]
    runsignup.store.edit(key, {"corral_name": "B"})

    answer = registration.get(LIVE, event_id="910102", **query)

    assert rows(answer)[0].get("corral_name") == corral


@pytest.mark.parametrize(("events", "code"), [("", 3), ("ten", 3), ("1", 15)])
def test_an_event_must_be_named_and_known(registration: Client, events: str, code: int) -> None:
    assert registration.get(LIVE, event_id=events)["error"]["error_code"] == code


def test_removed_rows_stand_inside_the_event(registration: Client) -> None:
    answer = registration.get(GONE, event_id="910102")

    assert [one["event"]["participants"][0]["registration_id"] for one in answer] == [10]
    assert answer[0]["event"]["participants"][0]["removed_reason"] == "transferred"
    assert answer[0]["event"]["participants"][0]["last_modified"] == "2026-01-03 23:13:20"


def test_the_removed_feed_can_be_an_object(runsignup: RunSignUp, registration: Client) -> None:
    runsignup.store.removed_as_object = True

    assert registration.get(GONE, event_id="910102")["event"]["event_id"] == 910102
