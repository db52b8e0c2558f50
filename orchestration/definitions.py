"""Dagster's entry: `dagster dev -m orchestration.definitions`."""

import os

import dagster as dg

from orchestration.defs.dbt import dbt_command, dbt_models
from orchestration.defs.extract import raw_assets
from orchestration.defs.resources import Workshop
from orchestration.defs.schedules import schedules

defs = dg.Definitions(
    assets=[*raw_assets(), dbt_models],
    schedules=schedules(),
    resources={
        "workshop": Workshop(home=os.environ.get("SYNCLINE_HOME", "")),
        "dbt": dbt_command(),
    },
)
