"""Replaces the served rows of some records, in one transaction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.kit.destination import Warehouse
from extract.kit.errors import SynclineError
from orchestration.direct.patches import Patch
from orchestration.generations.comparison import CHANGES_AT_EVERY_LOAD

FEW_KEYS = 1_000
COLUMNS = """
    select column_name, data_type from information_schema.columns
    where table_schema = ? and table_name = ? order by ordinal_position
"""
TEXTS = frozenset({"text", "character varying", "VARCHAR"})
HOLD = "select active_version, load_ids from ops.sync_metadata where entity = ?"
DOUBLED = "select 1 from patch_rows group by {key} having count(*) > 1 limit 1"
# What was gone before and is there again is no news to anybody who reads the deletions.
GONE = """
    insert into {schema}.deletions (
        entity, record_key, connection, payload, reason, deleted_at, restored_at
    )
    select ?, concat_ws('|', {old_key}), old.connection, to_json(old),
        coalesce(said.delete_reason, 'no longer in the source'), now(), null
    from {table} as old
    left join (
        select key, max(delete_reason) as delete_reason from patch_raw
        where deleted group by key
    ) as said on said.key = cast(old.{column} as text)
    where old.connection = ? and cast(old.{column} as text) in (select key from patch_keys)
        and not exists (select 1 from patch_rows as new where {same_key})
"""
RESTORED = """
    update {schema}.deletions set restored_at = now()
    where entity = ? and connection = ? and restored_at is null
        and record_key in (select concat_ws('|', {new_key}) from patch_rows as new)
"""
COUNTS = """
    select
        (select count(*) from patch_rows as new
            where not exists (select 1 from patch_old as old where {same_key})),
        (select count(*) from patch_rows as new
            inner join patch_old as old on {same_key} where {differs}),
        (select count(*) from patch_old as old
            where not exists (select 1 from patch_rows as new where {same_key})),
        (select count(*) from patch_rows as new
            inner join patch_old as old on {same_key} where not ({differs}))
"""
RECORD = """
    update ops.{table} set row_count = row_count + ?, load_ids = ?
    where entity = ? and {version} = ?
"""


SNAPSHOT = """
    update ops.served_loads set load_id = ?, landed_count = ?, flipped_at = now()
    where group_name = ? and 'raw_' || provider = ? and connection = ? and entity = ?
