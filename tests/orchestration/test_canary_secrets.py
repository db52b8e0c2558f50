"""Planted secrets stand in no log, file, database, error or alert of a day on which all fails."""

import http.client
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import tomlkit

from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError, SynclineError
from extract.kit.sync import SyncOptions
from orchestration.alerts.sweeping import Alerts
from orchestration.control.store import open_store
from orchestration.defs.runs import Runner
from orchestration.demo.sandboxes import write_connections
from orchestration.mirror.copying import mirror_queue
from orchestration.pushing import PushRequest, apply_plans
from orchestration.queue.jobs import Job, JobRequest
from orchestration.queue.outcome import Ran
from orchestration.queue.queue import Queue
from orchestration.queue.reading import newest
from orchestration.queue.worker import Worker
from orchestration.service.app import create_app
from orchestration.service.settings import settings_from
from orchestration.service.tokens import Caller, make_token
from orchestration.syncing import run_sync
from orchestration.workplace import ROOT, Workplace
from sandbox.copernico.app import Copernico
from sandbox.faults import Fault
from sandbox.population import Population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.orchestration.canaries import found_in, found_under, warehouse_text
from tests.orchestration.conftest import empty_target
from tests.push.world import fill, person

SECRETS = {
    "registration key": "canary/key+registration=41 a",
    "registration secret": "canary/secret+registration=42 b",
    "scoring key": "canary-key~scoring%43",
    "webhook secret": "canary-webhook-secret~44",
    "password of an alert": "canary-alert-password-45",
    "password of the store": "canary-store-password-46",
    "password of the warehouse": "canary-warehouse-password-47",
    "signing secret": "canary-signing-secret-of-enough-bytes-48",
    "internal key": "canary-internal-key-of-enough-bytes-49",
}
KEY = SECRETS["scoring key"]
ALERTS = f"chat=json://ana:{SECRETS['password of an alert']}@127.0.0.1:9/hook/"
PULL = JobRequest("participants", "race", "runsignup", "demo_runsignup", "demo")
PUSH = JobRequest("push", "race", "copernico", "demo_copernico", "demo")
BUILD = JobRequest("build", "ops")
# Whoever asks it is told all that was asked, with a status of 500.
ECHOED = replace(PULL, connection="echoed")
FAILED = {
    ("participants", "demo_runsignup"): "Key authentication failed",
    ("participants", "echoed"): "HTTP 500",
    ("build", ""): "dbt build failed",
    ("push", "demo_copernico"): "HTTP 400",
}


@dataclass
class Day:
    """A workplace whose every secret is planted, and whatever errors its work ended with."""

    place: Workplace
    errors: list[SynclineError] = field(default_factory=list)
    runner: Runner | None = None

    def execute(self, job: Job, tie: Callable[[str], None]) -> Ran:
        """Pulls or pushes, and fails for good as a run does, with its error in words."""
        if self.runner is not None:
            return replace(self.runner.execute(job, tie), is_final=True)
        try:
            if job.operation == "push":
                apply_plans(self.place, PushRequest(job.connection))
            else:
                run_sync(self.place, job.connection, SyncOptions())
        except SynclineError as error:
            self.errors.append(error)
            return Ran("run-1", "failed", str(error), is_final=True)
        return Ran("run-1", "completed")

    def close(self, job: Job) -> None:
        """Has nothing to end."""

    def ask(self, *requests: JobRequest) -> None:
        """Has jobs queued."""
        for one in requests:
            Queue(self.place.store).put(one)

    def work(self) -> None:
        """Has every job of the queue tried, then the mirror made and everybody told."""
        worker = Worker(self.place.store, self)
        while worker.serve_one():
            pass
        with open_warehouse(self.place.target) as warehouse:
            mirror_queue(self.place, warehouse)
        alerts = Alerts(self.place)
        alerts.sweep()
        alerts.finish()

    @property
    def told(self) -> str:
        """Every error as a terminal or a log shows it."""
        return "".join(line for error in self.errors for line in traceback.format_exception(error))

    def fail_to_open(self) -> None:
        """Names a control store and a warehouse that are not there, by addresses with passwords."""
        for kind in ("store", "warehouse"):
            url = f"postgresql://ana:{SECRETS[f'password of the {kind}']}@127.0.0.1:9/nowhere"
            with pytest.raises(ConfigError) as caught:
                open_store(url) if kind == "store" else self._open(url)
            self.errors.append(caught.value)

    def _open(self, url: str) -> None:
        with open_warehouse(Target("postgres", url)):
            raise AssertionError


