"""What the ChronoTrack server is assumed to answer to whoever writes entries."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.serving import serve
from tests.sandbox.client import Client
from tests.sandbox.timer import FIRST, HARBOR, SECOND, rows, timer_client

INES = {
    "entry_external_id": "REG-1", "entry_bib": "0900", "reg_choice_id": "33013",
    "athlete_first_name": "Inês", "athlete_last_name": "Foxglove", "athlete_sex": "F",
    "entry_race_age": "30", "location_city": "Gullport",
}  # fmt: skip


@pytest.fixture
def timer() -> ChronoTrack:
    """An account of fifty entries."""
    return ChronoTrack(build_timed_roster(finishers=30))


@pytest.fixture
def client(timer: ChronoTrack, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of its server."""
    with serve(timer.app) as server:
        yield timer_client(pool, server.url)


def send(client: Client, method: str, path: str, content: Any) -> tuple[int, Any]:
    """Status and body of the answer to a JSON body."""
    answer = client.call(method, f"/api{path}", json.dumps(content))
    return answer.status, answer.json()


def test_an_entry_is_made_in_the_race_of_its_choice(client: Client) -> None:
    status, answer = send(client, "POST", f"/event/{HARBOR}/entry", INES)

    made = answer["entry"]
    names = ("entry_id", "entry_name", "race_id", "race_name", "reg_choice_name", "bracket_name")
    assert (status, [made[name] for name in names]) == (
        201, ["5500051", "Inês Foxglove", "201502", "5K", "5K", "F 30-39"]
    )  # fmt: skip
    assert len(rows(client, f"/event/{HARBOR}/entry")) == 45


def test_the_same_external_id_changes_the_same_entry(client: Client) -> None:
    send(client, "POST", f"/event/{HARBOR}/entry", INES)

    status, answer = send(client, "POST", f"/event/{HARBOR}/entry", INES | {"entry_bib": "901"})

    assert (status, answer["entry"]["entry_id"], answer["entry"]["entry_bib"]) == (
        200, "5500051", "901"
    )  # fmt: skip


def test_an_update_changes_what_is_sent(client: Client) -> None:
    before = client.get(f"/api/entry/{FIRST}", elide_json="false")["entry"]

    status, answer = send(client, "PUT", f"/entry/{FIRST}", {"athlete_email": "a@b.example"})

    assert (status, answer["entry"]) == (200, before | {"athlete_email": "a@b.example"})


def test_a_withdrawn_entry_stays_without_its_bib(client: Client) -> None:
    status, answer = send(client, "PUT", f"/entry/{FIRST}", {"entry_status": "WITHDRAWN"})

    assert (status, answer["entry"]["entry_bib"]) == (200, "")
    assert send(client, "PUT", f"/entry/{SECOND}", {"entry_bib": "101"})[0] == 200


def test_an_entry_can_be_deleted_once(client: Client) -> None:
    assert send(client, "DELETE", f"/entry/{FIRST}", {})[0] == 200
    assert send(client, "DELETE", f"/entry/{FIRST}", {})[0] == 404
    assert client.call("GET", f"/api/entry/{FIRST}").status == 404


@pytest.mark.parametrize(
    ("fields", "status", "why"),
    [
        ({"reg_choice_id": "33021"}, 400, "reg_choice_id 33021 does not belong to event 70101"),
        ({"reg_choice_id": "9"}, 400, "reg_choice_id 9 does not belong to event 70101"),
        ({"reg_choice_id": ""}, 400, "reg_choice_id is missing"),
        ({"entry_external_id": ""}, 400, "entry_external_id is missing"),
        ({"entry_bib": "101"}, 409, "entry_bib 101 is in use in race 5K"),
    ],
)
def test_what_cannot_be_stored_is_refused(
    client: Client, fields: dict[str, str], status: int, why: str
) -> None:
    got, answer = send(client, "POST", f"/event/{HARBOR}/entry", INES | fields)

    assert (got, answer["error_description"]) == (status, why)


def test_a_bib_may_be_worn_once_in_each_race(client: Client) -> None:
    ten_mile = INES | {"reg_choice_id": "33011", "entry_bib": "0104"}

    assert send(client, "POST", f"/event/{HARBOR}/entry", ten_mile)[0] == 201


def test_what_is_no_entry_is_refused(client: Client) -> None:
    answer = client.call("POST", f"/api/event/{HARBOR}/entry", b"[1")

    assert (answer.status, answer.json()["error"]) == (400, "invalid_request")
    assert send(client, "POST", "/event/9/entry", INES)[0] == 404
    assert send(client, "PUT", "/entry/9", INES)[0] == 404
