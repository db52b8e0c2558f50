"""GraphQL against npm's json-graphql-server, over loopback: numbered pages, errors, changes."""

from collections.abc import Iterator
from typing import Any

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply
from extract.kit.spec import Doors
from extract.kit.sync import EntityReport, SyncOptions, sync
from extract.providers import PROVIDERS
from extract.providers.graphql.introspection import propose, read_schema
from extract.providers.graphql.session import connect
from tests.extract import landed
from tests.extract.accounts import AT_ONCE
from tests.extract.graphs import COLUMNS, RECORDS
from tests.extract.node import TEAMS, JsonServer, json_graphql_server

NUMBERED: dict[str, Any] = {
    "name": "teams",
    "query": "query($page: Int!, $perPage: Int!) { allTeams(page: $page, perPage: $perPage, "
    'sortField: "id", sortOrder: "asc") { id name budget is_active Tenant { id country } } '
    "_allTeamsMeta { count } }",
    "data_path": "data.allTeams",
    "total_count_path": "data._allTeamsMeta.count",
    "first_page": 0,
    "batch_size": 100,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JsonServer]:
    """The running server, whose records tests change."""
    with json_graphql_server(tmp_path_factory.mktemp("node")) as running:
        yield running


def account(url: str, *queries: dict[str, Any]) -> Connection:
    """A connection to it."""
    settings = {"endpoint": url, "queries": list(queries), "retry": AT_ONCE}
    return Connection("node", "graphql", "revenue", settings)


def read(server: JsonServer, warehouse: Warehouse, **changed: Any) -> EntityReport:
    """The report of the teams."""
    return synced(account(server.url, {**NUMBERED, **changed}), warehouse)


def synced(connection: Connection, warehouse: Warehouse) -> EntityReport:
    """The report of the connection's first query."""
    return sync(PROVIDERS["graphql"], connection, warehouse, SyncOptions()).entities[0]


def test_its_numbered_pages_bring_every_record(
    server: JsonServer, any_warehouse: Warehouse
) -> None:
    told = read(server, any_warehouse)

    assert (told.mode, told.landed, told.upstream_total) == ("full", TEAMS, TEAMS)
    assert landed.payload(any_warehouse, RECORDS, "teams|3")["Tenant"] == {
        "id": "1", "country": "IT",
    }  # fmt: skip


def test_columns_have_the_types_of_its_schema(server: JsonServer, warehouse: Warehouse) -> None:
    read(server, warehouse)

    types = f"select data ->> 'column', data ->> 'type' from {COLUMNS} order by 1"
    assert warehouse.fetch(types) == [
        ("budget", "double precision"),
        ("id", "text"),
        ("is_active", "boolean"),
        ("name", "text"),
        ("tenant_country", "text"),
        ("tenant_id", "text"),
    ]


def test_what_its_mutations_change_is_found_by_the_next_read(
    server: JsonServer, any_warehouse: Warehouse
) -> None:
    made = server.ask(
        'mutation { createTeam(name: "New", tenant_id: 1, budget: 1.5, is_active: true) { id } }'
    )["createTeam"]["id"]
    read(server, any_warehouse)

    server.ask(f"mutation {{ removeTeam(id: {made}) {{ id }} }}")
    server.ask(f'mutation {{ updateTeam(id: 3, name: "Renamed {any_warehouse.engine}") {{ id }} }}')
    told = read(server, any_warehouse)

    assert (told.added, told.changed, told.deleted) == (0, 1, 1)
    assert told.unchanged == TEAMS - 1


def test_an_error_without_data_and_with_status_200_stops_the_load(
    server: JsonServer, warehouse: Warehouse
) -> None:
    unknown = NUMBERED["query"].replace("budget", "nope")

    with pytest.raises(BadReply, match='Cannot query field "nope" on type "Team"'):
        read(server, warehouse, query=unknown)


def test_a_proposed_query_reads_the_list(server: JsonServer, warehouse: Warehouse) -> None:
    with connect(account(server.url), Doors()) as session:
        schema = read_schema(session)
    assert schema is not None

    proposed = propose(schema, "allTeams")

    counted = account(server.url, {**proposed, "first_page": 0})
    assert synced(counted, warehouse).landed == TEAMS
