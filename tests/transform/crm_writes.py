"""Who wrote what when: invented records of a source and edits of them, and who has to win."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.transform.landing import Warehouse

FIELDS = ("name", "title", "company", "bio")
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 8
VALUES = (None, "", "CEO", "CTO", "Zoë", "x, y")


@dataclass(frozen=True)
class Edit:
    """One edit: when, and each field's value; None where it was left as it is."""

    at: datetime
    fields: dict[str, str | None]


@dataclass(frozen=True)
class Record:
    """A record of the source, when it says it changed, and the edits of it."""

    key: str
    updated_at: datetime | None
    fields: dict[str, str | None]
    edits: Sequence[Edit]


def dice(seed: int, count: int) -> list[Record]:
    """So many records with edits before, at, and after the source's own time of change."""
    random = Random(seed)
    return [_record(random, f"r{number:04d}") for number in range(count)]


def _record(random: Random, key: str) -> Record:
    minutes = random.sample(range(MINUTES), random.choice((0, 1, 1, 2, 3)))
    edits = [Edit(START + timedelta(minutes=one), _fields(random, VALUES)) for one in minutes]
    stamp = START + timedelta(minutes=random.randrange(MINUTES))
    fields = _fields(random, (None, "CFO", "Ann", "Ink"))
    return Record(key, None if random.random() < 0.1 else stamp, fields, edits)


def _fields(random: Random, values: Sequence[str | None]) -> dict[str, str | None]:
    return {name: random.choice(values) for name in FIELDS}


def expected(record: Record) -> tuple[Any, ...]:
    """Key, the fields and who won, as the words of the rule have it."""
    known = [_as_it_counts(one) for one in record.edits]
    newer = [
        one
        for one in sorted(known, key=lambda each: each.at)
        if any(value is not None for value in one.fields.values())
        and (record.updated_at is None or one.at > record.updated_at)
    ]
    fields = dict(record.fields)
    for one in newer:
        fields |= {name: value for name, value in one.fields.items() if value is not None}
    shown = [fields[name] or None for name in FIELDS]
    return (record.key, *shown, "crm" if newer else "source")


def _as_it_counts(one: Edit) -> Edit:
    """The edit without a name that it would clear: nobody is without one."""
    return Edit(one.at, {**one.fields, "name": one.fields["name"] or None})


def land(warehouse: Warehouse, connection: str, records: Sequence[Record]) -> None:
    """Lands the records as one complete load, and writes the edits as the CRM would."""
    warehouse.execute(list(_statements(connection, records)))


def _statements(
    connection: str, records: Sequence[Record]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    raw = (
        "insert into raw_resources_centre.speakers_json (connection, key, updated_at, data,"
        " content_hash, deleted, extracted_at, _dlt_load_id)"
        " values (?, ?, ?, ?, ?, false, ?, '7.0')"
    )
    for one in records:
        stamp = one.updated_at.isoformat() if one.updated_at else None
        data = json.dumps(one.fields)
        yield raw, (connection, one.key, stamp, data, one.key, START.isoformat())
        for edit in one.edits:
            yield (
                "insert into crm_edits.speakers (external_id, connection, name, title, company,"
                " bio, updated_at) values (?, ?, ?, ?, ?, ?, ?)",
                (one.key, connection, *(edit.fields[name] for name in FIELDS), edit.at.isoformat()),
            )
    yield (
        "insert into raw_resources_centre.loads (connection, owner, entity, mode, fetched_count,"
        " landed_count, deduplicated_count, quarantined_count, started_at, finished_at,"
        " _dlt_load_id, _dlt_id) values (?, 'events', 'speakers', 'full', ?, ?, 0, 0, ?, ?, '7.0',"
        " ?)",
        (connection, len(records), len(records), START.isoformat(), START.isoformat(), connection),
    )
    yield (
        "insert into raw_resources_centre._dlt_loads (load_id, status, inserted_at)"
        " values ('7.0', 0, ?)",
        (START.isoformat(),),
    )
