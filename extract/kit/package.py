"""dlt's part of a load: the package, its id, the tables of loads and quarantine, completeness.

The records themselves do not pass through here: they stream to the warehouse under the package's id
while dlt asks for the rows that describe them. dlt is imported only when a package is run, because
its import takes longer than a small sync.
"""

import atexit
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from extract.kit.destination import LOADS, QUARANTINE, Warehouse
from extract.kit.errors import LandingError, SynclineError

LOADS_COLUMNS = {
    "connection": "text", "owner": "text", "entity": "text", "mode": "text",
    "note": "text", "fetched_count": "bigint", "deduplicated_count": "bigint",
    "quarantined_count": "bigint", "landed_count": "bigint", "repaired_count": "bigint",
    "removed_count": "bigint", "changed_count": "bigint", "upstream_total": "bigint",
    "shrink_limit_pct": "double", "total_limit_pct": "double", "empty_allowed": "bool",
    "cursor_from": "timestamp", "cursor_to": "timestamp",
    "started_at": "timestamp", "finished_at": "timestamp",
}  # fmt: skip
QUARANTINE_COLUMNS = {
    "connection": "text", "entity": "text", "reason": "text", "detail": "text",
    "payload": "text", "place": "text", "quarantined_at": "timestamp",
}  # fmt: skip
COLUMNS = {LOADS: LOADS_COLUMNS, QUARANTINE: QUARANTINE_COLUMNS}
Described = tuple[str, dict[str, Any]]
_CAPABILITIES: dict[tuple[str, bool], Any] = {}
"""Of each kind of destination, with names in which case matters or not."""


@dataclass(frozen=True)
class Package:
    """One load package: which connection's, into which schema of which warehouse."""

    connection: str
    schema: str
    warehouse: Warehouse

    def run(self, describe: Callable[[str], Iterable[Described]]) -> None:
        """Completes the load once `describe` has landed its records under the id that it is given.

        `describe` gives back rows as (table, row) for the tables of loads and quarantine.

        Raises: whatever `describe` raised; LandingError when dlt cannot complete the load.
        """
        dlt = _light_dlt()
        from dlt.pipeline.exceptions import PipelineStepFailed

        def rows() -> Iterator[Any]:
            for table, row in describe(_load_id()):
                yield _marked(table, row)

        with tempfile.TemporaryDirectory(prefix="syncline_") as folder:
            pipeline = dlt.pipeline(
                pipeline_name=f"syncline_{self.connection}",
                pipelines_dir=folder,
                destination=_settled(self.warehouse.dlt_destination()),
                dataset_name=self.schema,
            )
            # The warehouse's own tables say how far earlier loads got.
            pipeline.config.restore_from_destination = False
            source = dlt.resource(rows, name=LOADS, write_disposition="append")
            try:
                pipeline.run(source, schema=dlt.Schema(self.schema.removeprefix("raw_")))
            except PipelineStepFailed as failure:
                raise _cause(failure) from None


def _light_dlt() -> Any:
    """dlt, which says nothing to anybody and takes its own stand-in for SQLAlchemy's addresses.

    What it asks for as it is imported (its log, telemetry) the environment may say, nothing later.
    SQLAlchemy is there for others, and to import it takes a sixth of a second of each sync.
    """
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    with _kept_for_good() if "dlt" not in sys.modules else nullcontext():
        import dlt
        from dlt.common.libs import sql_alchemy_shims

        from extract.kit.dlt_settings import settle

    settle()
    sys.modules.setdefault("dlt.common.libs.sql_alchemy_compat", sql_alchemy_shims)
    return dlt


def _settled(destination: Any) -> Any:
    """The destination, whose kind makes out its capabilities once; dlt asks twenty times a load."""
    make = destination.capabilities

    def capabilities(config: Any = None, naming: Any = None) -> Any:
        if config is not None:
            return make(config, naming)
        kind = destination.destination_type, bool(naming and naming.is_case_sensitive)
        if kind not in _CAPABILITIES:
            _CAPABILITIES[kind] = make(naming=naming)
        return _CAPABILITIES[kind].copy()

    destination.capabilities = capabilities
    return destination


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """Imports whose many objects Python's collector need not look through again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        # At the end everything is looked through, or compiled modules call it a leak.
        atexit.register(gc.unfreeze)
        gc.enable()


def _load_id() -> str:
    from dlt.common.configuration.container import Container
    from dlt.common.storages.load_package import LoadPackageStateInjectableContext

    return str(Container()[LoadPackageStateInjectableContext].load_id)


def _marked(table: str, row: Mapping[str, Any]) -> Any:
    import dlt

    columns: Any = {
        name: {"name": name, "data_type": data_type} for name, data_type in COLUMNS[table].items()
    }
    hints = dlt.mark.make_hints(table_name=table, columns=columns, write_disposition="append")
    return dlt.mark.with_hints(dict(row), hints, create_table_variant=True)


def _cause(failure: Any) -> BaseException:
    """The error of ours inside dlt's wrapping, else one that says where dlt stopped."""
    chain = _causes(failure)
    if ours := [error for error in chain if isinstance(error, SynclineError)]:
        return ours[0]
    if failure.step == "extract":
        return chain[-1]
    return LandingError(
        f"The load could not be completed (dlt, step {failure.step}: {type(chain[-1]).__name__}). "
        "Nothing of it is visible; run the same command again."
    )


def _causes(failure: BaseException) -> list[BaseException]:
    """The error and what led to it, outermost first; an error raised again may lead to itself."""
    chain: list[BaseException] = []
    error: BaseException | None = failure
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain
