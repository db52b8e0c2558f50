"""A few records, landed as a load of their own in a transaction of the caller's.

A package of dlt's takes longer than all that is done for one changed record. So its two rows, that
of the load and the one that says it is complete, are written here in the same form: the load is
complete with the caller's transaction, or not there. dlt's own tables have to be there already.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import md5

from extract.kit.brakes import brakes_of
from extract.kit.connection import Connection
from extract.kit.destination import LOADS, ONE_BY_ONE, Warehouse, raw_schema, raw_table
from extract.kit.options import utc_now
from extract.kit.records import Batch, Sorter, Tally, moment_of
from extract.kit.report import EntityReport
from extract.kit.spec import Page, Provider
from extract.kit.sync import load_row

ROW = """
    insert into {schema}.{table} (
        connection, key, updated_at, data, content_hash, deleted, delete_reason, extracted_at,
        _dlt_load_id
    ) values (?, ?, ?, cast(? as {json}), ?, ?, ?, ?, ?)
"""
COMPLETE = """
    insert into {schema}._dlt_loads (
        load_id, schema_name, status, inserted_at, schema_version_hash
    )
    select ?, schema_name, 0, now(), schema_version_hash
    from {schema}._dlt_loads order by load_id desc limit 1
"""
NEWEST = "select max(load_id) from {schema}._dlt_loads"
JSON = {"duckdb": "json", "postgres": "jsonb"}


@dataclass
class Few:
    """The records that pages held, sorted and ready to land; `tally` says what was unreadable."""

    provider: Provider
    connection: Connection
    batches: list[Batch] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, provider: Provider, connection: Connection, pages: Iterable[Page]) -> "Few":
        """The records of the provider's first entity that pages hold."""
        made = cls(provider, connection)
        sorter = Sorter(provider.entities[0], made.tally)
        made.batches = [sorter.batch(page) for page in pages]
        made.tally.landed = sum(map(len, made.batches))
        return made

    @property
    def keys(self) -> list[str]:
        """The keys of the records that can be read."""
        return sorted({key for batch in self.batches for key in batch.key})

    def land(self, warehouse: Warehouse) -> str:
        """The id of the load under which the rows are there, once the caller's transaction is."""
        schema, entity = raw_schema(self.provider.slug), self.provider.entities[0]
        load_id = _next_id(warehouse, schema)
        insert = ROW.format(
            schema=schema, table=raw_table(entity.table), json=JSON[warehouse.engine]
        )
        for batch in self.batches:
            for number, key in enumerate(batch.key):
                micros, reason = batch.updated_at[number], batch.delete_reason[number]
                data = batch.data[number]
                warehouse.execute(insert, [
                    self.connection.slug, key, None if micros is None else moment_of(micros),
                    data.decode(), md5(data).hexdigest(), reason is not None, reason,
                    batch.received_at, load_id,
                ])  # fmt: skip
        self._describe(warehouse, schema, load_id)
        warehouse.execute(COMPLETE.format(schema=schema), [load_id])
        return load_id

    def _describe(self, warehouse: Warehouse, schema: str, load_id: str) -> None:
        entity, now = self.provider.entities[0], utc_now()
        began = min((batch.received_at for batch in self.batches), default=now)
        tally, brakes = self.tally, brakes_of(self.connection, [entity.name])[entity.name]
        report = EntityReport(
            entity.name, "incremental", began, now, tally.fetched, tally.landed, 0,
            tally.quarantined, tally.repaired, None, None, None, ONE_BY_ONE, brakes, entity.table,
        )  # fmt: skip
        row = {
            **load_row(self.connection, report), "_dlt_load_id": load_id,
            "_dlt_id": uuid.uuid4().hex[:14],
        }  # fmt: skip
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        warehouse.execute(
            f"insert into {schema}.{LOADS} ({names}) values ({marks})", list(row.values())
        )


def _next_id(warehouse: Warehouse, schema: str) -> str:
    """An id as dlt gives them, after every other one, whatever this machine's clock says."""
    newest = warehouse.fetch(NEWEST.format(schema=schema))[0][0]
    return f"{max(time.time(), float(newest or 0) + 1e-6):.7f}"
