"""Whether what was pulled says anything that is not served already.

A served view records the newest load of each connection that its generation could see. What the
connection's raw tables said up to that load is compared with what they say now, key by key and
hash by hash; if nothing differs, a build would serve the same rows again. Where each load since has
noted beside its row that it changed nothing, nobody need compare, and retention may take what was
served: else every third unchanged snapshot would be built.

What stands on edits as well that others write beside the raw tables is the same as long as these
are: each build notes, before it reads, what they said and the query that tells it.

What proves to say nothing new is served: the record of what is served names it from then on. So it
counts as proof of what stands there, and what comes next is compared with it.
"""

import json

from extract.kit.destination import LOADS, Warehouse, raw_schema
from extract.kit.history import History
from extract.kit.retention import LOADS_KEPT
from extract.kit.spec import Provider
from orchestration.generations.served import has_table

TABLES = """
    select count(*) from information_schema.tables
    where (table_schema = 'ops' and table_name = 'sync_metadata')
        or (table_schema = ? and table_name in ('loads', '_dlt_loads'))
"""
STATE = """
    select distinct key, content_hash, deleted from (
        select key, content_hash, deleted,
            rank() over (partition by key order by _dlt_load_id desc) as place
        from {table}
        where connection = ? {own} and _dlt_load_id in ({visible}) and _dlt_load_id >= coalesce((
            select max(_dlt_load_id) from {loads}
            where connection = ? and entity = ? and mode = 'full'
                and _dlt_load_id in ({visible})
        ), '')
    ) as newest
    where place = 1
"""
# Retention may have taken rows of the snapshot that is served, whose absence would then say
# nothing any more.
WORN = """
    select 1 from {loads}
    where connection = ? and entity = ? and mode = 'full' and removed_count > 0
        and _dlt_load_id = (
            select max(_dlt_load_id) from {loads}
            where connection = ? and entity = ? and mode = 'full'
                and _dlt_load_id in ({visible})
        )
"""
# A load that notes nothing was landed by an earlier version, or nobody knows what it changed. As
# many as are always kept may have pushed out one that lies between.
QUIET = """
    select count(*) < ? and count(*) = count(case when changed_count = 0 then 1 end) from {loads}
    where connection = ? and entity = ? and _dlt_load_id > ? and _dlt_load_id in ({visible})
"""
NOTES = """
    select count(*) from information_schema.columns
    where table_schema = ? and table_name = ? and column_name = 'changed_count'
"""
VISIBLE = "select load_id from {schema}._dlt_loads where status = 0 and load_id <= ?"
LATER = """
    select distinct entity from {loads}
    where connection = ? and _dlt_load_id > ? and _dlt_load_id in ({visible})
"""
NEWEST = """
    select max(_dlt_load_id) from {schema}.{loads}
    where connection = ? and _dlt_load_id in (
        select load_id from {schema}._dlt_loads where status = 0
    )
"""
HOLD = """
    select entity, active_version, load_ids from ops.sync_metadata
    where schema_name = ? and active_version is not null
"""
EDITS = """
    select distinct seen.query, seen.said from ops.sync_metadata as served
    left join ops.edits_seen as seen
        on seen.group_name = served.group_name and seen.invocation_id = served.active_invocation
    where served.schema_name = ? and served.active_version is not null
"""
RECORD = "update ops.{table} set load_ids = ? where entity = ? and {key} = ?"
DIFFERS = "select 1 from (({one}) except ({other})) as lost limit 1"


