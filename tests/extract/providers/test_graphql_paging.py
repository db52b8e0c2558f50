"""Each kind of paging against the sandbox, and the lists that would never end."""

from typing import Any

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply, ConfigError
from sandbox.graphql.app import GraphQLServer
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.graphs import (
    KEYSET,
    NUMBERED,
    RECORDS,
    SCHEMA,
    TEAMS,
    asking,
    only,
    variables,
)

ALL_AT_ONCE = {"name": "all", "query": "{ teams { id } }", "data_path": "data.teams"}


def test_a_connection_is_read_by_its_cursor(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    assert only(graphs, warehouse, "members").landed == 5

    assert variables(graph) == [
        {"first": 2, "after": None},
        {"first": 2, "after": "Y3Vyc29yOjI="},
        {"first": 2, "after": "Y3Vyc29yOjQ="},
    ]


def test_an_offset_advances_by_the_rows_received(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.page_cap = 2

    assert only(graphs, warehouse, "teams").landed == 7

    assert [asked["offset"] for asked in variables(graph)] == [0, 2, 4, 6]


def test_an_exact_multiple_costs_one_more_request(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.directory.remove("teams", 6)

    assert only(graphs, warehouse, "teams").landed == 6

    assert [asked["offset"] for asked in variables(graph)] == [0, 3, 6]


@pytest.mark.parametrize("first_page", [0, 1])
def test_pages_are_numbered_from_where_the_settings_say(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse, first_page: int
) -> None:
    graph.switches.first_page = first_page
    numbered = asking(graphs, {**NUMBERED, "first_page": first_page})

    assert only(numbered, warehouse, "numbered").landed == 7
    assert variables(graph)[0] == {"page": first_page, "perPage": 3}


def test_page_numbers_without_a_beginning_are_refused(
    graphs: Account, warehouse: Warehouse
) -> None:
    numbered = asking(graphs, {**NUMBERED, "first_page": None})

    with pytest.raises(ConfigError, match="query numbered cannot be used: page numbers begin at 0"):
        numbered.sync(warehouse)


def test_a_keyset_goes_on_after_the_last_key_until_a_page_is_empty(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.page_cap = 2

    assert only(asking(graphs, KEYSET), warehouse, "after").landed == 7

    assert [asked["after"] for asked in variables(graph)] == [0, 2, 4, 6, 7]


def test_a_query_without_paging_is_asked_once(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    assert only(asking(graphs, ALL_AT_ONCE), warehouse, "all").landed == 7

    assert variables(graph) == [{}]


def test_only_declared_variables_are_sent(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    constant = {**TEAMS, "variables": {"status": "ACTIVE"}, "batch_size": 100}

    only(asking(graphs, constant), warehouse, "teams")

    assert variables(graph)[0] == {"limit": 100, "offset": 0}


@pytest.mark.parametrize(
    ("cursor", "seen"),
    [
        ("null", "a next page is said to be there, but no cursor leads to it"),
        ("unchanged", "a cursor came again while a next page is said to be there"),
    ],
)
def test_a_cursor_that_leads_nowhere_stops_the_load(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse, cursor: str, seen: str
) -> None:
    graph.switches.cursor = cursor

    with pytest.raises(BadReply, match=seen):
        graphs.sync(warehouse, "members")

    assert len(graph.asked) <= 2
    assert "loads" not in landed.tables(warehouse, SCHEMA)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        (TEAMS, "the same page came again"),
        (NUMBERED, "the same page came again"),
        (KEYSET, "the last row's key is null or the one that the page came after"),
    ],
)
def test_a_server_that_ignores_the_place_stops_the_load(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse, query: dict[str, Any], seen: str
) -> None:
    graph.switches.ignores_place = True

    with pytest.raises(BadReply, match=seen):
        asking(graphs, query).sync(warehouse)


def test_a_list_that_is_not_paged_ends_when_it_comes_again(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.ignores_place = True

    report = only(asking(graphs, {**TEAMS, "batch_size": 50}), warehouse, "teams")

    assert (report.fetched, report.landed, len(graph.asked)) == (7, 7, 2)


def test_a_page_larger_than_the_server_allows_is_said(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.page_cap = 1

    with pytest.raises(BadReply, match="Argument 'first' cannot be higher than 1"):
        graphs.sync(warehouse, "members")

    assert len(graph.asked) == 1


def test_rows_removed_between_pages_are_no_loop(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.change_before(2, lambda: graph.directory.remove("members", 0))

    assert only(graphs, warehouse, "members").fetched == 4
    assert landed.keys(warehouse, RECORDS)[0] == "members|TWVtYmVyOjE="


def test_a_count_that_disagrees_is_kept_for_the_brake(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    graph.switches.extra_count = 3

    report = only(graphs, warehouse, "teams")

    assert (report.upstream_total, report.landed) == (10, 7)
