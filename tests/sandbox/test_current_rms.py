"""Current RMS's server: what its contract says of each answer, each switch, and its webhooks."""

import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import urllib3
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.current_rms.app import API, SUBDOMAIN, TOKEN, CurrentRMS
from sandbox.current_rms.sender import Weather
from sandbox.current_rms.switches import Switches
from sandbox.faults import Fault
from sandbox.serving import serve
from tests.sandbox.client import Client

HEADERS = {"X-SUBDOMAIN": SUBDOMAIN, "X-AUTH-TOKEN": TOKEN}
LIST = f"{API}/opportunities"
HOOK = {"name": "ours", "event": "opportunity_update", "target_url": "http://127.0.0.1:1/"}


@pytest.fixture
def yard() -> CurrentRMS:
    """An account with as many hires as make three pages of ten."""
    return CurrentRMS(25)


@pytest.fixture
def client(yard: CurrentRMS, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client that knows the token."""
    with serve(yard.app) as server:
        yield Client(pool, server.url, {}, HEADERS)


def asked(client: Client, *pairs: str) -> Any:
    """The list's answer to a question, pairs of a name and a value."""
    query = "&".join(
        f"{quote(name)}={quote(value)}" for name, value in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return client.get(f"{LIST}?{query}")


def ids(client: Client, *pairs: str) -> list[int]:
    """The ids of the rows that come, less the thousand that all begin with."""
    return [row["id"] - 1000 for row in asked(client, *pairs)["opportunities"]]


@pytest.mark.parametrize("missing", ["X-SUBDOMAIN", "X-AUTH-TOKEN"])
def test_both_headers_are_asked_for(client: Client, missing: str) -> None:
    stranger = Client(client.pool, client.url, {}, {**HEADERS, missing: "another"})

    found = stranger.call("GET", LIST)

    assert (found.status, list(found.json())) == (401, ["errors"])


def test_pages_are_counted_and_end(client: Client) -> None:
    pages = [asked(client, "per_page", "10", "page", page) for page in ("1", "3", "4")]

    assert [len(page["opportunities"]) for page in pages] == [10, 5, 0]
    assert [page["meta"] for page in pages] == [
        {"total_row_count": 25, "row_count": 10, "page": 1, "per_page": 10},
        {"total_row_count": 25, "row_count": 5, "page": 3, "per_page": 10},
        {"total_row_count": 25, "row_count": 0, "page": 4, "per_page": 10},
    ]


def test_a_page_has_twenty_rows_unless_asked_and_a_hundred_at_most(client: Client) -> None:
    sizes = [asked(client, *words)["meta"]["per_page"] for words in ((), ("per_page", "5000"))]

    assert sizes == [20, 100]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("q[id_eq]", "1003"), [3]),
        (("q[id_in][]", "1003", "q[id_in][]", "1005"), [3, 5]),
        (("q[id_gt]", "1022", "q[s]", "id desc"), [25, 24, 23]),
        (("q[id_gteq]", "1022", "q[id_lt]", "1024"), [22, 23]),
        (("q[starts_at_null]", "1"), [4, 15]),
        (("q[subject_cont]", "LAUNCH", "q[id_lteq]", "1008"), [2, 8]),
        (("q[status_eq]", "50", "q[state_not_eq]", "1"), [15, 24]),
        (("q[open_ended_rental_eq]", "true"), [6, 23]),
    ],
)
def test_filters_are_ransacks(client: Client, words: tuple[str, ...], found: list[int]) -> None:
    assert ids(client, *words) == found


def test_moments_are_compared_as_instants(yard: CurrentRMS, client: Client) -> None:
    yard.store.put(1003, {"updated_at": "2030-06-01T12:00:00.000Z"})

    found = [
        ids(client, "q[updated_at_gteq]", text)
        for text in ("2030-06-01T13:00:00+01:00", "2030-06-01T12:00:00.001Z")
    ]

    assert found == [[3], []]


def test_what_has_no_start_lies_in_no_span(yard: CurrentRMS, client: Client) -> None:
    yard.store.put(1003, {"starts_at": ""})
    span = "q[starts_at_gteq]", "2000-01-01", "q[starts_at_lt]", "2100-01-01"

    found = ids(client, *span, "per_page", "100")

    assert (len(found), 3 in found) == (22, False)


