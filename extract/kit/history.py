"""What earlier loads left: cursors to go on from, rows that never got complete, old snapshots."""

from collections.abc import Sequence
from datetime import datetime

from extract.kit.destination import LOADS, QUARANTINE, Warehouse, raw_schema, raw_table

FULL_SNAPSHOTS_KEPT = 3


class History:
    """The completed loads of one connection."""

    def __init__(self, warehouse: Warehouse, provider: str, connection: str) -> None:
        self._warehouse = warehouse
        self._schema = raw_schema(provider)
        self._connection = connection

    def exists(self, table: str) -> bool:
        """Whether this provider has the table already."""
        found = self._warehouse.fetch(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            [self._schema, table],
        )
        return bool(found)

    def cursor(self, entity: str) -> datetime | None:
        """How far the newest completed load of the entity got, or None to read everything."""
        if not (self.exists(LOADS) and self.exists("_dlt_loads")):
            return None
        rows = self._warehouse.fetch(
            f"select cursor_to from {self._schema}.{LOADS} "
            f"where connection = ? and entity = ? and _dlt_load_id in ({self._completed()}) "
            "order by _dlt_load_id desc limit 1",
            [self._connection, entity],
        )
        return rows[0][0] if rows else None

    def rows_before(self, entity: str, key_prefix: str) -> int:
        """How many rows of the newest full load have keys that start with `key_prefix`."""
        if not (self.exists(LOADS) and self.exists("_dlt_loads")):
            return 0
        rows = self._warehouse.fetch(
            f"select count(*) from {self._schema}.{raw_table(entity)} where connection = ? "
            "and left(key, ?) = ? and _dlt_load_id = ("
            f"select max(_dlt_load_id) from {self._schema}.{LOADS} where connection = ? "
            f"and entity = ? and mode = 'full' and _dlt_load_id in ({self._completed()}))",
            [self._connection, len(key_prefix), key_prefix, self._connection, entity],
        )
        return int(rows[0][0])

    def remove_unfinished(self, entities: Sequence[str]) -> int:
        """Deletes rows that broken-off loads left behind; gives back how many records went."""
        completed = "true"
        if self.exists("_dlt_loads"):
            completed = f"_dlt_load_id not in ({self._completed()})"
        for table in (LOADS, QUARANTINE):
            self._delete(table, completed, [])
        return sum(self._delete(raw_table(entity), completed, []) for entity in entities)

    def remove_duplicates(self, entity: str, load_id: str, *, by: str = "key") -> int:
        """Keeps the newest row per key of one load; gives back how many rows went.

        `by` names the columns in which rows must be equal to count as one.
        """
        row_id = self._warehouse.row_id
        table = f"{self._schema}.{raw_table(entity)}"
        return self._warehouse.execute(
            f"delete from {table} where {row_id} in (select {row_id} from ("
            f"select {row_id}, row_number() over (partition by {by} order by "
            f"updated_at desc nulls last, extracted_at desc, content_hash, {row_id}) as place "
            f"from {table} where connection = ? and _dlt_load_id = ?) as ranked where place > 1)",
            [self._connection, load_id],
        )

    def remove_old_snapshots(self, entity: str) -> int:
        """Deletes rows older than the last full snapshots that are kept; gives back how many.

        The newest state starts at the newest full snapshot, so it never needs what goes here.
        """
        fulls = self._warehouse.fetch(
            f"select _dlt_load_id from {self._schema}.{LOADS} "
            f"where connection = ? and entity = ? and mode = 'full' "
            f"and _dlt_load_id in ({self._completed()}) order by _dlt_load_id desc limit ?",
            [self._connection, entity, FULL_SNAPSHOTS_KEPT],
        )
        if len(fulls) < FULL_SNAPSHOTS_KEPT:
            return 0
        return self._delete(raw_table(entity), "_dlt_load_id < ?", [fulls[-1][0]])

    def _delete(self, table: str, condition: str, params: list[str]) -> int:
        if not self.exists(table):
            return 0
        return self._warehouse.execute(
            f"delete from {self._schema}.{table} where connection = ? and {condition}",
            [self._connection, *params],
        )

    def _completed(self) -> str:
        return f"select load_id from {self._schema}._dlt_loads where status = 0"