"""


class PatchRefused(SynclineError):
    """Changed records cannot be served by themselves; what was served is served still."""


@dataclass(frozen=True)
class Change:
    """What changed in one served view, in rows."""

    entity: str
    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Brought:
    """What a connection's loads up to `load_id` brought: the keys that may have changed.

    `snapshot` is the newest complete load among them, with how many rows it landed.
    """

    connection: str
    load_id: str
    keys: Sequence[str]
    snapshot: tuple[str, int] | None = None


def apply_patch(warehouse: Warehouse, patch: Patch, brought: Brought) -> Change:
    """What became of the served rows of the records that were brought.

    Raises: PatchRefused when the served view was flipped meanwhile or a key would come twice.
    """
    with warehouse.transaction():
        load_ids = _held(warehouse, patch)
        change = replaced(warehouse, patch, brought) if brought.keys else Change(patch.entity)
        if brought.snapshot:
            whose = [patch.group, patch.raw_schema, brought.connection, patch.raw_entity]
            warehouse.execute(SNAPSHOT, [*brought.snapshot, *whose])
        known = json.dumps({**load_ids, brought.connection: brought.load_id})
        more = change.added - change.deleted
        for table, version in (("sync_metadata", "active_version"), ("generations", "version")):
            warehouse.execute(
                RECORD.format(table=table, version=version),
                [more, known, patch.entity, patch.active_version],
            )
    return change


def replaced(warehouse: Warehouse, patch: Patch, brought: Brought) -> Change:
    """What became of the rows of some records in the generation that the patch is for.

    It is for a transaction of the caller's, who says what is served then.

    Raises: PatchRefused when a key would come twice.
    """
    columns = dict(
        warehouse.fetch(COLUMNS, [patch.schema_name, f"{patch.entity}_v{patch.active_version}"])
    )
    _make_rows(warehouse, patch, brought, columns[patch.key_column])
    change = _replace(warehouse, patch, brought, columns)
    _drop(warehouse, patch)
    return change


def _held(warehouse: Warehouse, patch: Patch) -> dict[str, str]:
    """The loads that are served, while no flip can come between."""
    lock = " for update" if warehouse.engine == "postgres" else ""
    version, load_ids = warehouse.fetch(HOLD + lock, [patch.entity])[0]
    if version != patch.active_version:
        raise PatchRefused(
            f"{patch.schema_name}.{patch.entity} was flipped in this very moment; nothing was "
            "changed. Run it again."
        )
    return dict(json.loads(load_ids or "{}"))


def _make_rows(warehouse: Warehouse, patch: Patch, brought: Brought, key_type: str) -> None:
    """Fills `patch_keys`, `patch_raw`, `patch_rows` and `patch_old`."""
    connection, keys = brought.connection, brought.keys
    warehouse.execute("create temporary table patch_keys (key text)")
    warehouse.execute("insert into patch_keys select unnest(cast(? as text[]))", [list(keys)])
    raw, own = f"create temporary table patch_raw as select * from {patch.raw_table}", "patch_raw"
    warehouse.execute(f"{raw} where false")
    warehouse.execute(
        f"insert into {own} select * from {patch.raw_table} "
        f"where connection = ? and {_among_keys(warehouse, 'key', len(keys))}",
        [connection],
    )
    name = own
    for name, query in patch.queries(own):
        warehouse.connection.execute(f"create temporary view {name} as {query}")
    warehouse.execute(f"create temporary table patch_rows as select * from {name}")
    warehouse.execute(
        f"create temporary table patch_old as select * from {patch.table} where false"
    )
    warehouse.execute(
        f"insert into patch_old select * from {patch.table} where connection = ? "
        f"and {_among_keys(warehouse, patch.key_column, len(keys), key_type)}",
        [connection],
    )
    if warehouse.engine == "postgres" and len(keys) > FEW_KEYS:
        warehouse.execute("analyze patch_rows, patch_old, patch_keys")
    if warehouse.fetch(DOUBLED.format(key=", ".join(patch.key))):
        raise PatchRefused(
            f"{patch.schema_name}.{patch.entity}: a key ({', '.join(patch.key)}) would be there "
            "twice; nothing was changed. A build tells which."
        )


def _among_keys(warehouse: Warehouse, column: str, count: int, kind: str = "text") -> str:
    """The condition that a column holds one of the keys, in the form that finds a few quickly."""
    # A key is text where it landed; the column that holds it may be a number with an index.
    key = "key" if kind in TEXTS else f"cast(key as {kind})"
    if warehouse.engine == "postgres" and count <= FEW_KEYS:
        return f"{column} = any (array(select {key} from patch_keys))"
    return f"{column} in (select {key} from patch_keys)"


def _replace(
    warehouse: Warehouse, patch: Patch, brought: Brought, columns: Mapping[str, str]
) -> Change:
    """The counts of what the served rows were replaced by; `columns` gives their types."""
    parts = {
        "schema": patch.schema_name,
        "table": "patch_old",
        "column": patch.key_column,
        "old_key": ", ".join(f"old.{name}" for name in patch.key),
        "new_key": ", ".join(f"new.{name}" for name in patch.key),
        "same_key": " and ".join(f"new.{name} = old.{name}" for name in patch.key),
        "differs": " or ".join(
            f'cast(new."{name}" as text) is distinct from cast(old."{name}" as text)'
            for name in columns
            if name not in CHANGES_AT_EVERY_LOAD
        ),
    }
    counts = warehouse.fetch(COUNTS.format(**parts))[0]
    warehouse.execute(GONE.format(**parts), [patch.entity, brought.connection])
    warehouse.execute(RESTORED.format(**parts), [patch.entity, brought.connection])
    warehouse.execute(
        f"delete from {patch.table} where connection = ? and "
        f"{_among_keys(warehouse, patch.key_column, len(brought.keys), columns[patch.key_column])}",
        [brought.connection],
    )
    listed = ", ".join(f'"{name}"' for name in columns)
    warehouse.execute(f"insert into {patch.table} ({listed}) select {listed} from patch_rows")
    return Change(patch.entity, *counts)


def _drop(warehouse: Warehouse, patch: Patch) -> None:
    for number in reversed(range(len(patch.steps))):
        warehouse.execute(f"drop view patch_step_{number}")
    for table in ("patch_rows", "patch_old", "patch_raw", "patch_keys"):
        warehouse.execute(f"drop table {table}")
