"""What Dagster is told of a build: a materialization per model, a result per test."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from extract.kit.destination import open_warehouse
from orchestration.building import BuildReport, NodeEnded
from orchestration.defs.lineage import Lineages
from orchestration.workplace import Workplace

UNIQUE_ID = "dagster_dbt/unique_id"
FLIPPED = "flipped"
SERVED = """
    select schema_name || '.' || entity, group_name, active_version, row_count
    from ops.sync_metadata
"""
Told = dg.MaterializeResult[object] | dg.AssetCheckResult


@dataclass(frozen=True)
class Generation:
    """What is served of one versioned model."""

    group: str
    version: int
    rows: int | None


class Reporter:
    """Knows which asset or check each node of dbt is, among those that a run has chosen."""

    def __init__(self, context: dg.AssetExecutionContext, lineages: Lineages) -> None:
        self._lineages = lineages
        definition = context.assets_def
        chosen = context.selected_asset_keys
        self._models = {
            str(spec.metadata[UNIQUE_ID]): spec.key
            for spec in definition.specs
            if spec.key in chosen
        }
        checks = context.selected_asset_check_keys
        self._checks = {
            str(spec.metadata[UNIQUE_ID]): spec.key
            for spec in definition.check_specs
            if spec.key in checks and spec.metadata
        }

    @property
    def selection(self) -> str:
        """The chosen models, as dbt's --select takes them."""
        return " ".join(sorted(name.split(".")[2] for name in self._models))

    def told(
        self, place: Workplace, ended: Sequence[NodeEnded], report: BuildReport
    ) -> Iterator[Told]:
        """What was built and tested; models before tests, as a test is of its model."""
        built = [node for node in ended if node.unique_id in self._models and node.is_well]
        # A build that failed before its first model may have left nothing to read.
        served = _served(place) if built else {}
        lineages = self._lineages.told(place.target.engine, built)
        for node in built:
            key = self._models[node.unique_id]
            metadata = _of_model(key, node, served, report.flipped_groups)
            yield dg.MaterializeResult(
                asset_key=key, metadata=metadata | lineages.get(node.unique_id, {})
            )
        for node in ended:
            check = self._checks.get(node.unique_id)
            if check is not None and node.status != "skipped":
                yield _result(check, node)


def _result(check: dg.AssetCheckKey, node: NodeEnded) -> dg.AssetCheckResult:
    is_warning = node.status == "warn"
    return dg.AssetCheckResult(
        asset_key=check.asset_key,
        check_name=check.name,
        passed=node.is_well and not is_warning,
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        metadata={"failures": node.failures or 0, "seconds": node.seconds, "status": node.status},
    )


def _of_model(
    key: dg.AssetKey,
    node: NodeEnded,
    served: Mapping[str, Generation],
    flipped: Sequence[str],
) -> dict[str, Any]:
    """A model's metadata; the rows and the generation of a versioned one are those it serves."""
    metadata: dict[str, Any] = {"seconds": node.seconds}
    generation = served.get(".".join(key.path))
    if generation is not None:
        metadata["group"] = generation.group
        metadata[FLIPPED] = generation.group in flipped
        metadata["generation"] = generation.version
    rows = node.rows if generation is None else generation.rows
    if rows is not None:
        metadata["dagster/row_count"] = rows
    return metadata


def _served(place: Workplace) -> dict[str, Generation]:
    with open_warehouse(place.target) as warehouse:
        return {
            str(name): Generation(str(group), int(version), rows)
            for name, group, version, rows in warehouse.fetch(SERVED)
        }
