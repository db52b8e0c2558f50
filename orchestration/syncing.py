"""Syncs of connections, as a person or a schedule asks for them."""

from collections.abc import Sequence
from dataclasses import replace

from extract.kit.destination import open_warehouse
from extract.kit.errors import SynclineError
from extract.kit.sync import SyncOptions, SyncReport, sync
from extract.providers import PROVIDERS
from orchestration.mapping.settings import record_settings
from orchestration.registry.errors import active
from orchestration.workplace import Workplace


def run_sync(place: Workplace, slug: str, options: SyncOptions) -> SyncReport:
    """Pulls one connection into the raw tables; what settings map stands in the warehouse then.

    Raises: Disabled when it is switched off; SynclineError.
    """
    connection = active(place.connection(slug))
    with open_warehouse(place.target) as warehouse:
        record_settings(warehouse, place.connections().values())
        return sync(
            PROVIDERS[connection.provider],
            connection,
            warehouse,
            replace(options, doors=place.doors),
        )


class SyncsFailed(SynclineError):
    """Some of several connections could not be synced; the others were."""


def run_syncs(place: Workplace, slugs: Sequence[str], options: SyncOptions) -> list[SyncReport]:
    """Pulls several connections, one load each; no owner has to wait for another one's key.

    Raises: SyncsFailed when all were tried, with what each failure says.
    """
    reports, failures = [], []
    for slug in slugs:
        try:
            reports.append(run_sync(place, slug, options))
        except SynclineError as error:
            failures.append(error)
    if failures:
        told = "\n".join(map(str, failures))
        raise SyncsFailed(f"{len(failures)} of {len(slugs)} connections failed:\n{told}")
    return reports
