"""One sync of one connection: a dlt load package whose rows stream past dlt's normalizer.

dlt opens the package, gives it its id, keeps schema and completeness; the records themselves go
straight to the warehouse under that id. A row counts only once dlt has recorded its package as
complete, so a crash at any instant leaves the previous state, and the next sync removes the rest.
"""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from extract.kit.connection import Connection
from extract.kit.destination import (
    LOADS,
    QUARANTINE,
    LoadStamp,
    Warehouse,
    raw_schema,
    raw_table,
)
from extract.kit.errors import ConfigError, ProviderError
from extract.kit.history import History
from extract.kit.pipe import land
from extract.kit.records import Tally
from extract.kit.spec import Doors, Entity, Mode, Provider, Reading

LOG = logging.getLogger(__name__)
LOADS_COLUMNS = {
    "text": ("connection", "owner", "entity", "mode", "note"),
    "bigint": (
        "fetched_count", "deduplicated_count", "quarantined_count", "landed_count",
        "repaired_count", "upstream_total",
    ),
    "timestamp": ("cursor_from", "cursor_to", "started_at", "finished_at"),
}  # fmt: skip
QUARANTINE_COLUMNS = {
    "text": ("connection", "entity", "reason", "detail", "payload", "place"),
    "bigint": (),
    "timestamp": ("quarantined_at",),
}


def utc_now() -> datetime:
    """The time by this machine's clock, in UTC."""
    return datetime.now(UTC)


def no_progress(_entity: str, _fetched: int) -> None:
    """Shows nothing."""


@dataclass(frozen=True)
class SyncOptions:
    """How to sync: `full` ignores cursors, `entities` narrows, `progress` hears (entity, fetched).

    `accept` lets through an answer that went empty where there were rows before.
    """

    full: bool = False
    entities: tuple[str, ...] = ()
    accept: bool = False
    now: Callable[[], datetime] = utc_now
    progress: Callable[[str, int], None] = no_progress
    doors: Doors = Doors()


@dataclass(frozen=True)
class EntityReport:
    """What one entity brought; `fetched == landed + deduplicated + quarantined`. Times are UTC."""

    entity: str
    mode: Mode
    started_at: datetime
    finished_at: datetime
    fetched: int
    landed: int
    deduplicated: int
    quarantined: int
    repaired: int
    upstream_total: int | None
    cursor_from: datetime | None
    cursor_to: datetime | None
    note: str | None

    @property
    def balances(self) -> bool:
        """Whether every fetched row is accounted for."""
        return self.fetched == self.landed + self.deduplicated + self.quarantined


@dataclass
class SyncReport:
    """One load: its dlt id and a report for each entity, in the order read."""

    connection: str
    provider: str
    load_id: str = ""
    entities: list[EntityReport] = field(default_factory=list)


def sync(
    provider: Provider, connection: Connection, warehouse: Warehouse, options: SyncOptions
) -> SyncReport:
    """Pulls the connection's entities into raw tables as one load, complete or invisible.

    Raises: ProviderError or LandingError, with nothing of the load visible; WarehouseBusy when
        another process syncs the same connection for too long; ConfigError for unknown entities.
    """
    chosen = _chosen(provider, options.entities)
    report = SyncReport(connection.slug, provider.slug)
    with warehouse.lock(connection.slug), provider.connect(connection, options.doors) as session:
        history = History(warehouse, provider.slug, connection.slug)
        for entity in chosen:
            warehouse.ensure_raw_table(raw_schema(provider.slug), raw_table(entity.name))
            history.remove_unfinished(entity.name)
        reading = Reading(connection, session, options.now, accept=options.accept)
        run = _Run(provider, reading, warehouse, history, options)
        _run_package(run, chosen, report)
        for entity in chosen:
            history.remove_old_snapshots(entity.name)
    return report


@dataclass
class _Run:
    provider: Provider
    reading: Reading
    warehouse: Warehouse
    history: History
    options: SyncOptions

    def read(self, entity: Entity, load_id: str) -> tuple[EntityReport, Tally]:
        """Lands one entity under the load's id."""
        reading, overlap = self.reading, timedelta(seconds=self.provider.overlap_seconds)
        reached = None
        if entity.follows_changes and not self.options.full:
            reached = self.history.cursor(entity.name)
        reading.cursor = reached - overlap if reached else None
        reading.notes, reading.upstream_total = [], None
        reading.rows_before = partial(self.history.rows_before, entity.name)
        started_at = self.options.now()
        stamp = LoadStamp(reading.connection.slug, load_id, entity.tombstones)
        schema, table = raw_schema(self.provider.slug), raw_table(entity.name)
        lander = self.warehouse.lander(schema, table, stamp)
        tally, may_repeat = land(entity.read(reading), entity, lander, self.options.progress)
        if may_repeat:
            tally.deduplicated = self.history.remove_duplicates(entity.name, load_id)
            tally.landed -= tally.deduplicated
        start = min(started_at, reading.session.provider_clock or started_at)
        cursor_to = _watermark(tally, reached, start) if entity.follows_changes else None
        complete = reading.cursor is None and not reading.notes
        report = EntityReport(
            entity.name, "full" if complete else "incremental", started_at, self.options.now(),
            tally.fetched, tally.landed, tally.deduplicated, tally.quarantined, tally.repaired,
            reading.upstream_total, reading.cursor, cursor_to, "; ".join(reading.notes) or None,
        )  # fmt: skip
        return report, tally


