"""One sync of one connection, as a person or a schedule asks for it."""

from dataclasses import replace

from extract.kit.destination import open_warehouse
from extract.kit.sync import SyncOptions, SyncReport, sync
from extract.providers import PROVIDERS
from orchestration.mapping.settings import record_settings
from orchestration.workplace import Workplace


def run_sync(place: Workplace, slug: str, options: SyncOptions) -> SyncReport:
    """Pulls one connection into the raw tables; what settings map stands in the warehouse then.

    Raises: SynclineError.
    """
    connection = place.connection(slug)
    with open_warehouse(place.target) as warehouse:
        record_settings(warehouse, place.connections().values())
        return sync(
            PROVIDERS[connection.provider],
            connection,
            warehouse,
            replace(options, doors=place.doors),
        )
