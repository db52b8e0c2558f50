"""Dagster's web server and daemon, and a worker, as real processes over a small agency."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import tomlkit
import urllib3

from extract.kit.destination import Target
from orchestration.defs.instance import open_instance
from orchestration.processes import MODULE, environment
from orchestration.queue.reading import workers
from orchestration.workplace import ROOT, Workplace
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve

T = TypeVar("T")
# What a slow machine may take; a quick one does not wait for it.
START_SECONDS, WAIT_SECONDS = 300.0, 240.0
LOCATION, REPOSITORY = MODULE, "__repository__"
SELECTOR = {"repositoryLocationName": LOCATION, "repositoryName": REPOSITORY}
EVERY_MINUTE = {"SYNCLINE_CADENCE_NOWREPBLUE_SNAPSHOT": "* * * * *"}
LAUNCH = """
    mutation($params: ExecutionParams!) { launchPipelineExecution(executionParams: $params) {
        __typename
        ... on LaunchRunSuccess { run { runId } }
        ... on PythonError { message }
        ... on RunConfigValidationInvalid { errors { message } } } }
"""


def until(look: Callable[[], T | None], seconds: float = WAIT_SECONDS) -> T:
    """The first answer that is something; looks again and again, but not for ever."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"still nothing after {seconds:.0f} s"
        time.sleep(0.25)
    return found


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class House:
    """The processes, and how to talk to them."""

    place: Workplace
    agency_url: str
    silent_url: str
    port: int = field(default_factory=free_port)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Starts one of the processes; what it says goes to a file."""
        code = ("-m", MODULE, "-d", str(ROOT))
        words = {
            "webserver": ("dagster_webserver", *code, "-h", "127.0.0.1", "-p", str(self.port)),
            "daemon": ("dagster._daemon", "run", *code),
            "worker": ("orchestration.queue", "--lanes", "urgent", "--slots", "1"),
        }[name]
        with (self.place.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=environment(self.place, with_schedules=True),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """Ends a process, and all that it started, as the machine's failure would."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """Ends all that runs."""
        for name in list(self.processes):
            self.kill(name)

    def connect(self, slug: str, url: str) -> None:
        """Puts a connection into the registry, or changes where it leads."""
        path = self.place.home / "connections.toml"
        document = tomlkit.parse(path.read_text()) if path.exists() else tomlkit.document()
        connections = document.setdefault("connections", tomlkit.table())
        settings = {"base_url": url, "read_seconds": 600}
        connections[slug] = {"provider": "nowrepblue", "owner": "umber", "settings": settings}
        path.write_text(tomlkit.dumps(document))

    def ask(self, query: str, **variables: Any) -> Any:
        """The answer of Dagster's GraphQL."""
        reply = urllib3.request(
            "POST",
            f"http://127.0.0.1:{self.port}/graphql",
            body=json.dumps({"query": query, "variables": variables}),
            headers={"Content-Type": "application/json"},
            timeout=60.0,
            retries=False,
        )
        answer = reply.json()
        assert "errors" not in answer, answer
        return answer["data"]

    def is_up(self) -> bool:
        """Whether the web server has loaded the definitions."""
        query = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
        try:
            return bool(self.ask(query)["repositoriesOrError"].get("nodes"))
        except urllib3.exceptions.HTTPError:
            return False

    def launch(self, slug: str) -> str:
        """The id of a run that pulls the boards of one connection, launched as in the page."""
        params = {
            "selector": {
                **SELECTOR,
                "pipelineName": "__ASSET_JOB",
                "assetSelection": [{"path": ["raw_nowrepblue", "boards_json"]}],
                "assetCheckSelection": [],
            },
            "runConfigData": {},
            "mode": "default",
            "executionMetadata": {"tags": [{"key": "dagster/partition", "value": slug}]},
        }
        answer = self.ask(LAUNCH, params=params)["launchPipelineExecution"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return str(answer["run"]["runId"])

    def partitions(self) -> list[str]:
        """The connections that Dagster knows as partitions."""
        query = (
            '{ assetNodes(assetKeys: [{path: ["raw_nowrepblue", "boards_json"]}]) '
            "{ partitionKeys } }"
        )
        return list(self.ask(query)["assetNodes"][0]["partitionKeys"])

    def status(self, run_id: str) -> str:
        """How far a run is."""
        query = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
        return str(self.ask(query, id=run_id)["runOrError"].get("status"))

    def ended(self, run_id: str) -> str:
        """How a run ended."""
        return until(
            lambda: (
                found
                if (found := self.status(run_id)) in {"SUCCESS", "FAILURE", "CANCELED"}
                else None
            )
        )

    def ticks(self, name: str) -> list[dict[str, Any]]:
        """The ticks of a schedule or sensor, newest first."""
        query = """query($selector: InstigationSelector!) {
            instigationStateOrError(instigationSelector: $selector) {
                ... on InstigationState { ticks(limit: 20) { status skipReason timestamp } } } }"""
        selector = {**SELECTOR, "name": name}
        return list(self.ask(query, selector=selector)["instigationStateOrError"]["ticks"])


@contextmanager
def open_house(home: Path) -> Iterator[House]:
    """All processes, up and loaded; ended at the end."""
    place_env = {**os.environ, **EVERY_MINUTE, "SYNCLINE_HOME": str(home)}
    place_env.pop("DAGSTER_HOME", None)
    target = Target("duckdb", str(home / "warehouse.duckdb"))
    with ExitStack() as held, serve(NowRepBlue().app) as agency:
        silent = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
        house = House(
            Workplace(home, target, place_env),
            agency.url,
            f"http://127.0.0.1:{silent.getsockname()[1]}",
        )
        held.callback(house.close)
        house.connect("umber_one", agency.url)
        # Before all others, which would make its books at once.
        open_instance(house.place).dispose()
        for name in ("webserver", "daemon", "worker"):
            house.start(name)
        until(house.is_up, START_SECONDS)
        # Each loads the definitions by itself: none of it is to count as waiting for an answer.
        until(lambda: house.ticks("connections"), START_SECONDS)
        until(lambda: workers(house.place.store), START_SECONDS)
        yield house
