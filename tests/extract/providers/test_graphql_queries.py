"""Queries as settings: what is refused before anything is asked, and in which words."""

from typing import Any

import pytest

from extract.kit.connection import Connection
from extract.kit.errors import ConfigError
from extract.kit.spec import Doors
from extract.providers.graphql.documents import parsed
from extract.providers.graphql.paging import detected
from extract.providers.graphql.queries import queries_of
from extract.providers.graphql.session import connect, hidden, policy_of, read_seconds_of

PLAIN = {"name": "teams", "query": "{ teams { id at } }", "data_path": "data.teams"}
RELAY = (
    "query($first: Int, $after: String) { shop { orders(first: $first, after: $after) "
    "{ edges { node { id } } pageInfo { hasNextPage endCursor } } } }"
)


def connection(*queries: Any, **settings: Any) -> Connection:
    """A connection with these queries."""
    chosen = {"endpoint": "https://api.example/graphql", "queries": list(queries), **settings}
    return Connection("shop", "graphql", "revenue", chosen)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"query": "mutation { removeTeam(id: 1) }"}, "it holds a mutation; only queries are sent"),
        ({"query": "subscription { teams { id } }"}, "it holds a subscription"),
        ({"query": "query A { teams { id } } mutation B { x }"}, "it holds a mutation"),
        ({"query": "{ teams { id "}, "Syntax Error: Expected Name, found <EOF>"),
        ({"query": ""}, "Syntax Error: Unexpected <EOF>"),
        ({"query": "{ a" * 9_000}, "Syntax Error: Document is nested too deeply"),
        ({"query": "query A { a } query B { b }"}, r"operation_name must name one of .*\(A, B\)"),
        ({"data_path": "teams"}, "data_path is 'teams'; write it from the root"),
        ({"data_path": "data.tems"}, "data_path leads to tems, which the document does not select"),
        ({"data_path": "data..teams"}, "has an empty step"),
        ({"key": "number"}, r"key leads to teams\.number, which the document does not select"),
        ({"key": []}, "key names no field"),
        ({"updated_at_path": "at"}, "since_variable and updated_at_path go together"),
        ({"updated_at_path": "at", "since_variable": "from"}, "since_variable is from, which"),
        ({"query": "query($of: ID!) { teams(of: $of) { id } }"}, "the variable of has no value"),
        ({"pagination": "relay"}, "relay paging needs a variable such as after"),
        ({"pagination": "guess"}, r"Invalid enum value 'guess' - at `\$.pagination`"),
        ({"batch_size": 0, "dataPath": "data.teams"}, "data_path is there in two spellings"),
        ({"batch_size": -1}, "batch_size is -1"),
        ({"page_size": 10}, "contains unknown field `page_size`"),
        ({"name": "Records"}, "the name records is taken"),
        ({"name": "7 teams"}, "must begin with a letter"),
        ({"name": 7}, "Expected `str`, got `int`"),
    ],
)
def test_a_query_that_cannot_work_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        queries_of(connection({**PLAIN, **changed}))


@pytest.mark.parametrize("queries", [None, [], "teams", {}])
def test_a_connection_without_queries_is_told_what_to_put_there(queries: Any) -> None:
    with pytest.raises(ConfigError, match=r"\(connection shop\): the setting queries is missing"):
        queries_of(connection(queries=queries))


def test_what_only_reads_like_a_mutation_is_sent() -> None:
    text = '{ teams(named: "mutation { subscription }") { id: mutation } } # subscription'

    assert parsed(text).selects(("teams", "id"))


def test_two_queries_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigError, match="two queries are called my_teams"):
        queries_of(connection({**PLAIN, "name": "My teams"}, {**PLAIN, "name": "my-teams"}))


def test_both_spellings_of_settings_are_read() -> None:
    [query] = queries_of(connection({
        "name": "Orders", "query": RELAY, "dataPath": "data.shop.orders.edges",
        "hasNextPagePath": "data.shop.orders.pageInfo.hasNextPage",
        "cursor_path": "data.shop.orders.pageInfo.endCursor", "batchSize": 7,
    }))  # fmt: skip

    assert (query.name, query.paging.kind, query.paging.size) == ("orders", "relay", 7)
    assert query.paging.cursor_path == ("shop", "orders", "pageInfo", "endCursor")


def test_where_a_connection_says_what_is_next_is_found_in_the_document() -> None:
    settings = {"name": "orders", "query": RELAY, "data_path": "data.shop.orders.edges"}

    [query] = queries_of(connection(settings, batch_size=50))

    assert query.paging.more_path == ("shop", "orders", "pageInfo", "hasNextPage")
    assert (query.paging.size, query.row_path[-2:]) == (50, ("edges", "node"))


def test_fragments_are_followed_and_may_lead_to_themselves() -> None:
    text = "{ teams { ...a } } fragment a on Team { id ...a ... on Club { at } }"

    [query] = queries_of(connection({**PLAIN, "query": text}))

    assert query.document.below(("teams",)).keys() == {"id", "at"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ("$first: Int, $after: String", "relay"),
        ("$limit: Int, $offset: Int", "offset"),
        ("$page: Int", "page"),
        ("$status: String", "none"),
    ],
)
def test_the_declared_variables_speak_of_the_paging(variables: str, kind: str) -> None:
    text = f'query({variables}) {{ teams(note: "$after offset:") {{ id }} }}'

    assert detected(parsed(text)) == kind


@pytest.mark.parametrize("endpoint", ["", "ftp://api.example", "api.example/graphql"])
def test_an_endpoint_is_an_address_of_the_web(endpoint: str) -> None:
    with pytest.raises(ConfigError, match="the setting endpoint is missing or no address"):
        connect(connection(PLAIN, endpoint=endpoint), Doors())


@pytest.mark.parametrize(
    "headers", ["not json", "[1]", {"X-Key": 7}, {"X-Key": {"a": "hidden-canary"}}]
)
def test_headers_that_are_no_texts_are_refused_without_showing_them(headers: Any) -> None:
    with pytest.raises(ConfigError, match="headers must be an object") as caught:
        connect(connection(PLAIN, headers=headers), Doors())

    assert "hidden-canary" not in str(caught.value)


def test_a_header_that_is_not_the_accounts_is_refused() -> None:
    with pytest.raises(ConfigError, match="the header host is not the account's to set"):
        connect(connection(PLAIN, headers={"Host": "elsewhere.example"}), Doors())


def test_a_headers_value_is_hidden_with_and_without_its_scheme() -> None:
    assert hidden({"Authorization": "Token abcdef", "X-Version": "2"}) == ["Token abcdef", "abcdef"]


def test_the_original_settings_of_patience_are_read() -> None:
    settings = {"max_retries": 3, "timeout_ms": 5000}

    assert (policy_of(settings).attempts, read_seconds_of(settings)) == (4, 5.0)
