"""The Haku server: its token, its lists and registrations, and every way in which it may differ."""

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from sandbox.faults import Fault
from sandbox.haku.app import CLIENT_ID, CLIENT_SECRET, TOKEN_PATH, Haku
from sandbox.haku.organiser import BREAKFAST, HALF, TEN_MILE, build_organiser
from sandbox.haku.switches import Switches
from sandbox.serving import serve
from tests.sandbox.client import Client

GRANT = b"grant_type=client_credentials"
PARTICIPANTS = f"/events/{TEN_MILE}/participants"
NEWEST_FIRST = {"sort_column": "updated_at", "sort_direction": "desc"}


@pytest.fixture
def organisation() -> Haku:
    """An organisation with sixty and fifteen people."""
    return Haku(build_organiser(people=60))


@pytest.fixture
def client(organisation: Haku, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client with a token."""
    with serve(organisation.app) as server:
        token = issue(pool, server.url).json()["access_token"]
        yield Client(pool, server.url, {}, {"Authorization": token})


def issue(
    pool: urllib3.PoolManager, url: str, secret: str = CLIENT_SECRET, body: bytes = GRANT
) -> Any:
    """The answer to a token call."""
    pair = b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}"}
    return pool.request("POST", url + TOKEN_PATH, body=body, headers=headers, retries=False)


def switch(client: Client, **switches: Any) -> Any:
    """Changes switches over HTTP, as another process would."""
    return client.post("/_sandbox/switches", switches)


def numbers(client: Client, **query: str) -> list[str]:
    """The registration numbers of one page of the 10 Mile."""
    return [row["registration_number"] for row in client.get(PARTICIPANTS, **query)]


def test_a_token_answers_to_the_client_and_says_how_long_it_is_good(
    client: Client, organisation: Haku
) -> None:
    answer = issue(client.pool, client.url).json()

    assert answer["access_token"] == organisation.issued[-1]
    assert (answer["expires_in"], answer["token_type"]) == (3600, "Bearer")


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_client_gets_no_token(client: Client, status: int) -> None:
    switch(client, refusal=status)

    answer = issue(client.pool, client.url, secret="wrong")

    assert (answer.status, answer.json()) == (status, {"error": "invalid_client"})


def test_another_grant_is_not_known(client: Client) -> None:
    answer = issue(client.pool, client.url, body=b"grant_type=password")

    assert (answer.status, answer.json()) == (400, {"error": "unsupported_grant_type"})


def test_the_token_goes_bare_unless_the_word_is_switched_on(
    client: Client, organisation: Haku
) -> None:
    token = organisation.issued[-1]
    with_word = Client(client.pool, client.url, {}, {"Authorization": f"Bearer {token}"})

    assert [one.call("GET", "/events").status for one in (client, with_word)] == [200, 401]
    switch(client, bearer=True)
    assert [one.call("GET", "/events").status for one in (client, with_word)] == [401, 200]


def test_a_revoked_token_is_worth_nothing(client: Client) -> None:
    client.call("DELETE", "/_sandbox/tokens")

    answer = client.call("GET", "/events")

    assert (answer.status, answer.json()) == (401, {"message": "Unauthorized"})


def test_events_come_by_date(client: Client) -> None:
    assert [event["id"] for event in client.get("/events")] == [BREAKFAST, TEN_MILE, HALF]


def test_a_short_row_has_the_fields_that_were_seen(client: Client) -> None:
    rows = client.get(PARTICIPANTS, per_page="100")

    assert {frozenset(row) for row in rows} == {
        frozenset({
            "registration_number", "person_full_name", "email", "age", "gender", "team",
            "event_category_info", "registered_at", "is_cancelled", "transaction_amount",
        })
    }  # fmt: skip


@pytest.mark.parametrize(("cap", "sizes"), [(25, [25, 25, 10, 0]), (100, [60, 0, 0, 0])])
def test_pages_are_capped_without_a_word_and_end_in_an_empty_one(
    client: Client, cap: int, sizes: list[int]
) -> None:
    switch(client, page_cap=cap)

    pages = [numbers(client, page=str(page), per_page="500") for page in range(1, 5)]

    assert [len(page) for page in pages] == sizes


def test_a_page_has_25_rows_where_no_size_is_asked(client: Client) -> None:
    assert len(numbers(client)) == 25


def test_a_change_moves_a_row_to_the_front(client: Client) -> None:
    first = f"/_sandbox/registrations/{TEN_MILE}/R10000001"
    before = numbers(client, per_page="100", **NEWEST_FIRST)
    client.post(first, {"shirt_size_code": "L"})

    after = numbers(client, per_page="100", **NEWEST_FIRST)

    assert (before[-1], after[0]) == ("R10000001", "R10000001")
    assert after[1:] == before[:-1]


def test_a_registration_may_be_added_and_dropped(client: Client) -> None:
    place = f"/_sandbox/registrations/{TEN_MILE}/R1"
    client.call("PUT", place, json.dumps({"is_cancelled": True}).encode())
    added = client.get(f"/events/{TEN_MILE}/registrations/R1")
    client.call("DELETE", place)

    assert (added["registration_number"], added["is_cancelled"]) == ("R1", True)
    assert client.call("GET", f"/events/{TEN_MILE}/registrations/R1").status == 404
    assert client.call("DELETE", place).status == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/events/none/participants", 404),
        (f"/events/{TEN_MILE}/registrations/R9", 404),
        ("/nowhere", 404),
        (f"{PARTICIPANTS}?page=0", 400),
        (f"{PARTICIPANTS}?per_page=all", 400),
    ],
)
def test_what_is_not_there_is_told(client: Client, path: str, status: int) -> None:
    assert client.call("GET", path).status == status


def test_lists_and_registrations_may_be_wrapped(client: Client) -> None:
    switch(client, wrapped=True)

    assert list(client.get("/events")) == ["events"]
    assert list(client.get(PARTICIPANTS)) == ["participants"]
    assert list(client.get(f"/events/{TEN_MILE}/registrations/R10000001")) == ["registration"]


def test_every_page_may_be_the_first(client: Client) -> None:
    switch(client, restart=True)

    assert numbers(client, page="2") == numbers(client, page="1")


def test_a_listed_registration_may_have_no_detail_or_another(client: Client) -> None:
    keys = [f"{TEN_MILE}|R10000001", f"{TEN_MILE}|R10000002"]
    switch(client, missing=keys[:1], swapped=keys[1:])

    answers = [client.call("GET", f"/events/{TEN_MILE}/registrations/R1000000{n}") for n in (1, 2)]

    assert answers[0].status == 404
    assert answers[1].json()["registration_number"] not in {"R10000001", "R10000002"}


def test_a_registration_may_be_dropped_by_a_switch(client: Client) -> None:
    switch(client, dropped=[f"{TEN_MILE}|R10000060"])

    assert len(numbers(client, per_page="100")) == 59
    assert client.call("GET", f"/events/{TEN_MILE}/registrations/R10000060").status == 404


@pytest.mark.parametrize(("fields", "first"), [({"club": "X"}, "R10000001"), (None, "R10000060")])
def test_rows_move_between_two_pages(
    client: Client, fields: dict[str, str] | None, first: str
) -> None:
    place = {"event_id": TEN_MILE, "number": "R10000001", "fields": fields}
    client.post("/_sandbox/edits", {"before": "participants?page=2", **place})
    switch(client, page_cap=25)
    pages = [
        numbers(client, page=page, per_page="25", **NEWEST_FIRST) for page in ("1", "2", "3", "1")
    ]

    assert (pages[0][0], pages[3][0]) == ("R10000060", first)
    assert "R10000001" not in pages[1] + pages[2]


def test_a_row_may_come_without_its_number(client: Client) -> None:
    switch(client, keyless=[f"{TEN_MILE}|R10000060"])

    assert numbers(client, per_page="100", **NEWEST_FIRST)[0] is None


def test_errors_may_be_no_json_and_lists_a_web_page(client: Client) -> None:
    switch(client, plain=True, html="participants")

    assert client.call("GET", "/nowhere").data == b"Not Found"
    assert client.call("GET", PARTICIPANTS).data.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("switches", [{"page_cap": 7}, {"refusal": 500}, {"nothing": 1}])
def test_a_switch_that_is_none_is_refused(client: Client, switches: dict[str, Any]) -> None:
    answer = client.call("POST", "/_sandbox/switches", json.dumps(switches))

    assert answer.status == 400
    assert client.call("DELETE", "/_sandbox/switches").json()["page_cap"] == 100


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Fault("status", "participants", status=429, headers={"Retry-After": "7"}), 429),
     (Fault("status", "participants", status=429), 429)],
)  # fmt: skip
def test_a_call_may_be_one_too_many(
    client: Client, organisation: Haku, fault: Fault, status: int
) -> None:
    organisation.faults.add(fault)

    answer = client.call("GET", PARTICIPANTS)

    assert answer.status == status
    assert answer.headers.get("retry-after") == fault.headers.get("Retry-After")


def test_an_emptied_page_keeps_its_wrapping(client: Client, organisation: Haku) -> None:
    organisation.faults.add(Fault("empty_page", "participants", times=2))

    assert client.get(PARTICIPANTS) == []
    switch(client, wrapped=True)
    assert client.get(PARTICIPANTS) == {"participants": []}


def test_people_are_odd_in_every_way_that_is_known() -> None:
    people = build_organiser(people=60).registrations[TEN_MILE]

    kinds = [[one["is_active"] for one in person["event_categories"]] for person in people]
    assert {tuple(kind) for kind in kinds} == {(), (True,), (False, True)}
    assert {type(person["transaction_amount"]) for person in people} == {float, str}
    assert {len(person["created_at"]) for person in people} == {10, 19, 20}
    assert {person["participant"]["last_name"] == "" for person in people} == {True, False}
    assert {type(person["team"]) for person in people} == {dict, type(None)}
    assert {person["_age"] is None for person in people} == {True, False}


def test_the_same_seed_gives_the_same_people() -> None:
    assert build_organiser(people=20) == build_organiser(people=20)
    assert Switches() == Switches()