def test_a_filter_that_is_not_known_is_left_out_or_refused(
    yard: CurrentRMS, client: Client
) -> None:
    left_out = asked(client, "q[start_at_gteq]", "2030-01-01")["meta"]["total_row_count"]
    yard.switches = Switches(unknown_filters_fail=True)
    refused = client.call("GET", f"{LIST}?q%5Bstart_at_gteq%5D=2030-01-01")

    assert (left_out, refused.status) == (25, 400)


def test_the_filter_mode_hides_what_is_over(yard: CurrentRMS, client: Client) -> None:
    live = ids(client, "filtermode[]", "live", "q[id_lteq]", "1009")
    every = ids(client, "q[id_lteq]", "1009")
    yard.switches = Switches(default_mode="live")

    assert (live, len(every)) == ([1, 2, 3, 4, 9], 9)
    assert ids(client, "q[id_lteq]", "1009") == live


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_opportunities_are_only_read(client: Client, method: str) -> None:
    found = [client.call(method, path, b"{}").status for path in (LIST, f"{LIST}/1003")]

    assert found == [405, 405]


def test_one_is_read_by_its_id_or_not_found(client: Client) -> None:
    found = [client.call("GET", f"{LIST}/{id_}") for id_ in ("1003", "9", "x")]

    assert [one.status for one in found] == [200, 404, 404]
    assert (list(found[0].json()), found[0].json()["opportunity"]["id"]) == (
        ["opportunity", "meta"], 1003,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("switched", "name", "value"),
    [
        ({}, "charge_total", "501.0"),
        ({"money_as_numbers": True}, "charge_total", 501.0),
        ({}, "ordered_at", None),
        ({"blank_dates": True}, "ordered_at", ""),
        ({"offset_times": True}, "created_at", "2030-06-01T13:00:00.000+01:00"),
    ],
)
def test_values_are_written_as_switched(
    yard: CurrentRMS, client: Client, switched: dict[str, bool], name: str, value: Any
) -> None:
    yard.store.slip(1003, {"created_at": "2030-06-01T12:00:00.000Z"})
    yard.switches = Switches(**switched)  # type: ignore[arg-type]

    assert client.get(f"{LIST}/1003")["opportunity"][name] == value


@pytest.mark.parametrize(("is_told", "after"), [(True, "3"), (False, None)])
def test_too_many_calls_are_throttled(
    yard: CurrentRMS, client: Client, *, is_told: bool, after: str | None
) -> None:
    yard.switches = Switches(calls_per_minute=2, retry_after=is_told)

    found = [client.call("GET", LIST) for _ in range(3)]

    assert [one.status for one in found] == [200, 200, 429]
    assert found[2].headers.get("retry-after") == after


def test_errors_are_pages_and_calls_fail_as_planned(yard: CurrentRMS, client: Client) -> None:
    yard.faults.add(Fault(kind="status", path="/opportunities", skip=1, status=500))
    by_number = [client.call("GET", LIST).status for _ in range(3)]
    yard.switches = Switches(html_errors=True)

    page = client.call("GET", f"{LIST}/9")

    assert by_number == [200, 500, 200]
    assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_rows_change_between_two_pages(yard: CurrentRMS, client: Client) -> None:
    yard.change_before("/opportunities", lambda: yard.store.remove(1001), call=2)

    pages = [ids(client, "per_page", "10", "page", page) for page in ("1", "2")]

    # The eleventh has slipped to the first page.
    assert (pages[0][-1], pages[1][0]) == (10, 12)


def test_what_was_done_is_in_the_log_of_actions(yard: CurrentRMS, client: Client) -> None:
    yard.store.put(1003, {"subject": "Told"})
    yard.store.slip(1004, {"subject": "Not told"})
    yard.store.remove(1005)

    path = f"{API}/actions?q%5Baction_type_in%5D%5B%5D=destroy&q%5Bsubject_type_eq%5D=Opportunity"
    gone, every = client.get(path)["actions"], client.get(f"{API}/actions")["actions"]

    assert [(one["subject_id"], one["action_type"]) for one in every] == [
        (1003, "update"), (1005, "destroy"),
    ]  # fmt: skip
    assert [one["subject_id"] for one in gone] == [1005]


