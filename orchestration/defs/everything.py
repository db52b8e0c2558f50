"""All that Dagster runs, put together; nothing is read before it is asked for."""

import os

import dagster as dg

from extract.kit.destination import engine_from
from orchestration.defs.dbt import model_assets
from orchestration.defs.extract import raw_assets
from orchestration.defs.jobs import jobs
from orchestration.defs.manifest import read_project
from orchestration.defs.push import plan_assets, publication_assets, push_assets
from orchestration.defs.resources import Workshop
from orchestration.defs.schedules import schedules
from orchestration.defs.sensors import sensors
from orchestration.defs.sources import source_assets
from orchestration.workplace import Workplace


def everything(place: Workplace | None = None) -> dg.Definitions:
    """The definitions, at work in `place`, by default where the environment says at each run.

    Raises: ConfigError when the dbt project cannot be parsed, or a cadence is none.
    """
    env = place.env if place else os.environ
    engine = place.target.engine if place else engine_from(env)
    project = read_project().at(engine)
    return dg.Definitions(
        assets=[
            source_assets(project),
            *raw_assets(project),
            model_assets(project),
            *plan_assets(project.owners),
            *push_assets(project.owners),
            *publication_assets(project.owners),
        ],
        jobs=jobs(project),
        schedules=schedules(env),
        sensors=sensors(env),
        resources={"workshop": Workshop(place)},
        executor=dg.in_process_executor,
    )
