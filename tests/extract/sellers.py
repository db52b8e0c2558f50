"""A Close sandbox with the account that leads to it, and what a load of it says."""

from collections.abc import Iterable
from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import SyncReport
from extract.providers import PROVIDERS
from sandbox.close.app import API, API_KEY, Close
from sandbox.close.crm import made_id
from sandbox.serving import Served
from tests.extract.accounts import Account

SCHEMA = "raw_close"
LEADS, OPPORTUNITIES = f"{SCHEMA}.leads_json", f"{SCHEMA}.opportunities_json"
CONTACTS, ACTIVITIES = f"{SCHEMA}.contacts_json", f"{SCHEMA}.activities_json"
FIELDS = f"{SCHEMA}.custom_fields_json"


def close_account(app: Close, server: Served, **settings: Any) -> Account:
    """The account, read ten rows at a time unless `settings` say otherwise."""
    chosen = {"batch_size": 10, "search_size": 5, **settings}
    secrets = {"api_key": API_KEY}
    return Account(PROVIDERS["close"], cast(Any, app), server, server.url + API, secrets, chosen)


def landed_counts(report: SyncReport) -> dict[str, tuple[str, int, int]]:
    """Mode, landed and quarantined of each entity."""
    assert all(one.balances for one in report.entities)
    return {one.entity: (one.mode, one.landed, one.quarantined) for one in report.entities}


def notes(report: SyncReport) -> list[str]:
    """What the entities' readers found worth saying."""
    return [one.note for one in report.entities if one.note is not None]


def gone(warehouse: Warehouse, table: str) -> list[tuple[str, str]]:
    """Key and reason of each tombstone of a raw table."""
    rows = warehouse.fetch(f"select key, delete_reason from {table} where deleted")
    return sorted((key, reason) for key, reason in rows)


def live(warehouse: Warehouse, table: str) -> int:
    """How many records the newest rows of each key leave alive."""
    rows = warehouse.fetch(
        "select count(*) from (select deleted, row_number() over (partition by key order by "
        f"_dlt_load_id desc, updated_at desc) as place from {table}) as ranked "
        "where place = 1 and not deleted"
    )
    return int(rows[0][0])


def put_many(app: Close, kind: str, numbers: Iterable[int], **fields: Any) -> None:
    """Puts the same fields into each record of these numbers."""
    for number in numbers:
        app.store.put(kind, made_id(kind, number), fields)


def remove_many(app: Close, kind: str, numbers: Iterable[int]) -> None:
    """Takes the records of these numbers out."""
    for number in numbers:
        app.store.remove(kind, made_id(kind, number))
