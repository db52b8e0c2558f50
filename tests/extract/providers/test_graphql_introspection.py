"""Columns inferred from a schema, proposed queries, and queries checked against it."""

import pytest
from graphql import GraphQLSchema, build_schema

from extract.kit.destination import Warehouse
from extract.kit.errors import ConfigError
from extract.providers.graphql.columns import describe
from extract.providers.graphql.introspection import complaints, propose
from extract.providers.graphql.queries import Query, query_of
from sandbox.graphql.app import GraphQLServer
from sandbox.graphql.schema import SCHEMA
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.graphs import COLUMNS, asking

NAMED = {"name": "teams", "data_path": "data.teams"}


def teams(selection: str) -> Query:
    """A query that selects so of the teams."""
    return query_of({**NAMED, "query": f"{{ teams {{ {selection} }} }}"}, {})


def columns(query: Query, schema: GraphQLSchema | None = SCHEMA) -> list[tuple[str, str, str]]:
    """Name, path and type of each inferred column."""
    return [(one.column, ".".join(one.path), one.type) for one in describe(query, schema)]


def test_each_leaf_is_a_column_of_its_scalars_type() -> None:
    assert columns(teams("id name createdAt budget isActive tags tenant { id countryCode }")) == [
        ("id", "id", "bigint"),
        ("name", "name", "text"),
        ("created_at", "createdAt", "timestamptz"),
        ("budget", "budget", "numeric"),
        ("is_active", "isActive", "boolean"),
        ("tags", "tags", "json"),
        ("tenant_id", "tenant.id", "bigint"),
        ("tenant_country_code", "tenant.countryCode", "text"),
    ]


def test_an_alias_names_the_column_and_keeps_the_type() -> None:
    assert columns(teams("id made: createdAt brand: logo { link: url }"))[1:] == [
        ("made", "made", "timestamptz"),
        ("brand_link", "brand.link", "text"),
    ]


def test_fragments_and_relay_nodes_are_followed() -> None:
    text = (
        "query($n: Int!) { members(first: $n) { edges { node { ...who ... on Member { score } } } "
        "} } fragment who on Member { id joinedOn }"
    )
    settings = {"name": "members", "query": text, "data_path": "data.members.edges"}

    query = query_of({**settings, "variables": {"n": 5}}, {})

    assert columns(query) == [
        ("id", "id", "text"),
        ("joined_on", "joinedOn", "date"),
        ("score", "score", "double precision"),
    ]


def test_names_that_meet_are_told_apart() -> None:
    selection = "id tenantId: id tenant { id } recordKey: name"

    assert [name for name, _, _ in columns(teams(selection))] == [
        "id", "tenant_id", "tenant_id_2", "record_key_2",
    ]  # fmt: skip


def test_without_a_schema_leaves_are_text_and_objects_json() -> None:
    assert columns(teams("id budget tenant { id }"), None) == [
        ("id", "id", "text"),
        ("budget", "budget", "text"),
        ("tenant", "tenant", "json"),
    ]


def test_a_server_that_does_not_tell_its_schema_is_no_failure(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    graph.switches.introspection = False

    report = graphs.sync(warehouse, "teams", "columns")

    assert [one.mode for one in report.entities] == ["full", "full"]
    assert landed.payload(warehouse, COLUMNS, "teams|id")["type"] == "text"
    assert "introspection is not allowed" in caplog.text


def test_a_schema_that_need_not_be_asked_for_is_not(
    graphs: Account, graph: GraphQLServer, warehouse: Warehouse
) -> None:
    quiet = asking(graphs, {**NAMED, "query": "{ teams { id } }"}, introspection=False)

    quiet.sync(warehouse, "columns")

    assert graph.asked == []


def test_a_starting_query_is_proposed_for_each_kind_of_list() -> None:
    assert propose(SCHEMA, "members") == {
        "name": "members",
        "query": "query($first: Int!, $after: String) { members(first: $first, after: $after) "
        "{ edges { node { id email joinedOn score updatedAt owner } } "
        "pageInfo { hasNextPage endCursor } } }",
        "data_path": "data.members.edges",
    }
    assert propose(SCHEMA, "teams")["query"] == (
        "query($limit: Int, $offset: Int) { teams(limit: $limit, offset: $offset) { id name "
        "createdAt updatedAt budget isActive tags logo { url } tenant { id countryCode } owner } }"
    )


def test_what_a_proposed_list_needs_is_left_to_a_person() -> None:
    schema = build_schema(
        "type Query { shop(of: ID!): Shop } type Shop { goods: [Good!]! } type Good { code: ID! }"
    )

    assert propose(schema, "shop.goods") == {
        "name": "goods",
        "query": "query($of: ID!) { shop(of: $of) { goods { code } } }",
        "data_path": "data.shop.goods",
        "variables": {"of": None},
        "key": "code",
    }


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("teems", "no 'teems' in 'teems'; there is members, numberedTeams, strict, teams"),
        ("strict", "'strict' is no list of objects"),
        ("teams.tags", "'teams.tags' is no list of objects"),
        ("strict.more", "no 'more' in 'strict.more'; there is no fields"),
    ],
)
def test_a_list_that_is_not_there_cannot_be_proposed(path: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        propose(SCHEMA, path)


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        ("id", []),
        ("id nope", ["Cannot query field 'nope' on type 'Team'. Did you mean 'name'?"]),
        (
            "id tenant",
            [
                "Field 'tenant' of type 'Tenant!' must have a selection of subfields. "
                "Did you mean 'tenant { ... }'?"
            ],
        ),
    ],
)
def test_a_query_is_checked_against_the_schema(selection: str, words: list[str]) -> None:
    assert complaints(SCHEMA, teams(selection)) == words


def test_rows_must_be_objects_by_the_schema() -> None:
    schema = build_schema("type Query { teams: [String!]! }")
    bare = query_of({**NAMED, "query": "{ teams { id } }"}, {})

    assert complaints(schema, bare) == [
        "Field 'teams' must not have a selection since type '[String!]!' has no subfields."
    ]
