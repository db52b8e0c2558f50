"""Asset keys, and the names of what makes them; every side that speaks of an asset calls these."""

from collections.abc import Sequence

from extract.kit.destination import raw_schema, raw_table


def raw_asset_key(provider: str, entity: str) -> tuple[str, str]:
    """The key of an entity's raw table, equal to the key that dbt's source has: schema, table."""
    return (raw_schema(provider), raw_table(entity))


def entity_of(key: Sequence[str]) -> str:
    """The entity whose raw table has that key."""
    return key[-1].removesuffix(raw_table(""))


def plan_asset_key(target: str) -> tuple[str, str]:
    """The key of what a system would be sent."""
    return ("plan", target)


def push_asset_key(target: str) -> tuple[str, str]:
    """The key of what a system is sent."""
    return ("push", target)


def publication_asset_key(provider: str) -> tuple[str, str]:
    """The key of the results that a registration provider is sent."""
    return ("publish", provider)


def job_name(domain: str, operation: str, provider: str = "") -> str:
    """The Dagster job of an operation: `race_participants_runsignup`, `race_build`."""
    return "_".join(filter(None, (domain, operation, provider)))
