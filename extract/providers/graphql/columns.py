"""The columns that a query's rows have, inferred from what it selects and the server's schema."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
)
from graphql.utilities.type_info import get_field_def

from extract.providers.graphql.assumed import SCALARS
from extract.providers.graphql.documents import Document, Path
from extract.providers.graphql.queries import Query

# What the served view adds to a query's own columns.
OWN_COLUMNS = ("record_key", "fetched_at", "load_id")
LONGEST_COLUMN = 55


class Described(msgspec.Struct):
    """One inferred column: `path` leads to it inside a row, `place` is its place among them.

    `type` is one of text, bigint, double precision, numeric, boolean, timestamptz, date and json;
    `graphql_type` the schema's own, null where the schema is not told.
    """

    query: str
    column: str
    path: list[str]
    type: str
    graphql_type: str | None
    place: int


@dataclass(frozen=True)
class Leaf:
    """A field that is a column: its path, and its type where the schema is told."""

    path: Path
    type: str
    graphql_type: str | None


def describe(query: Query, schema: GraphQLSchema | None) -> Iterator[Described]:
    """The columns of a query's rows, in the order in which it selects them."""
    taken = set(OWN_COLUMNS)
    for place, leaf in enumerate(leaves_of(query, schema), start=1):
        name = free_name(leaf.path, taken)
        taken.add(name)
        yield Described(query.name, name, list(leaf.path), leaf.type, leaf.graphql_type, place)


def leaves_of(query: Query, schema: GraphQLSchema | None) -> Iterator[Leaf]:
    """What of a row becomes a column: fields without fields of their own, and whole lists."""
    parent = type_at(query, schema) if schema else None
    yield from _leaves(query.document, schema, (query.row_path, ()), parent)


def _leaves(
    document: Document,
    schema: GraphQLSchema | None,
    place: tuple[Path, Path],
    parent: GraphQLNamedType | None,
) -> Iterator[Leaf]:
    above, path = place
    for name, nodes in (document.below((*above, *path)) or {}).items():
        here = (*path, name)
        found = type_of(schema, parent, nodes[0])
        is_list = found is not None and _is_list(found)
        if not nodes[0].selection_set or is_list:
            yield Leaf(here, "json" if is_list else sql_type(found), str(found) if found else None)
        elif schema is None:
            # An object or a list of them: only the schema knows.
            yield Leaf(here, "json", None)
        else:
            inner = get_named_type(found) if found is not None else None
            yield from _leaves(document, schema, (above, here), inner)


def type_at(query: Query, schema: GraphQLSchema) -> GraphQLNamedType | None:
    """The type of a query's rows; None where the schema lacks a step of the path."""
    found: GraphQLNamedType | None = schema.query_type
    fields = query.document.fields
    for step in query.row_path:
        if found is None or step not in fields:
            return None
        output = type_of(schema, found, fields[step][0])
        found = get_named_type(output) if output is not None else None
        fields = query.document.inside(fields[step])
    return found


def type_of(
    schema: GraphQLSchema | None, parent: GraphQLNamedType | None, node: FieldNode
) -> GraphQLOutputType | None:
    """The type of a field, also of one that a fragment asks of a narrower type."""
    if schema is None or parent is None or not is_composite_type(parent):
        return None
    narrower = schema.get_possible_types(cast(Any, parent)) if is_abstract_type(parent) else ()
    for candidate in (parent, *narrower):
        if (found := get_field_def(schema, candidate, node)) is not None:
            return found.type
    return None


def _is_list(found: GraphQLOutputType) -> bool:
    return is_list_type(get_nullable_type(cast(Any, found)))


def sql_type(found: GraphQLOutputType | None) -> str:
    """The column's type; text for what the schema does not tell, and for enums and ids."""
    named = get_named_type(found) if found is not None else None
    if isinstance(named, GraphQLScalarType):
        return SCALARS.get(named.name.lower(), "text")
    return "text"


def free_name(path: Path, taken: set[str]) -> str:
    """A column's name that nothing has yet: its path, in small letters with underscores."""
    words = [re.sub("(?<=[a-z0-9])[A-Z]", r"_\g<0>", step).lower().strip("_") for step in path]
    plain = "_".join(filter(None, words))[:LONGEST_COLUMN] or "column"
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}_{number}", number + 1
    return name
