"""What can be run as one: pull, build and flip; a plan of a push; a push; a publication; a build.

A job is for one provider, as a run is for one of its connections, which are its partitions.
"""

from collections.abc import Iterator, Sequence

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import (
    UnresolvedAssetJobDefinition as AssetJob,
)

from extract.kit.spec import Operation, Provider
from extract.providers import PROVIDERS
from orchestration.asset_keys import (
    job_name,
    plan_asset_key,
    publication_asset_key,
    push_asset_key,
    raw_asset_key,
)
from orchestration.defs.dbt import model_keys
from orchestration.defs.manifest import Project
from orchestration.launching import DOMAIN, OPERATION, PROVIDER
from push.publishers import PUBLISHERS
from push.targets import ALL_TARGETS

PLAN, PUSH, PUBLISH, BUILD = "plan", "push", "publish", "build"


def jobs(project: Project) -> list[AssetJob]:
    """Every job, derived from the providers' operations, the targets and the groups of models."""
    return [*_pulls(project), *_pushes(), *_publications(), *_builds(project)]


def _pulls(project: Project) -> Iterator[AssetJob]:
    models = {
        domain: model_keys(project, domain)
        for domain in {provider.domain for provider in PROVIDERS.values()}
    }
    for provider in PROVIDERS.values():
        for operation in provider.operations:
            raw = [dg.AssetKey(key) for key in _raw_keys(provider, operation)]
            yield _job(
                (operation.name, provider.domain, provider.slug),
                [*raw, *models[provider.domain]],
                f"Pulls the {operation.name} of one connection to {provider.title}, builds "
                f"{provider.domain} of it, and flips.",
            )


def _raw_keys(provider: Provider, operation: Operation) -> list[tuple[str, str]]:
    names = operation.entities or tuple(entity.name for entity in provider.entities)
    return [raw_asset_key(provider.slug, name) for name in names]


def _pushes() -> Iterator[AssetJob]:
    for slug in ALL_TARGETS:
        provider = PROVIDERS[slug]
        yield _job(
            (PLAN, provider.domain, slug),
            [dg.AssetKey(plan_asset_key(slug))],
            f"Plans a push to {provider.title} and sends nothing.",
        )
        yield _job(
            (PUSH, provider.domain, slug),
            [dg.AssetKey(push_asset_key(slug))],
            f"Plans, applies and verifies a push to {provider.title}.",
        )


def _publications() -> Iterator[AssetJob]:
    for slug in PUBLISHERS:
        provider = PROVIDERS[slug]
        yield _job(
            (PUBLISH, provider.domain, slug),
            [dg.AssetKey(publication_asset_key(slug))],
            f"Publishes an event's results at {provider.title}, once approved.",
        )


def _builds(project: Project) -> Iterator[AssetJob]:
    for domain in project.domains:
        yield _job(
            (BUILD, domain, ""),
            model_keys(project, domain),
            f"Builds and tests the models of {domain}, and flips.",
        )


def _job(about: tuple[str, str, str], keys: Sequence[dg.AssetKey], description: str) -> AssetJob:
    operation, domain, provider = about
    return dg.define_asset_job(
        job_name(domain, operation, provider),
        selection=dg.AssetSelection.assets(*keys),
        description=description,
        run_tags={OPERATION: operation, DOMAIN: domain, PROVIDER: provider},
    )
