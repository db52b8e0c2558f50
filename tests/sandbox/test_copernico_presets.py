"""Preset exports: their columns, their top levels and their limit."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.copernico.app import Copernico, Switches
from tests.sandbox.client import SLUG, Client, person

GUN = "2026-04-19T11:40:02.350Z"


def preset(client: Client, name: str, event: str = "10%20Mile") -> Any:
    return client.get(f"/api/races/{SLUG}/preset/riverbend-timing:::{name}/{event}")


@pytest.fixture
def raced(scoring: Client) -> Client:
    """The server after one registered runner has finished."""
    scoring.post(f"/race-registrations/{SLUG}", [person(1)])
    scoring.post("/_sandbox/race-day", {})
    return scoring


def test_a_preset_needs_no_key(raced: Client) -> None:
    assert preset(replace(raced, headers={}), "results")["data"][0]["id"] == "runsignup-1"


def test_the_registrations_preset_is_slim(scoring: Client) -> None:
    chip = person(1, chip="D00010", phone="555", **{"e-mail": "z@mail.example"})
    scoring.post(f"/race-registrations/{SLUG}", [chip])

    assert preset(scoring, "registrations")["data"] == [
        {
            "id": "runsignup-1",
            "name": "Zoë",
            "surname": "O'Hara",
            "gender": "female",
            "birthdate": "1996-01-01",
            "dorsal": 10,
            "event": "10 Mile",
            "club": None,
            "chip": ["D00010"],
            "e-mail": "z@mail.example",
            "phone": "555",
            "nationality": None,
            "status": "notstarted",
        }
    ]


def test_the_results_preset_has_flat_keys_with_dots_and_colons(raced: Client) -> None:
    row = preset(raced, "results")["data"][0]

    assert row["gunTime"] == GUN
    assert row["startRawTime"] == 1_776_598_812_850
    assert row["times.official_:::start:::"] == 10_500
    assert row["times.real_:::start:::"] == 0
    assert row["times.official_:::finish:::"] == 3_600_500
    assert row["times.real_:::finish:::"] == 3_590_000
    assert row["rankings.cat_:::full-1:::"] == 1
    assert 10_500 < row["times.official_2,5 km"] < row["times.official_5 Mile"] < 3_600_500


def test_columns_of_another_event_are_there_and_empty(scoring: Client) -> None:
    scoring.post(f"/race-registrations/{SLUG}", [person(9, eventId="5K")])

    assert preset(scoring, "results", "5K")["data"][0]["times.official_5 Mile"] is None


def test_columns_can_be_chosen(copernico: Copernico, raced: Client) -> None:
    copernico.presets["mine"] = ("dorsal", f"intervalaverages_{':::full-1:::'}")

    assert preset(raced, "mine")["data"][0] == {
        "dorsal": 10,
        "intervalaverages_:::full-1:::": "3'43\"/Km",
    }


@pytest.mark.parametrize("shape", ["data", "results"])
def test_the_gun_time_can_stand_at_the_top(copernico: Copernico, raced: Client, shape: str) -> None:
    copernico.switches = Switches(preset_shape=shape, gun_time_at_top=True)

    answer = preset(raced, "results")

    assert answer["gunTime"] == GUN
    assert "gunTime" not in answer[shape][0]


def test_the_body_can_be_a_bare_list(copernico: Copernico, raced: Client) -> None:
    copernico.switches = Switches(preset_shape="list", gun_time_at_top=True)

    assert preset(raced, "results")[0]["gunTime"] == GUN


def test_switches_can_be_set_over_http(raced: Client) -> None:
    raced.post("/_sandbox/switches", {"preset_shape": "results"})

    assert list(preset(raced, "results")) == ["results"]


def test_event_names_are_compared_without_case(raced: Client) -> None:
    assert len(preset(raced, "results", "10%20mile")["data"]) == len(
        preset(raced, "results")["data"]
    )


def test_an_answer_that_is_too_large_is_refused(copernico: Copernico, raced: Client) -> None:
    copernico.switches = Switches(preset_limit=100)

    answer = raced.call("GET", f"/api/races/{SLUG}/preset/riverbend-timing:::results/10%20Mile")

    assert answer.status == 413


@pytest.mark.parametrize("name", ["riverbend-timing:::other", "stranger:::results"])
def test_an_unknown_login_or_preset_is_not_found(scoring: Client, name: str) -> None:
    assert scoring.call("GET", f"/api/races/{SLUG}/preset/{name}/5K").status == 404
