"""A ChronoTrack sandbox with the account that leads to it, and what a load of it counts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport, SyncReport
from extract.providers import PROVIDERS
from sandbox.chronotrack import access
from sandbox.chronotrack.app import ChronoTrack
from sandbox.serving import Served
from tests.extract import landed
from tests.extract.accounts import Account

SCHEMA = "raw_chronotrack"
ENTRIES, RESULTS = f"{SCHEMA}.entries_json", f"{SCHEMA}.results_json"
HARBOR, MILL_POND, REHEARSAL = "70101", "70102", "70103"
TEN_MILE, FIRST_ENTRY = "201501", "5500001"
RACE_DAY = datetime(2026, 9, 12, 18, tzinfo=UTC)
SECRETS = {
    "client_id": access.CLIENT_ID,
    "client_secret": access.CLIENT_SECRET,
    "login": access.LOGIN,
    "password": access.PASSWORD,
}


def timer_account(app: ChronoTrack, server: Served, **settings: Any) -> Account:
    """The timer's account; `settings` go with its connection."""
    provider, url = PROVIDERS["chronotrack"], server.url + "/api"
    return Account(provider, cast(Any, app), server, url, SECRETS, settings)


def synced(account: Account, warehouse: Warehouse, *entities: str, **options: Any) -> SyncReport:
    """One sync in the evening of the race day."""
    return account.sync(warehouse, *entities, **{"now": lambda: RACE_DAY, **options})


def of(report: SyncReport, entity: str) -> EntityReport:
    """What one entity of a load brought."""
    one = next(one for one in report.entities if one.entity == entity)
    assert one.balances
    return one


def listed(warehouse: Warehouse, entity: str, load_id: str) -> list[tuple[str, int]]:
    """The events that a load has read whole, with how many rows each has."""
    keys = warehouse.fetch(
        f"select key from {SCHEMA}.{entity}_listings_json where _dlt_load_id = ? order by key",
        [load_id],
    )
    table = f"{SCHEMA}.{entity}_listings_json"
    return [(key, landed.payload(warehouse, table, key)["rows"]) for (key,) in keys]


def pages_asked(account: Account, path: str) -> Sequence[tuple[str, str]]:
    """Number and size of each page asked for of one list."""
    return [(call.query["page"], call.query["size"]) for call in account.calls(path)]
