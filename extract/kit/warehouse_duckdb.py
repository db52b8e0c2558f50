"""The embedded warehouse: one DuckDB file, one writing process, rows landed as Arrow columns."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import tenacity
from filelock import FileLock, Timeout

from extract.kit.destination import Engine, LoadStamp
from extract.kit.errors import LandingError, WarehouseBusy
from extract.kit.records import Batch

LOG = logging.getLogger(__name__)
WORKING_MEMORY, LANDING_MEMORY = "1GB", "128MB"
# One insert of many pages is a third faster than one for each; more than this only costs memory.
INSERT_BYTES = 8 << 20
# DuckDB keeps about 170 bytes in memory for every row of an open transaction.
INSERTS_PER_COMMIT = 2
MICROS = pa.timestamp("us", tz="UTC")
RAW_COLUMNS = """
    connection varchar not null, key varchar not null, updated_at timestamptz, data json not null,
    content_hash varchar not null, deleted boolean not null, delete_reason varchar,
    extracted_at timestamptz not null, _dlt_load_id varchar not null
"""


class DuckDBWarehouse:
    """An open DuckDB file."""

    engine: Engine = "duckdb"
    row_id = "rowid"

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, seconds: float) -> None:
        self._connection = connection
        self._path = path
        self._seconds = seconds

    @classmethod
    @contextmanager
    def opened(cls, path: Path, busy_seconds: float) -> Iterator["DuckDBWarehouse"]:
        """The file, created where missing; waits while another process holds it.

        Raises: WarehouseBusy.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connected(path, busy_seconds)
        try:
            # Payloads compress six times with zstd and load faster than with the default search.
            connection.execute("set global force_compression = 'zstd'")
            connection.execute("set timezone = 'UTC'")
            connection.execute(f"set global memory_limit = '{WORKING_MEMORY}'")
            connection.execute("set global preserve_insertion_order = false")
            yield cls(connection, path, busy_seconds)
        finally:
            connection.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The driver's own connection, for readers that stream."""
        return self._connection

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Runs one statement; gives back how many rows it touched."""
        rows = self._connection.execute(sql, list(params)).fetchall()
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        return self._connection.execute(sql, list(params)).fetchall()

    def ensure_raw_table(self, schema: str, table: str) -> None:
        """Creates the raw table where it is missing."""
        self.execute(f"create schema if not exists {schema}")
        self.execute(f"create table if not exists {schema}.{table} ({RAW_COLUMNS})")

    def lander(self, schema: str, table: str, stamp: LoadStamp) -> "DuckDBLander":
        """A lander into that raw table."""
        return DuckDBLander(self._connection.cursor(), f"{schema}.{table}", stamp)

    def dlt_destination(self) -> Any:
        """dlt's DuckDB destination over the connection that is open already."""
        import dlt

        return dlt.destinations.duckdb(self._connection)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Holds a lock file beside the warehouse.

        Raises: WarehouseBusy.
        """
        lock = FileLock(self._path.with_name(f"{self._path.name}.{name}.lock"))
        try:
            lock.acquire(timeout=self._seconds)
        except Timeout:
            raise WarehouseBusy(
                f"Another process has been syncing {name} for over {self._seconds:.0f} s. "
                "Wait for it, or end it; what it had not completed stays invisible."
            ) from None
        try:
            yield
        finally:
            lock.release()


def _connected(path: Path, busy_seconds: float) -> duckdb.DuckDBPyConnection:
    def is_held(error: BaseException) -> bool:
        return isinstance(error, duckdb.IOException) and "lock" in str(error).lower()

    waits = tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_held),
        wait=tenacity.wait_random_exponential(multiplier=0.05, max=1.0),
        stop=tenacity.stop_after_delay(busy_seconds),
        reraise=True,
    )
    try:
        return waits(duckdb.connect, str(path))
    except duckdb.IOException as error:
        if not is_held(error):
            raise
        raise WarehouseBusy(
            f"{path} has been held by another process for over {busy_seconds:.0f} s. "
            "Close what has it open (a notebook, a shell) and run the same command again."
        ) from error


class DuckDBLander:
    """Appends Arrow batches to one raw table, many pages by one statement.

    It commits on the way, for rows of a load that is not complete are invisible anyway.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, table: str, stamp: LoadStamp) -> None:
        self._cursor = cursor
        self._insert = f"""
            insert into {table} by name
            select ? as connection, key, updated_at, data,
                md5(data::varchar) as content_hash, ? as deleted,
                delete_reason, extracted_at, ? as _dlt_load_id
            from batch
        """
        self._stamp = stamp
        self._open = False
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        self._inserts = 0
        cursor.execute(f"set global memory_limit = '{LANDING_MEMORY}'")

    def append(self, batch: Batch) -> list[tuple[int, str]]:
        """Lands the batch; DuckDB takes every row that the sorter let through.

        Raises: LandingError when the engine refuses the rows all the same.
        """
        self._waiting.append(arrow_table(batch))
        self._bytes += self._waiting[-1].nbytes
        if self._bytes >= INSERT_BYTES:
            self._flush()
            self._inserts += 1
            if self._inserts % INSERTS_PER_COMMIT == 0:
                self._end_transaction()
        return []

    def _flush(self) -> None:
        if not self._waiting:
            return
        if not self._open:
            self._cursor.begin()
            self._open = True
        self._cursor.register("batch", pa.concat_tables(self._waiting))
        stamp = self._stamp
        try:
            self._cursor.execute(self._insert, [stamp.connection, stamp.deleted, stamp.load_id])
        except duckdb.Error as error:
            raise LandingError(f"The warehouse refused a page: {str(error)[:300]}") from error
        finally:
            self._cursor.unregister("batch")
            self._waiting, self._bytes = [], 0

    def commit(self) -> None:
        """Makes the rows durable. They stay invisible until their load is complete."""
        self._flush()
        self._end_transaction()

    def _end_transaction(self) -> None:
        if self._open:
            self._cursor.commit()
            self._open = False

    def close(self) -> None:
        """Gives everything back; rows that were not committed are gone."""
        if self._open:
            self._cursor.rollback()
            self._open = False
        self._cursor.execute(f"set global memory_limit = '{WORKING_MEMORY}'")
        self._cursor.close()


def arrow_table(batch: Batch) -> pa.Table:
    """The batch as Arrow columns.

    The sorter has parsed every row and made its text valid, so `data` is handed over as JSON that
    needs no second look.
    """
    data = pa.array(batch.data, pa.binary()).view(pa.string())
    return pa.table(
        {
            "key": pa.array(batch.key, pa.string()),
            "updated_at": pa.array(batch.updated_at, MICROS),
            "data": pa.ExtensionArray.from_storage(pa.json_(pa.string()), data),
            "delete_reason": pa.array(batch.delete_reason, pa.string()),
            "extracted_at": pa.repeat(pa.scalar(batch.received_at, MICROS), len(batch)),
        }
    )
