"""The schema, and what resolves its root fields: one list paged in four ways, another by Relay."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, build_schema

from sandbox.graphql.directory import Directory
from sandbox.races import Record

SDL = """
scalar DateTime
scalar Date
scalar numeric

type Logo { url: String! }
type Tenant { id: Int! countryCode: String! }
type Team {
  id: Int! name: String! createdAt: DateTime! updatedAt: DateTime! budget: numeric
  isActive: Boolean! tags: [String!]! logo: Logo tenant: Tenant! owner: String
}
type Member {
  id: ID! email: String joinedOn: Date score: Float updatedAt: DateTime! owner: String
}
type Edge { cursor: String! node: Member }
type PageInfo {
  hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String
}
type MemberConnection { edges: [Edge]! pageInfo: PageInfo! totalCount: Int! }
type Count { count: Int! }
type Aggregate { aggregate: Count! }
type Query {
  teams(limit: Int, offset: Int, since: DateTime): [Team!]
  numberedTeams(page: Int!, perPage: Int!): [Team!]!
  teamsAfter(limit: Int!, after: Int!): [Team!]!
  teamsAggregate: Aggregate!
  members(first: Int!, after: String): MemberConnection!
  strict: String!
}
type Mutation { removeTeam(id: Int!): Boolean }
"""
SCHEMA: GraphQLSchema = build_schema(SDL)


@dataclass
class Switches:
    """How the server answers where it is to differ.

    page_cap: more rows are refused by the Relay list and cut off silently by the others. cursor:
    `null`, `unchanged` or `right`. failing: places (from 0) of rows whose `owner` fails.
    null_list: `teams` is null. first_page: where page numbers begin. extra_count: by how much the
    counts are wrong. ignores_place: every page is the first. introspection: whether the schema is
    told. token: what the header must hold, if anything; refusal: `401` or `200`. invalid: how
    validation errors are told: `200`, `200_null` or `400`. broken: how many calls get a web page.
    """

    page_cap: int = 100
    cursor: str = "right"
    failing: list[int] = field(default_factory=list)
    null_list: bool = False
    first_page: int = 0
    extra_count: int = 0
    ignores_place: bool = False
    introspection: bool = True
    token: str | None = None
    refusal: str = "401"
    invalid: str = "200"
    broken: int = 0


class Root:
    """Resolves the fields of `Query` by their names."""

    def __init__(self, directory: Directory, switches: Switches) -> None:
        self._directory = directory
        self._switches = switches

    def teams(
        self, _info: GraphQLResolveInfo, limit: int | None = None, offset: int | None = None,
        since: str | None = None,
    ) -> list[Record] | None:  # fmt: skip
        """Rows by offset."""
        if self._switches.null_list:
            return None
        return self._cut(self._rows("teams", since=since), offset or 0, limit)

    def numberedTeams(self, _info: GraphQLResolveInfo, page: int, perPage: int) -> list[Record]:
        """Rows by page number."""
        first = (page - self._switches.first_page) * perPage
        return self._cut(self._rows("teams"), max(first, 0), perPage)

    def teamsAfter(self, _info: GraphQLResolveInfo, limit: int, after: int) -> list[Record]:
        """Rows after a key."""
        rows = self._rows("teams")
        left = rows if self._switches.ignores_place else [row for row in rows if row["id"] > after]
        return self._cut(left, 0, limit)

    def teamsAggregate(self, _info: GraphQLResolveInfo) -> Record:
        """The count of teams."""
        return {"aggregate": {"count": self._count("teams")}}

    def members(self, _info: GraphQLResolveInfo, first: int, after: str | None = None) -> Record:
        """A Relay connection. Raises: GraphQLError for too many at once or a strange cursor."""
        if first > self._switches.page_cap:
            raise GraphQLError(f"Argument 'first' cannot be higher than {self._switches.page_cap}.")
        rows = self._rows("members")
        start = 0 if self._switches.ignores_place else place_after(after)
        shown = rows[start : start + first]
        edges = [
            {"cursor": cursor_of(start + number), "node": row}
            for number, row in enumerate(shown, start=1)
        ]
        has_next = start + first < len(rows) or self._switches.cursor == "unchanged"
        return {
            "edges": edges,
            "pageInfo": {
                "hasNextPage": has_next,
                "hasPreviousPage": start > 0,
                "startCursor": edges[0]["cursor"] if edges else None,
                "endCursor": self._end_cursor(edges),
            },
            "totalCount": self._count("members"),
        }

    def strict(self, _info: GraphQLResolveInfo) -> str:
        """Always fails, up to the root. Raises: GraphQLError."""
        raise GraphQLError("non-null field failed")

    def _end_cursor(self, edges: list[Any]) -> str | None:
        if self._switches.cursor == "right":
            return edges[-1]["cursor"] if edges else None
        return None if self._switches.cursor == "null" else cursor_of(1)

    def _rows(self, kind: str, since: str | None = None) -> list[Record]:
        rows = self._directory.rows(kind, since=since)
        for place in self._switches.failing:
            rows[place]["owner"] = GraphQLError("owner lookup failed")
        return rows

    def _count(self, kind: str) -> int:
        return len(self._directory.rows(kind)) + self._switches.extra_count

    def _cut(self, rows: list[Record], first: int, size: int | None) -> list[Record]:
        start = 0 if self._switches.ignores_place else first
        return rows[start : start + min(size or len(rows), self._switches.page_cap)]


def cursor_of(place: int) -> str:
    """The opaque cursor of the row at a place from 1 on."""
    return base64.b64encode(f"cursor:{place}".encode()).decode()


def place_after(cursor: str | None) -> int:
    """How many rows lie up to a cursor. Raises: GraphQLError for what is none of ours."""
    if cursor is None:
        return 0
    try:
        kind, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
        if kind == "cursor":
            return int(place)
    except ValueError:
        pass
    raise GraphQLError(f"Invalid cursor: {cursor}")
