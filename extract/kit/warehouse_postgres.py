"""The production warehouse: PostgreSQL, rows landed through binary COPY straight into `jsonb`."""

import hashlib
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from psycopg import sql as psql

from extract.kit.destination import Engine, LoadStamp
from extract.kit.errors import ConfigError, LandingError, WarehouseBusy
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
JSONB_VERSION = b"\x01"
HASH_LENGTH = struct.pack(">i", 32)
WRITE_BYTES = 1 << 20
_length = struct.Struct(">i").pack
_stamp = struct.Struct(">iq").pack


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
        """The database, in autocommit; each lander has a connection of its own."""
        with _connected(url) as connection:
            yield cls(connection, url, busy_seconds)

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

    def ensure_raw_table(self, schema: str, table: str) -> None:
        """Creates the raw table where it is missing; its loads are found by a small BRIN index."""
        # The lock outlives the transaction, so that the next process sees what was made here.
        with self.lock(schema), self._connection.transaction():
            self.execute(f"create schema if not exists {schema}")
            self.execute(f"create table if not exists {schema}.{table} ({RAW_COLUMNS})")
            self.execute(
                f"create index if not exists {table}_load on {schema}.{table} "
                "using brin (_dlt_load_id)"
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
                f"Another process has been syncing {name} for over {self._seconds:.0f} s. "
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
        self._deleted = struct.pack(">i?", 1, stamp.deleted)
        self._load = _text(stamp.load_id)
        self._open = False

    def append(self, batch: Batch) -> list[tuple[int, str]]:
        """Lands the batch; rows that `jsonb` cannot hold come back with PostgreSQL's reason."""
        if not self._open:
            self._connection.execute("begin")
            self._open = True
        return list(self._copied(self._encoded(batch), 0))

    def _copied(self, rows: list[bytes], first: int) -> Iterator[tuple[int, str]]:
        """Copies rows, halving a refused lot until the refused rows stand alone."""
        self._connection.execute("savepoint lot")
        try:
            with self._connection.cursor().copy(self._copy) as copy:
                copy.write(COPY_HEADER)
                for chunk in _chunks(rows):
                    copy.write(chunk)
                copy.write(COPY_TRAILER)
        except psycopg.errors.DataError as error:
            self._connection.execute("rollback to savepoint lot")
            if len(rows) == 1:
                yield first, str(error.diag.message_primary or "refused by the warehouse")
                return
            half = len(rows) // 2
            yield from self._copied(rows[:half], first)
            yield from self._copied(rows[half:], first + half)
        except psycopg.Error as error:
            raise LandingError(f"The warehouse refused a page: {type(error).__name__}") from error
        else:
            self._connection.execute("release savepoint lot")

    def _encoded(self, batch: Batch) -> list[bytes]:
        after = _micros(utc_micros(batch.received_at)) + self._load
        columns = zip(
            batch.key, batch.updated_at, batch.data, batch.delete_reason, strict=True
        )  # fmt: skip
        return [
            b"".join((
                self._before, _text(key), _micros(updated_at),
                _length(len(data) + 1), JSONB_VERSION, data,
                HASH_LENGTH, _hash(data), self._deleted,
                NULL if reason is None else _text(reason), after,
            ))
            for key, updated_at, data, reason in columns
        ]  # fmt: skip

    def commit(self) -> None:
        """Makes the rows durable. They stay invisible until their load is complete."""
        if self._open:
            self._connection.execute("commit")
            self._open = False

    def close(self) -> None:
        """Gives everything back; rows that were not committed are gone."""
        self._connection.close()
        self._open = False


def _chunks(rows: list[bytes]) -> Iterator[bytes]:
    lot: list[bytes] = []
    size = 0
    for row in rows:
        lot.append(row)
        size += len(row)
        if size >= WRITE_BYTES:
            yield b"".join(lot)
            lot, size = [], 0
    yield b"".join(lot)


def _hash(data: bytes) -> bytes:
    """What DuckDB's md5() gives for the same text."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest().encode()


def _text(value: str) -> bytes:
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def _micros(since_1970: int | None) -> bytes:
    return NULL if since_1970 is None else _stamp(8, since_1970 - MICROS_1970_TO_2000)
