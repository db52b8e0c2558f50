"""The columns that each column of a query is made of, read from the query's text.

What only filters, joins or orders rows does not count: lineage is of values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import MappingSchema, exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

Dialect = Literal["duckdb", "postgres"]
Column = tuple[str, str]
"""A table as `schema.name`, and the name of one of its columns."""
# What every table has beside its own columns; macros address rows by them.
ADDRESSES = ("rowid", "ctid")


@dataclass(frozen=True)
class Query:
    """One select; `columns` are those to be told of, `inputs` the columns of each `schema.name`."""

    sql: str
    dialect: Dialect
    columns: Sequence[str]
    inputs: Mapping[str, Sequence[str]]


def columns_of(query: Query) -> dict[str, list[Column]]:
    """What each column is made of, in order; empty for one that is made of constants only.

    Raises: sqlglot.errors.SqlglotError when the text is not understood.
    """
    # Its arguments are typed for its own purposes only.
    schema: Any = MappingSchema(dialect=query.dialect)
    for table, columns in query.inputs.items():
        known = dict.fromkeys([*columns, *ADDRESSES], "text")
        schema.add_table(table, known, dialect=query.dialect)
    parsed = parse_one(query.sql, dialect=query.dialect)
    whole = qualify(
        _with_named_rows(parsed) if query.dialect == "postgres" else parsed,
        dialect=query.dialect,
        schema=schema,
        quote_identifiers=False,
        validate_qualify_columns=False,
    )
    scope = build_scope(whole)
    if scope is None:
        return {}
    tracing = _Tracing()
    return {name: sorted(tracing.output(scope, name)) for name in query.columns}


def _with_named_rows(query: exp.Expr) -> exp.Expr:
    """The query, in which the rows of a function are a column of the function's own alias.

    PostgreSQL takes that alias for the whole row.
    """
    for table in query.find_all(exp.Table):
        alias = table.args.get("alias")
        if isinstance(table.this, exp.Func) and alias is not None and not alias.columns:
            alias.set("columns", [alias.this.copy()])
    return query


@dataclass
class _Tracing:
    """Follows columns from scope to scope, each of them once."""

    _known: dict[tuple[int, str], set[Column]] = field(default_factory=dict)

    def output(self, scope: Scope, name: str) -> set[Column]:
        """What a scope's output column of that name is made of."""
        key = (id(scope), name)
        if key not in self._known:
            # A query that names itself, as recursive ones do, adds nothing by that.
            self._known[key] = set()
            self._known[key] = self._of_output(scope, name)
        return self._known[key]

    def _of_output(self, scope: Scope, name: str) -> set[Column]:
        query = scope.expression
        if not isinstance(query, exp.Query):
            return self._within(scope, query)
        names = query.named_selects
        if name not in names:
            return set()
        if scope.set_operation_scopes:
            # The columns of a union are matched by their place.
            place = names.index(name)
            parts = [(part, _names(part)) for part in scope.set_operation_scopes]
            found = [self.output(part, its[place]) for part, its in parts if place < len(its)]
            return set().union(*found)
        chosen = [one for one in query.selects if one.alias_or_name == name]
        return set().union(*(self._within(scope, one) for one in chosen))

    def _within(self, scope: Scope, part: exp.Expr) -> set[Column]:
        """What an expression inside of a scope is made of."""
        inner = {id(one.expression): one for one in scope.subquery_scopes}
        found: set[Column] = set()
        for node in part.walk(prune=lambda node: id(node) in inner):
            if isinstance(node, exp.Column):
                found |= self._of_column(scope, node)
            elif id(node) in inner:
                found |= self._of_inner(inner[id(node)])
        return found

    def _of_inner(self, scope: Scope) -> set[Column]:
        """What the value of a query inside of an expression is made of."""
        if isinstance(scope.expression.parent, exp.Exists):
            # It has no value but whether its conditions hold.
            return self._within(scope, scope.expression)
        return set().union(*(self.output(scope, name) for name in _names(scope)))

    def _of_column(self, scope: Scope, column: exp.Column) -> set[Column]:
        source, inside = self._source(scope, column.table)
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Func):
            return self._within(inside, source.this)
        if isinstance(source, exp.Table):
            return {(".".join(part.name for part in source.parts), column.name)}
        if source is None:
            return set()
        if source.is_udtf:
            return self._within(source.parent or inside, source.expression)
        return self.output(source, column.name)

    def _source(self, scope: Scope, alias: str) -> tuple[exp.Table | Scope | None, Scope]:
        """What an alias stands for, in the scope or in the nearest one around it."""
        # Of a table that is not described, the parser names no columns.
        alias = alias or (next(iter(scope.sources)) if len(scope.sources) == 1 else "")
        inside: Scope | None = scope
        while inside is not None:
            source = inside.sources.get(alias)
            if isinstance(source, exp.Table | Scope):
                return source, inside
            inside = inside.parent
        return None, scope


def _names(scope: Scope) -> list[str]:
    """The names of the columns that a part of a union gives."""
    query = scope.expression
    return query.named_selects if isinstance(query, exp.Query) else []