def environment() -> dict[str, str]:
    """The secrets, as they are handed to a process."""
    return {
        "SYNCLINE_DEMO_RUNSIGNUP_API_KEY": SECRETS["registration key"],
        "SYNCLINE_DEMO_RUNSIGNUP_API_SECRET": SECRETS["registration secret"],
        "SYNCLINE_DEMO_RUNSIGNUP_WEBHOOK_SECRET": SECRETS["webhook secret"],
        "SYNCLINE_ECHOED_API_KEY": SECRETS["registration key"],
        "SYNCLINE_ECHOED_API_SECRET": SECRETS["registration secret"],
        "SYNCLINE_DEMO_COPERNICO_API_KEY": SECRETS["scoring key"],
        "SYNCLINE_JWT_SECRET": SECRETS["signing secret"],
        "SYNC_SECRET_KEY": SECRETS["internal key"],
        "SYNCLINE_ALERT_URLS": ALERTS,
    }


@pytest.fixture
def day(tmp_path: Path, population: Population) -> Iterator[Day]:
    """A provider that refuses the planted key, and one that breaks when it has taken it."""
    target = Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    with broken_world(Workplace(tmp_path, target, environment()), population) as place:
        yield Day(place)


@contextmanager
def broken_world(place: Workplace, population: Population) -> Iterator[Workplace]:
    """The workplace with one person to be pushed, and with connections that all fail."""
    with open_warehouse(place.target) as warehouse:
        fill(warehouse.connection, [person(1, event_name="10 Mile")])
    scoring = Copernico(api_key=SECRETS["scoring key"])
    scoring.faults.add(Fault("status", path="registrations", times=None, status=400))
    (place.home / "demo").mkdir(parents=True)
    with serve(RunSignUp(population).app) as one, serve(scoring.app) as two, serve(echo) as three:
        urls = {"runsignup": one.url, "copernico": two.url}
        write_connections(place.home / "demo" / "connections.toml", urls)
        settings = {"base_url": three.url, "paced": False, "retry": {"attempts": 1}}
        echoed = {"provider": "runsignup", "owner": "demo", "settings": settings}
        (place.home / "connections.toml").write_text(
            tomlkit.dumps({"connections": {ECHOED.connection: echoed}})
        )
        yield place
    scoring.close()


async def echo(scope: Any, _receive: Any, send: Any) -> None:
    """A server that fails and repeats what it was asked, as some do."""
    if scope["type"] != "http":
        return
    asked = b"\n".join([scope["query_string"], *(b": ".join(one) for one in scope["headers"])])
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": asked})


@pytest.fixture
def dagsters_day(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    population: Population,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Day]:
    """The same with Dagster, on a PostgreSQL that wants a password, where no build can succeed."""
    bare = empty_target("postgres", tmp_path, request)
    password = quote(SECRETS["password of the warehouse"])
    target = replace(bare, location=bare.location.replace("@", f":{password}@", 1))
    with broken_world(Workplace(tmp_path / "home", target, environment()), population) as place:
        with open_warehouse(target) as warehouse:
            warehouse.execute("create schema raw_haku")
            warehouse.execute("create view raw_haku.loads as select 1 as connection")
        runner = Runner(place)
        yield Day(place, runner=runner)
        runner.instance.dispose()


