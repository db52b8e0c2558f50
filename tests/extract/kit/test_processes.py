"""Several processes at one warehouse: killed, waiting for each other, sharing one budget."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from pathlib import Path
from threading import Event, Thread

import pytest

from extract.kit.budget import Rate, SharedBudget, Unlimited
from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import ConfigError, WarehouseBusy
from extract.kit.sync import SyncOptions, sync
from extract.kit.warehouse_duckdb import _connected
from sandbox.runsignup import feeds
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.lists import CONNECTION, TABLE, Lists, page

PARTICIPANTS = "raw_runsignup.participants_json"


def command(account: Account, target: Target) -> subprocess.Popen[str]:
    """`python -m extract runsignup` in a process of its own."""
    place = "SYNCLINE_DUCKDB_PATH" if target.engine == "duckdb" else "SYNCLINE_POSTGRES_URL"
    env = os.environ | {
        "SYNCLINE_ENGINE": target.engine,
        place: target.location,
        "SYNCLINE_RUNSIGNUP_API_KEY": account.secrets["api_key"],
        "SYNCLINE_RUNSIGNUP_API_SECRET": account.secrets["api_secret"],
        "SYNCLINE_RUNSIGNUP_BASE_URL": account.base_url,
    }
    words = [sys.executable, "-m", "extract", "runsignup"]
    return subprocess.Popen(
        words, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # What a shell starts in the background ignores Ctrl-C, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def meet(here: Event, go_on: Event) -> Callable[[], None]:
    """A stop on the way that says it is reached and waits to go on."""

    def stop() -> None:
        here.set()
        go_on.wait(20)

    return stop


def test_killed_while_landing_the_same_command_ends_right(
    runsignup: Account, warehouse_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MAX_SIZE", 20)
    runsignup.forget_unreadable()
    landing, killed = Event(), Event()
    runsignup.app.faults.before("removed-participants", meet(landing, killed))
    first = command(runsignup, warehouse_target)
    assert landing.wait(40)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    killed.set()

    again = command(runsignup, warehouse_target)
    shown, errors = again.communicate(timeout=60)

    assert (again.returncode, errors) == (0, "")
    assert "participants (full): 107 fetched = 107 landed + 0 deduplicated" in shown
    with open_warehouse(warehouse_target) as warehouse:
        assert landed.visible(warehouse, PARTICIPANTS) == 107
        assert len(landed.keys(warehouse, PARTICIPANTS)) == 107
        assert len(landed.loads(warehouse, "runsignup", "entity")) == 4


def test_interrupted_while_landing_nothing_is_committed(
    runsignup: Account, warehouse_target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MAX_SIZE", 20)
    landing, interrupted = Event(), Event()
    runsignup.app.faults.before("/participants", meet(landing, interrupted), call=4)
    process = command(runsignup, warehouse_target)
    assert landing.wait(40)

    process.send_signal(signal.SIGINT)
    interrupted.set()
    shown, errors = process.communicate(timeout=60)

    assert (process.returncode, shown) == (-signal.SIGINT, ""), errors
    assert "\nKeyboardInterrupt\n" in errors
    with open_warehouse(warehouse_target) as warehouse:
        assert landed.keys(warehouse, PARTICIPANTS) == []
        assert "loads" not in landed.tables(warehouse, "raw_runsignup")


def test_two_syncs_of_one_connection_wait_for_each_other(warehouse_target: Target) -> None:
    reading, go_on = Event(), Event()
    stop = meet(reading, go_on)
    slow = Lists([page(b'{"id":1,"at":1}')], during=lambda _reading: stop())
    quick = Lists([page(b'{"id":2,"at":2}')])

    def run(lists: Lists) -> None:
        with open_warehouse(warehouse_target) as warehouse:
            sync(lists.provider(), CONNECTION, warehouse, SyncOptions())

    first, second = Thread(target=run, args=(slow,)), Thread(target=run, args=(quick,))
    first.start()
    assert reading.wait(20)
    second.start()
    second.join(timeout=0.5)
    waited = second.is_alive() and quick.cursors == []
    go_on.set()
    first.join()
    second.join()

    assert waited
    with open_warehouse(warehouse_target) as warehouse:
        assert landed.visible(warehouse, TABLE) == 2


def test_a_sync_that_takes_too_long_is_named(warehouse_target: Target) -> None:
    target = Target(warehouse_target.engine, warehouse_target.location, busy_seconds=0.05)
    busy = "Another process has been at club for over 0 s"

    with (
        open_warehouse(target) as one,
        open_warehouse(target) as other,
        one.lock("club"),
        pytest.raises(WarehouseBusy, match=busy),
    ):
        sync(Lists().provider(), CONNECTION, other, SyncOptions())


def holder(path: str) -> subprocess.Popen[str]:
    """A process that holds a DuckDB file until its standard input ends."""
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
    return subprocess.Popen(
        [sys.executable, "-c", code, path],
        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_duckdb_file_that_stays_busy_is_named(duckdb_target: Target) -> None:
    target = Target("duckdb", duckdb_target.location, busy_seconds=0.05)
    with holder(target.location) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "1\n"

        with pytest.raises(WarehouseBusy, match=rf"been held by process {other.pid} \(python"):
            enter(open_warehouse(target))

        other.communicate("\n")


def test_a_duckdb_file_that_gets_free_is_waited_for(duckdb_target: Target) -> None:
    with holder(duckdb_target.location) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "1\n"
        free = Thread(target=other.communicate, args=("\n",))
        free.start()

        with open_warehouse(duckdb_target) as warehouse:
            assert warehouse.fetch("select 1") == [(1,)]

        free.join()


def enter(context: AbstractContextManager[object]) -> None:
    """Opens and closes at once."""
    with context:
        pass


def test_a_postgres_that_is_not_there_is_named_without_its_password() -> None:
    target = Target("postgres", "postgresql://joe:s3cret@127.0.0.1:1/none")

    with pytest.raises(ConfigError, match="cannot be opened") as caught:
        enter(open_warehouse(target))

    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(target)


def test_a_budget_is_shared_by_everybody_with_the_account(tmp_path: Path) -> None:
    path, rates = tmp_path / "state" / "budget.sqlite", (Rate(1, 0.2),)
    code = (
        "import sys; from pathlib import Path; from extract.kit.budget import Rate, SharedBudget;"
        "SharedBudget(Path(sys.argv[1]), 'club', (Rate(1, 0.2),)).acquire()"
    )
    SharedBudget(path, "club", rates).acquire()
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    acquire: Callable[[], None] = SharedBudget(path, "club", rates).acquire
    acquire()
    Unlimited().acquire()

    with closing(sqlite3.connect(path)) as log:
        (name,) = log.execute("select name from sqlite_master where type = 'table'").fetchone()
        assert log.execute(f"select count(*) from {name}").fetchone()[0] >= 1


def test_threads_that_open_and_close_a_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: _connected(path, 20).close(), range(1000)))

    assert found == [None] * 1000
