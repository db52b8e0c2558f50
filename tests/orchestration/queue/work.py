"""How much of the jobs a look into a control store reads, counted by the engine itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

# Steps of SQLite's machine that a job costs at least, which is looked at and left.
STEPS_PER_ROW = 3
Statement = tuple[str, Any]


def rows_read(engine: sa.Engine, act: Callable[[], object]) -> int:
    """How many jobs the queries of `act` look at, at most."""
    with heard(engine) as statements:
        act()
    count = _read_by_sqlite if engine.dialect.name == "sqlite" else _read_by_postgres
    with engine.connect() as store:
        return sum(count(store, *one) for one in statements)


@contextmanager
def heard(engine: sa.Engine) -> Iterator[list[Statement]]:
    """The queries that are made meanwhile."""
    made: list[Statement] = []

    def hear(_store: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().lower().startswith("select"):
            made.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield made
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


def _read_by_sqlite(store: sa.Connection, statement: str, parameters: Any) -> int:
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    own: Any = store.connection.dbapi_connection
    own.set_progress_handler(step, STEPS_PER_ROW)
    try:
        store.exec_driver_sql(statement, parameters).fetchall()
    finally:
        own.set_progress_handler(None, 0)
    return steps


def _read_by_postgres(store: sa.Connection, statement: str, parameters: Any) -> int:
    explained = store.exec_driver_sql(f"explain (analyze, format json) {statement}", parameters)
    return _of_node(explained.scalar_one()[0]["Plan"])


def _of_node(node: dict[str, Any]) -> int:
    """What a step of a plan and those below it take from the table, and from its index."""
    below = sum(_of_node(one) for one in node.get("Plans", []))
    if "Scan" not in node["Node Type"] or node["Node Type"] == "Subquery Scan":
        return below
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return below + int(sum(node.get(name, 0) for name in names) * node["Actual Loops"])
