"""What the raw tables hold of one person: pages, rows, what changed between them, quarantine."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec

from extract.kit.destination import LOADS, QUARANTINE, Warehouse, raw_schema, raw_table
from extract.providers import PROVIDERS
from orchestration.trace.steps import Step, utc

TABLES = "select table_name from information_schema.tables where table_schema = ?"
# The rows are found by their narrow columns; only theirs are the payloads that are read.
VERSIONS = """
    select key, cast(data as text), content_hash, deleted, delete_reason, updated_at,
        extracted_at, _dlt_load_id
    from {table} where {chosen}
"""
CHOSEN = "select {row_id} from {table} where connection = ? and key in ({marks})"
LOADED = """
    select loads._dlt_load_id, loads.entity, loads.mode, loads.finished_at,
        coalesce(complete.status = 0, false)
    from {schema}.loads as loads
    left join {schema}._dlt_loads as complete on complete.load_id = loads._dlt_load_id
    where loads.connection = ? and loads._dlt_load_id in ({marks})
"""
QUARANTINED = """
    select entity, reason, detail, payload, place, quarantined_at, _dlt_load_id
    from {schema}.quarantine
    where connection = ? and {mentions}
"""
CONTEXT = "_context"
SHORTEST_TOKEN = 4
# What lies deeper is compared as a whole.
DEEPEST = 20


@dataclass(frozen=True)
class Account:
    """One connection's raw tables: its slug, and the schema of its provider."""

    provider: str
    connection: str

    @property
    def schema(self) -> str:
        """The schema of the provider's raw tables."""
        return raw_schema(self.provider)


@dataclass(frozen=True)
class Load:
    """One entity's part of a load; it is visible once it is complete. Times are in UTC."""

    mode: str
    finished_at: datetime | None
    is_complete: bool


@dataclass(frozen=True)
class Version:
    """One raw row, and the load that brought it. Times are in UTC."""

    entity: str
    key: str
    content: dict[str, Any]
    content_hash: str
    is_removal: bool
    delete_reason: str | None
    updated_at: datetime | None
    extracted_at: datetime
    load_id: str
    load: Load


def keys_of(record: str) -> list[str]:
    """The raw keys that a served id may come from: itself, its longer beginnings, its last part.

    A served row may be finer than its raw row (an entry of a registration), and a scoring system
    may list the same person under the id alone. The first part alone is an event's or a race's.
    """
    parts = record.split("|")
    beginnings = ["|".join(parts[:end]) for end in range(len(parts), 1, -1)]
    return list(dict.fromkeys([*beginnings, parts[-1]]))


def token_of(record: str) -> str:
    """What names a registration wherever it is mentioned: not its event, nor its choice in it.

    Those stand in the rows of everybody else, too.
    """
    parts = record.split("|")
    return parts[1] if len(parts) > 1 else record


def read_versions(warehouse: Warehouse, account: Account, keys: Sequence[str]) -> list[Version]:
    """Every raw row under these keys, of all entities that are about people, oldest load first."""
    tables = {name for (name,) in warehouse.fetch(TABLES, [account.schema])}
    if account.provider not in PROVIDERS or not {LOADS, "_dlt_loads"} <= tables:
        return []
    rows = [
        (entity.name, *row)
        for entity in PROVIDERS[account.provider].entities
        if entity.of_people and raw_table(entity.name) in tables
        for row in _rows(warehouse, account, raw_table(entity.name), keys)
    ]
    loads = _loads(warehouse, account, sorted({row[-1] for row in rows}))
    found = [_version(row, loads) for row in rows]
    return sorted(found, key=lambda one: (one.load_id, one.extracted_at))


def _rows(
    warehouse: Warehouse, account: Account, name: str, keys: Sequence[str]
) -> list[tuple[Any, ...]]:
    table, marks = f"{account.schema}.{name}", ", ".join("?" * len(keys))
    chosen = CHOSEN.format(row_id=warehouse.row_id, table=table, marks=marks)
    query = VERSIONS.format(table=table, chosen=warehouse.row_in(chosen))
    return warehouse.fetch(query, [account.connection, *keys])


def _loads(
    warehouse: Warehouse, account: Account, ids: Sequence[str]
) -> dict[tuple[str, str], Load]:
    if not ids:
        return {}
    query = LOADED.format(schema=account.schema, marks=", ".join("?" * len(ids)))
    return {
        (load_id, entity): Load(mode, utc(finished_at), is_complete)
        for load_id, entity, mode, finished_at, is_complete in warehouse.fetch(
            query, [account.connection, *ids]
        )
    }


