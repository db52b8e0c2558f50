"""Stripe's lists from a server that somebody else wrote, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
import urllib3

from extract.kit.destination import Warehouse
from extract.providers import PROVIDERS
from sandbox.serving import Served
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.payments import CUSTOMERS, SCHEMA, told_of

KEY = "sk_test_localstripe"
# Its own command listens on every interface; so started it says its port and stays on loopback.
RUN = (
    "import socket; from aiohttp import web; from localstripe.server import app; "
    "made = socket.create_server(('127.0.0.1', 0)); print(made.getsockname()[1], flush=True); "
    "web.run_app(app, sock=made, print=None)"
)


@dataclass(frozen=True)
class Other:
    """The other server."""

    url: str
    pool: urllib3.PoolManager

    def make(self, path: str, **fields: str) -> dict[str, Any]:
        """A record that was made there."""
        answer = self.pool.request(
            "POST", f"{self.url}/v1/{path}", body=urlencode(fields), timeout=20,
            headers={"authorization": f"Bearer {KEY}",
                     "content-type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        made: dict[str, Any] = json.loads(answer.data)
        assert answer.status == 200, made
        return made


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    """A server with nothing in it; it keeps its state in a folder of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        with urllib3.PoolManager() as pool:
            yield Other(f"http://127.0.0.1:{port}", pool)
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture
def elsewhere(other: Other) -> Account:
    """The account there, read two records at a time."""
    return Account(
        PROVIDERS["stripe"], cast(Any, None), Served(other.url, []), other.url, {"api_key": KEY},
        {"batch_size": 2},
    )  # fmt: skip


def test_what_somebody_else_serves_is_read_whole(
    other: Other, elsewhere: Account, warehouse: Warehouse
) -> None:
    customers = [other.make("customers", name=f"Buyer {place}")["id"] for place in range(5)]
    product = other.make("products", name="Studio", type="service")["id"]
    plan = other.make(
        "plans", product=product, currency="eur", interval="month", amount="2900", nickname="m"
    )  # fmt: skip

    report = elsewhere.sync(warehouse)

    assert told_of(report) == [
        ("customers", "full", 5),
        ("subscriptions", "full", 0),
        ("charges", "full", 0),
        ("invoices", "full", 0),
        ("products", "full", 1),
        ("plans", "full", 1),
    ]
    assert landed.keys(warehouse, CUSTOMERS) == sorted(customers)
    assert landed.keys(warehouse, f"{SCHEMA}.plans_json") == [plan["id"]]


def test_a_full_read_finds_what_was_deleted_there(
    other: Other, elsewhere: Account, warehouse: Warehouse
) -> None:
    kept, gone = (other.make("customers", name=name)["id"] for name in ("Kept", "Gone"))
    elsewhere.sync(warehouse, "customers")
    headers = {"authorization": f"Bearer {KEY}"}
    other.pool.request("DELETE", f"{other.url}/v1/customers/{gone}", headers=headers, timeout=20)

    report = elsewhere.sync(warehouse, "customers", full=True)

    assert told_of(report) == [("customers", "full", 1)]
    assert landed.keys(warehouse, CUSTOMERS).count(kept) == 2
