"""dbt as a guest of a process that lives on: what it says, how it stops, what it lets go of."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from extract.kit.destination import Target

FLIPPED, NOT_FLIPPED = ": flipped ", ": nothing was flipped"
Progress = Callable[[str], None]
LET_GO_SECONDS, PAUSE_SECONDS = 60.0, 0.05


def invoke(words: Sequence[str], manifest: Any = None, callbacks: Sequence[Any] = ()) -> Any:
    """The outcome of one dbt command, run in this process.

    dbt puts the flags of each adapter that it makes into one list of them all, and looks through
    the whole stack for the origin of each at the next: run by run it would take longer to start.
    """
    from dbt.adapters.base.impl import DEFAULT_BASE_BEHAVIOR_FLAGS
    from dbt.cli.main import dbtRunner

    known = len(DEFAULT_BASE_BEHAVIOR_FLAGS)
    try:
        return dbtRunner(manifest=manifest, callbacks=list(callbacks)).invoke(list(words))
    finally:
        del DEFAULT_BASE_BEHAVIOR_FLAGS[known:]


class Stopped(Exception):
    """The build is being cancelled: no statement of it is begun any more."""


@dataclass
class Listener:
    """Hears dbt's events: what was flipped, what was kept, and that somebody has cancelled.

    dbt interrupts once what the engine is at, and waits for its threads then; one that was between
    two statements would go on with its next, for as long as that takes.
    """

    flips: list[str]
    kept: list[str]
    progress: Progress | None = None
    _is_stopping: threading.Event = field(default_factory=threading.Event)
    _owner: int = field(default_factory=threading.get_ident)

    def __call__(self, event: Any) -> None:
        """Takes in one event.

        Raises: Stopped where the event is a statement of a build that is being cancelled.
        """
        name = event.info.name
        if name == "JinjaLogInfo":
            self._keep(str(event.data.msg))
        elif name in ("LogModelResult", "LogTestResult") and self.progress is not None:
            self.progress(str(event.data.node_info.node_name))
        elif name == "LogCancelLine" and not self._is_stopping.is_set():
            self._is_stopping.set()
            _cancel_again()
        elif name == "SQLQuery" and self._is_stopping.is_set() and not self._is_owner:
            raise Stopped("The build is being cancelled.")

    def stop(self) -> None:
        """Lets no thread of dbt begin a statement any more: what it left behind must end."""
        self._is_stopping.set()

    @property
    def _is_owner(self) -> bool:
        return threading.get_ident() == self._owner

    def _keep(self, said: str) -> None:
        if FLIPPED in said:
            self.flips.append(said)
        elif NOT_FLIPPED in said:
            self.kept.append(said)


def _cancel_again() -> None:
    """Interrupts what was begun after dbt had interrupted, and before it said so."""
    from dbt.adapters.factory import FACTORY

    for adapter in list(FACTORY.adapters.values()):
        adapter.connections.cancel_open()


@contextlib.contextmanager
def file_let_go(target: Target) -> Iterator[None]:
    """Closes DuckDB's file at the end, however it ends: dbt would keep all other processes out.

    Raises: duckdb.ResourceInUseException where a thread of dbt goes on for a minute all the same.
    """
    try:
        yield
    finally:
        if target.engine == "duckdb":
            _close_file(time.monotonic() + LET_GO_SECONDS)


def _close_file(ending: float) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import FACTORY

    opened: Any = DuckDBConnectionManager._ENV
    adapter: Any = FACTORY.adapters.get("duckdb")
    while True:
        try:
            if adapter is not None:
                adapter.connections.cleanup_all()
            if opened is not None:
                opened.close()
            break
        except (duckdb.ResourceInUseException, RuntimeError):
            # dbt waits for its threads, unless one closed its connection as it was interrupted;
            # its list of connections may change while it is gone through.
            if adapter is None or time.monotonic() >= ending:
                raise
            _interrupt(adapter)
            time.sleep(PAUSE_SECONDS)
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _interrupt(adapter: Any) -> None:
    with adapter.connections.lock:
        known = list(adapter.connections.thread_connections.values())
    for one in [one for one in known if one.state == "open"]:
        # One that is closed meanwhile has nothing that could be interrupted.
        with contextlib.suppress(duckdb.ConnectionException):
            one.handle.cursor().interrupt()


def order_behind(error: BaseException | None) -> KeyboardInterrupt | None:
    """The order to stop that an error came of, if any: where dbt stumbles while it stops."""
    while isinstance(error, Exception):
        error = error.__cause__ or error.__context__
    return error if isinstance(error, KeyboardInterrupt) else None