def _version(row: tuple[Any, ...], loads: dict[tuple[str, str], Load]) -> Version:
    entity, key, data, content_hash, deleted, reason, updated_at, extracted_at, load_id = row
    load = loads.get((load_id, entity), Load("unknown", None, is_complete=False))
    content: dict[str, Any] = msgspec.json.decode(data)
    return Version(
        entity, key, content, content_hash, deleted, reason, utc(updated_at),
        utc(extracted_at) or extracted_at, load_id, load,
    )  # fmt: skip


def changed_versions(versions: Sequence[Version]) -> list[Version]:
    """The versions that say something new: of each record the first, and whatever differs."""
    newest: dict[tuple[str, str], str] = {}
    found = []
    for version in versions:
        if newest.get((version.entity, version.key)) != version.content_hash:
            found.append(version)
        newest[version.entity, version.key] = version.content_hash
    return found


def landing_steps(account: Account, versions: Sequence[Version]) -> Iterator[Step]:
    """A page and a row for each version that says something new; the others as one step."""
    records = sorted(versions, key=lambda one: (one.entity, one.key))
    for (entity, _), some in groupby(records, key=lambda one: (one.entity, one.key)):
        table = f"{account.schema}.{raw_table(entity)}"
        before: Version | None = None
        again: list[Version] = []
        for version in some:
            if before is not None and before.content_hash == version.content_hash:
                again.append(version)
            else:
                yield _page(account, version)
                yield _row(table, version, before)
            before = version
        if again:
            yield _seen_again(table, again)


def _page(account: Account, version: Version) -> Step:
    context = version.content.get(CONTEXT, {})
    return Step(
        version.extracted_at,
        "page read",
        f"{account.connection}: {version.entity}",
        f"{version.load.mode} load {version.load_id}",
        {"connection": account.connection, "entity": version.entity, "load_id": version.load_id,
         "context": context},
    )  # fmt: skip


def _row(table: str, version: Version, before: Version | None) -> Step:
    details: dict[str, Any] = {
        "key": version.key, "load_id": version.load_id, "content_hash": version.content_hash,
        "upstream_updated_at": version.updated_at,
    }  # fmt: skip
    if before is None:
        what, reason = "row landed", f"key {version.key}, the oldest version that is kept"
    else:
        changes = differences(before.content, version.content)
        what, details["changes"] = "row changed", changes
        fields = ", ".join(one["field"] for one in changes)
        reason = f"upstream changed {fields}" if fields else "written otherwise, with equal values"
    if version.is_removal or version.delete_reason:
        what, reason = "removal landed", f"upstream says {version.delete_reason or 'it is gone'}"
    if not version.load.is_complete:
        reason += f"; not visible, as load {version.load_id} is not complete"
    return Step(version.load.finished_at or version.extracted_at, what, table, reason, details)


def _seen_again(table: str, again: Sequence[Version]) -> Step:
    last = again[-1]
    loads = "load" if len(again) == 1 else "loads"
    return Step(
        last.load.finished_at or last.extracted_at,
        "row seen again",
        table,
        f"unchanged in {len(again)} later {loads}, the last is {last.load_id}",
        {"key": last.key, "load_ids": [one.load_id for one in again]},
    )


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields in which two payloads differ, by their path, with both values."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    return [
        {"field": path, "old": before.get(path), "new": after.get(path)}
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]


def _leaves(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    pairs: Iterator[tuple[Any, Any]] = iter(())
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value))
    if depth == DEEPEST or not (isinstance(value, dict | list) and value):
        yield path, value
        return
    for name, inner in pairs:
        yield from _leaves(inner, f"{path}.{name}" if path else str(name), depth + 1)


def quarantine_steps(
    warehouse: Warehouse, account: Account, words: Sequence[str]
) -> Iterator[Step]:
    """The rows of the connection that could not be read and have one of the words in them.

    Such a row has no key that could be trusted, so it is known by what stands in it.
    """
    wanted = [word for word in words if len(word) >= SHORTEST_TOKEN]
    tables = {name for (name,) in warehouse.fetch(TABLES, [account.schema])}
    if not wanted or QUARANTINE not in tables:
        return
    mentions = " or ".join(["position(? in payload) > 0"] * len(wanted))
    query = QUARANTINED.format(schema=account.schema, mentions=f"({mentions})")
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})(?!\w)")
    for row in warehouse.fetch(query, [account.connection, *wanted]):
        entity, reason, detail, payload, place, quarantined_at, load_id = row
        if whole.search(payload):
            yield Step(
                utc(quarantined_at),
                "row quarantined",
                f"{account.schema}.{QUARANTINE}",
                f"{entity}, {place}: {reason} ({detail})",
                {"load_id": load_id, "payload": payload},
            )
