"""PostgreSQL's figures of a table that something landed in, by which it plans its queries."""

from typing import Any, cast

import psycopg
from psycopg import sql

# By a fiftieth, in pages since it was counted last or in rows that have just come. The server's own
# count of changed rows comes late, and goes on where only some columns are counted.
HAS_CHANGED_MUCH = """
    select reltuples <= 0
        or pg_relation_size(oid) > relpages * current_setting('block_size')::bigint * 1.02
        or cast(%s as bigint) * 50 > reltuples
    from pg_class where oid = cast(%s as regclass)
"""
NARROW_COLUMNS = "(connection, key, updated_at, deleted, extracted_at, _dlt_load_id)"


def count(connection: psycopg.Connection, table: str, landed: int) -> None:
    """Counts anew what is in a table, if much of it is new; so many rows have just landed.

    Without these figures a first build would join everything with everything. A few rows among very
    many change no plan, while to count them takes as long as all else that a small sync does.
    Payloads are left out, and what landed is taken into the filters by which a key is found.
    """
    is_raw = table.endswith("_json")
    [changed] = connection.execute(HAS_CHANGED_MUCH, [landed, table]).fetchone() or [True]
    if changed:
        columns = NARROW_COLUMNS if is_raw else ""
        connection.execute(sql.SQL(cast(Any, f"analyze {table} {columns}")))
    if is_raw:
        connection.execute(
            "select brin_summarize_new_values(cast(%s as regclass))", [f"{table}_key"]
        )
