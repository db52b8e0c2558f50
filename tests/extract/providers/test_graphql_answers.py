"""What a GraphQL server may answer in place of rows, and what becomes of each."""

from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ServerError, Throttled, Where
from extract.providers.graphql.answers import Answer, answer_of
from extract.providers.graphql.queries import Query, query_of
from sandbox.graphql.app import GraphQLServer
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.graphs import MEMBERS, RECORDS, SCHEMA, TEAMS, asking, only

WHERE = Where("graphql", "demo", "teams", "POST")


def query(**settings: Any) -> Query:
    """A query of teams with a path two steps deep."""
    text = "{ shop { teams { id owner } } }"
    return query_of(
        {"name": "teams", "query": text, "data_path": "data.shop.teams", **settings}, {}
    )


def rows(answer: Answer) -> list[bytes]:
    """The rows' own bytes."""
    return [bytes(row) for row in answer.rows]


def test_partial_data_stops_the_load_and_shows_the_error(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse
) -> None:
    only(graphs, any_warehouse, "teams")
    graph.switches.failing = [4]

    with pytest.raises(BadReply, match=r'"owner lookup failed" at teams\.1\.owner') as caught:
        graphs.sync(any_warehouse, "teams")

    assert str(caught.value).startswith("graphql (connection demo_graphql, entity teams, POST): ")
    assert landed.visible(any_warehouse, RECORDS) == 7


@pytest.mark.parametrize("settings", [TEAMS, MEMBERS])
def test_rows_with_errors_may_be_left_out_and_then_nothing_looks_deleted(
    graphs: Account, graph: GraphQLServer, any_warehouse: Warehouse, settings: dict[str, Any]
) -> None:
    graph.switches.failing = [0, 4]
    lenient = asking(graphs, {**settings, "on_partial": "skip_rows"})

    report = only(lenient, any_warehouse, settings["name"])

    assert (report.mode, report.landed) == ("incremental", len(graph.directory.rows(
        settings["name"])) - 2)  # fmt: skip
    assert report.note == "2 rows came with errors and were left out"


def test_nulls_may_be_accepted(graphs: Account, graph: GraphQLServer, warehouse: Warehouse) -> None:
    graph.switches.failing = [0]
    lenient = asking(graphs, {**TEAMS, "on_partial": "accept"})

    report = only(lenient, warehouse, "teams")

    assert (report.mode, report.landed) == ("full", 7)
    assert landed.payload(warehouse, RECORDS, "teams|1")["owner"] is None


def test_an_error_beside_the_rows_is_no_row_to_leave_out() -> None:
    body = b'{"data": {"shop": {"teams": []}}, "errors": [{"message": "no", "path": ["shop"]}]}'

    with pytest.raises(BadReply, match=r'"no" at shop'):
        answer_of(body, query(on_partial="skip_rows"), WHERE)


@pytest.mark.parametrize("invalid", ["200", "200_null", "400"])
def test_a_query_that_the_server_does_not_know_is_said_in_its_words(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse, invalid: str
) -> None:
    graph.switches.invalid = invalid
    unknown = {"name": "all", "query": "{ teems { id } }", "data_path": "data.teems"}

    with pytest.raises(BadReply, match="Cannot query field 'teems' on type 'Query'"):
        asking(graphs, unknown).sync(warehouse)

    assert len(graph.asked) == 1
    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_an_error_that_reaches_the_root_stops_the_load(
    graphs: Account, warehouse: Warehouse
) -> None:
    strict = {"name": "all", "query": "{ strict teams { id } }", "data_path": "data.teams"}

    with pytest.raises(BadReply, match='"non-null field failed" at strict'):
        asking(graphs, strict).sync(warehouse)


def test_a_null_list_is_no_empty_list(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.null_list = True

    with pytest.raises(BadReply, match=r"data\.teams is null"):
        graphs.sync(warehouse, "teams")


def test_a_null_list_may_be_taken_for_none(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.null_list = True

    report = only(asking(graphs, {**TEAMS, "null_list": "empty"}), warehouse, "teams")

    assert (report.mode, report.landed) == ("full", 0)


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b'{"data": {"shop": {"team": []}}}', "not there: in place of teams there is team"),
        (b'{"data": {"store": 1, "x": 2}}', "not there: in place of shop there is store, x"),
        (b'{"data": {"shop": {"teams": {"id": 1}}}}', r"data\.shop\.teams is no list"),
        (b'{"data": {"shop": null}}', r"data\.shop\.teams is null"),
        (b'{"data": {"shop": [1]}}', "in place of teams there is nothing"),
        (b'{"data": null}', "an answer without data and without errors"),
        (b"{}", "an answer without data and without errors"),
        (b'{"data": null, "errors": []}', "an answer without data and without errors"),
        (b"[]", "an unknown shape"),
    ],
)
def test_an_answer_without_the_list_is_an_error(body: bytes, seen: str) -> None:
    with pytest.raises(BadReply, match=seen):
        answer_of(body, query(), WHERE)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("THROTTLED", Throttled),
        ("rate_limited", Throttled),
        ("UNAUTHENTICATED", AuthError),
        ("invalid-jwt", AuthError),
        ("SERVICE_UNAVAILABLE", ServerError),
        ("BAD_USER_INPUT", BadReply),
    ],
)
def test_an_errors_code_says_what_can_be_done(code: str, kind: type[Exception]) -> None:
    body = f'{{"errors": [{{"message": "no", "extensions": {{"code": "{code}"}}}}]}}'.encode()

    with pytest.raises(kind, match='"no"'):
        answer_of(body, query(), WHERE)


def test_a_row_keeps_its_own_bytes() -> None:
    body = b'{"data": {"shop": {"teams": [{"id": 1.50, "a": "\\u00e9"}, null]}}}'

    assert rows(answer_of(body, query(), WHERE)) == [b'{"id": 1.50, "a": "\\u00e9"}', b"null"]


def test_many_errors_are_counted_and_cut() -> None:
    errors = ", ".join('{"message": "' + "long " * 99 + '"}' for _ in range(9))

    with pytest.raises(BadReply, match="and 6 more") as caught:
        answer_of(f'{{"errors": [{errors}]}}'.encode(), query(), WHERE)

    assert len(str(caught.value)) < 1000


def test_a_web_page_is_told_from_an_answer(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    elsewhere = asking(graphs, TEAMS, endpoint=graphs.server.url + "/login")

    with pytest.raises(Exception, match="HTTP 404"):
        elsewhere.sync(warehouse)
