"""Everything at once: lines under their process's name, all ended together, none started again."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.kit.destination import Target
from orchestration.processes import (
    Part,
    Ports,
    ProcessEnded,
    ended_by_any_signal,
    environment,
    first_syncs,
    keep_running,
    parts,
)
from orchestration.queue.reading import newest
from orchestration.workplace import Workplace

LONG = Part("long", ("-c", "import time; print('here', flush=True); time.sleep(600)"))
TELLS = Part("tells", ("-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"))
SHORT = Part("short", ("-c", "import sys; print('no room'); sys.exit(3)"))


def test_one_that_ends_by_itself_ends_all_and_is_named() -> None:
    said: list[tuple[str, str]] = []

    with pytest.raises(ProcessEnded, match="The short ended by itself, with code 3"):
        keep_running([LONG, SHORT], os.environ, lambda name, line: said.append((name, line)))

    assert ("short", "no room") in said


@pytest.fixture
def _ctrl_c() -> Iterator[None]:
    """Ctrl-C as at a terminal: what a shell starts in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c")
def test_ctrl_c_ends_all_in_peace() -> None:
    def interrupt(_name: str, _line: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    keep_running([LONG], os.environ, interrupt)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_whoever_ends_it_leaves_no_process_behind(number: signal.Signals) -> None:
    said: list[str] = []

    def end(_name: str, line: str) -> None:
        said.append(line)
        os.kill(os.getpid(), number)

    before = signal.getsignal(number)
    with ended_by_any_signal():
        keep_running([TELLS], os.environ, end)

    assert not Path(f"/proc/{said[0]}").exists()
    assert signal.getsignal(number) == before


def test_everything_is_a_worker_the_service_the_listener_and_dagsters_two() -> None:
    assert [part.name for part in parts(Ports())] == [
        "worker", "service", "listener", "daemon", "webserver",
    ]  # fmt: skip


def test_all_work_in_the_same_place_and_tell_nobody(tmp_path: Path) -> None:
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), {"A": "b"})

    env = environment(place, with_schedules=True)

    assert env == {
        "A": "b",
        "SYNCLINE_SCHEDULES": "on",
        "SYNCLINE_HOME": str(tmp_path),
        "DAGSTER_HOME": str(tmp_path / "dagster"),
        "DAGSTER_DISABLE_TELEMETRY": "true",
        "PYTHONUNBUFFERED": "1",
    }


def test_a_new_workplace_begins_with_a_sync_of_every_connection(tmp_path: Path) -> None:
    connection = '[connections.timing]\nprovider = "copernico"\nowner = "harbor"\n'
    (tmp_path / "connections.toml").write_text(connection)
    place = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), {})

    told = [first_syncs(place) for _ in range(2)]

    [job] = newest(place.store)
    place.store.dispose()
    assert (job.operation, job.connection) == ("results", "timing")
    assert told == ["Queued a first sync of timing.", "What was queued before goes on."]
