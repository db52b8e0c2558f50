"""GraphQL against a server that others wrote, over loopback."""

from collections.abc import Iterator
from typing import Any

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply
from extract.kit.spec import Doors
from extract.kit.sync import EntityReport, SyncOptions, sync
from extract.providers import PROVIDERS
from extract.providers.graphql.introspection import complaints, propose, read_schema
from extract.providers.graphql.queries import query_of
from extract.providers.graphql.session import connect
from sandbox.serving import serve
from tests.extract import landed, strawberries
from tests.extract.accounts import AT_ONCE
from tests.extract.graphs import COLUMNS, RECORDS

RELAY: dict[str, Any] = {
    "name": "members",
    "query": "query($first: Int, $after: String) { members(first: $first, after: $after) "
    "{ edges { node { id name fee isActive joined } } pageInfo { hasNextPage endCursor } } }",
    "data_path": "data.members.edges",
}
OFFSET: dict[str, Any] = {
    "name": "people",
    "query": "query($limit: Int!, $offset: Int!) { people(limit: $limit, offset: $offset) "
    "{ id name } }",
    "data_path": "data.people",
}


@pytest.fixture(scope="module")
def berries() -> Iterator[str]:
    """The address of a running server."""
    with serve(strawberries.app()) as server:
        yield server.url


def account(url: str, *queries: dict[str, Any]) -> Connection:
    """A connection to it."""
    settings = {"endpoint": url, "queries": list(queries), "retry": AT_ONCE}
    return Connection("berries", "graphql", "revenue", settings)


def read(url: str, warehouse: Warehouse, *queries: dict[str, Any]) -> list[EntityReport]:
    """The reports of a sync."""
    return sync(PROVIDERS["graphql"], account(url, *queries), warehouse, SyncOptions()).entities


def test_both_ways_of_paging_bring_the_same_members(berries: str, warehouse: Warehouse) -> None:
    reports = read(berries, warehouse, RELAY, OFFSET)

    assert [(one.entity, one.landed) for one in reports[:2]] == [("members", 250), ("people", 250)]
    keys = landed.keys(warehouse, RECORDS)
    assert [key.split("|")[1] for key in keys[:250]] == [key.split("|")[1] for key in keys[250:]]


def test_columns_have_the_types_of_its_schema(berries: str, warehouse: Warehouse) -> None:
    read(berries, warehouse, RELAY)

    types = f"select data ->> 'column', data ->> 'type' from {COLUMNS} order by 1"
    assert warehouse.fetch(types) == [
        ("fee", "numeric"),
        ("id", "text"),
        ("is_active", "boolean"),
        ("joined", "timestamptz"),
        ("name", "text"),
    ]


def test_a_page_above_its_cap_is_refused_in_its_words(berries: str, warehouse: Warehouse) -> None:
    with pytest.raises(BadReply, match="Argument 'first' cannot be higher than 100"):
        read(berries, warehouse, {**RELAY, "batch_size": 101})


def test_its_partial_data_stops_the_load(berries: str, warehouse: Warehouse) -> None:
    owners = {**OFFSET, "query": OFFSET["query"].replace("name", "owner"), "batch_size": 10}

    with pytest.raises(BadReply, match=r'"owner lookup failed" at people\.6\.owner'):
        read(berries, warehouse, owners)


def test_its_rows_with_errors_can_be_left_out(berries: str, warehouse: Warehouse) -> None:
    owners = {**OFFSET, "query": OFFSET["query"].replace("name", "owner"), "batch_size": 10}

    [people, _] = read(berries, warehouse, {**owners, "on_partial": "skip_rows"})

    assert (people.mode, people.landed) == ("incremental", 225)


def test_an_unknown_field_is_refused_in_its_words(berries: str, warehouse: Warehouse) -> None:
    unknown = {**OFFSET, "query": OFFSET["query"].replace("name", "nope")}

    with pytest.raises(BadReply, match="Cannot query field 'nope' on type 'Member'"):
        read(berries, warehouse, unknown)


@pytest.mark.parametrize("field", ["members", "people"])
def test_a_proposed_query_reads_the_list_as_it_is(
    berries: str, warehouse: Warehouse, field: str
) -> None:
    with connect(account(berries), Doors()) as session:
        schema = read_schema(session)
    assert schema is not None
    proposed = propose(schema, field)
    quiet = {**proposed, "query": proposed["query"].replace("owner", "")}

    assert complaints(schema, query_of(quiet, {})) == []
    assert read(berries, warehouse, quiet)[0].landed == 250
