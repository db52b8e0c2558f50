"""The production warehouse: PostgreSQL, rows landed through binary COPY straight into `jsonb`."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import md5
from typing import Any, cast

import psycopg
from psycopg import sql as psql

from extract.kit.counting_postgres import count
from extract.kit.destination import Engine, LoadStamp, Refuse
from extract.kit.errors import ConfigError, LandingError, WarehouseBusy, WarehouseFailed
from extract.kit.records import Batch, utc_micros

RAW_COLUMNS = """
    connection text not null, key text not null, updated_at timestamptz, data jsonb not null,
    content_hash text not null, deleted boolean not null, delete_reason text,
    extracted_at timestamptz not null, _dlt_load_id text not null
"""
COLUMN_COUNT = 9
MICROS_1970_TO_2000 = 946_684_800_000_000
COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
COPY_TRAILER = struct.pack(">h", -1)
NULL = struct.pack(">i", -1)
GONE = struct.pack(">i?", 1, True)
JSONB_VERSION = 1
HASH_LENGTH = struct.pack(">i", 32)
LOT_BYTES = 8 << 20
_length = struct.Struct(">i").pack
_stamp = struct.Struct(">iq").pack
_stamped = struct.Struct(">iqib").pack
_unstamped = struct.Struct(">iib").pack


class PostgresWarehouse:
    """An open PostgreSQL database."""

    engine: Engine = "postgres"
    row_id = "ctid"

    def __init__(self, connection: psycopg.Connection, url: str, seconds: float) -> None:
        self._connection = connection
        self._url = url
        self._seconds = seconds

    @classmethod
    @contextmanager
    def opened(cls, url: str, busy_seconds: float) -> Iterator["PostgresWarehouse"]:
        """The database, in autocommit; each lander has a connection of its own.

        Raises: ConfigError when it cannot be opened; WarehouseFailed when it cannot go on.
        """
        try:
            with _connected(url) as connection:
                yield cls(connection, url, busy_seconds)
        except psycopg.OperationalError as error:
            raise WarehouseFailed(error.diag.message_primary or str(error)) from error

    @property
    def connection(self) -> psycopg.Connection:
        """The driver's own connection, for readers that stream."""
        return self._connection

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Runs one statement; gives back how many rows it touched."""
        return self._connection.execute(_in_percents(sql), list(params) or None).rowcount

    def fetch(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query."""
        return self._connection.execute(_in_percents(sql), list(params) or None).fetchall()

    def row_in(self, query: str) -> str:
        """The condition that a row is among those whose `row_id` the query gives."""
        # An array of addresses is sorted before it is used, so that each page is written once.
        return f"ctid = any (array({query}))"

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A context manager whose statements all count, or none."""
        with self._connection.transaction():
            yield

    def give_back_space(self) -> None:
        """Does nothing: the server's own vacuum makes room for what lands next."""

    def count_values(self, schema: str, landed: Mapping[str, int]) -> None:
        """Gives the planner figures of what just landed; its own round may be a minute away.

        It has a connection of its own, so that others of this process need not wait for it.
        """
        with _connected(self._url) as connection:
            for table, rows in landed.items():
                count(connection, f"{schema}.{table}", rows)

    def ensure_raw_table(self, schema: str, table: str) -> None:
        """Creates the raw table where it is missing; a load is found by a small BRIN index.

        A key is found by a bloom filter for each megabyte: a tree of the keys would make landing
        slower by half, and take twenty times the space.
        """
        if self.fetch("select to_regclass(?)", [f"{schema}.{table}_key"])[0][0] is not None:
            # To ask for what is there already would wait for whoever is landing in it.
            return
        # The lock outlives the transaction, so that the next process sees what was made here.
        with self.lock(schema), self.transaction():
            self.execute(f"create schema if not exists {schema}")
            self.execute(f"create table if not exists {schema}.{table} ({RAW_COLUMNS})")
            self.execute(
                f"create index if not exists {table}_load on {schema}.{table} "
                "using brin (_dlt_load_id)"
            )
            self.execute(
                f"create index if not exists {table}_key on {schema}.{table} "
                "using brin (key text_bloom_ops)"
            )

    def lander(self, schema: str, table: str, stamp: LoadStamp) -> "PostgresLander":
        """A lander into that raw table."""
        return PostgresLander(_connected(self._url), f"{schema}.{table}", stamp)

    def dlt_destination(self) -> Any:
        """dlt's PostgreSQL destination for the same database."""
        import dlt
        from dlt.destinations.impl.postgres.configuration import PostgresCredentials

        info = self._connection.info
        credentials = PostgresCredentials(self._url)
        # dlt insists on a password, also where the server asks for none.
        credentials.password = info.password or "none"
        return dlt.destinations.postgres(credentials)

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Holds an advisory lock, which PostgreSQL gives back by itself if this process dies.

        Raises: WarehouseBusy.
        """
        self.execute(f"set lock_timeout = {int(self._seconds * 1000)}")
        try:
            self.fetch("select pg_advisory_lock(hashtextextended(?, 0))", [f"syncline.{name}"])
        except psycopg.errors.LockNotAvailable:
            raise WarehouseBusy(
                f"Another process has been at {name} for over {self._seconds:.0f} s. "
                "Wait for it, or end it; what it had not completed stays invisible."
            ) from None
        finally:
            self.execute("set lock_timeout = 0")
        try:
            yield
        finally:
            if not self._connection.closed:
                self.fetch(
                    "select pg_advisory_unlock(hashtextextended(?, 0))", [f"syncline.{name}"]
                )


def _connected(url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=True, options="-c timezone=UTC", connect_timeout=10)
    except psycopg.ProgrammingError:
        # The library's text repeats the address, password included.
        raise ConfigError(
            "SYNCLINE_POSTGRES_URL is no address of a PostgreSQL database. Write it as "
            "postgresql://user:password@host:5432/name, with %-codes for special letters."
        ) from None
    except psycopg.OperationalError as error:
        # The library's text names host and user, never the password.
        raise ConfigError(
            f"The PostgreSQL warehouse cannot be opened: {str(error).strip()[:300]}. "
            "Check that the server runs, and SYNCLINE_POSTGRES_URL or its parts."
        ) from None


def _in_percents(sql: str) -> psql.SQL:
    return psql.SQL(cast(Any, sql.replace("%", "%%").replace("?", "%s") if "?" in sql else sql))


class PostgresLander:
    """Streams rows to COPY in one transaction on a connection of its own."""

    def __init__(self, connection: psycopg.Connection, table: str, stamp: LoadStamp) -> None:
        self._connection = connection
        self._copy = psql.SQL(cast(Any, f"copy {table} from stdin (format binary)"))
        self._before = struct.pack(">h", COLUMN_COUNT) + _text(stamp.connection)
        self._live = struct.pack(">i?", 1, stamp.deleted)
        self._load = _text(stamp.load_id)

    def packed(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches as they are, for a refused one is sent again in pieces."""
        return batches

    def land(self, packed: Iterator[Batch], refuse: Refuse) -> None:
        """Appends every batch and makes it durable; `refuse` hears of rows `jsonb` cannot hold.

        Raises: LandingError.
        """
        try:
            with self._connection.transaction():
                for first in packed:
                    self._land_lot(_lot(first, packed), refuse)
        except psycopg.Error as error:
            raise LandingError(f"The warehouse refused the rows: {type(error).__name__}") from error

    def _land_lot(self, lot: Iterator[Batch], refuse: Refuse) -> None:
        """Copies a lot while it comes; a refused one again, batch by batch."""
        copied: list[Batch] = []

        def drawn() -> Iterator[bytes]:
            for batch in lot:
                copied.append(batch)
                yield self._encoded(batch, 0, len(batch))

        if self._copied(drawn()) is not None:
            for batch in copied:
                for number, reason in self._halved(batch, 0, len(batch)):
                    refuse(batch, number, reason)

    def _halved(self, batch: Batch, first: int, end: int) -> Iterator[tuple[int, str]]:
        """Copies the rows from `first` on, halving them until the refused ones stand alone."""
        refusal = self._copied(iter([self._encoded(batch, first, end)]))
        if refusal is None:
            return
        if end - first == 1:
            yield first, refusal
            return
        half = (first + end) // 2
        yield from self._halved(batch, first, half)
        yield from self._halved(batch, half, end)

    def _copied(self, chunks: Iterator[bytes]) -> str | None:
        """Copies all rows or none; gives back PostgreSQL's reason when it was none."""
        try:
            with self._connection.transaction(), self._connection.cursor().copy(self._copy) as copy:
                copy.write(COPY_HEADER)
                for chunk in chunks:
                    copy.write(chunk)
                copy.write(COPY_TRAILER)
        except psycopg.errors.BadCopyFileFormat:
            # The table is not as we made it: the rows are not to blame.
            raise
        except psycopg.errors.DataError as error:
            return str(error.diag.message_primary or "refused by the warehouse")
        return None

    def _encoded(self, batch: Batch, first: int, end: int) -> bytes:
        """Rows as COPY's binary format has them, joined once, for copying costs as much as hashing.

        The content hash is what DuckDB's md5() gives for the same text.
        """
        before, end_of_row = self._before, _micros(utc_micros(batch.received_at)) + self._load
        tail_of_reason = {
            reason: (self._live + NULL if reason is None else GONE + _text(reason)) + end_of_row
            for reason in set(batch.delete_reason[first:end])
        }
        rows = zip(
            batch.key[first:end], batch.updated_at[first:end],
            batch.data[first:end], batch.delete_reason[first:end], strict=True,
        )  # fmt: skip
        pieces: list[bytes] = []
        for key, stamp, data, reason in rows:
            name, size = key.encode(), len(data) + 1
            middle = (
                _unstamped(-1, size, JSONB_VERSION)
                if stamp is None
                else _stamped(8, stamp - MICROS_1970_TO_2000, size, JSONB_VERSION)
            )
            pieces += (
                before, _length(len(name)), name, middle, data,
                HASH_LENGTH, md5(data, usedforsecurity=False).hexdigest().encode(),
                tail_of_reason[reason],
            )  # fmt: skip
        return b"".join(pieces)

    def close(self) -> None:
        """Gives everything back."""
        self._connection.close()


def _lot(first: Batch, batches: Iterator[Batch]) -> Iterator[Batch]:
    """The batches of one COPY: as many as could be sent again from memory if one is refused."""
    size = 0
    batch: Batch | None = first
    while batch is not None:
        yield batch
        size += sum(map(len, batch.data))
        batch = next(batches, None) if size < LOT_BYTES else None


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def _micros(since_1970: int) -> bytes:
    return _stamp(8, since_1970 - MICROS_1970_TO_2000)
