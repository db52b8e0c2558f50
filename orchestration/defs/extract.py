"""One asset per raw table, one run per provider: all of its connections, one load each."""

from collections.abc import Iterator

import dagster as dg

from extract.kit.spec import Provider
from extract.kit.sync import SyncOptions, SyncReport
from extract.providers import PROVIDERS
from orchestration.asset_keys import raw_asset_key
from orchestration.defs.resources import Workshop
from orchestration.syncing import run_syncs


def raw_assets() -> list[dg.AssetsDefinition]:
    """The raw tables of every provider, derived from its entities."""
    return [_provider_assets(provider) for provider in PROVIDERS.values()]


def _provider_assets(provider: Provider) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"extract_{provider.slug}",
        specs=[
            dg.AssetSpec(
                raw_asset_key(provider.slug, entity.name),
                group_name=f"raw_{provider.slug}",
                kinds={"dlt", "python"},
            )
            for entity in provider.entities
        ],
    )
    def extract(
        context: dg.AssetExecutionContext, workshop: Workshop
    ) -> Iterator[dg.MaterializeResult[object]]:
        place = workshop.open()
        slugs = [
            slug
            for slug, connection in place.connections().items()
            if connection.provider == provider.slug
        ]
        context.log.info("%s: %s connections", provider.slug, len(slugs))
        reports = run_syncs(place, slugs, SyncOptions())
        yield from _materialized(provider, reports)

    return extract


def _materialized(
    provider: Provider, reports: list[SyncReport]
) -> Iterator[dg.MaterializeResult[object]]:
    for entity in provider.entities:
        rows = [row for report in reports for row in report.entities if row.entity == entity.name]
        yield dg.MaterializeResult(
            asset_key=raw_asset_key(provider.slug, entity.name),
            metadata={
                "fetched": sum(row.fetched for row in rows),
                "dagster/row_count": sum(row.landed for row in rows),
                "deduplicated": sum(row.deduplicated for row in rows),
                "quarantined": sum(row.quarantined for row in rows),
                "load_ids": [report.load_id for report in reports],
            },
        )
