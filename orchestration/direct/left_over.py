"""Views of queries that a connection's settings no longer hold: they stay, marked, and are told.

What somebody has built on such a view must not break, so that nothing drops it but a person; but
whoever reads it must be able to see that its rows are no longer read.
"""

from dataclasses import dataclass
from datetime import datetime

from extract.kit.connecting import entities_of
from extract.kit.connection import Connection
from extract.kit.destination import LOADS, Warehouse, raw_schema
from extract.kit.spec import Provider
from orchestration.generations.served import has_table

MARK = "No longer read: "
VIEWS = """
    select made.schema_name, made.view_name, made.entity
    from ops.connection_views as made
    inner join information_schema.views as standing
        on standing.table_schema = made.schema_name and standing.table_name = made.view_name
    where made.connection = ? and made.schema_name = ?
    order by made.view_name
"""
READ_LAST = """
    select max(finished_at) from {schema}.{loads}
    where connection = ? and entity = ?
        and _dlt_load_id in (select load_id from {schema}._dlt_loads where status = 0)
"""
COMMENT = {
    "duckdb": "select comment from duckdb_views() where schema_name = ? and view_name = ?",
    "postgres": (
        "select obj_description(relations.oid, 'pg_class') from pg_class as relations "
        "inner join pg_namespace as spaces on spaces.oid = relations.relnamespace "
        "where spaces.nspname = ? and relations.relname = ?"
    ),
}


@dataclass(frozen=True)
class LeftOver:
    """A view whose query has left the settings, and when that was read last, in UTC."""

    view: str
    entity: str
    read_at: datetime | None

    @property
    def words(self) -> str:
        """What a person is told."""
        return (
            f"{self.view}: the query {self.entity} is not in the settings any more. Its view stays "
            f"with what {self._last}, and says so in its comment. When nobody needs it: "
            f"drop view {self.view}"
        )

    @property
    def comment(self) -> str:
        """What the view itself says."""
        return f"{MARK}the query {self.entity} has left the settings; what is here {self._last}."

    @property
    def _last(self) -> str:
        if self.read_at is None:
            return "was read before"
        return f"was read last on {self.read_at:%Y-%m-%d %H:%M} UTC"


def mark_left_over(
    warehouse: Warehouse, provider: Provider, connection: Connection
) -> tuple[LeftOver, ...]:
    """The connection's views whose queries are gone, each marked; of others a mark is taken away.

    There are none where a provider's entities are the same for every connection.
    """
    if provider.entities_of is None or not has_table(warehouse, "ops", "connection_views"):
        return ()
    names = {entity.name for entity in entities_of(provider, connection)}
    left = []
    for schema, name, entity in warehouse.fetch(VIEWS, [connection.slug, provider.domain]):
        one = LeftOver(
            f"{schema}.{name}", entity, _read_last(warehouse, provider, connection, entity)
        )
        found = warehouse.fetch(COMMENT[warehouse.engine], [schema, name])[0][0] or ""
        if entity not in names:
            left.append(one)
            _comment(warehouse, schema, name, one.comment, found)
        elif found.startswith(MARK):
            _comment(warehouse, schema, name, None, found)
    return tuple(left)


def _read_last(
    warehouse: Warehouse, provider: Provider, connection: Connection, entity: str
) -> datetime | None:
    query = READ_LAST.format(schema=raw_schema(provider.slug), loads=LOADS)
    found: datetime | None = warehouse.fetch(query, [connection.slug, entity])[0][0]
    return found


def _comment(warehouse: Warehouse, schema: str, name: str, text: str | None, before: str) -> None:
    """Puts a comment on a view; the names in it are letters, digits and underscores."""
    if text != before:
        said = "null" if text is None else f"'{text}'"
        warehouse.execute(f'comment on view {schema}."{name}" is {said}')
