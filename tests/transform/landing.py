"""A warehouse with hand-written raw rows: models are tried without a provider or a load."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from dbt.cli.main import dbtRunnerResult

from extract.kit.destination import Engine, Target
from orchestration.resident import invoke

ROOT = Path(__file__).parents[2]
VARIABLES = {"duckdb": "SYNCLINE_DUCKDB_PATH", "postgres": "SYNCLINE_POSTGRES_URL"}
CONNECTION = "club_runsignup"
TABLES = (
    "select table_name from information_schema.tables"
    " where table_schema = ? and table_type = 'BASE TABLE'"
)
FAILED = ("error", "fail", "runtime error")
LANDED = "2026-06-01 12:00:00+00"
ENTITIES = ("races", "events", "participants", "removed_participants")
EMPTY_TABLES = (*(f"{entity}_json" for entity in ENTITIES), "loads", "quarantine", "_dlt_loads")


@dataclass(frozen=True)
class Warehouse:
    """One engine's warehouse, and where dbt writes its own files for it."""

    engine: Engine
    location: str
    target_path: Path
    _parsed: list[Any] = field(default_factory=list)

    def dbt(self, *arguments: str) -> None:
        """Run one dbt command; fails with the names of the nodes that failed."""
        outcome = self._outcome(*arguments)
        nodes: Any = getattr(outcome.result, "results", [])
        failed = [f"{one.node.name}: {one.message}" for one in nodes if one.status in FAILED]
        assert outcome.success, outcome.exception or failed

    def failing_tests(self, *selected: str) -> set[str]:
        """The names of the selected data tests that find something, be it a warning."""
        nodes: Any = getattr(self._outcome("test", "--select", *selected).result, "results", [])
        return {one.node.name for one in nodes if one.status in {"fail", "warn"}}

    def _outcome(self, *arguments: str) -> dbtRunnerResult:
        places = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
        written = ("--target-path", str(self.target_path), "--log-path", str(self.target_path))
        quietly = ("--log-level", "none", "--log-level-file", "none", "--no-write-json")
        options = ("--target", self.engine, *places, *written)
        if not self._parsed:
            self._parsed.append(invoke([*quietly, "parse", *options]).result)
        outcome: dbtRunnerResult = invoke([*quietly, *arguments, *options], self._parsed[0])
        return outcome

    def query(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; each `?` takes one value."""
        return self.execute([(statement, values)])

    def execute(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        """Run statements in one transaction; the rows that the last one gives."""
        if self.engine == "duckdb":
            with closing(duckdb.connect(self.location)) as database:
                database.begin()
                for statement, values in statements:
                    database.execute(statement, list(values))
                rows = database.fetchall()
                database.commit()
                return rows
        with psycopg.connect(self.location) as server:
            for statement, values in statements:
                cursor = server.execute(statement.replace("?", "%s").encode(), list(values))
            return cursor.fetchall() if cursor.description else []

    @property
    def target(self) -> Target:
        """It, as a load is given it."""
        return Target(self.engine, self.location)

    def empty(self, schema: str) -> None:
        """Take every row out of the tables of a schema."""
        tables = self.query(TABLES, [schema])
        self.execute([(f"delete from {schema}.{table}", ()) for (table,) in tables])

    def clear(self) -> None:
        """Empty every raw table of RunSignUp."""
        self.execute([(f"delete from raw_runsignup.{table}", ()) for table in EMPTY_TABLES])


@dataclass(frozen=True)
class Load:
    """One load of one entity: its rows, each a key and what the record says."""

    load_id: str
    entity: str
    rows: Sequence[tuple[str, dict[str, Any]]] = ()
    mode: str = "full"
    status: int | None = 0
    updated_at: str = LANDED
    reason: str | None = None
    provider: str = "runsignup"

    def land(self, warehouse: Warehouse) -> None:
        """Append the rows and the load's entries, as the landing would."""
        warehouse.execute([*(self._row(*row) for row in self.rows), *self._entries()])

    def _row(self, key: str, record: dict[str, Any]) -> tuple[str, list[Any]]:
        stamps = (self.reason, LANDED, self.load_id)
        return (
            f"insert into raw_{self.provider}.{self.entity}_json (connection, key, updated_at,"
            " data, content_hash, deleted, delete_reason, extracted_at, _dlt_load_id)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [CONNECTION, key, self.updated_at, json.dumps(record), key, bool(self.reason), *stamps],
        )

    def _entries(self) -> Iterator[tuple[str, list[Any]]]:
        count = len(self.rows)
        ids = (self.load_id, f"{self.load_id}{self.entity}")
        yield (
            f"insert into raw_{self.provider}.loads (connection, owner, entity, mode,"
            " fetched_count, deduplicated_count, quarantined_count, landed_count, started_at,"
            " finished_at, _dlt_load_id, _dlt_id) values (?, 'club', ?, ?, ?, 0, 0, ?, ?, ?, ?, ?)",
            [CONNECTION, self.entity, self.mode, count, count, LANDED, LANDED, *ids],
        )
        if self.status is not None:
            yield (
                f"insert into raw_{self.provider}._dlt_loads (load_id, status, inserted_at)"
                " values (?, ?, ?)",
                [self.load_id, self.status, LANDED],
            )


def registration(last_name: str, **fields: Any) -> dict[str, Any]:
    """A registration as the provider writes it, with what a test does not care about."""
    user = {"last_name": last_name, "gender": "F", "address": {"state": "VA"}}
    return {"_context": {"race_id": 9}, "event_id": 91, "user": user} | fields
