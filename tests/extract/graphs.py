"""A GraphQL sandbox with the account that leads to it, and queries that it answers."""

from collections.abc import Mapping
from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport
from extract.providers import PROVIDERS
from sandbox.graphql.app import PATH, GraphQLServer
from sandbox.serving import Served
from tests.extract.accounts import Account

SCHEMA = "raw_graphql"
RECORDS, COLUMNS = f"{SCHEMA}.records_json", f"{SCHEMA}.columns_json"
ROW = "id name updatedAt budget tenant { id countryCode }"
TEAMS: dict[str, Any] = {
    "name": "teams",
    "query": f"query($limit: Int!, $offset: Int!) {{ teams(limit: $limit, offset: $offset) "
    f"{{ {ROW} owner }} teamsAggregate {{ aggregate {{ count }} }} }}",
    "data_path": "data.teams",
    "total_count_path": "data.teamsAggregate.aggregate.count",
    "batch_size": 3,
}
MEMBERS: dict[str, Any] = {
    "name": "members",
    "query": "query($first: Int!, $after: String) { members(first: $first, after: $after) "
    "{ edges { cursor node { id email score owner } } pageInfo { hasNextPage endCursor } "
    "totalCount } }",
    "dataPath": "data.members.edges",
    "totalCountPath": "data.members.totalCount",
    "batch_size": 2,
}
CHANGES: dict[str, Any] = {
    "name": "changed teams",
    "query": f"query($since: DateTime) {{ teams(since: $since) {{ {ROW} }} }}",
    "data_path": "data.teams",
    "updated_at_path": "updatedAt",
    "since_variable": "since",
}
NUMBERED: dict[str, Any] = {
    "name": "numbered",
    "query": "query($page: Int!, $perPage: Int!) "
    "{ numberedTeams(page: $page, perPage: $perPage) { id } }",
    "data_path": "data.numberedTeams",
    "first_page": 0,
    "batch_size": 3,
}
KEYSET: dict[str, Any] = {
    "name": "after",
    "query": "query($limit: Int!, $after: Int!) "
    "{ teamsAfter(limit: $limit, after: $after) { id } }",
    "data_path": "data.teamsAfter",
    "pagination": "keyset",
    "cursor_path": "id",
    "start": 0,
    "batch_size": 3,
}


def graph_account(
    app: GraphQLServer, server: Served, *queries: Mapping[str, Any], **settings: Any
) -> Account:
    """The account whose entities are these queries."""
    chosen = {"queries": list(queries), **settings}
    url = server.url + PATH
    return Account(PROVIDERS["graphql"], cast(Any, app), server, url, {}, chosen)


def asking(account: Account, *queries: Mapping[str, Any], **settings: Any) -> Account:
    """The same account with other queries and settings."""
    app = cast(GraphQLServer, account.app)
    return graph_account(app, account.server, *queries, **settings)


def only(account: Account, warehouse: Warehouse, entity: str, **options: Any) -> EntityReport:
    """The report of a sync of one entity."""
    return account.sync(warehouse, entity, **options).entities[0]


def variables(app: GraphQLServer) -> list[dict[str, Any]]:
    """The variables of each question so far."""
    return [one.get("variables", {}) for one in app.asked]
