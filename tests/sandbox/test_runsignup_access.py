"""Who may call RunSignUp, and how a refusal looks."""

from dataclasses import replace

import pytest

from sandbox.runsignup.access import KEY, SECRET
from sandbox.runsignup.app import RunSignUp
from tests.sandbox.client import Client

INFO = "/rest/v2/auth-info/entity-info.json"
REFUSED = {"error": {"error_code": 6, "error_msg": "Key authentication failed"}}


def test_the_login_check_names_the_account(registration: Client) -> None:
    assert registration.get(INFO)["entity_name"] == "Riverbend Timing Co"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ({"rsu_api_key": KEY}, {"X-RSU-API-SECRET": SECRET}),
        ({"sp_api_key": KEY}, {"X-RSU-API-SECRET": SECRET}),
        ({}, {"Authorization": f"Bearer {SECRET}"}),
    ],
)
def test_every_scheme_of_credentials_is_taken(
    registration: Client, query: dict[str, str], headers: dict[str, str]
) -> None:
    client = replace(registration, query={"format": "json", **query}, headers=headers)

    assert client.get(INFO)["entity_type"] == "partner"


def test_a_wrong_secret_is_refused_inside_a_200(registration: Client) -> None:
    answer = registration.call("GET", INFO, api_secret="wrong")

    assert (answer.status, answer.json()) == (200, REFUSED)


def test_without_credentials_only_public_calls_answer(registration: Client) -> None:
    stranger = replace(registration, query={"format": "json"})

    assert stranger.get("/rest/race/900101")["race"]["race_id"] == 900101
    assert stranger.get("/rest/race/900101/participants", event_id="910101") == REFUSED


def test_without_format_json_the_answer_is_xml(registration: Client) -> None:
    answer = registration.call("GET", "/rest/races", format="xml")

    assert answer.headers["content-type"].startswith("application/xml")
    assert answer.data.startswith(b"<?xml")


def test_a_wrong_software_registration_is_refused(registration: Client) -> None:
    assert registration.get(INFO, rsu_api_reg="other") == REFUSED


def test_a_software_registration_can_be_mandatory(
    runsignup: RunSignUp, registration: Client
) -> None:
    runsignup.account = replace(runsignup.account, registration_is_mandatory=True)
    named = replace(registration, headers={"X-RSU-API-REG-SECRET": "sandbox-software-secret"})

    assert registration.get(INFO) == REFUSED
    assert named.get(INFO, rsu_api_reg="sandbox-software")["entity_type"] == "partner"


def test_a_call_that_does_not_exist_has_its_own_error(registration: Client) -> None:
    assert registration.get("/rest/nothing")["error"]["error_code"] == 1