def _watermark(tally: Tally, reached: datetime | None, start: datetime) -> datetime | None:
    """Where the next read starts: never past a row that failed, nor past what may have changed
    while this read went on."""
    stamps = [row.updated_at for row in tally.unreadable]
    if None in stamps:
        return reached
    if tally.newest is None and not stamps:
        return reached
    seen = [moment for moment in (tally.newest, start, *stamps) if moment is not None]
    return max(min(seen), reached) if reached else min(seen)


def _chosen(provider: Provider, names: tuple[str, ...]) -> list[Entity]:
    known = {entity.name: entity for entity in provider.entities}
    if unknown := [name for name in names if name not in known]:
        raise ConfigError(
            f"{provider.slug} has no entity {', '.join(unknown)}. It has {', '.join(known)}."
        )
    return [entity for entity in provider.entities if not names or entity.name in names]


def _run_package(run: _Run, chosen: list[Entity], report: SyncReport) -> None:
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    import dlt
    from dlt.pipeline.exceptions import PipelineStepFailed

    def rows() -> Iterator[Any]:
        report.load_id = _load_id()
        for entity in chosen:
            result, tally = run.read(entity, report.load_id)
            report.entities.append(result)
            yield _marked(LOADS, LOADS_COLUMNS, _load_row(run.reading.connection, result))
            for bad in tally.unreadable:
                yield _marked(
                    QUARANTINE, QUARANTINE_COLUMNS, _bad_row(run.reading, entity.name, bad)
                )

    with tempfile.TemporaryDirectory(prefix="syncline_") as folder:
        pipeline = dlt.pipeline(
            pipeline_name=f"syncline_{report.connection}",
            pipelines_dir=folder,
            destination=run.warehouse.dlt_destination(),
            dataset_name=raw_schema(report.provider),
        )
        source = dlt.resource(rows, name=LOADS, write_disposition="append")
        pipeline.config.restore_from_destination = False
        try:
            pipeline.run(source, schema=dlt.Schema(report.provider))
        except PipelineStepFailed as failure:
            raise _cause(failure) from None


def _marked(table: str, types: dict[str, tuple[str, ...]], row: dict[str, Any]) -> Any:
    import dlt

    columns: Any = {
        name: {"name": name, "data_type": data_type}
        for data_type, names in types.items()
        for name in names
    }
    hints = dlt.mark.make_hints(table_name=table, columns=columns, write_disposition="append")
    return dlt.mark.with_hints(row, hints, create_table_variant=True)


def _load_id() -> str:
    from dlt.common.configuration.container import Container
    from dlt.common.storages.load_package import LoadPackageStateInjectableContext

    return str(Container()[LoadPackageStateInjectableContext].load_id)


def _cause(failure: BaseException) -> BaseException:
    """The error of ours inside dlt's wrapping, or the wrapping itself."""
    seen: BaseException | None = failure
    while seen is not None:
        if isinstance(seen, ProviderError) or type(seen).__module__.startswith("extract."):
            return seen
        seen = seen.__cause__ or seen.__context__
    return failure


def _load_row(connection: Connection, result: EntityReport) -> dict[str, Any]:
    return {
        "connection": connection.slug, "owner": connection.owner, "entity": result.entity,
        "mode": result.mode, "fetched_count": result.fetched,
        "deduplicated_count": result.deduplicated, "quarantined_count": result.quarantined,
        "landed_count": result.landed, "repaired_count": result.repaired,
        "upstream_total": result.upstream_total, "cursor_from": result.cursor_from,
        "cursor_to": result.cursor_to, "note": result.note, "started_at": result.started_at,
        "finished_at": result.finished_at,
    }  # fmt: skip


def _bad_row(reading: Reading, entity: str, bad: Any) -> dict[str, Any]:
    return {
        "connection": reading.connection.slug, "entity": entity, "reason": bad.reason,
        "detail": bad.detail, "payload": bad.payload, "place": bad.place,
        "quarantined_at": reading.now(),
    }  # fmt: skip
