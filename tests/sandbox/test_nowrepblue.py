"""The NowRepBlue server: its nine lists, and every way in which it can be told to differ."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import urllib3

from sandbox.faults import Fault
from sandbox.nowrepblue.agency import build_agency
from sandbox.nowrepblue.app import PREFIX, NowRepBlue
from sandbox.nowrepblue.switches import Switches
from sandbox.nowrepblue.views import PATHS
from sandbox.serving import serve
from tests.sandbox.client import Client

FIRST_TALENT = "cta0000000000000000000001"
FIRST_BOARD = "cbo0000000000000000000001"


@pytest.fixture
def agency() -> NowRepBlue:
    """An agency of twenty talents on three boards."""
    return NowRepBlue(build_agency(talents=20, boards=3))


@pytest.fixture
def client(agency: NowRepBlue, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of its server."""
    with serve(agency.app) as server:
        yield Client(pool, server.url, {}, {})


def rows(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    """The rows of an endpoint in its usual envelope."""
    found: list[dict[str, Any]] = client.get(PREFIX + path, **query)["data"]
    return found


def switch(client: Client, **switches: Any) -> Any:
    """Changes switches over HTTP, as another process would."""
    return client.post("/_sandbox/switches", switches)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/boards", {"id", "title", "description", "coverImage"}),
        ("/boards/talents", {"boardId", "talents"}),
        ("/boards/portfolios", {"boardId", "portfolios"}),
        ("/talents/portfolios", {"talentId", "portfolios"}),
        ("/talents/measurements", {"id", "measurements"}),
        ("/talents/socials", {"id", "socials"}),
        ("/portfolios/media", {"portfolioId", "media"}),
        ("/portfolios/media/tags", {"id", "tags"}),
    ],
)
def test_rows_have_the_fields_of_their_endpoint(
    client: Client, path: str, fields: set[str]
) -> None:
    assert {frozenset(row) for row in rows(client, path)} == {frozenset(fields)}


def test_all_rows_come_in_one_answer_and_a_limit_is_not_heeded(client: Client) -> None:
    assert len(rows(client, "/talents", limit="1")) == 20


def test_a_limit_is_heeded_when_switched_on(client: Client) -> None:
    switch(client, limit=True)

    assert len(rows(client, "/talents", limit="1")) == 1
    assert client.call("GET", PREFIX + "/talents", limit="some").status == 400


def test_talents_are_filtered_by_type_in_any_case(client: Client) -> None:
    found = rows(client, "/talents", type="mOdEl")

    assert {row["talentType"]["name"] for row in found} == {"Model"}
    assert len(found) == 6


@pytest.mark.parametrize("path", ["/", "/api/v1/public/tags", "/api/v1/public/boards/1"])
def test_an_unknown_path_is_told_in_words(client: Client, path: str) -> None:
    answer = client.call("GET", path)

    assert (answer.status, answer.data) == (404, b"Not Found")


def test_nothing_can_be_written(client: Client) -> None:
    assert client.call("POST", PREFIX + "/boards", b"{}").status == 405


@pytest.mark.parametrize(
    ("envelope", "beginning"),
    [
        ("data", b'{"data":[{"boardId":'),
        ("array", b'[{"boardId":'),
        ("named", b'{"boardsTalents":[{"boardId":'),
        ("numbered", b'{"0":{"boardId":'),
        ("error", b'{"error":"Internal Server Error","message":'),
        ("html", b"<!DOCTYPE html>"),
    ],
)
def test_an_answer_has_many_envelopes(client: Client, envelope: str, beginning: bytes) -> None:
    switch(client, envelope=envelope)

    answer = client.call("GET", PREFIX + "/boards/talents")

    assert answer.status == 200
    assert answer.data.startswith(beginning)


def test_one_endpoint_can_have_an_envelope_of_its_own(client: Client) -> None:
    switch(client, envelopes={"talents": "truncated"})

    assert not client.call("GET", PREFIX + "/talents").data.endswith(b"}")
    assert len(rows(client, "/boards")) == 3


