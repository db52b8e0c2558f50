"""A small dbt project over the real macros, for what a flip must hold: built in a second."""

import contextlib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from extract.kit.destination import Target
from orchestration.building import dbt_environment
from orchestration.workplace import ROOT

PROJECT = Path(__file__).parent / "flock"
FEED = """
    create schema raw_feed;
    create schema switches;
    create table raw_feed.sheep_json (sheep_id integer, name text, generation integer);
    create table raw_feed.dogs_json (dog_id integer);
    create table switches.faults (fault text);
    create table raw_feed._dlt_loads (load_id text, status integer);
    create table raw_feed.loads (
        _dlt_load_id text, connection text, entity text, mode text, landed_count bigint,
        fetched_count bigint, deduplicated_count bigint, upstream_total bigint,
        shrink_limit_pct double precision, total_limit_pct double precision,
        empty_allowed boolean
    );
    insert into raw_feed.dogs_json values (1), (2);
"""


@dataclass
class Said:
    """How a run of dbt ended and what it said."""

    success: bool
    lines: list[str]
    statuses: dict[str, str]


@dataclass
class Farm:
    """The project on one warehouse; dbt stays resident."""

    target: Target
    folder: Path
    _parsed: list[Any] = field(default_factory=list)

    def dbt(self, *arguments: str) -> Said:
        """Runs dbt; gives back how it ended."""
        from dbt.cli.main import dbtRunner

        lines: list[str] = []

        def hear(event: Any) -> None:
            if event.info.name in ("JinjaLogInfo", "RunResultError", "LogHookEndLine"):
                lines.append(event.info.msg)

        where = ["--project-dir", str(PROJECT), "--profiles-dir", str(ROOT),
                 "--target", self.target.engine, "--target-path", str(self.folder / "target"),
                 "--log-path", str(self.folder / "logs")]  # fmt: skip
        quiet = ["--quiet", "--log-level-file", "none"]
        with dbt_environment(self.target), contextlib.redirect_stdout(io.StringIO()):
            if not self._parsed:
                parsed = dbtRunner().invoke([*quiet, "parse", *where, "--no-partial-parse"])
                assert parsed.success, parsed.exception
                self._parsed.append(parsed.result)
            runner = dbtRunner(manifest=self._parsed[0], callbacks=[hear])
            command, *rest = arguments
            ended = runner.invoke([*quiet, command, *where, *rest])
        results = getattr(ended.result, "results", None) or []
        statuses = {one.node.name: str(one.status) for one in results if hasattr(one, "node")}
        if ended.exception is not None:
            lines.append(str(ended.exception))
        return Said(ended.success, lines, statuses)

    def build(self, *arguments: str) -> Said:
        """Runs `dbt build`."""
        return self.dbt("build", *arguments)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Runs statements in a connection of their own; gives back what the last one found."""
        if self.target.engine == "duckdb":
            with duckdb.connect(self.target.location) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.target.location, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def feed(self, generation: int, sheep: int = 4, *, total: str = "null") -> None:
        """Lands a full load in which every sheep is of the next generation."""
        self.run(f"""
            delete from raw_feed.sheep_json;
            insert into raw_feed.sheep_json
            select number, 'sheep ' || number, {generation}
            from generate_series(1, {sheep}) as numbers(number);
            insert into raw_feed._dlt_loads values ('{generation}', 0);
            insert into raw_feed.loads values (
                '{generation}', 'meadow', 'sheep', 'full', {sheep}, {sheep}, 0, {total},
                null, null, null
            );
        """)

    def served(self) -> tuple[int, int, int]:
        """The generation that each served view shows."""
        found = self.run("""
            select
                (select min(generation) from farm.sheep), (select min(generation) from farm.dogs),
                (select min(generation) from farm.farms)
        """)
        one, two, three = found[0]
        return one, two, three
