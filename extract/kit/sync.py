"""One sync of one connection: every entity's rows under one load, complete or invisible.

dlt opens the load's package, gives it its id and records it as complete at the end; the records
go straight to the warehouse under that id. A crash at any instant leaves the previous state, and
the next sync removes the rest.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from extract.kit.brakes import RELEASED, Brakes, brakes_of
from extract.kit.connecting import connected, entities_of
from extract.kit.connection import Connection
from extract.kit.destination import (
    LOADS,
    QUARANTINE,
    LoadStamp,
    Warehouse,
    raw_schema,
    raw_table,
)
from extract.kit.effects import tell_effects
from extract.kit.errors import AuthError, ProviderError
from extract.kit.history import History
from extract.kit.options import SyncOptions, utc_now
from extract.kit.package import Described, Package
from extract.kit.pipe import land
from extract.kit.preparing import entities_named, prepare
from extract.kit.progress import teller
from extract.kit.records import Tally, Unreadable
from extract.kit.report import EntityFailed, EntityReport, SyncReport
from extract.kit.retention import Retention
from extract.kit.spec import Entity, Provider, Reading

__all__ = ["EntityReport", "SyncOptions", "SyncReport", "sync", "utc_now"]


def sync(
    provider: Provider, connection: Connection, warehouse: Warehouse, options: SyncOptions
) -> SyncReport:
    """Pulls the connection's entities into raw tables as one load, complete or invisible.

    Of a provider whose entities are parted, one that fails is left out and told in the report.

    Raises: ProviderError or LandingError, with nothing of the load visible; WarehouseBusy when
        another process syncs the same connection for too long; ConfigError for unknown entities
        and for settings that cannot be used.
    """
    entities = entities_of(provider, connection)
    chosen = entities_named(provider, entities, options.entities)
    brakes = brakes_of(connection, [entity.name for entity in entities])
    brakes |= {entity.name: RELEASED for entity in entities if entity.is_described}
    report = SyncReport(connection.slug, provider.slug)
    schema = raw_schema(provider.slug)
    with ExitStack() as held:
        held.enter_context(warehouse.lock(connection.slug))
        session = held.enter_context(connected(provider, connection, options.doors))
        history = History(warehouse, provider.slug, connection.slug, provider.table_of)
        if not history.exists(LOADS):
            # The first loads of two connections would create the same tables at once.
            held.enter_context(warehouse.lock(schema))
        for entity in chosen:
            warehouse.ensure_raw_table(schema, raw_table(entity.table))
        history.remove_unfinished([entity.name for entity in chosen])
        reading = Reading(connection, session, options.now, accept=options.accept)
        count = held.enter_context(_counting(warehouse, schema))
        run = _Run(provider, reading, warehouse, history, options, brakes, count)
        Package(connection.slug, schema, warehouse).run(partial(run.describe, chosen, report))
        tell_effects(warehouse, history, chosen, report)
        Retention(history, warehouse).apply(chosen)
        count({LOADS: len(report.entities), "_dlt_loads": 1})
    return report


@contextmanager
def _counting(warehouse: Warehouse, schema: str) -> Iterator[Callable[[dict[str, int]], None]]:
    """Has the planner's figures of tables made beside all else; waits for them at the end."""
    with ThreadPoolExecutor(1, "count") as apart:
        asked: list[Future[None]] = []
        yield lambda landed: asked.append(apart.submit(warehouse.count_values, schema, landed))
        for one in asked:
            one.result()


def _landed(report: SyncReport) -> dict[str, int]:
    """How many rows have come into each raw table."""
    landed: dict[str, int] = {}
    for one in report.entities:
        if one.landed:
            table = raw_table(one.table)
            landed[table] = landed.get(table, 0) + one.landed
    return landed


