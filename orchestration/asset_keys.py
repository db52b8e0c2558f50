"""Raw table -> Dagster asset key; the extracting and the modelling side both call it."""

from extract.kit.destination import raw_schema, raw_table


def raw_asset_key(provider: str, entity: str) -> tuple[str, str]:
    """The key of an entity's raw table, equal to the key that dbt's source has: schema, table."""
    return (raw_schema(provider), raw_table(entity))
