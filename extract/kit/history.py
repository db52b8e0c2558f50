"""What earlier loads left: cursors to go on from, rows that never got complete."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from extract.kit.destination import (
    LOADS,
    ONE_BY_ONE,
    QUARANTINE,
    Warehouse,
    raw_schema,
    raw_table,
)
from extract.kit.spec import Held


class History:
    """The completed loads of one connection."""

    def __init__(
        self,
        warehouse: Warehouse,
        provider: str,
        connection: str,
        table_of: Callable[[str], str] = str,
    ) -> None:
        self._warehouse = warehouse
        self._table_of = table_of
        self.schema = raw_schema(provider)
        self.connection = connection

    def table(self, entity: str) -> str:
        """The raw table in which the entity's rows are, without its schema."""
        return raw_table(self._table_of(entity))

    def prefix(self, entity: str) -> str:
        """What the keys of the entity's rows begin with, where its table is shared."""
        return "" if self._table_of(entity) == entity else f"{entity}|"

    def own(self, entity: str) -> str:
        """The further condition, as SQL, that rows of its table are the entity's."""
        prefix = self.prefix(entity)
        return f"and left(key, {len(prefix)}) = '{prefix}'" if prefix else ""

    def exists(self, table: str) -> bool:
        """Whether this provider has the table already."""
        found = self._warehouse.fetch(
            "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
            [self.schema, table],
        )
        return bool(found)

    def cursor(self, entity: str) -> datetime | None:
        """How far the newest completed load of the entity got, or None to read everything."""
        if not (self.exists(LOADS) and self.exists("_dlt_loads")):
            return None
        rows = self._warehouse.fetch(
            f"select cursor_to from {self.schema}.{LOADS} "
            f"where connection = ? and entity = ? and _dlt_load_id in ({self.completed()}) "
            "and coalesce(note, '') <> ? order by _dlt_load_id desc limit 1",
            [self.connection, entity, ONE_BY_ONE],
        )
        return rows[0][0] if rows else None

    def fetched_whole(self, entity: str) -> int | None:
        """How many records the newest full load fetched; None where there was none."""
        if not (self.exists(LOADS) and self.exists("_dlt_loads")):
            return None
        rows = self._warehouse.fetch(
            f"select fetched_count from {self.schema}.{LOADS} where connection = ? and entity = ? "
            f"and mode = 'full' and _dlt_load_id in ({self.completed()}) "
            "order by _dlt_load_id desc limit 1",
            [self.connection, entity],
        )
        return rows[0][0] if rows else None

    def rows_before(self, entity: str, key_prefix: str) -> int:
        """How many rows of the newest full load have keys that start with `key_prefix`."""
        if not (self.exists(LOADS) and self.exists("_dlt_loads")):
            return 0
        key_prefix = self.prefix(entity) + key_prefix
        rows = self._warehouse.fetch(
            f"select count(*) from {self.schema}.{self.table(entity)} where connection = ? "
            "and left(key, ?) = ? and _dlt_load_id = ("
            f"select max(_dlt_load_id) from {self.schema}.{LOADS} where connection = ? "
            f"and entity = ? and mode = 'full' and _dlt_load_id in ({self.completed()}))",
            [self.connection, len(key_prefix), key_prefix, self.connection, entity],
        )
        return int(rows[0][0])

    def held(self, entity: str) -> Iterator[Held]:
        """The newest state of each record of the entity that complete loads have brought."""
        if not (self.exists(self.table(entity)) and self.exists("_dlt_loads")):
            return
        for key, context, content_hash, extracted_at in self._warehouse.fetch(
            "select key, data ->> '_context', content_hash, extracted_at from (select *, "
            "row_number() over (partition by key order by _dlt_load_id desc, extracted_at desc, "
            f"content_hash) as place from {self.schema}.{self.table(entity)} where connection = ? "
            f"{self.own(entity)} and _dlt_load_id in ({self.completed()})) as ranked "
            "where place = 1",
            [self.connection],
        ):
            yield Held(key, msgspec.json.decode(context), content_hash, extracted_at)

    def hashes(self, entity: str) -> dict[str, str | None]:
        """The content hash of each record of the entity since its newest full load, by key.

        None for one that was reported as deleted.
        """
        if not (self.exists(LOADS) and self.exists(self.table(entity))):
            return {}
        rows = self._warehouse.fetch(
            "select key, case when not deleted then content_hash end from (select *, "
            "row_number() over (partition by key order by _dlt_load_id desc, extracted_at desc, "
            f"content_hash) as place from {self.schema}.{self.table(entity)} where connection = ? "
            f"{self.own(entity)} and _dlt_load_id in ({self.completed()}) and _dlt_load_id >= "
            f"coalesce((select max(_dlt_load_id) from {self.schema}.{LOADS} where connection = ? "
            f"and entity = ? and mode = 'full' and _dlt_load_id in ({self.completed()})), '')"
            ") as ranked where place = 1",
            [self.connection, self.connection, entity],
        )
        return dict(rows)

    def keys_beside(self, entity: str, other: str) -> set[str]:
        """The keys that `other` had in the newest load that brought both and all of `entity`."""
        if not (self.exists(LOADS) and self.exists(self.table(other))):
            return set()
        both = f"select _dlt_load_id from {self.schema}.{LOADS} where connection = ? and entity = ?"
        rows = self._warehouse.fetch(
            f"select key from {self.schema}.{self.table(other)} where connection = ? "
            f"{self.own(other)} and _dlt_load_id = (select max(_dlt_load_id) "
            f"from ({self._whole_loads()}) as whole where _dlt_load_id in ({both}))",
            [self.connection, self.connection, entity, self.connection, other],
        )
        return {key for (key,) in rows}

    def contexts(self, entity: str) -> list[dict[str, Any]]:
        """The contexts in which loads that brought all of the entity found its rows."""
        if not self.exists(LOADS):
            return []
        rows = self._warehouse.fetch(
            f"select distinct data ->> '_context' from {self.schema}.{self.table(entity)} "
            f"where connection = ? {self.own(entity)} and _dlt_load_id in ({self._whole_loads()})",
            [self.connection, self.connection, entity],
        )
        return [msgspec.json.decode(context) for (context,) in rows]

    def context_before(self, entity: str) -> dict[str, Any] | None:
        """The context of some record of the newest full load; None where it brought none."""
        if not (self.exists(LOADS) and self.exists(self.table(entity))):
            return None
        rows = self._warehouse.fetch(
            f"select data ->> '_context' from {self.schema}.{self.table(entity)} "
            f"where connection = ? {self.own(entity)} and _dlt_load_id = ("
            f"select max(_dlt_load_id) from {self.schema}.{LOADS} where connection = ? "
            f"and entity = ? and mode = 'full' and _dlt_load_id in ({self.completed()})) limit 1",
            [self.connection, self.connection, entity],
        )
        return msgspec.json.decode(rows[0][0]) if rows else None

    def _whole_loads(self) -> str:
        """A query of the complete loads of (connection, entity) in which nothing was left out."""
        return (
            f"select _dlt_load_id from {self.schema}.{LOADS} where connection = ? and entity = ? "
            f"and (note is null or mode = 'full') and _dlt_load_id in ({self.completed()})"
        )

    def remove_unfinished(self, entities: Sequence[str]) -> int:
        """Deletes rows that broken-off loads left behind; gives back how many records went."""
        unfinished = "true"
        if self.exists("_dlt_loads"):
            unfinished = f"_dlt_load_id not in ({self.completed()})"
        for table in (LOADS, QUARANTINE):
            self._delete(table, unfinished, [])
        # What broke off is newer than what is complete: most of the table need not be read.
        return sum(
            self._delete(
                self.table(entity),
                f"_dlt_load_id > ? {self.own(entity)} and {unfinished}",
                [self._newest(entity)],
            )
            for entity in entities
        )

    def remove_duplicates(self, entity: str, load_id: str, *, by: str = "key") -> int:
        """Keeps the newest row per key of one load; gives back how many rows went.

        `by` names the columns in which rows must be equal to count as one.
        """
        row_id = self._warehouse.row_id
        table = f"{self.schema}.{self.table(entity)}"
        again = (
            f"select {row_id} from (select {row_id}, row_number() over (partition by {by} order by "
            f"updated_at desc nulls last, extracted_at desc, content_hash, {row_id}) as place "
            f"from {table} where connection = ? and _dlt_load_id = ? {self.own(entity)}) as ranked "
            "where place > 1"
        )
        return self._warehouse.execute(
            f"delete from {table} where {self._warehouse.row_in(again)}",
            [self.connection, load_id],
        )

    def completed(self) -> str:
        """A query of the ids of this provider's complete loads."""
        return f"select load_id from {self.schema}._dlt_loads where status = 0"

    def _newest(self, entity: str) -> str:
        """The id of the newest complete load of the entity, or what is below every id."""
        if not (self.exists(LOADS) and self.exists("_dlt_loads")):
            return ""
        rows = self._warehouse.fetch(
            f"select max(_dlt_load_id) from {self.schema}.{LOADS} "
            f"where connection = ? and entity = ? and _dlt_load_id in ({self.completed()})",
            [self.connection, entity],
        )
        return rows[0][0] or ""

    def _delete(self, table: str, condition: str, params: list[str]) -> int:
        if not self.exists(table):
            return 0
        return self._warehouse.execute(
            f"delete from {self.schema}.{table} where connection = ? and {condition}",
            [self.connection, *params],
        )
