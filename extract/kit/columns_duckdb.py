"""Batches as Arrow columns, which DuckDB takes as they are."""

from collections.abc import Iterator

import pyarrow as pa

from extract.kit.records import Batch

PACKED_BYTES = 4 << 20
MICROS = pa.timestamp("us", tz="UTC")
COLUMNS = pa.schema(
    {
        "key": pa.string(),
        "updated_at": MICROS,
        "data": pa.json_(pa.string()),
        "delete_reason": pa.string(),
        "extracted_at": MICROS,
    }
)


def packed_columns(batches: Iterator[Batch]) -> Iterator[pa.RecordBatch]:
    """The batches' rows in pieces of a few megabytes.

    For each piece DuckDB waits until Python lets it in, which takes longer than to land a page.
    """
    size, waiting = 0, []
    for batch in batches:
        waiting.append(arrow_columns(batch))
        size += waiting[-1].nbytes
        if size >= PACKED_BYTES:
            yield pa.concat_batches(waiting)
            size, waiting = 0, []
    if waiting:
        yield pa.concat_batches(waiting)


def arrow_columns(batch: Batch) -> pa.RecordBatch:
    """The batch as Arrow columns.

    The sorter has parsed every row and made its text valid, so `data` is handed over as JSON that
    needs no second look.
    """
    data = pa.array(batch.data, pa.binary()).view(pa.string())
    columns = [
        pa.array(batch.key, pa.string()),
        pa.array(batch.updated_at, MICROS),
        pa.ExtensionArray.from_storage(pa.json_(pa.string()), data),
        pa.array(batch.delete_reason, pa.string()),
        pa.repeat(pa.scalar(batch.received_at, MICROS), len(batch)),
    ]
    return pa.record_batch(columns, schema=COLUMNS)
