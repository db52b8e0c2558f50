"""The embedded warehouse: one DuckDB file, one writing process, rows landed as Arrow columns."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import tenacity
from filelock import FileLock, Timeout

from extract.kit.columns_duckdb import COLUMNS, packed_columns
from extract.kit.destination import Engine, LoadStamp, Refuse
from extract.kit.errors import ConfigError, LandingError, WarehouseBusy, WarehouseFailed
from extract.kit.records import Batch

LOG = logging.getLogger(__name__)
# Where the machine is at fault, not the statement.
FAILURES = (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException)
HOLDER = re.compile(r"held in (\S+) \(PID (\d+)\)")
# Between a sync and the build that follows it the file is free for less than a second.
LONGEST_NAP, SAID_AFTER = 0.25, 2.0
WORKING_MEMORY, LANDING_MEMORY = "1GB", "128MB"
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

        Raises: WarehouseBusy; ConfigError when it cannot be opened at all; WarehouseFailed when it
            cannot go on.
        """
        connection = _connected(path, busy_seconds)
        try:
            # Payloads compress six times with zstd and load faster than with the default search.
            connection.execute("set global force_compression = 'zstd'")
            connection.execute("set timezone = 'UTC'")
            connection.execute(f"set global memory_limit = '{WORKING_MEMORY}'")
            connection.execute("set global preserve_insertion_order = false")
            yield cls(connection, path, busy_seconds)
        except FAILURES as error:
            raise WarehouseFailed(str(error)) from error
        finally:
            connection.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The driver's own connection, for readers that stream."""
        return self._connection

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Runs one statement; gives back how many rows it touched."""
        rows = self.fetch(sql, params)
        return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        with _interrupted_by_ctrl_c():
            return self._connection.execute(sql, list(params)).fetchall()

    def row_in(self, query: str) -> str:
        """The condition that a row is among those whose `row_id` the query gives."""
        return f"rowid in ({query})"

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A context manager whose statements all count, or none."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()

    def give_back_space(self) -> None:
        """Makes room in the file for what lands next; where it ends in room, it gets shorter.

        DuckDB may write rows together anew: the file has up to twice the size of what is in it.
        """
        try:
            self._connection.execute("checkpoint")
        except duckdb.TransactionException:
            # Another thread of this process writes: the next checkpoint does it.
            LOG.debug("no checkpoint of %s while others write to it", self._path)

    def count_values(self, schema: str, landed: Mapping[str, int]) -> None:
        """Does nothing: DuckDB keeps its figures as it writes."""

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
        from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

        # Resolved once here; given the bare connection, dlt resolves it forty times in a load.
        return dlt.destinations.duckdb(DuckDbCredentials(self._connection))

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
                f"Another process has been at {name} for over {self._seconds:.0f} s. "
                "Wait for it, or end it; what it had not completed stays invisible."
            ) from None
        try:
            yield
        finally:
            lock.release()


def _connected(path: Path, busy_seconds: float) -> duckdb.DuckDBPyConnection:
    def is_held(error: BaseException) -> bool:
        # Not any "lock": the path is in the message too. The second is of another thread, which
        # closes the file at this moment.
        if isinstance(error, duckdb.IOException):
            return "set lock on file" in str(error)
        return isinstance(error, duckdb.Error) and "Unique file handle conflict" in str(error)

    waits = tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_held),
        wait=tenacity.wait_random_exponential(multiplier=0.05, max=LONGEST_NAP),
        stop=tenacity.stop_after_delay(busy_seconds),
        before_sleep=_Telling(path),
        reraise=True,
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return waits(duckdb.connect, str(path))
    except (duckdb.Error, OSError) as error:
        if not is_held(error):
            raise ConfigError(
                f"{path} cannot be opened as a DuckDB file: {str(error)[:300]}. "
                "Check the path and who may write there."
            ) from error
        raise WarehouseBusy(
            f"{path} has been held by {_holder(error)} for over {busy_seconds:.0f} s. "
            "Close what has it open (a notebook, a shell) and run the same command again."
        ) from error


class _Telling:
    """Says once who is waited for, as soon as that takes longer than a moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_said = False

    def __call__(self, state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is None or self._is_said or (state.seconds_since_start or 0.0) < SAID_AFTER:
            return
        self._is_said = True
        LOG.warning("waiting for %s, which is held by %s", self._path, _holder(error))


def _holder(error: BaseException) -> str:
    """Who holds the file, as DuckDB says it."""
    found = HOLDER.search(str(error))
    if found is None:
        return "another process"
    return f"process {found[2]} ({Path(found[1]).name})"


@contextmanager
def _interrupted_by_ctrl_c() -> Iterator[None]:
    """Ctrl-C during a statement is Ctrl-C: DuckDB turns it into an error like any other."""
    try:
        yield
    except RuntimeError as error:
        if str(error) == "Query interrupted":
            raise KeyboardInterrupt from None
        raise


class DuckDBLander:
    """Appends Arrow batches to one raw table by a single statement that draws them as they come."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, table: str, stamp: LoadStamp) -> None:
        self._cursor = cursor
        self._insert = f"""
            insert into {table} by name
            select ? as connection, key, updated_at, data,
                md5(data::varchar) as content_hash, (? or delete_reason is not null) as deleted,
                delete_reason, extracted_at, ? as _dlt_load_id
            from batches
        """
        self._params = [stamp.connection, stamp.deleted, stamp.load_id]
        self._failure: BaseException | None = None
        cursor.execute(f"set global memory_limit = '{LANDING_MEMORY}'")
        # One thread fills row groups one after the other and writes each as it is full; with more,
        # every thread holds a row group of its own, and the other cores have the pages to sort.
        cursor.execute("set global threads = 1")

    def packed(self, batches: Iterator[Batch]) -> Iterator[pa.RecordBatch]:
        """The batches as Arrow columns, some at once."""
        return packed_columns(batches)

    def land(self, packed: Iterator[pa.RecordBatch], refuse: Refuse) -> None:
        """Appends all rows and makes them durable; DuckDB takes all that the sorter let through.

        Raises: LandingError when the engine refuses the rows all the same; what `packed` raises.
        """
        first = next(packed, None)
        if first is None:
            return
        columns = self._drawn(chain([first], packed))
        self._cursor.register("batches", pa.RecordBatchReader.from_batches(COLUMNS, columns))
        try:
            with _interrupted_by_ctrl_c():
                self._cursor.execute(self._insert, self._params)
        except duckdb.Error as error:
            if self._failure is not None:
                raise self._failure from None
            raise LandingError(f"The warehouse refused the rows: {str(error)[:300]}") from error
        finally:
            self._cursor.unregister("batches")

    def _drawn(self, packed: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The same columns; keeps the error that DuckDB would make a text of."""
        try:
            yield from packed
        except GeneratorExit:
            raise
        except BaseException as error:
            self._failure = error
            raise

    def close(self) -> None:
        """Gives everything back."""
        self._cursor.execute("reset global threads")
        self._cursor.execute(f"set global memory_limit = '{WORKING_MEMORY}'")
        self._cursor.close()
