"""A Race Roster sandbox with the account that leads to it, and what loads of it leave."""

from datetime import UTC, datetime
from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport, SyncReport
from extract.providers import PROVIDERS
from sandbox.race_roster.app import CREDENTIALS, RaceRoster
from sandbox.serving import Served
from tests.extract import landed
from tests.extract.accounts import Account

SCHEMA = "raw_race_roster"
EVENTS = f"{SCHEMA}.events_json"
PARTICIPANTS = f"{SCHEMA}.participants_json"
LISTINGS = f"{SCHEMA}.participant_listings_json"
LAKEHEAD, PRAIRIE, THAW = (f"7c1e90aa-000{number}-4d20" for number in (1, 2, 3))
A_RUNNER = 6_610_001
JUNE = datetime(2026, 6, 1, 12, tzinfo=UTC)


def roster_account(app: RaceRoster, server: Served, **secrets: str) -> Account:
    """The account of the timer; `secrets` replace the right ones."""
    return Account(
        PROVIDERS["race_roster"],
        cast(Any, app),
        server,
        server.url + "/api/v1",
        {**CREDENTIALS, **secrets},
        {"page_size": 5},
    )


def pull(account: Account, warehouse: Warehouse, *, day: int = 1, **options: Any) -> SyncReport:
    """The report of a load of everything, on a day of June."""
    return account.sync(warehouse, now=lambda: JUNE.replace(day=day), **options)


def told_of(report: SyncReport) -> list[tuple[str, str, int]]:
    """Entity, mode and landed rows of each entity."""
    assert all(one.balances for one in report.entities)
    return [(one.entity, one.mode, one.landed) for one in report.entities]


def participants_of(report: SyncReport) -> EntityReport:
    """What is said about the participants."""
    return next(one for one in report.entities if one.entity == "participants")


def listed(warehouse: Warehouse) -> list[tuple[str, int, int | None]]:
    """Event, rows and total of the newest load's listings."""
    rows = warehouse.fetch(
        f"select key from {LISTINGS} where _dlt_load_id = "
        f"(select max(load_id) from {SCHEMA}._dlt_loads) order by key"
    )
    payloads = [landed.payload(warehouse, LISTINGS, key) for (key,) in rows]
    return [landed.fields(one, "event_id", "rows", "total") for one in payloads]


def vanished(warehouse: Warehouse) -> list[str]:
    """The keys whose newest row is of an older load than their event's newest listing."""
    rows = warehouse.fetch(
        f"select people.key from {PARTICIPANTS} as people inner join {LISTINGS} as lists "
        "on left(people.key, length(lists.key) + 1) = lists.key || '|' "
        "group by people.key having max(people._dlt_load_id) < max(lists._dlt_load_id)"
    )
    return sorted(key for (key,) in rows)
