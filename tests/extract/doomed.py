"""A sync whose process is killed (kill -9) right before one of its numbered steps.

A step is whatever changes the warehouse: each statement, each page that lands, the begin and the
end of each transaction, and dlt's own part around its record that the load is complete.
"""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from typing import Any, cast

from extract.kit.destination import Lander, LoadStamp, Refuse, Target, Warehouse, open_warehouse
from extract.kit.records import Batch
from extract.kit.spec import Entity, Provider
from extract.kit.sync import SyncOptions, sync
from tests.extract.lists import CONNECTION, Head, Lists, connect, identify, page

PROCESSES = get_context("forkserver")
# What a sync imports as it goes along: each process then starts with it.
PROCESSES.set_forkserver_preload(
    [
        "dlt.common.libs.sql_alchemy_compat",
        "dlt.destinations.impl.duckdb.duck",
        "dlt.destinations.impl.postgres.postgres",
        "dlt.pipeline.exceptions",
        "dlt.sources.helpers.requests",
        "extract.kit.warehouse_duckdb",
        "extract.kit.warehouse_postgres",
        "pyarrow.compute",
        __name__,
    ]
)


@dataclass
class Steps:
    """The steps so far; the process dies before the `fatal` one."""

    fatal: int
    names: list[str] = field(default_factory=list)

    def take(self, name: str) -> None:
        """Counts one more."""
        self.names.append(name)
        if len(self.names) == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The function with a step before and one after it."""

        @wraps(function)
        def stepping(*arguments: Any, **named: Any) -> Any:
            self.take(f"before {name}")
            result = function(*arguments, **named)
            self.take(f"after {name}")
            return result

        return stepping


@dataclass
class DoomedLander:
    """A lander with a step before each page and around its end."""

    lander: Lander
    steps: Steps

    def packed(self, batches: Iterator[Batch]) -> Iterator[Any]:
        """Packs as the other does."""
        return self.lander.packed(self._counted(batches))

    def land(self, packed: Iterator[Any], refuse: Refuse) -> None:
        """Lands as the other does."""
        self.lander.land(packed, refuse)
        self.steps.take("after landing")

    def close(self) -> None:
        """Closes the other."""
        self.lander.close()

    def _counted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self.steps.take("a page")
            yield batch
        self.steps.take("after the last page")


class DoomedWarehouse:
    """A warehouse in which whatever changes it is a step."""

    def __init__(self, warehouse: Warehouse, steps: Steps) -> None:
        self._warehouse = warehouse
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Runs one statement; gives back how many rows it touched."""
        self._steps.take(" ".join(sql.split()[:3]))
        return self._warehouse.execute(sql, params)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A transaction with steps before its begin and around its end."""
        self._steps.take("before begin")
        with self._warehouse.transaction():
            yield
            self._steps.take("before commit")
        self._steps.take("after commit")

    def give_back_space(self) -> None:
        """Gives back space between two steps."""
        self._steps.around(self._warehouse.give_back_space, "giving back space")()

    def lander(self, schema: str, table: str, stamp: LoadStamp) -> DoomedLander:
        """A lander whose pages are steps."""
        return DoomedLander(self._warehouse.lander(schema, table, stamp), self._steps)


def two_lists(people: Sequence[bytes], visits: Sequence[bytes]) -> Provider:
    """A provider of people, always read whole, and of visits' changes; each row is a page."""
    entities = (
        Entity("people", Head, identify, Lists([page(row) for row in people]).read),
        Entity(
            "visits", Head, identify, Lists([page(row) for row in visits]).read,
            follows_changes=True,
        ),
    )  # fmt: skip
    return Provider("lists", "Lists", "lists", (), entities, (), connect)


def killed_sync(target: Target, provider: Callable[[], Provider], fatal: int) -> list[str]:
    """The steps of a sync in a process of its own, which is killed before the `fatal` one.

    There are none when it was killed.
    """
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_sync, args=(target, provider, fatal, there))
    process.start()
    there.close()
    with here:
        try:
            names = cast(list[str], here.recv())
        except EOFError:
            names = []
    process.join()
    assert process.exitcode == (0 if names else -signal.SIGKILL)
    return names


def _sync(target: Target, provider: Callable[[], Provider], fatal: int, told: Pipe) -> None:
    from dlt.destinations.job_client_impl import SqlJobClientBase

    steps = Steps(fatal)
    for name in ("update_stored_schema", "complete_load"):
        around = steps.around(getattr(SqlJobClientBase, name), name)
        setattr(SqlJobClientBase, name, around)
    with tempfile.TemporaryDirectory() as folder, open_warehouse(target) as warehouse:
        tempfile.tempdir = folder
        doomed = cast(Warehouse, DoomedWarehouse(warehouse, steps))
        sync(provider(), CONNECTION, doomed, SyncOptions())
    told.send(steps.names)
