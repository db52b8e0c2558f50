"""Dagster's entry: `make dev`, or `dagster dev` at the root."""

import dagster as dg

from orchestration.defs.dbt import dbt_command, dbt_models
from orchestration.defs.extract import raw_assets
from orchestration.defs.resources import Workshop
from orchestration.defs.schedules import schedules

defs = dg.Definitions(
    assets=[*raw_assets(), dbt_models],
    schedules=schedules(),
    resources={
        "workshop": Workshop(),
        "dbt": dbt_command(),
    },
)
