"""What a server tells of its schema: a starting query for a list of it, and what a query lacks."""

import logging
from typing import Any, cast

import msgspec
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
    parse,
    validate,
)

from extract.kit.answer import decoded
from extract.kit.errors import BadReply, ConfigError
from extract.providers.graphql.answers import NULL, Envelope, failure
from extract.providers.graphql.assumed import (
    CURSOR_VARIABLES,
    OFFSET_VARIABLES,
    PAGE_VARIABLES,
    SIZE_VARIABLES,
)
from extract.providers.graphql.columns import type_at
from extract.providers.graphql.queries import Query
from extract.providers.graphql.session import GraphQLSession

LOG = logging.getLogger(__name__)
ENTITY = "columns"
MOST_COMPLAINTS = 20
PAGING = frozenset((*SIZE_VARIABLES, *CURSOR_VARIABLES, *OFFSET_VARIABLES, *PAGE_VARIABLES))
WithFields = GraphQLObjectType | GraphQLInterfaceType


def read_schema(session: GraphQLSession) -> GraphQLSchema | None:
    """The server's schema; None where it does not tell it, as many do not.

    Raises: ProviderError when it cannot be asked.
    """
    question = get_introspection_query(descriptions=False)
    where = session.where(ENTITY)
    try:
        body = session.ask({"query": question}, ENTITY)
        envelope: Envelope = decoded(body, Envelope, where)
        if envelope.errors or envelope.data == NULL:
            raise failure(envelope.errors or [], where, "", {})
        return build_client_schema(cast(Any, msgspec.json.decode(envelope.data)))
    except BadReply as refusal:
        refusal.hide(session.redactor.clean)
        LOG.warning("the schema is not told, so columns are text: %s", refusal)
    except (GraphQLError, TypeError, KeyError, ValueError) as error:
        LOG.warning("%s: the schema cannot be read (%s), so columns are text", where.connection,
                    type(error).__name__)  # fmt: skip
    return None


def propose(schema: GraphQLSchema, path: str) -> dict[str, Any]:
    """The settings of a query that reads a list, named from the root: `teams`, `shop.orders`.

    Variables that the list needs and nobody but a person knows stand under `variables` as null.

    Raises: ConfigError when there is no such list.
    """
    steps = path.split(".")
    parent: Any = schema.query_type
    fields: list[GraphQLField] = []
    for step in steps:
        known = parent.fields if isinstance(parent, WithFields) else {}
        if step not in known:
            listed = ", ".join(sorted(known)[:MOST_COMPLAINTS]) or "no fields"
            raise ConfigError(f"The schema has no {step!r} in {path!r}; there is {listed}.")
        fields.append(known[step])
        parent = get_named_type(known[step].type)
    rows, suffix = _rows_of(fields[-1].type)
    if rows is None:
        raise ConfigError(f"{path!r} is no list of objects. Name a field that is one.")
    return _settings(steps, fields, rows, suffix)


def _settings(
    steps: list[str], fields: list[GraphQLField], rows: WithFields, suffix: list[str]
) -> dict[str, Any]:
    declared: list[str] = []
    missing: dict[str, None] = {}
    opened = []
    for number, (step, field) in enumerate(zip(steps, fields, strict=True)):
        used = {
            name: argument for name, argument in field.args.items()
            if is_required_argument(argument) or (number == len(steps) - 1 and name in PAGING)
        }  # fmt: skip
        declared += [f"${name}: {argument.type}" for name, argument in used.items()]
        missing |= {name: None for name, one in used.items() if _is_unknown(name, one)}
        given = ", ".join(f"{name}: ${name}" for name in used)
        opened.append(step + (f"({given})" if given else ""))
    body = selection(rows)
    for step in reversed(suffix):
        info = " pageInfo { hasNextPage endCursor }" if step in ("edges", "nodes") else ""
        body = f"{{ {step} {body}{info} }}"
    for step in reversed(opened):
        body = f"{{ {step} {body} }}"
    head = f"query({', '.join(declared)}) " if declared else ""
    data_path = ".".join(["data", *steps, *suffix[:1]])
    found: dict[str, Any] = {"name": steps[-1], "query": head + body, "data_path": data_path}
    return found | ({"variables": missing} if missing else {}) | _key_of(rows)


def _is_unknown(name: str, argument: GraphQLArgument) -> bool:
    return name not in PAGING and is_required_argument(argument)


def _key_of(rows: WithFields) -> dict[str, str]:
    """The key, where it is not called `id`."""
    names = [name for name, field in rows.fields.items() if str(field.type) == "ID!"]
    return {} if "id" in rows.fields or not names else {"key": names[0]}


def _rows_of(found: GraphQLOutputType) -> tuple[WithFields | None, list[str]]:
    """The type of a list's rows, and the steps to them: `edges`, `node` of a connection."""
    named = get_named_type(found)
    if is_list_type(get_nullable_type(cast(Any, found))):
        return (named, []) if isinstance(named, WithFields) else (None, [])
    fields = named.fields if isinstance(named, WithFields) else {}
    for steps in (["edges", "node"], ["nodes"]):
        inner: Any = named
        for step in steps:
            below = inner.fields.get(step) if isinstance(inner, WithFields) else None
            inner = get_named_type(below.type) if below else None
        if "pageInfo" in fields and isinstance(inner, WithFields):
            return inner, steps
    return None, []


def selection(rows: WithFields, *, depth: int = 1) -> str:
    """Every field that needs no argument, and those of objects one level below."""
    parts = []
    for name, field in rows.fields.items():
        if any(map(is_required_argument, field.args.values())) or field.deprecation_reason:
            continue
        named = get_named_type(field.type)
        if is_leaf_type(named):
            parts.append(name)
        elif isinstance(named, WithFields) and depth and not _rows_of(field.type)[0]:
            inner = selection(named, depth=depth - 1)
            parts += [f"{name} {inner}"] if inner != "{ __typename }" else []
    return f"{{ {' '.join(parts) or '__typename'} }}"


def complaints(schema: GraphQLSchema, query: Query) -> list[str]:
    """What the schema says against a query, in words; nothing where it would be answered."""
    tree = parse(query.document.text, no_location=True)
    found = [error.message for error in validate(schema, tree, max_errors=MOST_COMPLAINTS)]
    if found:
        return found
    rows = type_at(query, schema)
    if not isinstance(rows, WithFields):
        return [f"data.{'.'.join(query.data_path)} is no list of objects"]
    return []
