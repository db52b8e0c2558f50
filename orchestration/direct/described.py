"""Whether what describes served views has changed since they were built: then a build is due.

A query's columns and the custom ones of a connection land as rows of their own, whole each time;
the views that they shape are made by builds alone.
"""

import json

from extract.kit.connecting import entities_of
from extract.kit.connection import Connection
from extract.kit.destination import LOADS, Warehouse
from extract.kit.history import History
from extract.kit.spec import Provider
from orchestration.generations.served import has_table

SERVED = (
    "select load_ids from ops.sync_metadata where schema_name = ? and active_version is not null"
)
# Of the loads whose rows are kept, those since the one that the build saw; one that brought nothing
# says that nothing is chosen, as does the lack of any that a build saw.
STATES = """
    with loaded as (
        select _dlt_load_id, landed_count from {schema}.{loads}
        where connection = ? and entity = ? and _dlt_load_id in ({completed})
    ),

    seen as (select max(_dlt_load_id) as load_id from loaded where _dlt_load_id <= ?)

    select count(distinct said.state) from (
        select
            loaded._dlt_load_id,
            coalesce(string_agg(key || content_hash, ',' order by key), '') as state
        from loaded
        left join (
            select _dlt_load_id, key, content_hash from {table} where connection = ? {own}
        ) as landed on landed._dlt_load_id = loaded._dlt_load_id
        where loaded._dlt_load_id >= coalesce((select load_id from seen), '')
            and (landed.key is not null or loaded.landed_count = 0)
        group by loaded._dlt_load_id
        union all
        select '', '' from seen where load_id is null and ? <> ''
    ) as said
"""


def described_anew(warehouse: Warehouse, provider: Provider, connection: Connection) -> str | None:
    """Why a build is due for what describes the connection's views; None where it is not."""
    described = [one.name for one in entities_of(provider, connection) if one.is_described]
    if not described or not has_table(warehouse, "ops", "sync_metadata"):
        return None
    rows = warehouse.fetch(SERVED, [provider.domain])
    known = [json.loads(row[0] or "{}").get(connection.slug) for row in rows]
    built = min((one for one in known if one), default="")
    history = History(warehouse, provider.slug, connection.slug, provider.table_of)
    for entity in described:
        if not history.exists(history.table(entity)):
            continue
        query = STATES.format(
            table=f"{history.schema}.{history.table(entity)}",
            own=history.own(entity),
            completed=history.completed(),
            schema=history.schema,
            loads=LOADS,
        )
        whose = [connection.slug, entity, built, connection.slug, built]
        if warehouse.fetch(query, whose)[0][0] > 1:
            return f"The {entity} of {connection.slug} are others than they were."
    return None