def settle(warehouse: Warehouse, provider: Provider, connection: str) -> bool:
    """Whether all that complete loads of the connection say is in the domain's served views.

    If it is, then it is recorded as served.
    """
    newest = _newest(warehouse, provider, connection)
    served = _served(warehouse, provider, connection) if newest else frozenset()
    if not served or (provider.has_edits and _is_edited(warehouse, provider.domain)):
        return False
    if not all(_are_same(warehouse, provider, connection, (one, newest)) for one in served):
        return False
    with warehouse.transaction():
        # Who builds or flips a model holds its row, and writes there what it saw itself.
        free = " for update skip locked" if warehouse.engine == "postgres" else ""
        for entity, version, load_ids in warehouse.fetch(HOLD + free, [provider.domain]):
            known = json.loads(load_ids or "{}")
            # What somebody has rolled back meanwhile was not compared.
            if known.get(connection) in served and known[connection] < newest:
                told = [json.dumps({**known, connection: newest}), entity, version]
                warehouse.execute(RECORD.format(table="sync_metadata", key="active_version"), told)
                warehouse.execute(RECORD.format(table="generations", key="version"), told)
    return True


def _newest(warehouse: Warehouse, provider: Provider, connection: str) -> str:
    """The connection's newest complete load; empty where nothing was pulled, built or known."""
    schema = raw_schema(provider.slug)
    there = warehouse.fetch(TABLES, [schema])[0][0]
    if there < len(("sync_metadata", LOADS, "_dlt_loads")):
        return ""
    rows = warehouse.fetch(NEWEST.format(schema=schema, loads=LOADS), [connection])
    return rows[0][0] or ""


def _served(warehouse: Warehouse, provider: Provider, connection: str) -> frozenset[str]:
    """The connection's loads up to which the domain's models are served."""
    rows = warehouse.fetch(HOLD, [provider.domain])
    seen = {json.loads(load_ids or "{}").get(connection) for _, _, load_ids in rows}
    return frozenset(load_id for load_id in seen if load_id)


def _is_edited(warehouse: Warehouse, domain: str) -> bool:
    """Whether others have written anything since what is served was built, or nobody noted it."""
    if not has_table(warehouse, "ops", "edits_seen"):
        return True
    noted = warehouse.fetch(EDITS, [domain])
    return any(query is None or warehouse.fetch(query) != [(said,)] for query, said in noted)


def _are_same(
    warehouse: Warehouse, provider: Provider, connection: str, span: tuple[str, str]
) -> bool:
    """Whether the connection's loads up to the second of two say what those up to the first do."""
    schema = raw_schema(provider.slug)
    later = LATER.format(loads=f"{schema}.{LOADS}", visible=VISIBLE.format(schema=schema))
    entities = [row[0] for row in warehouse.fetch(later, [connection, *span])]
    history = History(warehouse, provider.slug, connection, provider.table_of)
    notes = warehouse.fetch(NOTES, [schema, LOADS])[0][0] > 0
    return all(
        (notes and _is_quiet(warehouse, history, entity, span))
        or _says_the_same(warehouse, history, entity, span)
        for entity in entities
    )


def _is_quiet(warehouse: Warehouse, history: History, entity: str, span: tuple[str, str]) -> bool:
    """Whether every load of the entity since the one that is served says it changed nothing."""
    schema = history.schema
    query = QUIET.format(loads=f"{schema}.{LOADS}", visible=VISIBLE.format(schema=schema))
    return bool(warehouse.fetch(query, [LOADS_KEPT, history.connection, entity, *span])[0][0])


def _says_the_same(
    warehouse: Warehouse, history: History, entity: str, span: tuple[str, str]
) -> bool:
    schema, whose = history.schema, [history.connection, entity]
    names = {
        "table": f"{schema}.{history.table(entity)}",
        "own": history.own(entity),
        "loads": f"{schema}.{LOADS}",
        "visible": VISIBLE.format(schema=schema),
    }
    if warehouse.fetch(WORN.format(**names), [*whose, *whose, span[0]]):
        return False
    before, now = ([history.connection, one, *whose, one] for one in span)
    query = DIFFERS.format(one=STATE.format(**names), other=STATE.format(**names))
    return not (warehouse.fetch(query, [*before, *now]) or warehouse.fetch(query, [*now, *before]))
