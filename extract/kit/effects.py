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
NOTE = """
    update {schema}.{loads} set changed_count = case entity {each} end
    where connection = ? and _dlt_load_id = ? and entity in ({entities})
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
            coalesce(not before.deleted, false) as stood, before.key is null as is_unknown,
            coalesce(loaded.content_hash = before.content_hash
                and loaded.deleted = before.deleted, false) as is_kept
        from loaded {joined} join before on before.key = loaded.key
    )
    select
        count(*) filter (where not is_gone and not stood),
        count(*) filter (where not is_gone and stood and not is_same),
        count(*) filter (where is_gone and (stood or {tells_of_unknown} and is_unknown)),
        count(*) filter (where is_absent and stood),
        count(*) filter (where not is_absent),
        count(*) filter (where not is_kept)
    from beside
"""
# Of rows of one key that all stand, and of a record that comes back after it was missing, the sets
# tell: what was said since the newest full load, every copy of it, beside what this load says.
DIFFERING = """
    with loaded as materialized (
        select distinct key, content_hash, deleted from {table}
        where connection = ? {own} and _dlt_load_id = ?
    ),
    before as (
        select distinct key, content_hash, deleted from (
            select key, content_hash, deleted,
                rank() over (partition by key order by _dlt_load_id desc) as place
            from {table}
            where connection = ? {own} {among} and _dlt_load_id >= ? and _dlt_load_id < ?
                and _dlt_load_id in ({completed})
        ) as ranked
        where place = 1
    )
    select count(distinct key) from (
        (select * from loaded except select * from before)
        union all
        (select * from before except select * from loaded)
    ) as differing
"""


def tell_effects(
    warehouse: Warehouse, history: History, chosen: list[Entity], report: SyncReport
) -> None:
    """Puts into a completed load's report how many records it added, changed, took away or left.

    The table of loads says then how many differ at all from what stood, be it in why they are gone.
    What had come before must be there still: retention comes after it.
    """
    entities = {entity.name: entity for entity in chosen}
    differing: dict[str, int] = {}
    for place, one in enumerate(report.entities):
        entity = entities[one.entity]
        report.entities[place], count = _told(warehouse, history, entity, one, report.load_id)
        if entity.contradictions or entity.outlives_source:
            count = _differing(warehouse, history, one, report.load_id)
        differing[one.entity] = count
    if differing:
        names = {
            "schema": history.schema,
            "loads": LOADS,
            "each": "when ? then ? " * len(differing),
            "entities": ", ".join("?" * len(differing)),
        }
        each = [part for pair in differing.items() for part in pair]
        of_load = [history.connection, report.load_id]
        warehouse.execute(NOTE.format(**names), [*each, *of_load, *differing])


def _told(
    warehouse: Warehouse, history: History, entity: Entity, one: EntityReport, load_id: str
) -> tuple[EntityReport, int]:
    """The report of one entity with its effects, and how many records differ in anything."""
    # Of what outlives its source nothing is taken away, and what comes back was never gone.
    is_full = one.mode == "full" and not entity.outlives_source
    newest, whole = warehouse.fetch(
        BEFORE.format(schema=history.schema, loads=LOADS, completed=history.completed()),
        [history.connection, entity.name, load_id],
    )[0]
    if newest is None and not entity.tombstones:
        return replace(one, added=one.landed), one.landed
    if not one.landed and not is_full:
        return one, 0
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
    added, changed, gone, absent, loaded, differing = warehouse.fetch(
        query, [history.connection, load_id, history.connection, since, load_id]
    )[0]
    unchanged = loaded - added - changed - gone
    told = replace(one, added=added, changed=changed, deleted=gone + absent, unchanged=unchanged)
    return told, differing


def _differing(warehouse: Warehouse, history: History, one: EntityReport, load_id: str) -> int:
    """How many records differ in any of their copies, or in being there, from what stood."""
    newest, whole = warehouse.fetch(
        BEFORE.format(schema=history.schema, loads=LOADS, completed=history.completed()),
        [history.connection, one.entity, load_id],
    )[0]
    if newest is None:
        return one.landed
    query = DIFFERING.format(
        table=f"{history.schema}.{history.table(one.entity)}",
        own=history.own(one.entity),
        completed=history.completed(),
        among="" if one.mode == "full" else _among(warehouse, one.landed),
    )
    since = [history.connection, load_id, history.connection, whole or "", load_id]
    return int(warehouse.fetch(query, since)[0][0])


def _among(warehouse: Warehouse, count: int) -> str:
    """The condition that a key is one of those loaded, in the form that finds a few quickly."""
    if warehouse.engine == "postgres" and count <= FEW_KEYS:
        return "and key = any (array(select key from loaded))"
    return "and key in (select key from loaded)"
