"""Result sets that are written and read back."""

import json
from typing import Any
from urllib.parse import quote

from tests.sandbox.client import Client

RESULTS = "/rest/race/900101/results"


def write(client: Client, call: str, content: object, **query: str) -> Any:
    body = b"request=" + quote(json.dumps(content)).encode()
    answer = client.call("POST", f"{RESULTS}/{call}", body, event_id="910101", **query)
    return answer.json()


def new_set(client: Client) -> str:
    made = write(client, "new-result-set", {"individual_result_set_name": "Overall"})
    return str(made["individual_result_set_id"])


def read(client: Client) -> Any:
    return client.get(f"{RESULTS}/get-results", event_id="910101")["individual_results_sets"]


def test_an_event_starts_without_result_sets(registration: Client) -> None:
    assert read(registration) == []


def test_written_rows_are_read_back_with_their_registration_beside_them(
    registration: Client,
) -> None:
    number = new_set(registration)
    rows = [{"registration_id": 1, "bib": 10, "clock_time": "1:00:00.5"}, {"first_name": "Walk"}]

    write(registration, "full-results", {"results": rows}, individual_result_set_id=number)

    assert read(registration)[0]["registration_ids"] == [1, None]
    assert [row["result_id"] for row in read(registration)[0]["results"]] == [44000001, 44000002]
    assert read(registration)[0]["results"][0]["clock_time"] == "1:00:00.5"


def test_a_row_sent_again_changes_the_one_that_is_there(registration: Client) -> None:
    number = new_set(registration)
    first = {"registration_id": 1, "bib": 10, "place": 2}
    again = first | {"place": 1}

    write(registration, "full-results", {"results": [first]}, individual_result_set_id=number)
    write(registration, "full-results", {"results": [again]}, individual_result_set_id=number)

    assert [row["place"] for row in read(registration)[0]["results"]] == [1]


def test_sets_are_listed_with_their_finishers(registration: Client) -> None:
    new_set(registration)

    listed = registration.get(f"{RESULTS}/get-result-sets", event_id="910101")

    assert listed["individual_results_sets"][0]["individual_result_set_name"] == "Overall"
    assert listed["individual_results_sets"][0]["num_finishers"] == 0


def test_rows_for_an_unknown_set_are_refused(registration: Client) -> None:
    answer = write(registration, "full-results", {"results": []}, individual_result_set_id="1")

    assert answer["error"]["error_code"] == 15


def test_a_body_without_rows_is_refused(registration: Client) -> None:
    assert write(registration, "full-results", {})["error"]["error_code"] == 11
