"""Result sets that are edited, hidden, cleared and deleted, and who is told of a result."""

import pytest

from sandbox.faults import Fault
from sandbox.runsignup.app import RunSignUp
from tests.sandbox.client import Client
from tests.sandbox.test_runsignup_results import RESULTS, new_set, read, write

FIRST = {"registration_id": 1, "bib": 10, "place": 1, "clock_time": "1:00:00.437"}
SECOND = {"registration_id": 2, "bib": 20, "place": 2, "clock_time": "1:02:00.0"}


def filled(client: Client) -> str:
    """A set that tells nobody, with two rows."""
    number = new_set(client)
    write(client, "edit-result-set", {"disable_notifications": "T"},
          individual_result_set_id=number)  # fmt: skip
    write(client, "full-results", {"results": [FIRST, SECOND]}, individual_result_set_id=number)
    return number


def test_an_edit_changes_only_what_it_names(registration: Client) -> None:
    number = filled(registration)

    write(registration, "edit-result-set", {"preliminary_results": "T"},
          individual_result_set_id=number)  # fmt: skip

    [head] = read(registration)
    assert (head["preliminary_results"], head["individual_result_set_name"]) == ("T", "Overall")


@pytest.mark.parametrize(("call", "flag"), [("hide-result-set", "F"), ("show-result-set", "T")])
def test_a_set_is_hidden_and_shown(registration: Client, call: str, flag: str) -> None:
    number = filled(registration)

    write(registration, call, {}, individual_result_set_id=number)

    assert read(registration)[0]["public_results"] == flag


def test_rows_are_cleared_by_registration_or_all_at_once(registration: Client) -> None:
    number = filled(registration)

    write(registration, "clear-results-by-reg-id", {"registration_ids": [1]},
          individual_result_set_id=number)  # fmt: skip
    left = read(registration)[0]["registration_ids"]
    write(registration, "clear-results", {}, individual_result_set_id=number)

    assert (left, read(registration)[0]["registration_ids"]) == ([2], [])


def test_a_deleted_set_is_gone_and_its_number_is_not_given_again(registration: Client) -> None:
    number = filled(registration)

    write(registration, "delete-result-set", {}, individual_result_set_id=number)

    assert read(registration) == []
    assert int(new_set(registration)) == int(number) + 1


def test_a_row_of_an_unknown_registration_refuses_the_whole_call(registration: Client) -> None:
    number = filled(registration)
    rows = {"results": [FIRST | {"place": 5}, {"registration_id": 4711}]}

    answer = write(registration, "full-results", rows, individual_result_set_id=number)

    assert answer["error"]["error_code"] == 15
    assert [row["place"] for row in read(registration)[0]["results"]] == [1, 2]


def test_runners_are_told_while_notices_are_on_and_the_set_is_shown(
    registration: Client, runsignup: RunSignUp
) -> None:
    number = filled(registration)
    hidden = {"disable_notifications": "F", "public_results": "F"}
    write(registration, "edit-result-set", hidden, individual_result_set_id=number)
    write(registration, "full-results", {"results": [FIRST]}, individual_result_set_id=number)
    before = list(runsignup.results.notices)
    write(registration, "show-result-set", {}, individual_result_set_id=number)
    retired = SECOND | {"clock_time": "DNF"}

    rows = {"results": [FIRST, retired]}
    write(registration, "full-results", rows, individual_result_set_id=number)

    assert before == []
    assert registration.get("/_sandbox/notices") == [1]


def test_finishers_are_counted_without_those_who_retired(registration: Client) -> None:
    number = filled(registration)

    write(registration, "full-results", {"results": [SECOND | {"clock_time": "DNF"}]},
          individual_result_set_id=number)  # fmt: skip

    assert read(registration)[0]["num_finishers"] == 1


def test_times_can_be_shown_with_fewer_decimals(registration: Client, runsignup: RunSignUp) -> None:
    filled(registration)

    runsignup.results.decimals = 1

    assert [row["clock_time"] for row in read(registration)[0]["results"]] == [
        "1:00:00.4", "1:02:00.0",
    ]  # fmt: skip


def test_a_lost_reply_has_stored_the_rows(registration: Client, runsignup: RunSignUp) -> None:
    number = filled(registration)
    runsignup.faults.add(Fault(kind="lost_reply", path="full-results"))

    with pytest.raises(Exception, match="Connection"):
        write(registration, "full-results", {"results": [FIRST | {"place": 7}]},
              individual_result_set_id=number)  # fmt: skip

    assert read(registration)[0]["results"][0]["place"] == 7


def test_an_unknown_set_can_be_neither_edited_nor_cleared(registration: Client) -> None:
    answers = [
        write(registration, call, {"registration_ids": []}, individual_result_set_id="9")
        for call in ("edit-result-set", "clear-results", "delete-result-set")
    ]

    assert [one["error"]["error_code"] for one in answers] == [15, 15, 15]
    assert registration.call("GET", f"{RESULTS}/edit-result-set").json()["error"]["error_code"] == 1
