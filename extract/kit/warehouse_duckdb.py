"""The embedded warehouse: one DuckDB file, one writing process, rows landed as Arrow columns."""

import contextlib
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import duckdb
import pyarrow as pa
import tenacity
from filelock import FileLock, Timeout

from extract.kit.destination import Engine, LoadStamp
from extract.kit.errors import LandingError, WarehouseBusy
from extract.kit.records import Batch

LOG = logging.getLogger(__name__)
WORKING_MEMORY, LANDING_MEMORY = "1GB", "256MB"
# DuckDB writes whole row groups straight to the file; it keeps smaller ones in its log first.
ROWS_PER_INSERT = 122_880
BATCHES_WAITING = 2
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
    """Streams Arrow batches into one raw table, in a thread that DuckDB's insert pulls from.

    Each statement takes about one row group and commits by itself, for rows of a load that is not
    complete are invisible anyway.
    """

    def __init__(self, cursor: duckdb.DuckDBPyConnection, table: str, stamp: LoadStamp) -> None:
        self._cursor = cursor
        self._insert = f"""
            insert into {table} by name
            select ? as connection, key, updated_at, data,
                md5(data::varchar) as content_hash, ? as deleted,
                delete_reason, extracted_at, ? as _dlt_load_id
            from stream
        """
        self._values = [stamp.connection, stamp.deleted, stamp.load_id]
        self._rooms: queue.Queue[pa.RecordBatch | None] = queue.Queue(maxsize=BATCHES_WAITING)
        self._failure: BaseException | None = None
        self._abandoned = self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True, name="insert")
        cursor.execute(f"set global memory_limit = '{LANDING_MEMORY}'")

    def append(self, batch: Batch) -> list[tuple[int, str]]:
        """Lands the batch; DuckDB takes every row that the sorter let through.

        Raises: LandingError when the engine refuses the rows all the same.
        """
        if not self._thread.is_alive() and self._failure is None:
            self._thread.start()
        self._put(arrow_batch(batch))
        return []

    def commit(self) -> None:
        """Makes the rows durable. They stay invisible until their load is complete."""
        self._end()
        if self._failure is not None:
            self._raise()

    def close(self) -> None:
        """Gives everything back; rows that were not committed are gone."""
        self._abandoned = True
        self._end()
        self._cursor.execute(f"set global memory_limit = '{WORKING_MEMORY}'")
        self._cursor.close()

    def _end(self) -> None:
        if self._thread.is_alive():
            with contextlib.suppress(LandingError):
                self._put(None)
            self._thread.join()

    def _put(self, item: pa.RecordBatch | None) -> None:
        while self._failure is None:
            try:
                return self._rooms.put(item, timeout=0.1)
            except queue.Full:
                continue
        self._raise()

    def _raise(self) -> NoReturn:
        text = str(self._failure)[:300]
        raise LandingError(f"The warehouse refused a page: {text}") from self._failure

    def _run(self) -> None:
        try:
            while (first := self._rooms.get()) is not None:
                more = self._group(first)
                stream = pa.RecordBatchReader.from_batches(first.schema, more)
                self._cursor.register("stream", stream)
                self._cursor.execute(self._insert, self._values)
                self._cursor.unregister("stream")
                if self._ended:
                    return
        except BaseException as error:
            self._failure = error

    def _group(self, first: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        rows = len(first)
        yield first
        while rows < ROWS_PER_INSERT:
            item = self._rooms.get()
            if item is None:
                self._ended = True
                if self._abandoned:
                    raise LandingError("the load was given up")
                return
            rows += len(item)
            yield item


def arrow_batch(batch: Batch) -> pa.RecordBatch:
    """The batch as Arrow columns.

    The sorter has parsed every row and made its text valid, so `data` is handed over as JSON that
    needs no second look.
    """
    data = pa.array(batch.data, pa.binary()).view(pa.string())
    return pa.record_batch(
        {
            "key": pa.array(batch.key, pa.string()),
            "updated_at": pa.array(batch.updated_at, MICROS),
            "data": pa.ExtensionArray.from_storage(pa.json_(pa.string()), data),
            "delete_reason": pa.array(batch.delete_reason, pa.string()),
            "extracted_at": pa.repeat(pa.scalar(batch.received_at, MICROS), len(batch)),
        }
    )
