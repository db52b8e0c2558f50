"""One asset per raw table; one partition per connection, so that a sync is a partition's run."""

import importlib
from collections.abc import Iterator, Sequence

import dagster as dg
from pydantic import Field

from extract.kit.destination import open_warehouse
from extract.kit.spec import Provider
from extract.kit.sync import SyncOptions, SyncReport
from extract.providers import PROVIDERS
from orchestration.asset_keys import raw_asset_key
from orchestration.defs.failing import in_clean_words, redactor
from orchestration.defs.manifest import Project
from orchestration.defs.partitions import connections_of
from orchestration.defs.resources import Workshop
from orchestration.defs.translating import Translator
from orchestration.direct.waiting import waiting_for_build
from orchestration.queue.outcome import WAITING
from orchestration.syncing import run_sync
from orchestration.workplace import Workplace

LOAD_ID = "load_id"
FAILED = "failed"
PARTED = "read_by_itself"
SETTINGS = "is_of_the_settings"


class Pull(dg.Config):
    """How to pull: all instead of changes, past a brake, only some entities."""

    full: bool = Field(default=False, description="Read everything, not the changes.")
    accept: bool = Field(default=False, description="Go on although a brake is on.")
    entities: list[str] = Field(default=[], description="Only these; all that are chosen if none.")


def pull_op(provider: str) -> str:
    """The name of the step that pulls from a provider."""
    return f"pull_{provider}"


def raw_assets(project: Project) -> list[dg.AssetsDefinition]:
    """The raw tables of every provider, derived from its entities; columns as dbt's sources say."""
    return [_provider_assets(provider, project) for provider in PROVIDERS.values()]


def first_line(provider: Provider) -> str:
    """What a provider's module says it is."""
    module = importlib.import_module(f"extract.providers.{provider.slug}")
    return (module.__doc__ or provider.title).strip().partition("\n")[0]


def _spec(provider: Provider, entity: str, project: Project) -> dg.AssetSpec:
    key = raw_asset_key(provider.slug, entity)
    declared = project.tables.get(key)
    return dg.AssetSpec(
        key,
        group_name=provider.domain,
        kinds={"dlt", "python"},
        owners=project.owners.get(provider.domain, []),
        description=f"{entity} of {provider.title}, each record as it was received.\n\n"
        f"{first_line(provider)}",
        metadata={
            **(Translator(project).get_metadata(declared) if declared else {}),
            "provider": provider.title,
            "page": dg.MetadataValue.url(provider.page_url),
            "operations": ", ".join(one.name for one in provider.operations),
        },
        skippable=True,
    )


def _provider_assets(provider: Provider, project: Project) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=pull_op(provider.slug),
        specs=[_spec(provider, entity.name, project) for entity in provider.entities],
        partitions_def=connections_of(provider.slug),
        can_subset=True,
        description=f"Pulls one connection to {provider.title}, as one load: whole or invisible.",
    )
    def pull(
        context: dg.AssetExecutionContext, config: Pull, workshop: dg.ResourceParam[Workshop]
    ) -> Iterator[dg.MaterializeResult[object]]:
        place = workshop.open()
        chosen = [
            entity.name
            for entity in provider.entities
            if dg.AssetKey(raw_asset_key(provider.slug, entity.name)) in context.selected_asset_keys
        ]
        options = SyncOptions(
            full=config.full, accept=config.accept, entities=tuple(config.entities or chosen)
        )
        with in_clean_words(place):
            report = run_sync(place, context.partition_key, options)
            waiting = _waiting(place, provider, context.partition_key)
        yield from _materialized(provider, report, waiting)
        for one in report.failures:
            key = raw_asset_key(provider.slug, one.entity)
            told = {FAILED: redactor(place).clean(one.error)}
            context.log_event(dg.AssetObservation(key, metadata=told))

    return pull


def _waiting(place: Workplace, provider: Provider, slug: str) -> tuple[str, ...]:
    """The models that wait for a build where other ones of the provider are served without."""
    if not provider.is_served_at_once:
        return ()
    with open_warehouse(place.target) as warehouse:
        return waiting_for_build(warehouse, provider, slug)


def _materialized(
    provider: Provider, report: SyncReport, waiting: Sequence[str]
) -> Iterator[dg.MaterializeResult[object]]:
    """What each raw table got; `waiting` are the models that it is not in before a build."""
    described = {one.table for one in provider.entities if one.is_described}
    for table in dict.fromkeys(one.table for one in report.entities):
        parts = [one for one in report.entities if one.table == table]
        notes = [one.note for one in parts if one.note]
        yield dg.MaterializeResult(
            asset_key=raw_asset_key(provider.slug, table),
            metadata={
                "mode": ", ".join(sorted({one.mode for one in parts})),
                "fetched": sum(one.fetched for one in parts),
                "dagster/row_count": sum(one.landed for one in parts),
                "deduplicated": sum(one.deduplicated for one in parts),
                "quarantined": sum(one.quarantined for one in parts),
                LOAD_ID: report.load_id,
                "added": sum(one.added for one in parts),
                "changed": sum(one.changed for one in parts),
                "deleted": sum(one.deleted for one in parts),
                "unchanged": sum(one.unchanged for one in parts),
                PARTED: provider.is_parted,
                SETTINGS: table in described,
                **({"note": "; ".join(notes)} if notes else {}),
                **({WAITING: ", ".join(waiting)} if waiting else {}),
            },
        )
