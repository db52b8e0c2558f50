"""One service for all tests of it, with a queue that is empty at the start of each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import urllib3

from extract.kit.destination import Target
from orchestration.control.store import open_store, store_url
from orchestration.queue.jobs import Job, JobRequest
from orchestration.queue.queue import Queue
from orchestration.queue.table import ATTEMPTS, DOCUMENTS, INBOX, JOBS, WORKERS
from orchestration.service.app import create_app
from orchestration.service.settings import Settings
from orchestration.workplace import Workplace
from sandbox.serving import serve
from tests.orchestration.registry.keys import KEY
from tests.orchestration.service.asking import (
    CLOSE_KEY,
    OTHER,
    PARTNER,
    STRIPE_SECRET,
    SYNC_SECRET,
    TRUST,
    WEBHOOK_SECRET,
    Asking,
)

CONNECTIONS = f"""
[connections.harbor_runsignup]
provider = "runsignup"
owner = "{PARTNER}"
settings = {{ in_flight = 2 }}
secrets = {{ api_key = "canary-api-key-91", webhook_secret = "{WEBHOOK_SECRET}" }}
[connections.harbor_copernico]
provider = "copernico"
owner = "{PARTNER}"
[connections.ridge_haku]
provider = "haku"
owner = "{OTHER}"
[connections.harbor_stripe]
provider = "stripe"
owner = "revenue"
secrets = {{ api_key = "canary-stripe-key-17", webhook_secret = "{STRIPE_SECRET}" }}
[connections.harbor_close]
provider = "close"
owner = "revenue"
secrets = {{ webhook_secret = "{CLOSE_KEY}" }}
[connections.studio_nowrepblue]
provider = "nowrepblue"
owner = "studio"
settings = {{ base_url = "http://127.0.0.1:9" }}
"""
SETTINGS = Settings(
    TRUST, SYNC_SECRET, body_bytes=4096, document_bytes=65536, seconds=2, told_again_seconds=0
)


def workplace(home: Path) -> Workplace:
    """A workplace with a few connections and nothing in its warehouse."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "connections.toml").write_text(CONNECTIONS, encoding="utf-8")
    target = Target("duckdb", str(home / "warehouse.duckdb"))
    return Workplace(home, target, {"ENCRYPTION_KEY": KEY})


@pytest.fixture(scope="session")
def shared_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """The workplace of the one service."""
    made = workplace(tmp_path_factory.mktemp("service"))
    yield made
    made.store.dispose()


@pytest.fixture
def place(shared_place: Workplace) -> Workplace:
    """The workplace, its queue empty."""
    with shared_place.store.begin() as store:
        for table in (ATTEMPTS, JOBS, WORKERS, INBOX, DOCUMENTS):
            store.execute(sa.delete(table))
    return shared_place


@pytest.fixture(scope="session")
def service_url(shared_place: Workplace) -> Iterator[str]:
    """The address of the one service, whose callers may go as fast as they can."""
    settings = replace(SETTINGS, per_second=100_000.0, burst=100_000)
    with serve(create_app(shared_place, settings)) as served:
        yield served.url


@pytest.fixture
def service(service_url: str, place: Workplace) -> Iterator[Asking]:
    """Calls to the service."""
    with urllib3.PoolManager(maxsize=50) as pool:
        yield Asking(service_url, pool)


@pytest.fixture
def queue(place: Workplace) -> Queue:
    """The service's queue."""
    return Queue(place.store)


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A new control store on each engine."""
    sqlite = request.param == "sqlite"
    opened = open_store(store_url(tmp_path) if sqlite else request.getfixturevalue("postgres_url"))
    yield opened
    opened.dispose()


def participants(owner: str = PARTNER, connection: str = "harbor_runsignup") -> JobRequest:
    """The request for a partner's participants."""
    return JobRequest("participants", "race", "runsignup", connection, owner)


def ended(queue: Queue, request: JobRequest, records: int) -> Job:
    """A job that was done, so many records of it landed."""
    queue.put(request)
    claimed = queue.claim("worker-1")
    assert claimed is not None
    return queue.complete(claimed, {"records": records})
