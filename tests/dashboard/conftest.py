"""One dashboard, served as people serve it, and one browser for all tests of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import urllib3
from playwright.sync_api import Browser, sync_playwright

from extract.kit.destination import Target
from orchestration.queue.queue import Queue
from orchestration.queue.table import ATTEMPTS, JOBS, WORKERS
from orchestration.workplace import ROOT, Workplace
from sandbox.runsignup.access import KEY as API_KEY
from sandbox.runsignup.access import SECRET as API_SECRET
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.dashboard.browsing import OTHER, PARTNER, SECRET, Reader
from tests.dashboard.warehouse import fill
from tests.orchestration.registry.keys import KEY
from tests.sandbox.client import tiny

MISSING = "Chromium is missing. Install it: apt-get install chromium"
START_SECONDS = 60
SHORE = """
[connections.shore]
provider = "runsignup"
owner = "shore"
settings = {{ base_url = "{url}/rest", paced = false, max_retries = 0 }}
secrets = {{ api_key = "{key}", api_secret = "{secret}" }}
[connections.shore_timing]
provider = "copernico"
owner = "shore"
[connections.shore_timing.settings]
source = "shore"
races = {{ 900101 = "shore" }}
event_map = {{ "10 Mile" = "10M" }}
"""
CONNECTIONS = f"""
[connections.harbor_runsignup]
provider = "runsignup"
owner = "{PARTNER}"
settings = {{ base_url = "http://127.0.0.1:9", max_retries = 0 }}
secrets = {{ api_key = "canary-api-key-91", api_secret = "canary-api-secret-92" }}
[connections.harbor_copernico]
provider = "copernico"
owner = "{PARTNER}"
[connections.ridge_haku]
provider = "haku"
owner = "{OTHER}"
[connections.a]
provider = "runsignup"
owner = "harbor"
[connections.s]
provider = "copernico"
owner = "harbor"
settings = {{ source = "a", races = {{ 9 = "spring" }} }}
[connections.hire_rms]
provider = "current_rms"
owner = "hire"
[connections.revenue_stripe]
provider = "stripe"
owner = "revenue"
"""
Opens = Callable[..., Reader]


@pytest.fixture(scope="session")
def runsignup() -> RunSignUp:
    """The registration system of the partner `shore`, which takes results."""
    return RunSignUp(tiny(), today=lambda: date(2026, 3, 1))


@pytest.fixture(scope="session")
def runsignup_url(runsignup: RunSignUp) -> Iterator[str]:
    """Where it answers."""
    with serve(runsignup.app) as served:
        yield served.url


@pytest.fixture(scope="session")
def shared_place(
    tmp_path_factory: pytest.TempPathFactory, runsignup_url: str
) -> Iterator[Workplace]:
    """A workplace with a few connections of some partners."""
    home = tmp_path_factory.mktemp("dashboard")
    shore = SHORE.format(url=runsignup_url, key=API_KEY, secret=API_SECRET)
    (home / "connections.toml").write_text(CONNECTIONS + shore, encoding="utf-8")
    target = Target("duckdb", str(home / "warehouse.duckdb"), busy_seconds=20)
    made = Workplace(home, target, {"ENCRYPTION_KEY": KEY, "SYNCLINE_HOME": str(home)})
    assert made.store
    fill(made)
    yield made
    made.store.dispose()


@pytest.fixture(scope="session")
def url(shared_place: Workplace) -> Iterator[str]:
    """Where `syncline serve` answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    own = {
        "SYNCLINE_HOME": str(shared_place.home),
        "SYNCLINE_JWT_SECRET": SECRET,
        "SYNCLINE_SERVICE_PORT": str(port),
        "SYNCLINE_SCHEDULES": "on",
        "ENCRYPTION_KEY": KEY,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    words = [sys.executable, "-c", "from orchestration.cli import app; app()", "serve"]
    with (shared_place.home / "serve.log").open("wb") as log:
        process = subprocess.Popen(words, cwd=ROOT, env={**kept, **own}, stdout=log, stderr=log)
    try:
        yield _answering(process, f"http://127.0.0.1:{port}", shared_place.home / "serve.log")
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answering(process: "subprocess.Popen[bytes]", url: str, log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if urllib3.request("GET", f"{url}/health/live", retries=False).status == 200:
                return url
        except urllib3.exceptions.HTTPError:
            time.sleep(0.05)
    pytest.fail(f"The service did not start: {log.read_text()[-2000:]}", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's own Chromium."""
    if (program := shutil.which("chromium")) is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def place(shared_place: Workplace) -> Workplace:
    """The workplace, its queue empty."""
    with shared_place.store.begin() as store:
        for table in (ATTEMPTS, JOBS, WORKERS):
            store.execute(sa.delete(table))
    return shared_place


@pytest.fixture
def queue(place: Workplace) -> Queue:
    """The queue that the dashboard shows."""
    return Queue(place.store)


@pytest.fixture
def opens(browser: Browser, url: str, place: Workplace) -> Iterator[Opens]:
    """Opens windows; none of them asks another host, or meets an error of a script."""
    assert place
    made: list[Reader] = []

    def one(**look: Any) -> Reader:
        made.append(Reader.of(browser, url, **look))
        return made[-1]

    yield one
    for each in made:
        each.context.close()
    assert [call for each in made for call in each.strange] == []
    assert [error for each in made for error in each.errors] == []


@pytest.fixture
def reader(opens: Opens) -> Reader:
    """One window on a laptop, nobody signed in."""
    return opens()
