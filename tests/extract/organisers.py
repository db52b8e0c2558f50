"""A Haku sandbox with the account that leads to it, and what its loads count and call."""

from datetime import UTC, datetime
from typing import Any, cast

from extract.kit.destination import Warehouse
from extract.kit.sync import EntityReport, SyncReport
from extract.providers import PROVIDERS
from sandbox.haku.app import CLIENT_ID, CLIENT_SECRET, TOKEN_PATH, Haku
from sandbox.serving import Served
from tests.extract.accounts import Account

SCHEMA = "raw_haku"
TEN_MILE, HALF, BREAKFAST = "ev_2001", "ev_2002", "ev_2003"
SPRING = datetime(2026, 5, 1, 12, tzinfo=UTC)


def haku_account(app: Haku, server: Served, **secrets: str) -> Account:
    """The account of an organisation; `secrets` replace the right ones."""
    right = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    settings = {"token_url": server.url + TOKEN_PATH}
    account = (PROVIDERS["haku"], cast(Any, app), server, server.url, right | secrets)
    return Account(*account, settings)


def synced(account: Account, warehouse: Warehouse, *entities: str, **options: Any) -> SyncReport:
    """A sync in spring, long before any race day, unless `at` says when."""
    moment = options.pop("at", SPRING)
    return account.sync(warehouse, *entities, now=lambda: moment, **options)


def part(report: SyncReport, entity: str) -> EntityReport:
    """What the report says of one entity."""
    found = next(one for one in report.entities if one.entity == entity)
    assert found.balances
    return found


def details(report: SyncReport) -> tuple[int, str]:
    """How many details landed, and what is told of them."""
    one = part(report, "registration_details")
    assert one.mode == "incremental"
    return one.landed, one.note or ""


def asked(account: Account, event_id: str = TEN_MILE) -> list[str]:
    """The numbers of an event's registrations whose details were asked for, in order."""
    before = f"/events/{event_id}/registrations/"
    paths = [call.path for call in account.server.requests]
    return [path.removeprefix(before) for path in paths if path.startswith(before)]


def pages(account: Account, event_id: str = TEN_MILE) -> list[str]:
    """The pages of an event's list that were asked for, in order."""
    return [call.query["page"] for call in account.calls(f"{event_id}/participants")]
