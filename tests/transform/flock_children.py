"""Builds in a process of their own that are killed, or held, before a statement which dbt sends.

The process is forked, so that dbt is parsed already. dbt runs one thread in it: the statements
come in the same order each time.
"""

import contextlib
import itertools
import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import duckdb

from tests.transform.flock_farm import Farm, Said

Before = Callable[[int, str], None]
"""What happens before a statement: it hears the statement's number, from 1, and its text."""
Run = Callable[..., Said]
ENDED, SENT = "ended.json", "sent.json"
END = "the end"
"""Counts as the last statement: whatever was committed before must have come to stay."""


def statements(farm: Farm) -> list[str]:
    """The statements that a build sends, in order; the build runs to its end."""
    sent: list[str] = []
    place = farm.folder / SENT

    def note(_: int, sql: str) -> None:
        sent.append(sql)
        place.write_text(json.dumps(sent))

    child = start(farm, note)
    assert child.ended().success, child.ended().words
    found: list[str] = json.loads(place.read_text())
    return found


def killed_before(farm: Farm, number: int) -> bool:
    """Whether a build got as far as that statement; there it was ended by SIGKILL."""

    def die(reached: int, _: str) -> None:
        if reached == number:
            os.kill(os.getpid(), signal.SIGKILL)

    _, status = os.waitpid(start(farm, die).process_id, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


@contextlib.contextmanager
def held_before(farm: Farm, text: str, run: Run = Farm.build) -> Iterator["Child"]:
    """A build that waits before the first statement with that text, until the block ends."""
    reached, going = os.pipe(), os.pipe()
    held: list[bool] = []

    def hold(_: int, sql: str) -> None:
        if text in sql and not held:
            held.append(True)
            os.write(reached[1], b"x")
            os.read(going[0], 1)

    child = start(farm, hold, run)
    # the child's copies stay open: only so does a child that ends early end the wait below
    os.close(reached[1])
    try:
        assert os.read(reached[0], 1) == b"x", child.ended().words
        yield child
    finally:
        os.write(going[1], b"x")
        for end in (reached[0], *going):
            os.close(end)


@dataclass
class Child:
    """A build in another process."""

    process_id: int
    folder: Path

    def ended(self) -> Said:
        """Waits for its end; gives back how it ended and what it said."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.process_id, 0)
        return Said(**json.loads((self.folder / ENDED).read_text()))


def start(farm: Farm, before: Before, run: Run = Farm.build) -> Child:
    """A build, or what `run` is, that another process has begun."""
    (farm.folder / ENDED).unlink(missing_ok=True)
    process_id = os.fork()
    if process_id == 0:
        _run_and_leave(farm, before, run)
    return Child(process_id, farm.folder)


def _run_and_leave(farm: Farm, before: Before, run: Run) -> NoReturn:
    code = 1
    try:
        count = itertools.count(1)
        _listen(farm.target.engine, lambda sql: before(next(count), sql))
        said = run(farm, "--threads", "1")
        before(next(count), END)
        (farm.folder / ENDED).write_text(json.dumps(vars(said)))
        code = 0
    finally:
        # nothing of the tests may run in this copy of their process
        os._exit(code)


def _listen(engine: str, before: Callable[[str], None]) -> None:
    from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
    from dbt.adapters.sql.connections import SQLConnectionManager

    send = SQLConnectionManager.add_query
    execute = DuckDBCursorWrapper.execute

    def send_one(self: Any, sql: str, *rest: Any, **more: Any) -> Any:
        before(sql)
        return send(self, sql, *rest, **more)

    def execute_each(self: Any, sql: str, bindings: Any = None) -> Any:
        # in DuckDB's own process each statement of a text is a step at which it may be killed
        done = None
        for one in duckdb.extract_statements(sql):
            before(one.query)
            done = execute(self, one.query, bindings)  # type: ignore[no-untyped-call]
        return done

    if engine == "duckdb":
        DuckDBCursorWrapper.execute = execute_each  # type: ignore[method-assign]
    else:
        SQLConnectionManager.add_query = send_one  # type: ignore[method-assign]
