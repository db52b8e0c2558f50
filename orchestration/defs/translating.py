"""What Dagster shows of dbt's resources: their keys, domains, owners, columns and addresses."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator

from orchestration.defs.manifest import Project

LOOKUPS = "lookups"


class Translator(DagsterDbtTranslator):
    """Names sources as the extracting side names its raw tables, and groups by domain."""

    def __init__(self, project: Project) -> None:
        super().__init__()
        self._project = project

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Schema and table for a source, the default for everything else."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])
        return super().get_asset_key(dbt_resource_props)

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The domain; seeds stand apart, for several domains look things up in one."""
        if dbt_resource_props["resource_type"] == "seed":
            return LOOKUPS
        return self._project.domain_of(dbt_resource_props)

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """Who answers for the domain."""
        group = dbt_resource_props.get("group")
        if isinstance(group, Mapping):
            # Where a resource has a group, Dagster puts the whole of it there.
            return [group["owner"]["email"]]
        return self._project.owners[self._project.domain_of(dbt_resource_props)]

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """Its columns and its address, which has no database: that is the warehouse's own name."""
        name = dbt_resource_props.get("identifier") or dbt_resource_props["alias"]
        address = f"{dbt_resource_props['schema']}.{name}"
        return {**super().get_metadata(dbt_resource_props), "dagster/table_name": address}
