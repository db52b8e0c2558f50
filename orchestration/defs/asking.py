"""A job of the queue as what Dagster is to run: which job, with what settings, under which tags."""

from collections.abc import Mapping
from typing import Any

from dagster._core.storage.tags import PARTITION_NAME_TAG

from extract.kit.errors import ConfigError
from extract.providers import PROVIDERS
from orchestration.asset_keys import job_name
from orchestration.defs.dbt import BUILD_OP
from orchestration.defs.extract import pull_op
from orchestration.defs.jobs import BUILD, PLAN, PUBLISH, PUSH
from orchestration.defs.push import plan_op, publish_op, push_op
from orchestration.launching import DOMAIN, OPERATION, PROVIDER
from orchestration.queue.jobs import Job

JOB, ATTEMPT, REQUESTED_BY = "syncline/job", "syncline/attempt", "syncline/requested_by"
Settings = dict[str, Any]


def name_of(job: Job) -> str:
    """The Dagster job that does what a job of the queue asks for."""
    return job_name(job.domain, job.operation, "" if job.operation == BUILD else job.provider)


def is_pull(job: Job) -> bool:
    """Whether a job is one of the operations that a provider declares."""
    provider = PROVIDERS.get(job.provider)
    return provider is not None and job.operation in {one.name for one in provider.operations}


def tags_of(job: Job) -> dict[str, str]:
    """What a run says of the job it belongs to."""
    told = {
        JOB: job.id,
        ATTEMPT: str(job.attempt),
        OPERATION: job.operation,
        DOMAIN: job.domain,
        PROVIDER: job.provider,
        REQUESTED_BY: job.requested_by,
        PARTITION_NAME_TAG: job.connection,
    }
    return {name: value for name, value in told.items() if value}


def settings_of(job: Job) -> Settings:
    """The run's settings, from the job's options; an option that is not of an operation is left.

    Raises: ConfigError when one is missing.
    """
    options = job.options
    build = {BUILD_OP: _chosen(options, "accept")}
    if job.operation == BUILD:
        return _ops({BUILD_OP: {**build[BUILD_OP], "always": True}})
    if job.operation == PLAN:
        asked = {"made_by": job.requested_by, "race": options.get("race")}
        return _ops({plan_op(job.provider): _chosen(asked, *asked)})
    if job.operation == PUSH:
        return _ops({push_op(job.provider): _chosen(options, "race", "plan", "accept")})
    if job.operation == PUBLISH:
        if not options.get("event"):
            raise ConfigError(f"{job.connection}: no event to publish results of. Name one.")
        named = {"approved_by": job.requested_by, **_chosen(options, "approved_by")}
        return _ops(
            {publish_op(job.provider): {**named, **_chosen(options, "event", "plan", "accept")}}
        )
    if job.provider not in PROVIDERS:
        raise ConfigError(f"There is no provider {job.provider!r} to pull from.")
    return _ops({pull_op(job.provider): _chosen(options, "full", "accept", "entities"), **build})


def _ops(given: Mapping[str, Mapping[str, Any]]) -> Settings:
    return {"ops": {name: {"config": dict(config)} for name, config in given.items() if config}}


def _chosen(options: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: options[name] for name in names if options.get(name)}