def test_a_value_can_change_between_two_calls(client: Client) -> None:
    edit = {"kind": "talents", "id": FIRST_TALENT, "fields": {"lastName": "Changed"}}
    client.post("/_sandbox/edits", {"before": "talents/socials", **edit})

    before = rows(client, "/talents")[0]["lastName"]
    rows(client, "/talents/socials")

    assert before != "Changed"
    assert rows(client, "/talents")[0]["lastName"] == "Changed"


def test_a_record_can_go_between_two_calls(client: Client) -> None:
    gone = {"kind": "talents", "id": FIRST_TALENT, "fields": None}
    client.post("/_sandbox/edits", {"before": "public/talents", "call": 2, **gone})

    assert [len(rows(client, "/talents")) for _ in range(2)] == [20, 19]


def test_what_is_taken_out_is_nowhere_mentioned(client: Client) -> None:
    client.call("DELETE", f"/_sandbox/records/talents/{FIRST_TALENT}")

    answers = [client.call("GET", PREFIX + path).data for path in PATHS.values()]

    assert [body for body in answers if FIRST_TALENT.encode() in body] == []
    assert client.call("DELETE", f"/_sandbox/records/talents/{FIRST_TALENT}").status == 404


def test_a_record_can_be_added_and_linked(client: Client) -> None:
    new = {"firstName": "Ida", "lastName": "Vesterhav", "talentType": None}
    client.post("/_sandbox/records/talents/cta1", {**new, "talentUserNumber": 7})
    link = f"/_sandbox/links/boards_talents/{FIRST_BOARD}/cta1"
    client.post(link, {})

    joined = rows(client, "/boards/talents")[0]["talents"][-1]
    client.call("DELETE", link)

    assert (joined["id"], joined["lastName"]) == ("cta1", "Vesterhav")
    assert "cta1" not in str(rows(client, "/boards/talents"))
    assert client.call("DELETE", link).status == 404


@pytest.mark.parametrize(
    ("header", "value"), [("authorization", "Bearer s3cret"), ("x-sync-secret", "s3cret")]
)
def test_a_token_can_be_asked_for(client: Client, header: str, value: str) -> None:
    switch(client, token="s3cret", token_header=header)

    refused = client.call("GET", PREFIX + "/boards")

    assert (refused.status, refused.json()) == (401, {"error": "Unauthorized"})
    assert len(rows(replace(client, headers={header: value}), "/boards")) == 3


@pytest.mark.parametrize("switches", [{"empty": ["board"]}, {"sounds": True}])
def test_a_switch_that_makes_no_sense_is_refused(client: Client, switches: dict[str, Any]) -> None:
    answer = client.call("POST", "/_sandbox/switches", json.dumps(switches).encode())

    assert answer.status == 400
    assert "error" in answer.json()


def test_rows_can_be_changed_over_http(client: Client) -> None:
    switch(client, extra={"talents": 69_980}, empty=["talents_socials"])
    switch(client, dangling=["boards_talents"])

    assert len(rows(client, "/talents")) == 70_000
    assert rows(client, "/talents/socials") == []
    assert rows(client, "/boards/talents")[0]["talents"][-1] == {"id": "cta0000000000000009999999"}


def test_switches_can_be_put_back(agency: NowRepBlue, client: Client) -> None:
    agency.switches = Switches(envelope="html")

    assert client.get("/_sandbox/switches")["envelope"] == "html"
    assert client.call("DELETE", "/_sandbox/switches").json()["envelope"] == "data"
    assert len(rows(client, "/boards")) == 3


def test_faults_speak_as_the_provider_does(agency: NowRepBlue, client: Client) -> None:
    agency.faults.add(Fault(kind="error_body", error_msg="Broken"))
    broken = client.get(PREFIX + "/boards")
    agency.faults.add(Fault(kind="went_empty", times=2))
    emptied = client.get(PREFIX + "/boards")
    agency.switches = Switches(envelope="array")

    assert (broken, emptied) == ({"error": "Broken"}, {"data": []})
    assert client.get(PREFIX + "/boards") == []
