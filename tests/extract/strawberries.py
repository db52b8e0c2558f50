"""A GraphQL server that others wrote: paging, cursors and errors are strawberry's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import strawberry
from strawberry import relay
from strawberry.asgi import GraphQL

PEOPLE = 250


@strawberry.type
class Member(relay.Node):
    """A member, who cannot be asked for an owner where the number ends in 7."""

    number: relay.NodeID[int]
    name: str
    fee: Decimal
    is_active: bool
    joined: datetime

    @strawberry.field
    def owner(self) -> str | None:
        """Who looks after the member."""
        if self.number % 10 == 7:
            raise ValueError("owner lookup failed")
        return f"owner {self.number}"

    @classmethod
    def resolve_nodes(cls, *, info: Any, node_ids: Iterable[str], required: bool = False) -> Any:
        """The members of those ids."""
        return [member(int(one)) for one in node_ids]


def member(number: int) -> Member:
    """The member of a number."""
    return Member(
        number=number,
        name=f"Invented member {number}",
        fee=Decimal(number) / 4,
        is_active=number % 2 == 0,
        joined=datetime(2025, 1, number % 28 + 1, tzinfo=UTC),
    )


@strawberry.type
class Query:
    """One list, paged by Relay and by offset."""

    @relay.connection(relay.ListConnection[Member])  # type: ignore[untyped-decorator]
    def members(self) -> Iterable[Member]:
        """Every member."""
        return [member(number) for number in range(1, PEOPLE + 1)]

    @strawberry.field
    def people(self, limit: int, offset: int) -> list[Member]:
        """Some of the members."""
        return [member(one) for one in range(1, PEOPLE + 1)[offset : offset + limit]]


def app() -> Any:
    """The ASGI application."""
    return GraphQL[object, object](strawberry.Schema(query=Query))