@dataclass
class _Run:
    provider: Provider
    reading: Reading
    warehouse: Warehouse
    history: History
    options: SyncOptions
    brakes: Mapping[str, Brakes]
    count: Callable[[dict[str, int]], None]

    def describe(
        self, chosen: list[Entity], report: SyncReport, load_id: str
    ) -> Iterator[Described]:
        """Lands the entities under the load's id; rows of the tables of loads and quarantine."""
        report.load_id = load_id
        failed: list[ProviderError] = []
        for entity in chosen:
            try:
                result, unreadable = self.read(entity, load_id)
            except ProviderError as error:
                failed.append(error)
                report.failures.append(EntityFailed(entity.name, str(error)))
                # A key that is refused at once is so for every entity.
                is_refused = isinstance(error, AuthError) and not report.entities
                if is_refused or not self.provider.is_parted:
                    raise
                continue
            report.entities.append(result)
            yield LOADS, load_row(self.reading.connection, result)
            for bad in unreadable:
                yield QUARANTINE, _bad_row(self.reading, entity.name, bad)
        if failed and not report.entities:
            raise failed[0]
        # dlt completes the load meanwhile.
        self.count(_landed(report))

    def read(self, entity: Entity, load_id: str) -> tuple[EntityReport, list[Unreadable]]:
        """Lands one entity under the load's id."""
        reading, started_at = self.reading, self.options.now()
        since = self.options.since
        reached = prepare(reading, entity, self.history, self.provider, self.options)
        stamp = LoadStamp(reading.connection.slug, load_id, entity.tombstones)
        schema, table = raw_schema(self.provider.slug), raw_table(entity.table)
        lander = self.warehouse.lander(schema, table, stamp)
        far = teller(reading, entity.name, self.history, self.options)
        tally, may_repeat = land(entity.read(reading), entity, lander, far)
        if may_repeat:
            by = "key, content_hash" if entity.contradictions else "key"
            tally.deduplicated = self.history.remove_duplicates(entity.name, load_id, by=by)
            tally.landed -= tally.deduplicated
        start = min(started_at, reading.session.provider_clock or started_at)
        cursor_to = None
        if entity.follows_changes:
            # What was left out may have changed meanwhile: it is asked for again from here.
            if entity.changes_logged:
                tally.newest = start
            # So may what lies between the last read and a later start.
            skipped = since is not None and (reached is None or since > reached)
            cursor_to = reached if reading.notes or skipped else watermark(tally, reached, start)
        complete = reading.cursor is None and not reading.notes
        report = EntityReport(
            entity.name, "full" if complete else "incremental", started_at, self.options.now(),
            tally.fetched, tally.landed, tally.deduplicated, tally.quarantined, tally.repaired,
            reading.upstream_total, reading.cursor, cursor_to,
            "; ".join([*reading.notes, *reading.remarks]) or None,
            self.brakes[entity.name], entity.table,
        )  # fmt: skip
        return report, tally.unreadable


def watermark(tally: Tally, reached: datetime | None, start: datetime) -> datetime | None:
    """Where the next read starts, in UTC: the lesser of this read's `start` and the greatest stamp.

    It never lies past a row that failed, nor before what earlier loads `reached`.
    """
    stamps = [row.updated_at for row in tally.unreadable]
    if None in stamps:
        return reached
    if tally.newest is None and not stamps:
        return reached
    seen = [moment for moment in (tally.newest, start, *stamps) if moment is not None]
    return max(min(seen), reached) if reached else min(seen)


def load_row(connection: Connection, result: EntityReport) -> dict[str, Any]:
    """The row of the table of loads that describes what was read of an entity."""
    brakes = result.brakes
    return {
        "connection": connection.slug, "owner": connection.owner, "entity": result.entity,
        "mode": result.mode, "fetched_count": result.fetched,
        "deduplicated_count": result.deduplicated, "quarantined_count": result.quarantined,
        "landed_count": result.landed, "repaired_count": result.repaired,
        "upstream_total": result.upstream_total, "shrink_limit_pct": brakes.shrink_limit_pct,
        "total_limit_pct": brakes.total_limit_pct, "empty_allowed": brakes.empty_allowed,
        "cursor_from": result.cursor_from, "cursor_to": result.cursor_to, "note": result.note,
        "started_at": result.started_at, "finished_at": result.finished_at,
    }  # fmt: skip


def _bad_row(reading: Reading, entity: str, bad: Unreadable) -> dict[str, Any]:
    return {
        "connection": reading.connection.slug, "entity": entity, "reason": bad.reason,
        "detail": bad.detail, "payload": bad.payload, "place": bad.place,
        "quarantined_at": reading.now(),
    }  # fmt: skip
