"""Which served models a few changed records leave as they are, until a build makes them anew.

A model of several entities (monthly revenue; a report) is made by builds alone. The last build
noted which raw tables each model reads, and each load how many records it changed.
"""

import json

from extract.kit.destination import LOADS, Warehouse, raw_schema
from extract.kit.spec import Provider
from orchestration.direct.patches import patches_of
from orchestration.generations.served import has_table

READ = """
    select served.entity, served.load_ids, tables.raw_entity
    from ops.raw_tables_read as tables
    inner join ops.sync_metadata as served on served.entity = tables.entity
    where tables.raw_schema = ? and served.active_version is not null
    order by served.entity
"""
# A load that notes nothing may have changed all that it landed.
CHANGED = """
    select entity, max(_dlt_load_id) from {schema}.{loads}
    where connection = ? and coalesce(changed_count, landed_count) > 0
        and _dlt_load_id in (select load_id from {schema}._dlt_loads where status = 0)
    group by entity
"""


def waiting_for_build(warehouse: Warehouse, provider: Provider, connection: str) -> tuple[str, ...]:
    """The served models that read what loads of the connection changed after they were built.

    None are named where no build of this version has noted what models read.
    """
    if not has_table(warehouse, "ops", "raw_tables_read"):
        return ()
    schema = raw_schema(provider.slug)
    at_once = {patch.entity for patch in patches_of(warehouse, schema)}
    newest: dict[str, str] = {}
    query = CHANGED.format(schema=schema, loads=LOADS)
    for entity, load_id in warehouse.fetch(query, [connection]):
        table = provider.table_of(entity)
        newest[table] = max(newest.get(table, ""), load_id)
    found = [
        entity
        for entity, load_ids, table in warehouse.fetch(READ, [schema])
        if entity not in at_once
        and newest.get(table, "") > json.loads(load_ids or "{}").get(connection, "")
    ]
    return tuple(dict.fromkeys(found))


def words(waiting: tuple[str, ...], group: str) -> str:
    """What waits, and what ends it, in one line; empty where nothing does."""
    if not waiting:
        return ""
    return (
        f"Not counted yet in {', '.join(waiting)}: the next build counts it, "
        f"or now: syncline build --select +group:{group}"
    )
