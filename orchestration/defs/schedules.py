"""When what is queued: every operation at its cadence, for each connection; old runs forgotten."""

from collections.abc import Mapping
from datetime import timedelta

import dagster as dg

from extract.kit.errors import ConfigError
from extract.kit.spec import Operation, Provider
from extract.kit.sync import utc_now
from extract.providers import PROVIDERS
from orchestration.asset_keys import job_name
from orchestration.defs.cadences import cadence, schedule_status
from orchestration.defs.queueing import queue_all
from orchestration.defs.resources import Workshop
from orchestration.queue.requests import requests_for_all

KEPT_DAYS, KEPT_SETTING = 30, "SYNCLINE_RUN_DAYS"
AT_ONCE = 500
ENDED = [
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
]
Asked = dg.ResourceParam[Workshop]


def schedules(env: Mapping[str, str]) -> list[dg.ScheduleDefinition]:
    """One schedule per operation of a provider, and the one that forgets old runs.

    Raises: ConfigError when the environment gives a cadence that is none.
    """
    every = [
        _schedule(provider, operation, env)
        for provider in PROVIDERS.values()
        for operation in provider.operations
    ]
    return [*every, _forgetting()]


def _schedule(
    provider: Provider, operation: Operation, env: Mapping[str, str]
) -> dg.ScheduleDefinition:
    name = job_name(provider.domain, operation.name, provider.slug)

    @dg.schedule(
        name=f"{name}_schedule",
        job_name=name,
        cron_schedule=cadence(env, provider, operation),
        execution_timezone="UTC",
        default_status=schedule_status(env),
        description=f"Queues the {operation.name} of every connection to {provider.title}.",
    )
    def tick(workshop: Asked) -> dg.SkipReason:
        place = workshop.open()
        connections = place.connections().values()
        asked = requests_for_all(connections, provider.slug, operation.name, "schedule")
        return dg.SkipReason(queue_all(place, asked))

    return tick


def _forgetting() -> dg.ScheduleDefinition:
    @dg.schedule(
        name="forget_old_runs",
        job_name=job_name("ops", "build"),
        cron_schedule="17 * * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=f"Deletes what Dagster keeps of runs that ended {KEPT_DAYS} days ago, or as "
        f"many as {KEPT_SETTING} says. The queue's own history stays.",
    )
    def tick(context: dg.ScheduleEvaluationContext, workshop: Asked) -> dg.SkipReason:
        days = run_days(workshop.open().env)
        gone = forget_runs(context.instance, days)
        return dg.SkipReason(f"{gone} runs were older than {days} days and are forgotten.")

    return tick


def run_days(env: Mapping[str, str]) -> int:
    """How many days Dagster keeps a run after it has ended.

    Raises: ConfigError when SYNCLINE_RUN_DAYS is no number of days.
    """
    given = env.get(KEPT_SETTING, str(KEPT_DAYS))
    if not (given.isdecimal() and 0 < int(given) <= 3650):
        raise ConfigError(f"{KEPT_SETTING} must be a number of days, from 1 to 3650.")
    return int(given)


def forget_runs(instance: dg.DagsterInstance, days: int) -> int:
    """How many ended runs, not touched for so many days, were deleted; no more than 500 at once."""
    wanted = dg.RunsFilter(statuses=ENDED, updated_before=utc_now() - timedelta(days=days))
    old = instance.get_run_records(wanted, limit=AT_ONCE)
    for record in old:
        instance.delete_run(record.dagster_run.run_id)
    return len(old)
