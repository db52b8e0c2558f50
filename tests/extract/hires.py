"""A Current RMS sandbox with the account that leads to it, and what a load of it says."""

from collections.abc import Iterable
from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.providers import PROVIDERS
from sandbox.current_rms.app import API, SUBDOMAIN, TOKEN, CurrentRMS
from sandbox.serving import Served
from tests.extract.accounts import Account

SCHEMA = "raw_current_rms"
TABLE = f"{SCHEMA}.opportunities_json"
FIRST = 1001


def hire_account(app: CurrentRMS, server: Served, **settings: Any) -> Account:
    """The account, read ten rows at a time unless `settings` say otherwise."""
    chosen = {"batch_size": 10, "subdomain": SUBDOMAIN, **settings}
    secrets = {"api_key": TOKEN}
    return Account(
        PROVIDERS["current_rms"], cast(Any, app), server, server.url + API, secrets, chosen
    )


def ids(app: CurrentRMS) -> set[str]:
    """The ids that the server holds, as text."""
    with app.store.held() as rows:
        return set(map(str, rows))


def alive(warehouse: Warehouse) -> set[str]:
    """The keys that the newest rows leave alive since the newest complete snapshot."""
    rows = warehouse.fetch(
        "select key from (select *, row_number() over (partition by key order by "
        f"_dlt_load_id desc, updated_at desc) as place from {TABLE} where _dlt_load_id >= ("
        f"select coalesce(max(_dlt_load_id), '') from {SCHEMA}.loads where mode = 'full')) as "
        "ranked where place = 1 and not deleted"
    )
    return {key for (key,) in rows}


def gone(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Key and reason of each tombstone."""
    rows = warehouse.fetch(f"select key, delete_reason from {TABLE} where deleted")
    return sorted((key, reason) for key, reason in rows)


def put_many(app: CurrentRMS, numbers: Iterable[int], **fields: Any) -> None:
    """Puts the same fields into each record of these ids."""
    for number in numbers:
        app.store.put(number, fields)


def remove_many(app: CurrentRMS, numbers: Iterable[int]) -> None:
    """Takes the records of these ids out."""
    for number in numbers:
        app.store.remove(number)
