"""What a sync would bring, as a person asks before it is done."""

from dataclasses import replace

from extract.kit.destination import open_warehouse
from extract.kit.options import SyncOptions
from extract.kit.rehearsal import Rehearsed, rehearse
from extract.providers import PROVIDERS
from orchestration.registry.errors import active
from orchestration.workplace import Workplace


def rehearse_sync(place: Workplace, slug: str, options: SyncOptions) -> list[Rehearsed]:
    """What a sync of a connection would bring, entity by entity; nothing is written.

    Raises: Disabled when it is switched off; SynclineError.
    """
    connection = active(place.connection(slug))
    with open_warehouse(place.target) as warehouse:
        return rehearse(
            PROVIDERS[connection.provider],
            connection,
            warehouse,
            replace(options, doors=place.doors),
        )
