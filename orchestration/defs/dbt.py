"""One asset per dbt model, its tests as asset checks."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets

from orchestration.building import dbt_environment
from orchestration.defs.resources import Workshop
from orchestration.workplace import ROOT

PROJECT = DbtProject(project_dir=ROOT, profiles_dir=ROOT)


class Translator(DagsterDbtTranslator):
    """Names sources as the extracting side names its raw tables."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Schema and table for a source, the default for everything else."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])
        return super().get_asset_key(dbt_resource_props)


def manifest_path() -> Path:
    """The parsed project, parsed now where no build has done it since its files changed."""
    if not PROJECT.manifest_path.exists() or _changed_at() > PROJECT.manifest_path.stat().st_mtime:
        target_path = PROJECT.project_dir / PROJECT.target_path
        dbt_command().cli(["--quiet", "parse"], target_path=target_path).wait()
    return PROJECT.manifest_path


def _changed_at() -> float:
    files = (ROOT / "dbt_project").rglob("*.*")
    return max(file.stat().st_mtime for file in (ROOT / "dbt_project.yml", *files))


def dbt_command() -> DbtCliResource:
    """The dbt command as Dagster runs it."""
    beside_python = Path(sys.executable).with_name("dbt")
    return DbtCliResource(project_dir=PROJECT, dbt_executable=str(beside_python))


@dbt_assets(manifest=manifest_path(), dagster_dbt_translator=Translator())
def dbt_models(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, workshop: Workshop
) -> Iterator[Any]:
    """Builds and tests the chosen models in the workplace's warehouse."""
    target = workshop.open().target
    with dbt_environment(target):
        yield from dbt.cli(["build", "--target", target.engine], context=context).stream()
