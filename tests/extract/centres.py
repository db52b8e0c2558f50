"""A Resources Centre with the account that leads to it, and what a sync of it counts."""

from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import SyncReport
from extract.providers import PROVIDERS
from sandbox.resources_centre.app import API_KEY, ResourcesCentre
from sandbox.serving import Served
from tests.extract.accounts import Account

SCHEMA = "raw_resources_centre"
SPEAKERS = f"{SCHEMA}.speakers_json"


def centre_account(app: ResourcesCentre, server: Served, **settings: Any) -> Account:
    """The account whose connection knows the key; `settings` are added to it."""
    secrets = {"api_key": API_KEY}
    return Account(
        PROVIDERS["resources_centre"], cast(Any, app), server, server.url, secrets, settings
    )


def news(report: SyncReport) -> dict[str, tuple[int | None, int | None]]:
    """How many records were created and updated, by entity."""
    return {one.entity: (one.added, one.changed) for one in report.entities}


def sync_again(account: Account, warehouse: Warehouse, times: int) -> None:
    """Syncs the speakers so many times."""
    for _ in range(times):
        account.sync(warehouse, "speakers")
