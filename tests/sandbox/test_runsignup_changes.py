"""Registrations that are changed, added and removed while the server runs."""

from typing import Any

import pytest

from sandbox.runsignup.store import Store
from tests.sandbox.client import FIVE_K, Client, tiny


def rows(client: Client, **query: str) -> list[Any]:
    elements = client.get("/rest/race/900101/participants", event_id="910102", **query)
    return [row for element in elements for row in element.get("participants", [])]


def test_an_edit_shows_and_counts_as_a_change(registration: Client) -> None:
    registration.post("/_sandbox/participants/8", {"bib_num": "A1", "user": {"last_name": "Ito"}})

    changed = rows(registration, modified_after_timestamp="1767500001")

    assert [row["registration_id"] for row in changed] == [8]
    assert (changed[0]["bib_num"], changed[0]["user"]["last_name"]) == ("A1", "Ito")
    assert changed[0]["user"]["first_name"] == "Zoë"


def test_a_change_is_later_than_every_change_before_it() -> None:
    store = Store(tiny(), clock=lambda: 0.0)

    assert store.edit(8, {})["last_modified"] == 1_767_500_001
    assert store.edit(9, {})["last_modified"] == 1_767_500_002


def test_a_registration_can_move_to_another_event(registration: Client) -> None:
    registration.post("/_sandbox/participants/8", {"event_id": 910101})

    assert [row["registration_id"] for row in rows(registration)] == [9]


def test_a_new_registration_gets_the_next_id(registration: Client) -> None:
    made = registration.post("/_sandbox/participants", {"event_id": FIVE_K, "bib_num": 7})

    assert made["registration_id"] == 11
    assert [row["bib_num"] for row in rows(registration, after_registration_id="9")] == [7]


def test_a_removal_moves_the_row_to_the_other_feed(registration: Client) -> None:
    registration.post("/_sandbox/removals", {"registration_id": 9, "reason": "deferred"})

    removed = registration.get("/rest/race/900101/removed-participants", event_id="910102")
    reasons = [row["removed_reason"] for row in removed[0]["event"]["participants"]]

    assert [row["registration_id"] for row in rows(registration)] == [8]
    assert reasons == ["deferred", "transferred"]


@pytest.mark.parametrize("path", ["/_sandbox/participants/99", "/_sandbox/removals"])
def test_who_is_not_there_cannot_be_changed(registration: Client, path: str) -> None:
    answer = registration.call("POST", path, b'{"registration_id": 99}')

    assert answer.status == 404


def test_the_population_itself_stays_as_it_was() -> None:
    population = tiny()
    store = Store(population)

    store.edit(8, {"user": {"last_name": "Ito"}})

    assert population == tiny()
