"""Hand-written raw rows of NowRepBlue, landed as one complete snapshot of all nine entities."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.transform.landing import LANDED, Warehouse

KEYS = {
    "boards": "id",
    "boards_talents": "boardId",
    "boards_portfolios": "boardId",
    "talents": "id",
    "talents_portfolios": "talentId",
    "talents_measurements": "id",
    "talents_socials": "id",
    "portfolios_media": "portfolioId",
    "media_tags": "id",
}
TABLES = (*(f"{entity}_json" for entity in KEYS), "loads", "quarantine", "_dlt_loads")
CONNECTION = "agency"
Records = Mapping[str, Sequence[Mapping[str, Any]]]
Statement = tuple[str, list[Any]]


def land(
    warehouse: Warehouse, records: Records, *, load_id: str = "1.1", connection: str = CONNECTION
) -> None:
    """Append a snapshot; an entity that `records` leaves out was read and is empty."""
    warehouse.execute(
        [
            *_rows(records, load_id, connection),
            *_counts(records, load_id, connection),
            (
                "insert into raw_nowrepblue._dlt_loads (load_id, status, inserted_at)"
                " values (?, 0, ?)",
                [load_id, LANDED],
            ),
        ]
    )


def _rows(records: Records, load_id: str, connection: str) -> Iterator[Statement]:
    for entity, rows in records.items():
        for row in rows:
            data = json.dumps(row)
            yield (
                f"insert into raw_nowrepblue.{entity}_json (connection, key, data, content_hash,"
                " deleted, extracted_at, _dlt_load_id) values (?, ?, ?, ?, false, ?, ?)",
                [connection, row[KEYS[entity]], data, _hash(data), LANDED, load_id],
            )


def _hash(data: str) -> str:
    return hashlib.md5(data.encode(), usedforsecurity=False).hexdigest()


def _counts(records: Records, load_id: str, connection: str) -> Iterator[Statement]:
    for entity in KEYS:
        count = len(records.get(entity, ()))
        ids = (load_id, f"{load_id}{connection}{entity}")
        yield (
            "insert into raw_nowrepblue.loads (connection, owner, entity, mode, fetched_count,"
            " deduplicated_count, quarantined_count, landed_count, started_at, finished_at,"
            " _dlt_load_id, _dlt_id) values (?, 'agency', ?, 'full', ?, 0, 0, ?, ?, ?, ?, ?)",
            [connection, entity, count, count, LANDED, LANDED, *ids],
        )


def clear(warehouse: Warehouse) -> None:
    """Empty every raw table of NowRepBlue."""
    warehouse.execute([(f"delete from raw_nowrepblue.{table}", ()) for table in TABLES])


def build(warehouse: Warehouse) -> None:
    """Build the domain and test it; fails when any data test does."""
    warehouse.dbt(
        "build",
        "--select",
        "+marts.talent",
        "--exclude-resource-type",
        "unit_test",
        "seed",
        "--vars",
        "accept: true",
    )


def talent(talent_id: str, number: int, **fields: Any) -> dict[str, Any]:
    """A talent as the provider writes it, with what a test does not care about."""
    names = {"firstName": f"Wren {talent_id}", "lastName": "Solbakken"}
    return {"id": talent_id, **names, "talentUserNumber": number} | fields


def media(media_id: str, **fields: Any) -> dict[str, Any]:
    """A media item as the provider writes it, with what a test does not care about."""
    file = f"{media_id}.jpg"
    return {
        "id": media_id,
        "type": "image",
        "url": f"https://media.example/{file}",
        "filename": file,
    } | fields
