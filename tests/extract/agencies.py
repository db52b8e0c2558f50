"""A NowRepBlue sandbox with the account that leads to it, and what a load of it counts."""

from typing import Any, cast

from extract.kit.sync import SyncReport
from extract.providers import PROVIDERS
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import Served
from tests.extract.accounts import Account

SCHEMA = "raw_nowrepblue"
TALENTS = f"{SCHEMA}.talents_json"
FIRST_TALENT, FIRST_BOARD = "cta0000000000000000000001", "cbo0000000000000000000001"


def agency_account(app: NowRepBlue, server: Served, **secrets: str) -> Account:
    """The account of a public deployment; `secrets` are those of a private one."""
    return Account(PROVIDERS["nowrepblue"], cast(Any, app), server, server.url, secrets)


def counts(report: SyncReport, entity: str) -> tuple[str, int, int, int, int]:
    """Mode, fetched, landed, deduplicated and quarantined of an entity."""
    one = next(one for one in report.entities if one.entity == entity)
    assert one.balances
    return one.mode, one.fetched, one.landed, one.deduplicated, one.quarantined
