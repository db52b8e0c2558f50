"""Connections as partitions: a set per provider, filled from the registry when a run needs it."""

from collections import defaultdict

import dagster as dg

from orchestration.workplace import Workplace


def connections_of(provider: str) -> dg.DynamicPartitionsDefinition:
    """The partitions of what belongs to one provider: its connections' slugs."""
    return dg.DynamicPartitionsDefinition(name=f"{provider}_connections")


def known_connections(place: Workplace) -> dict[str, list[str]]:
    """The slugs of the connections to each provider that are not switched off.

    Raises: ConfigError when the registry cannot be read.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for slug, connection in sorted(place.connections().items()):
        if connection.is_active:
            found[connection.provider].append(slug)
    return dict(found)


def add_partitions(instance: dg.DagsterInstance, place: Workplace) -> list[str]:
    """The connections that Dagster did not know yet and does now.

    One that has gone from the registry keeps its partition, and with it its history.

    Raises: ConfigError when the registry cannot be read.
    """
    added = []
    for provider, slugs in known_connections(place).items():
        name = str(connections_of(provider).name)
        missing = sorted(set(slugs) - set(instance.get_dynamic_partitions(name)))
        if missing:
            instance.add_dynamic_partitions(name, missing)
        added.extend(missing)
    return added
