"""The server as the demo runs it, and the connection that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.graphql.app import PATH, GraphQLServer
from sandbox.graphql.directory import Directory

if TYPE_CHECKING:
    from sandbox.servers import World

TEAMS = """
query Teams($limit: Int!, $offset: Int!, $since: DateTime) {
  teams(limit: $limit, offset: $offset, since: $since) {
    id name createdAt updatedAt budget isActive tags logo { url } tenant { id countryCode }
  }
  teamsAggregate { aggregate { count } }
}
"""
MEMBERS = """
query Members($first: Int!, $after: String) {
  members(first: $first, after: $after) {
    edges { cursor node { id email joinedOn score updatedAt } }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
"""
QUERIES: list[dict[str, Any]] = [
    {
        "name": "teams",
        "query": TEAMS,
        "data_path": "data.teams",
        "total_count_path": "data.teamsAggregate.aggregate.count",
        "updated_at_path": "updatedAt",
        "since_variable": "since",
    },
    {
        "name": "members",
        "query": MEMBERS,
        "dataPath": "data.members.edges",
        "totalCountPath": "data.members.totalCount",
    },
]


def app(_world: World) -> Any:
    """A directory of a few hundred rows."""
    return GraphQLServer(Directory(teams=240, members=360)).app


def connection(url: str) -> dict[str, Any]:
    """What the connection says: the server asks for no secret."""
    return {"owner": "demo_revenue", "settings": {"endpoint": url + PATH, "queries": QUERIES}}
