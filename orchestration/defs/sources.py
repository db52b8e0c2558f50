"""The tables that dbt reads and no asset of ours is made for: shown with what is known of them."""

import dagster as dg

from extract.providers import PROVIDERS
from orchestration.asset_keys import raw_asset_key
from orchestration.defs.manifest import Project
from orchestration.defs.translating import Translator


def source_assets(project: Project) -> dg.AssetsDefinition:
    """The tables that a landing notes its loads in, that others write, or that a flip does."""
    made = {
        raw_asset_key(provider.slug, entity.name)
        for provider in PROVIDERS.values()
        for entity in provider.entities
    }
    translator = Translator(project)
    # One definition of all: Dagster looks through each of its definitions for every job.
    specs = [
        dg.AssetSpec(
            key,
            group_name=project.domain_of(source),
            kinds={project.engine} if source["source_meta"].get("is_own") else {"dlt"},
            owners=project.owners[project.domain_of(source)],
            description=source["description"],
            metadata=translator.get_metadata(source),
        )
        for key, source in project.tables.items()
        if key not in made
    ]
    return dg.AssetsDefinition(specs=specs)
