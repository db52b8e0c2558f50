"""The GraphQL server: both lists, and the misbehaviour that it can be switched to."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox.graphql.app import GraphQLServer
from sandbox.serving import serve

TEAMS = "query($limit: Int, $offset: Int) { teams(limit: $limit, offset: $offset) { id owner } }"
MEMBERS = (
    "query($first: Int!, $after: String) { members(first: $first, after: $after) "
    "{ edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } }"
)


@pytest.fixture
def server() -> GraphQLServer:
    """Seven teams and five members."""
    return GraphQLServer()


@pytest.fixture
def client(server: GraphQLServer) -> Iterator[httpx.Client]:
    """A client of it."""
    with serve(server.app) as served, httpx.Client(base_url=served.url) as opened:
        yield opened


def asked(client: httpx.Client, query: str, **variables: Any) -> httpx.Response:
    """The reply to one question."""
    return client.post("/graphql", json={"query": query, "variables": variables})


def test_rows_are_paged_by_offset(client: httpx.Client) -> None:
    reply = asked(client, TEAMS, limit=2, offset=5).json()

    assert [row["id"] for row in reply["data"]["teams"]] == [6, 7]


def test_rows_are_paged_by_cursor(client: httpx.Client) -> None:
    first = asked(client, MEMBERS, first=4).json()["data"]["members"]
    cursor = first["pageInfo"]["endCursor"]
    last = asked(client, MEMBERS, first=4, after=cursor).json()["data"]["members"]

    assert (len(first["edges"]), first["pageInfo"]["hasNextPage"], first["totalCount"]) == (
        4, True, 5,
    )  # fmt: skip
    assert (len(last["edges"]), last["pageInfo"]["hasNextPage"]) == (1, False)


def test_an_empty_page_has_no_cursors(client: httpx.Client) -> None:
    reply = asked(client, MEMBERS, first=4, after="Y3Vyc29yOjU=").json()["data"]["members"]

    assert (reply["edges"], reply["pageInfo"]) == ([], {"hasNextPage": False, "endCursor": None})


def test_a_malformed_cursor_gives_null_data_and_errors(client: httpx.Client) -> None:
    reply = asked(client, MEMBERS, first=4, after="nonsense")

    assert (reply.status_code, reply.json()["data"]) == (200, None)
    assert reply.json()["errors"][0]["message"] == "Invalid cursor: nonsense"


def test_a_failing_field_gives_partial_data(client: httpx.Client, server: GraphQLServer) -> None:
    server.switches.failing = [1]

    reply = asked(client, TEAMS, limit=2, offset=0).json()

    assert [row["owner"] for row in reply["data"]["teams"]] == ["owner 1", None]
    assert reply["errors"][0]["path"] == ["teams", 1, "owner"]


@pytest.mark.parametrize(
    ("invalid", "status", "keys"),
    [("200", 200, {"errors"}), ("200_null", 200, {"data", "errors"}), ("400", 400, {"errors"})],
)
def test_an_unknown_field_is_told_in_three_ways(
    client: httpx.Client, server: GraphQLServer, invalid: str, status: int, keys: set[str]
) -> None:
    server.switches.invalid = invalid

    reply = asked(client, "{ nope }")

    assert (reply.status_code, reply.json().keys()) == (status, keys)
    assert reply.json()["errors"][0]["message"] == "Cannot query field 'nope' on type 'Query'."


def test_unreadable_json_is_a_400_in_text(client: httpx.Client) -> None:
    reply = client.post("/graphql", content=b"{")

    assert (reply.status_code, reply.headers["content-type"]) == (400, "text/plain; charset=utf-8")


def test_a_web_page_comes_as_often_as_it_is_switched_on(
    client: httpx.Client, server: GraphQLServer
) -> None:
    server.switches.broken = 1

    statuses = [asked(client, "{ teams { id } }").status_code for _ in range(2)]

    assert statuses == [500, 200]


def test_switches_are_set_shown_and_put_back(client: httpx.Client) -> None:
    asked_for = client.post("/_sandbox/switches", json={"null_list": True}).json()["null_list"]
    teams = asked(client, "{ teams { id } }").json()["data"]["teams"]
    put_back = client.delete("/_sandbox/switches").json()["null_list"]
    unknown = client.post("/_sandbox/switches", json={"nonsense": 1})

    assert (asked_for, teams, put_back, unknown.status_code) == (True, None, False, 400)
