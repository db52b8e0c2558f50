"""The Race Roster server: its token call, its two lists, and every way in which it can differ."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from sandbox.faults import Fault
from sandbox.race_roster.app import API, CREDENTIALS, TOKEN, RaceRoster
from sandbox.race_roster.events import LAKEHEAD, PRAIRIE, THAW
from sandbox.race_roster.roster import FIRST_ID, build_roster
from sandbox.serving import serve
from tests.sandbox.client import Client

EVENTS, PEOPLE = f"{API}/events", f"{API}/events/{LAKEHEAD.key}/participants"
LOGIN = {"grant_type": "access_token", **CREDENTIALS}


@pytest.fixture
def roster() -> RaceRoster:
    """An account with twelve participants in each of three events."""
    return RaceRoster(build_roster(participants=20))


@pytest.fixture
def client(roster: RaceRoster, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of its server with a token."""
    token = roster.access.grant(LOGIN)["access_token"]
    with serve(roster.app) as server:
        yield Client(pool, server.url, {}, {"authorization": f"Bearer {token}"})


def ask_token(client: Client, form: dict[str, str], **headers: str) -> Any:
    """The whole answer of a token call."""
    kind = {"content-type": "application/x-www-form-urlencoded"} | headers
    body = urlencode(form).encode()
    return client.pool.request("POST", client.url + TOKEN, body=body, headers=kind, retries=False)


def switch(client: Client, **switches: Any) -> Any:
    """Changes switches over HTTP, as another process would."""
    return client.post("/_sandbox/switches", switches)


def ids(answer: Any) -> list[str]:
    """The ids of an answer's events."""
    return [row["eventId"] for row in answer["data"]]


def test_a_token_is_given_for_its_own_grant_and_four_fields(client: Client) -> None:
    answer = ask_token(client, LOGIN)

    assert answer.json()["data"][0] == {
        "token_type": "Bearer",
        "expires_in": 86_400,
        "access_token": "sandbox-token-2",
        "refresh_token": "sandbox-refresh-2",
    }


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        (LOGIN | {"grant_type": "client_credentials"}, 400, "unsupported_grant_type"),
        (LOGIN | {"grant_type": "password"}, 400, "unsupported_grant_type"),
        (LOGIN | {"username": ""}, 400, "invalid_request"),
        (LOGIN | {"password": "wrong"}, 401, "invalid_credentials"),
        (LOGIN | {"client_id": "wrong"}, 401, "invalid_credentials"),
        (LOGIN | {"grant_type": "refresh_token", "refresh_token": "x"}, 401, "invalid_request"),
    ],
)
def test_another_token_call_is_refused(
    client: Client, form: dict[str, str], status: int, error: str
) -> None:
    answer = ask_token(client, form)

    assert (answer.status, answer.json()["error"]) == (status, error)


def test_a_token_is_asked_for_with_a_form(client: Client) -> None:
    assert ask_token(client, LOGIN, **{"content-type": "application/json"}).status == 400


@pytest.mark.parametrize(
    ("wrapping", "kind"), [("array", list), ("object", dict), ("bare", type(None))]
)
def test_a_token_is_wrapped_in_three_ways(client: Client, wrapping: str, kind: type) -> None:
    switch(client, wrapping=wrapping)

    assert isinstance(ask_token(client, LOGIN).json().get("data"), kind)


def test_a_refresh_token_works_once(client: Client, roster: RaceRoster) -> None:
    form = LOGIN | {"grant_type": "refresh_token", "refresh_token": "sandbox-refresh-1"}

    assert [ask_token(client, form).status for _ in range(2)] == [200, 401]
    assert roster.access.grants == ["access_token", "refresh_token"]


def test_a_token_expires(client: Client, roster: RaceRoster) -> None:
    before = client.call("GET", EVENTS).status
    late = roster.access.clock() + 86_401
    roster.access.clock = lambda: late

    answer = client.call("GET", EVENTS)

    assert (before, answer.status) == (200, 401)
    assert answer.json() == {"message": "Unauthenticated.", "code": 401}


def test_tokens_can_be_revoked(client: Client) -> None:
    client.call("DELETE", "/_sandbox/tokens")

    assert client.call("GET", EVENTS).status == 401


def test_only_events_to_come_are_listed_the_others_are_there_by_id(client: Client) -> None:
    assert ids(client.get(EVENTS)) == [LAKEHEAD.key, PRAIRIE.key]
    assert ids(client.get(f"{EVENTS}/{THAW.key}")) == [THAW.key]
    assert len(client.get(f"{EVENTS}/{THAW.key}/participants")["data"]) == 12


def test_an_event_leaves_the_list_on_race_day(client: Client, roster: RaceRoster) -> None:
    roster.today = datetime(2026, 8, 23, 15, 30, tzinfo=UTC)

    assert ids(client.get(EVENTS)) == [LAKEHEAD.key]


def test_a_draft_is_not_listed(client: Client, roster: RaceRoster) -> None:
    roster.store.edit_event(LAKEHEAD.key, {"status": "DRAFT"})

    assert ids(client.get(EVENTS)) == [PRAIRIE.key]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sort": "startDate", "order": "asc"}, [PRAIRIE.key, LAKEHEAD.key]),
        ({"sort": "startDate", "order": "desc"}, [LAKEHEAD.key, PRAIRIE.key]),
        ({"eventDateFrom": "2026-09-01T00:00:00Z"}, [LAKEHEAD.key]),
        ({"eventDateTo": "2026-09-01T00:00:00Z"}, [PRAIRIE.key]),
        ({"eventId": f"{PRAIRIE.key},none"}, [PRAIRIE.key]),
        ({"lastModifiedDate": "2026-05-28T15:19:12%2B00:00"}, [LAKEHEAD.key, PRAIRIE.key]),
        ({"lastModifiedDate": "2026-05-29T00:00:00-0000"}, []),
        ({"offset": "1", "limit": "1"}, [PRAIRIE.key]),
        ({"offset": "2"}, []),
    ],
)
def test_events_are_filtered_and_paged(
    client: Client, query: dict[str, str], found: list[str]
) -> None:
    assert ids(client.get(EVENTS, **query)) == found


