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
# Of the loads that are kept, those since the one that the build saw.
STATES = """
    select count(distinct said.state) from (
        select _dlt_load_id, string_agg(key || content_hash, ',' order by key) as state
        from {table} as landed
        where connection = ? {own} and _dlt_load_id in ({completed}) and _dlt_load_id >= coalesce((
            select max(_dlt_load_id) from {schema}.{loads}
            where connection = ? and entity = ? and _dlt_load_id <= ?
                and _dlt_load_id in ({completed})
        ), '')
        group by _dlt_load_id
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
        whose = [connection.slug, connection.slug, entity, built]
        if warehouse.fetch(query, whose)[0][0] > 1:
            return f"The {entity} of {connection.slug} are others than they were."
    return None
