"""The bare lander: what a person would write by hand for this one API, and no more.

No load ids, no checks, no retries, no deduplication, no quarantine: the floor to measure against.
"""

import hashlib
import struct
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec
import urllib3

from benchmarks.land import peer, typed

JSONB_VERSION = b"\x01"
HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"


class Answer(msgspec.Struct):
    """One page."""

    participants: list[msgspec.Raw]


class Head(msgspec.Struct):
    """What becomes a column of its own."""

    registration_id: int
    last_modified: int


def pages(url: str, in_flight: int) -> Iterator[list[msgspec.Raw]]:
    """The records of each page, some pages asked for ahead."""
    pool = urllib3.PoolManager(maxsize=in_flight, block=True)
    split = msgspec.json.Decoder(Answer).decode

    def fetch(number: int) -> bytes:
        return pool.request("GET", f"{url}/participants?page={number}").data

    with ThreadPoolExecutor(in_flight) as workers:
        asked: list[Future[bytes]] = [workers.submit(fetch, n + 1) for n in range(in_flight)]
        number = in_flight
        while rows := split(asked.pop(0).result()).participants:
            number += 1
            asked.append(workers.submit(fetch, number))
            yield rows


def land(order: peer.Order) -> int:
    """Lands every record; gives back how many."""
    return _into_duckdb(order) if order.engine == "duckdb" else _into_postgres(order)


def _into_duckdb(order: peer.Order) -> int:
    import duckdb
    import pyarrow as pa

    schema = pa.schema(
        [
            ("key", pa.int64()),
            ("updated_at", pa.int64()),
            ("data", pa.string()),
            ("hash", pa.string()),
        ]
    )
    head = msgspec.json.Decoder(Head).decode

    def batches() -> Iterator[pa.RecordBatch]:
        for rows in pages(order.url, order.in_flight):
            heads = [head(row) for row in rows]
            data = [bytes(row) for row in rows]
            columns = [
                [one.registration_id for one in heads],
                [one.last_modified for one in heads],
                pa.array(data, pa.binary()).view(pa.string()),
                [hashlib.blake2b(row, digest_size=16).hexdigest() for row in data],
            ]
            yield pa.record_batch(columns, schema=schema)

    with duckdb.connect(order.location) as connection:
        connection.execute("set force_compression = 'zstd'")
        reader = pa.RecordBatchReader.from_batches(schema, batches())
        connection.register("reader", reader)
        connection.execute(
            "create table raw as select key, updated_at, data::json as data, hash from reader"
        )
        if order.typed:
            connection.execute(typed.statement("duckdb", "raw"))
        found = connection.execute("select count(*) from raw").fetchone()
    return int(found[0]) if found else 0


def _into_postgres(order: peer.Order) -> int:
    import psycopg

    head = msgspec.json.Decoder(Head).decode
    with psycopg.connect(order.location) as connection:
        connection.execute(
            "create table raw (key bigint, updated_at bigint, data jsonb, hash text)"
        )
        rows = 0
        with connection.cursor().copy("copy raw from stdin (format binary)") as copy:
            copy.write(HEADER)
            for page in pages(order.url, order.in_flight):
                rows += len(page)
                copy.write(b"".join(_tuple(bytes(row), head(row)) for row in page))
            copy.write(TRAILER)
        if order.typed:
            connection.execute(typed.statement("postgres", "raw").encode())
    return rows


def _tuple(row: bytes, head: Head) -> bytes:
    fixed = struct.pack(">hiqiqi", 4, 8, head.registration_id, 8, head.last_modified, len(row) + 1)
    digest = hashlib.blake2b(row, digest_size=16).hexdigest().encode()
    return b"".join((fixed, JSONB_VERSION, row, struct.pack(">i", len(digest)), digest))


if __name__ == "__main__":
    peer.run(land)
