"""Serves what loads brought since the last build, record by record, where they are few.

Every row that comes is made by the statements that the last build was made by, so that the next
build gives the same rows. Anything that these cannot do (a model of several entities; very many
records; a complete load that is short of what is served, for the brakes) is left to a build, and
said.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from extract.kit.destination import LOADS, Warehouse, raw_schema
from extract.kit.spec import Provider
from orchestration.direct.applying import Brought, Change, apply_patch
from orchestration.direct.patches import Patch, patches_of
from orchestration.generations.served import has_table

MOST_KEYS = 50_000
SERVED = """
    select entity, load_ids from ops.sync_metadata
    where schema_name = ? and active_version is not null
"""
VISIBLE = "select load_id from {schema}._dlt_loads where status = 0"
LATER = """
    select distinct entity, mode from {schema}.{loads}
    where connection = ? and _dlt_load_id > ? and _dlt_load_id in ({visible})
"""
NEWEST = """
    select max(_dlt_load_id) from {schema}.{loads}
    where connection = ? and _dlt_load_id in ({visible})
"""
KEYS = """
    select distinct key from {table}
    where connection = ? and _dlt_load_id > ? and _dlt_load_id in ({visible})
    limit {limit}
"""
STANDING = "select distinct cast({column} as text) from {table} where connection = ? limit {limit}"
SNAPSHOT = """
    select _dlt_load_id, landed_count, quarantined_count,
        coalesce(upstream_total, fetched_count) <= fetched_count, coalesce(shrink_limit_pct, 20)
    from {schema}.{loads}
    where connection = ? and entity = ? and mode = 'full' and _dlt_load_id in ({visible})
    order by _dlt_load_id desc limit 1
"""


@dataclass(frozen=True)
class CaughtUp:
    """What changed in the served views, and why a build is due where one is."""

    changes: tuple[Change, ...] = ()
    build_due: str | None = None

    @property
    def words(self) -> str:
        """What changed, in one line."""
        told = [
            f"{one.entity}: {one.added:,} added, {one.changed:,} changed, {one.deleted:,} deleted"
            for one in self.changes
            if one.added or one.changed or one.deleted
        ]
        due = [f"A build is due: {self.build_due}"] if self.build_due else []
        return "; ".join([*told, *due]) or "Nothing that is not served."


def catch_up(warehouse: Warehouse, provider: Provider, connection: str) -> CaughtUp:
    """What was served of the connection's newer loads; each served view changes as one.

    Whatever needs a build is left as it is served, with the reason in `build_due`.
    """
    schema = raw_schema(provider.slug)
    patches = {patch.entity: patch for patch in patches_of(warehouse, schema)}
    if not patches:
        return CaughtUp(build_due="No build of it is served yet, or not by this version.")
    visible = VISIBLE.format(schema=schema)
    newest = warehouse.fetch(
        NEWEST.format(schema=schema, loads=LOADS, visible=visible), [connection]
    )[0][0]
    changes: list[Change] = []
    due: list[str] = []
    rows = warehouse.fetch(SERVED, [provider.domain])
    served = {entity: json.loads(load_ids or "{}") for entity, load_ids in rows}
    if not any(connection in served.get(entity, {}) for entity in patches):
        return CaughtUp(build_due=f"No build has served {connection} yet.")
    for entity, known in served.items():
        if entity not in patches or connection not in known:
            continue
        patch = patches[entity]
        span = (connection, known[connection], newest)
        brought = _brought(warehouse, patch, span, provider.table_of)
        if isinstance(brought, str):
            due.append(brought)
        elif newest > known[connection]:
            changes.append(apply_patch(warehouse, patch, brought))
    return CaughtUp(tuple(changes), " ".join(dict.fromkeys(due)) or None)


def catch_up_all(warehouse: Warehouse, providers: Iterable[Provider]) -> None:
    """Serves what loads of any connection brought while something was built.

    A build serves what it saw: a load that came later may have been served before it, and would be
    missed until its connection's next sync.
    """
    for provider in providers:
        schema = raw_schema(provider.slug)
        if provider.is_served_at_once and has_table(warehouse, schema, LOADS):
            for (connection,) in warehouse.fetch(
                f"select distinct connection from {schema}.{LOADS}"
            ):
                catch_up(warehouse, provider, connection)


def _brought(
    warehouse: Warehouse, patch: Patch, span: tuple[str, str, str], table_of: Callable[[str], str]
) -> Brought | str:
    """What a connection's loads brought after one and up to another, or why a build must tell."""
    connection, since, newest = span
    visible = VISIBLE.format(schema=patch.raw_schema)
    names = {"schema": patch.raw_schema, "loads": LOADS, "visible": visible}
    later = warehouse.fetch(LATER.format(**names), [connection, since])
    mine = [(entity, mode) for entity, mode in later if table_of(entity) == patch.raw_entity]
    modes = [mode for _, mode in mine]
    sharing = sorted(name for name, mode in mine if mode == "full" and name != patch.raw_entity)
    if sharing:
        # What of it is gone stands in one table with the records of others.
        return f"{', '.join(sharing)} came whole, and others share its table."
    if not modes:
        return Brought(connection, newest, ())
    query = KEYS.format(table=patch.raw_table, visible=visible, limit=MOST_KEYS + 1)
    keys = {row[0] for row in warehouse.fetch(query, [connection, since])}
    snapshot = None
    if "full" in modes:
        query = STANDING.format(column=patch.key_column, table=patch.table, limit=MOST_KEYS + 1)
        standing = {row[0] for row in warehouse.fetch(query, [connection])}
        found = warehouse.fetch(SNAPSHOT.format(**names), [connection, patch.raw_entity])[0]
        if reason := _doubt(patch.raw_entity, len(standing), found):
            return reason
        keys, snapshot = keys | standing, (str(found[0]), int(found[1]))
    if len(keys) > MOST_KEYS:
        return f"More than {MOST_KEYS:,} records of {patch.raw_entity} may have changed."
    return Brought(connection, newest, sorted(keys), snapshot)


def _doubt(entity: str, standing: int, found: tuple[Any, ...]) -> str | None:
    """Why what is absent from a complete load may be there all the same; None without a doubt."""
    _, landed, quarantined, is_whole, limit = found
    if quarantined:
        return f"{quarantined:,} records of {entity} cannot be read."
    if not is_whole or landed < standing * (100 - limit) / 100 or (standing and not landed):
        return f"{entity} came with {landed:,} records, {standing:,} are served: a brake may be on."
    return None
