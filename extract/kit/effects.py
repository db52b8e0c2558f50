"""What a load changed: each of its records beside what complete loads before it had brought."""

from dataclasses import replace

from extract.kit.destination import LOADS, Warehouse
from extract.kit.history import History
from extract.kit.report import EntityReport, SyncReport
from extract.kit.spec import Entity

# So many keys are looked up one by one; for more the whole table is read.
FEW_KEYS = 1_000
BEFORE = """
    select max(_dlt_load_id), max(case when mode = 'full' then _dlt_load_id end)
    from {schema}.{loads}
    where connection = ? and entity = ? and _dlt_load_id < ? and _dlt_load_id in ({completed})
"""
# Copies of one record may differ in one load; the first by its hash stands for all.
LOADED = """
    select key, min(content_hash) as content_hash, bool_and(deleted) as deleted from {table}
    where connection = ? {own} and _dlt_load_id = ? group by key
"""
NEWEST = """
    select key, content_hash, deleted from (
        select key, content_hash, deleted, row_number() over (
            partition by key order by _dlt_load_id desc, extracted_at desc, content_hash
        ) as place
        from {table}
        where connection = ? {own} {among} and _dlt_load_id >= ? and _dlt_load_id < ?
            and _dlt_load_id in ({completed})
    ) as ranked
    where place = 1
"""
COUNTS = """
    with loaded as materialized ({loaded}), before as ({before}),
    beside as (
        select loaded.deleted as is_gone, loaded.key is null as is_absent,
            loaded.content_hash = before.content_hash as is_same,
            coalesce(not before.deleted, false) as stood, before.key is null as is_unknown
        from loaded {joined} join before on before.key = loaded.key
    )
    select
        count(*) filter (where not is_gone and not stood),
        count(*) filter (where not is_gone and stood and not is_same),
        count(*) filter (where is_gone and (stood or {tells_of_unknown} and is_unknown)),
        count(*) filter (where is_absent and stood),
        count(*) filter (where not is_absent)
    from beside
"""


def tell_effects(
    warehouse: Warehouse, history: History, chosen: list[Entity], report: SyncReport
) -> None:
    """Puts into a completed load's report how many records it added, changed, took away or left.

    What had come before must be there still: retention comes after it.
    """
    entities = {entity.name: entity for entity in chosen}
    report.entities[:] = [
        _told(warehouse, history, entities[one.entity], one, report.load_id)
        for one in report.entities
    ]


def _told(
    warehouse: Warehouse, history: History, entity: Entity, one: EntityReport, load_id: str
) -> EntityReport:
    """The report of one entity with its effects."""
    # Of what outlives its source nothing is taken away, and what comes back was never gone.
    is_full = one.mode == "full" and not entity.outlives_source
    newest, whole = warehouse.fetch(
        BEFORE.format(schema=history.schema, loads=LOADS, completed=history.completed()),
        [history.connection, entity.name, load_id],
    )[0]
    if newest is None and not entity.tombstones:
        return replace(one, added=one.landed)
    if not one.landed and not is_full:
        return one
    names = {
        "table": f"{history.schema}.{history.table(entity.name)}",
        "own": history.own(entity.name),
        "completed": history.completed(),
        "among": "" if is_full else _among(warehouse, one.landed),
    }
    query = COUNTS.format(
        loaded=LOADED.format(**names),
        before=NEWEST.format(**names),
        joined="full" if is_full else "left",
        tells_of_unknown=str(entity.tombstones).lower(),
    )
    since = "" if entity.outlives_source or whole is None else whole
    added, changed, gone, absent, loaded = warehouse.fetch(
        query, [history.connection, load_id, history.connection, since, load_id]
    )[0]
    unchanged = loaded - added - changed - gone
    return replace(one, added=added, changed=changed, deleted=gone + absent, unchanged=unchanged)


def _among(warehouse: Warehouse, count: int) -> str:
    """The condition that a key is one of those loaded, in the form that finds a few quickly."""
    if warehouse.engine == "postgres" and count <= FEW_KEYS:
        return "and key = any (array(select key from loaded))"
    return "and key in (select key from loaded)"