def test_webhooks_are_made_listed_and_removed(client: Client) -> None:
    made = client.post(f"{API}/webhooks", {"webhook": HOOK})["webhook"]
    lacking = client.call("POST", f"{API}/webhooks", json.dumps({"webhook": {"name": "ours"}}))
    listed = client.get(f"{API}/webhooks")["webhooks"]
    removed = client.call("DELETE", f"{API}/webhooks/{made['id']}").status

    assert made == {**HOOK, "active": True, "id": 12}
    assert (lacking.status, sorted(lacking.json()["errors"])) == (422, ["event", "target_url"])
    assert (listed, removed, client.get(f"{API}/webhooks")["webhooks"]) == ([made], 204, [])


def listening(heard: list[Any], *statuses: int) -> Starlette:
    """A server that notes each delivery's headers and body, and answers as it is told."""
    answers = iter(statuses)

    async def hear(request: Request) -> Response:
        heard.append((dict(request.headers), await request.json()))
        return Response(status_code=next(answers, 200))

    return Starlette(routes=[Route("/", hear, methods=["POST"])])


def test_a_delivery_is_the_action_and_is_not_signed(yard: CurrentRMS) -> None:
    heard: list[Any] = []
    with serve(listening(heard)) as server:
        yard.store.hook({**HOOK, "target_url": f"{server.url}/?token=ours"})
        yard.store.put(1003, {"subject": "Moved"})
        yard.store.remove(1004)
        statuses = yard.sender.send()

    [(headers, body)] = heard
    assert (statuses, list(body), headers["content-type"]) == (
        [200], ["action"], "application/json",
    )  # fmt: skip
    assert not [name for name in headers if "signature" in name or name == "authorization"]
    action = body["action"]
    assert [action[name] for name in ("subject_type", "subject_id", "action_type")] == [
        "Opportunity", 1003, "update",
    ]  # fmt: skip
    assert action["id"] == yard.store.actions[0]["id"]


def test_a_delivery_that_fails_is_made_six_times_more(yard: CurrentRMS) -> None:
    heard: list[Any] = []
    with serve(listening(heard, *[503] * 20)) as server:
        yard.store.hook({**HOOK, "target_url": server.url})
        yard.store.put(1003, {"subject": "Moved"})
        statuses = [yard.sender.send() for _ in range(8)]

    assert statuses == [[503]] * 7 + [[]]
    assert len({body["action"]["id"] for _, body in heard}) == 1


def test_deliveries_are_lost_doubled_and_shuffled(yard: CurrentRMS) -> None:
    heard: list[Any] = []
    with serve(listening(heard)) as server:
        yard.store.hook({**HOOK, "target_url": server.url})
        [yard.store.put(1003, {"subject": str(number)}) for number in range(20)]
        yard.sender.send(random.Random(5), Weather(lost=0.3, doubled=0.3, shuffled=True))

    came = [body["action"]["id"] for _, body in heard]
    assert len(set(came)) < 20
    assert len(came) > len(set(came))
    assert came != sorted(came)


@pytest.mark.parametrize("wrong", [{"default_mode": "dead"}, {"pages": 3}])
def test_a_switch_that_nothing_acts_on_is_refused(
    yard: CurrentRMS, client: Client, wrong: dict[str, Any]
) -> None:
    refused = client.call("POST", "/_sandbox/switches", json.dumps(wrong))

    assert (refused.status, yard.switches) == (400, Switches())


def test_control_routes_change_switches_and_records(yard: CurrentRMS, client: Client) -> None:
    switched = client.post("/_sandbox/switches", {"blank_dates": True})
    made = client.post("/_sandbox/opportunities/1500", {"subject": "New"})
    gone = [client.call("DELETE", f"/_sandbox/opportunities/{id_}").status for id_ in (1003, 9)]

    assert (switched["blank_dates"], made["subject"], gone) == (True, "New", [200, 404])
    assert [one["action_type"] for one in yard.store.actions] == ["create", "destroy"]
