"""The registrations call: upsert by id, and what is refused."""

from typing import Any

import pytest

from sandbox.copernico.app import Copernico, Switches
from tests.sandbox.client import SLUG, Client, person

REGISTER = f"/race-registrations/{SLUG}"


def held(client: Client) -> list[dict[str, Any]]:
    preset = "riverbend-timing:::registrations"
    rows: list[dict[str, Any]] = client.get(f"/api/races/{SLUG}/preset/{preset}/10%20Mile")["data"]
    return rows


def test_people_are_stored_under_the_ids_that_were_sent(scoring: Client) -> None:
    answer = scoring.post(REGISTER, [person(1), person(2)])

    assert answer == {"result": {"code": 0, "message": "OK"}, "data": {"received": 2}}
    assert [row["id"] for row in held(scoring)] == ["runsignup-1", "runsignup-2"]


def test_an_id_sent_again_changes_the_fields_that_came(scoring: Client) -> None:
    scoring.post(REGISTER, [person(1)])
    scoring.post(REGISTER, [{"id": "runsignup-1", "surname": "Ito"}])

    rows = held(scoring)

    assert [(row["name"], row["surname"], row["dorsal"]) for row in rows] == [("Zoë", "Ito", 10)]


def test_an_empty_bib_takes_the_old_one_away(scoring: Client) -> None:
    scoring.post(REGISTER, [person(1)])
    scoring.post(REGISTER, [{"id": "runsignup-1", "dorsal": ""}])

    assert held(scoring)[0]["dorsal"] is None


@pytest.mark.parametrize("body", [b'{"id": "a"}', b"[1]", b"not json"])
def test_anything_but_an_array_of_objects_is_refused(scoring: Client, body: bytes) -> None:
    assert scoring.call("POST", REGISTER, body).status == 400
    assert held(scoring) == []


def test_a_person_without_an_id_gets_one(scoring: Client) -> None:
    scoring.post(REGISTER, [person(1, id=None)])

    assert [row["id"] for row in held(scoring)] == ["GEN00001"]


def test_an_unknown_race_takes_nobody(scoring: Client) -> None:
    answer = scoring.post("/race-registrations/nowhere", [person(1)])

    assert answer["result"]["code"] == 5


def test_people_of_an_unknown_event_are_stored_and_not_shown(scoring: Client) -> None:
    scoring.post(REGISTER, [person(1, eventId="Marathon")])

    assert held(scoring) == []
    assert scoring.get(f"/api/races/{SLUG}/athletes")["data"] == ["runsignup-1"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 403), ({"x-api-key": "write"}, 200), ({"authorization": "Bearer write"}, 200)],
)
def test_a_key_is_asked_for_where_one_is_set(
    copernico: Copernico, scoring: Client, headers: dict[str, str], status: int
) -> None:
    copernico.switches = Switches(registrations_key="write")
    client = Client(scoring.pool, scoring.url, {}, headers)

    assert client.call("POST", REGISTER, b"[]").status == status


def test_a_bib_edited_in_the_screen_becomes_text(scoring: Client) -> None:
    scoring.post(REGISTER, [person(1), person(2)])

    scoring.post(f"/_sandbox/participants/{SLUG}/runsignup-2", {"dorsal": 1011, "club": "X"})

    assert [row["dorsal"] for row in held(scoring)] == [10, "1011"]
    assert held(scoring)[1]["club"] == "X"


def test_a_participant_can_be_deleted(scoring: Client) -> None:
    scoring.post(REGISTER, [person(1), person(2)])

    scoring.call("DELETE", f"/_sandbox/participants/{SLUG}/runsignup-1")

    assert [row["id"] for row in held(scoring)] == ["runsignup-2"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_who_is_not_there_cannot_be_changed(scoring: Client, method: str) -> None:
    assert scoring.call(method, f"/_sandbox/participants/{SLUG}/nobody", b"{}").status == 404