@pytest.mark.parametrize(
    "query",
    [
        {"lastModifiedDate": "2026-05-28T15:19:12+00:00"},
        {"eventDateFrom": "soon"},
        {"eventDateTo": "2026-05-28T15:19:12"},
        {"offset": "-1"},
        {"limit": "many"},
    ],
)
def test_a_query_that_fails_validation_is_refused(client: Client, query: dict[str, str]) -> None:
    answer = client.call("GET", EVENTS, **query)

    assert answer.status == 400
    assert answer.json() == {"message": "The given data failed validation.", "code": 400}


def test_participants_know_no_filter_for_changes(client: Client) -> None:
    found = client.get(PEOPLE, lastModifiedDate="2027-01-01T00:00:00Z")

    assert (len(found["data"]), found["metadata"]) == (12, {"totalResults": 12})


def test_participants_come_by_offset(client: Client) -> None:
    found = client.get(PEOPLE, offset="10", limit="5")

    assert [row["participantId"] for row in found["data"]] == [FIRST_ID + 10, FIRST_ID + 11]


@pytest.mark.parametrize(
    ("switches", "first", "rows", "total"),
    [
        ({"largest": 3}, 5, 3, 12),
        ({"ignore_offset": True}, 0, 12, 12),
        ({"withheld": 2}, 5, 5, 12),
        ({"count_off": -2}, 5, 7, 10),
    ],
)
def test_a_list_can_be_told_wrongly(
    client: Client, switches: dict[str, Any], first: int, rows: int, total: int
) -> None:
    switch(client, **switches)

    found = client.get(PEOPLE, offset="5")

    assert (found["data"][0]["participantId"], len(found["data"])) == (FIRST_ID + first, rows)
    assert found["metadata"] == {"totalResults": total}


def test_lists_can_go_without_a_count(client: Client) -> None:
    switch(client, totals=False)

    assert list(client.get(PEOPLE)) == ["data"]


def test_one_event_can_come_bare(client: Client) -> None:
    switch(client, single_object=True)

    assert client.get(f"{EVENTS}/{THAW.key}")["data"]["eventId"] == THAW.key


@pytest.mark.parametrize(("name", "status"), [("closed", 403), ("gone", 404)])
def test_an_event_can_be_closed_or_gone(client: Client, name: str, status: int) -> None:
    switch(client, **{name: [LAKEHEAD.key]})

    answers = [client.call("GET", path) for path in (f"{EVENTS}/{LAKEHEAD.key}", PEOPLE, EVENTS)]
    assert [answer.status for answer in answers] == [status, status, 200]


def test_the_whole_can_be_under_maintenance(client: Client) -> None:
    switch(client, maintenance=True)

    assert client.call("GET", EVENTS).data.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", f"{API}/races", 404), ("GET", f"{EVENTS}/none", 404), ("PUT", EVENTS, 405)],
)
def test_an_unknown_call_is_told(client: Client, method: str, path: str, status: int) -> None:
    answer = client.call(method, path)

    assert (answer.status, answer.json()["code"]) == (status, status)


def test_switches_can_be_put_back(client: Client) -> None:
    switch(client, withheld=2)

    assert client.call("DELETE", "/_sandbox/switches").json()["withheld"] == 0
    assert client.call("POST", "/_sandbox/switches", b'{"wrapping": "xml"}').status == 400
    assert client.call("POST", "/_sandbox/switches", b'{"unheard": 1}').status == 400


def test_participants_are_added_edited_and_taken_out(client: Client) -> None:
    control = f"/_sandbox/participants/{LAKEHEAD.key}"
    added = client.post(control, {"firstName": "Zoë"})
    edited = client.post(f"{control}/{FIRST_ID}", {"isActive": False})
    client.call("DELETE", f"{control}/{FIRST_ID + 1}")

    found = client.get(PEOPLE)["data"]

    assert (added["participantId"], edited["isActive"]) == (FIRST_ID + 36, False)
    assert [row["participantId"] - FIRST_ID for row in found] == [
        0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 36,
    ]  # fmt: skip
    assert client.call("DELETE", f"{control}/{FIRST_ID + 1}").status == 404


def test_an_event_is_edited(client: Client) -> None:
    client.post(f"/_sandbox/events/{LAKEHEAD.key}", {"name": "Another"})

    assert client.get(EVENTS)["data"][0]["name"] == "Another"


@pytest.mark.parametrize(
    ("fault", "status", "waits"),
    [
        (Fault("status", "/events", status=429, headers={"Retry-After": "7"}), 429, "7"),
        (Fault("status", "/events", status=429), 429, None),
        (Fault("status", "/events", status=500), 500, None),
    ],
)
def test_a_call_can_be_spoilt_once(
    client: Client, roster: RaceRoster, fault: Fault, status: int, waits: str | None
) -> None:
    roster.faults.add(fault)

    first, second = client.call("GET", EVENTS), client.call("GET", EVENTS)

    assert (first.status, first.headers.get("Retry-After"), second.status) == (status, waits, 200)
