"""Single records, asked for by their ids and served at once: what a webhook brings, by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.kit.connecting import connected
from extract.kit.destination import Warehouse, open_warehouse, raw_schema, raw_table
from extract.kit.errors import ConfigError, SynclineError
from extract.kit.few import Few
from extract.kit.options import utc_now
from extract.kit.spec import Reading, Told
from extract.providers import PROVIDERS
from orchestration.direct.applying import Change
from orchestration.direct.at_once import can_land, land_and_serve
from orchestration.direct.catching_up import catch_up
from orchestration.direct.waiting import waiting_for_build
from orchestration.registry.errors import active
from orchestration.workplace import Workplace


class NeverSynced(SynclineError):
    """Single records cannot be served before all of them were."""


class UnknownRecord(SynclineError):
    """Neither the provider nor the warehouse has such a record."""


@dataclass(frozen=True)
class RecordsServed:
    """The records that were read, in the order of their keys, and what changed in which view.

    `waiting` are served models that only a build of `group` brings up to date.
    """

    connection: str
    keys: tuple[str, ...]
    changes: tuple[Change, ...]
    waiting: tuple[str, ...] = ()
    group: str = ""


def sync_records(place: Workplace, name: str, keys: Sequence[str]) -> RecordsServed:
    """Reads records by their ids and serves each as it is now; one that is not found is gone.

    Raises: ConfigError where the provider has no such call; UnknownRecord, with nothing landed,
        for an id that neither side knows; NeverSynced; Disabled; ProviderError.
    """
    connection = active(place.connection(name))
    provider = PROVIDERS[connection.provider]
    if provider.read_told is None:
        raise ConfigError(
            f"{provider.title} is not asked for single records. Leave --id out to sync the changes."
        )
    told = [Told("", key) for key in dict.fromkeys(keys)]
    with connected(provider, connection, place.doors) as session:
        reading = Reading(connection, session, utc_now)
        few = Few.of(provider, connection, provider.read_told(reading, told))
    with open_warehouse(place.target) as warehouse:
        changes = served_now(warehouse, few, asked_for=True)
        waiting = waiting_for_build(warehouse, provider, connection.slug)
    return RecordsServed(
        connection.slug, tuple(few.keys), changes, waiting=waiting, group=provider.domain
    )


def served_now(warehouse: Warehouse, few: Few, *, asked_for: bool = False) -> tuple[Change, ...]:
    """Lands and serves; after a flip that came between, serves what it missed.

    Raises: NeverSynced; with `asked_for`, UnknownRecord for what is not found and never landed.
    """
    slug = few.connection.slug
    if not can_land(warehouse, few.provider.slug):
        raise NeverSynced(f"{slug} was never synced. Single records wait for: syncline sync {slug}")
    if asked_for and (unknown := _unknown(warehouse, few)):
        raise UnknownRecord(
            f"{slug}: neither {few.provider.title} nor the warehouse has {', '.join(unknown)}. "
            "Nothing was done."
        )
    served = land_and_serve(warehouse, few)
    if served.is_current:
        return served.changes
    return catch_up(warehouse, few.provider, slug).changes


def _unknown(warehouse: Warehouse, few: Few) -> list[str]:
    """The keys that are said to be gone and of which nothing ever landed."""
    gone = {
        key
        for batch in few.batches
        for key, reason in zip(batch.key, batch.delete_reason, strict=True)
        if reason is not None
    }
    table = f"{raw_schema(few.provider.slug)}.{raw_table(few.provider.entities[0].table)}"
    query = f"select 1 from {table} where connection = ? and key = ? limit 1"
    return sorted(key for key in gone if not warehouse.fetch(query, [few.connection.slug, key]))
