"""A small dbt project over the real macros, for what a flip must hold: built in a second."""

import contextlib
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from extract.kit.destination import Target
from orchestration.building import dbt_environment
from orchestration.resident import invoke
from orchestration.workplace import ROOT

PROJECT = Path(__file__).parent / "flock"
SAID = ("JinjaLogInfo", "RunResultError", "LogHookEndLine", "RunningOperationCaughtError")
FEED = """
    create schema raw_feed;
    create schema switches;
    create table raw_feed.sheep_json (sheep_id integer, name text, generation integer);
    create table raw_feed.dogs_json (dog_id integer);
    create table switches.faults (fault text);
    create table raw_feed._dlt_loads (load_id text, status integer);
    create table raw_feed.loads (
        _dlt_load_id text, connection text, entity text, mode text, landed_count bigint,
        fetched_count bigint, deduplicated_count bigint, quarantined_count bigint,
        upstream_total bigint,
        shrink_limit_pct double precision, total_limit_pct double precision,
        empty_allowed boolean
    );
    insert into raw_feed.dogs_json values (1), (2);
"""
SERVED = """
    select
        (select min(generation) from farm.sheep), (select min(generation) from farm.dogs),
        (select min(generation) from farm.farms)
"""
MANIFESTS: dict[tuple[str, str, str], Any] = {}
"""What dbt made of each version of the project, per engine and database: parsing takes longer
than building."""
SHEEP = 5
"""Rows of a usual load: one fewer is within the limit by which a load may shrink."""


def load_id(generation: int) -> str:
    """The id of the load that brings a generation; later ones sort after it, as those of dlt."""
    return f"{generation:06}"


@dataclass
class Said:
    """How a run of dbt ended and what it said."""

    success: bool
    lines: list[str]
    statuses: dict[str, str]

    @property
    def words(self) -> str:
        """Everything it said, as one text."""
        return " ".join(self.lines)


@dataclass
class Farm:
    """The project on one warehouse; dbt stays resident."""

    target: Target
    folder: Path
    project: Path = PROJECT
    _parsed: list[Any] = field(default_factory=list, repr=False)

    def dbt(self, *arguments: str) -> Said:
        """Runs dbt; gives back how it ended."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        lines: list[str] = []

        def hear(event: Any) -> None:
            if event.info.name in SAID:
                lines.append(event.info.msg)

        where = ["--project-dir", str(self.project), "--profiles-dir", str(ROOT),
                 "--target", self.target.engine, "--target-path", str(self.folder / "target"),
                 "--log-path", str(self.folder / "logs")]  # fmt: skip
        quiet = ["--log-level", "none", "--log-level-file", "none", "--no-write-json"]
        with dbt_environment(self.target), contextlib.redirect_stdout(io.StringIO()):
            if not self._parsed:
                self._parsed.append(self._manifest([*quiet, "parse", *where]))
            command, *rest = arguments
            ended = invoke([*quiet, command, *where, *rest], self._parsed[0], [hear])
            # dbt would keep the file, and no other process could open it
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
        results = getattr(ended.result, "results", None) or []
        statuses = {one.node.name: str(one.status) for one in results if hasattr(one, "node")}
        if ended.exception is not None:
            lines.append(str(ended.exception))
        return Said(ended.success, lines, statuses)

    def _manifest(self, parse: list[str]) -> Any:
        texts = [
            f"{file.relative_to(self.project)}\n{file.read_text()}"
            for file in sorted(self.project.rglob("*.*"))
        ]
        version = (self.target.engine, Path(self.target.location).stem, "\n".join(texts))
        if version not in MANIFESTS:
            parsed = invoke([*parse, "--no-partial-parse"])
            assert parsed.success, parsed.exception
            MANIFESTS[version] = parsed.result
        return MANIFESTS[version]

    def build(self, *arguments: str) -> Said:
        """Runs `dbt build`."""
        return self.dbt("build", *arguments)

    def accept(self) -> Said:
        """Runs `dbt build` with consent to what the brakes stop."""
        return self.build("--vars", "accept: true")

    def rollback(self, *arguments: str) -> Said:
        """Runs the rollback of the group."""
        return self.dbt("run-operation", "rollback", "--args", "{group: farm}", *arguments)

    def moved_to(self, target: Target, folder: Path) -> "Farm":
        """The farm on another warehouse of the same database name; it shares what was parsed."""
        return replace(self, target=target, folder=folder)

    def of_project(self, project: Path) -> "Farm":
        """The same warehouse, built by another version of the project."""
        return Farm(self.target, self.folder, project)

    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Runs statements in a connection of their own; gives back what the last one found."""
        if self.target.engine == "duckdb":
            with duckdb.connect(self.target.location) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.target.location, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def feed(self, generation: int, sheep: int = SHEEP, **load: Any) -> None:
        """Lands a load in which every sheep is of that generation; `load` changes its entry."""
        self.run(f"""
            delete from raw_feed.sheep_json;
            insert into raw_feed.sheep_json
            select number, 'sheep ' || number, {generation}
            from generate_series(1, {sheep}) as numbers(number);
        """)
        self.enter(generation, landed_count=sheep, **load)

    def enter(self, generation: int, *, complete: bool = True, **load: Any) -> None:
        """Writes the entry of a load without its rows; it counts once the load is complete."""
        count = load.get("landed_count", SHEEP)
        entry = {
            "_dlt_load_id": load_id(generation),
            "connection": "meadow",
            "entity": "sheep",
            "mode": "full",
            "landed_count": count,
            "fetched_count": count,
            "deduplicated_count": 0,
        } | load
        values = ", ".join(f"'{value}'" for value in entry.values())
        self.run(f"insert into raw_feed.loads ({', '.join(entry)}) values ({values})")
        if complete:
            self.run(f"insert into raw_feed._dlt_loads values ('{load_id(generation)}', 0)")

    def served(self) -> tuple[int, int, int]:
        """The generation that each served view shows."""
        one, two, three = self.run(SERVED)[0]
        return one, two, three