def ask_the_service(place: Workplace) -> list[int]:
    """The statuses of calls with a right token, a right key, both in wrong places, and an event."""
    settings = settings_from(place.env, place.home)
    until = datetime.now(UTC) + timedelta(minutes=5)
    token = make_token(
        settings.trust, SECRETS["signing secret"], Caller("ada", "admin"), until=until
    )
    calls = [
        ("GET", "/api/sync/status/demo", f"Bearer {token}"),
        ("GET", f"/api/sync/status/{quote(token)}", f"Bearer {SECRETS['internal key']}"),
        ("GET", "/api/internal/task-status/all", f"Bearer {SECRETS['internal key']}"),
        ("GET", "/api/internal/task-status/all", f"Bearer {token}"),
        ("POST", f"/api/webhook?token={quote(SECRETS['webhook secret'])}", ""),
        ("POST", f"/api/webhook?token={quote(SECRETS['signing secret'])}", ""),
    ]
    with serve(create_app(place, settings)) as server:
        return [_status(server.url, *call) for call in calls]


def _status(url: str, method: str, path: str, authorization: str) -> int:
    # The library under our own sessions would log the address.
    client = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    client.request(method, path, body=b"{}" if method == "POST" else None, headers=headers)
    status = client.getresponse().status
    client.close()
    return status


def test_no_planted_secret_is_written_anywhere(
    day: Day, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    day.ask(PULL, PUSH)

    # Of the providers' servers, which run in this process too; the service has none.
    caplog.set_level(logging.CRITICAL, "uvicorn.access")
    with caplog.at_level(logging.DEBUG):
        day.work()
        day.fail_to_open()
        statuses = ask_the_service(day.place)
    day.place.store.dispose()

    assert statuses == [200, 401, 200, 401, 200, 401]
    assert [type(error) for error in day.errors] == [AuthError, BadReply, ConfigError, ConfigError]
    written = "\n".join([caplog.text, day.told, *capfd.readouterr()]).encode()
    assert found_in(written, SECRETS) == set()
    assert found_under(day.place.home, SECRETS) == set()


def test_no_planted_secret_is_written_down_by_dagster_dlt_or_dbt(
    dagsters_day: Day, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    day, place = dagsters_day, dagsters_day.place
    day.ask(PULL, ECHOED, BUILD, PUSH)

    caplog.set_level(logging.CRITICAL, "uvicorn.access")
    with caplog.at_level(logging.DEBUG):
        day.work()
    told = {(job.operation, job.connection): str(job.error) for job in newest(place.store)}
    place.store.dispose()

    assert [words in told[about] for about, words in FAILED.items()] == [True] * 4, told
    written = "\n".join([caplog.text, *told.values(), *capfd.readouterr()]).encode()
    assert found_in(written + warehouse_text(place.target), SECRETS) == set()
    assert found_under(place.home, SECRETS) == set()
    assert found_under(Path.home(), SECRETS) == set()
    assert found_under(ROOT / "target", SECRETS) | found_under(ROOT / "logs", SECRETS) == set()


@pytest.mark.parametrize(
    "text",
    [
        b"api_key=canary%2Fkey%2Bregistration%3D41%20a",
        b"api_key=canary%2fkey%2bregistration%3d41+a",
        b'{"key": "canary/key+registration=41 a"}',
        b"Authorization: Basic YW5hOmNhbmFyeS9rZXkrcmVnaXN0cmF0aW9uPTQxIGE=",
    ],
)
def test_a_secret_is_found_however_it_is_written(text: bytes) -> None:
    assert found_in(text, SECRETS) == {"registration key"}


def test_a_secret_in_a_database_is_found(tmp_path: Path) -> None:
    target = Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    with open_warehouse(target) as warehouse:
        warehouse.execute(
            "create table kept as select repeat('a', 9999) || ? as t", ["canary-key~scoring%43"]
        )

    assert found_under(tmp_path, SECRETS) == {"scoring key in warehouse.duckdb"}
