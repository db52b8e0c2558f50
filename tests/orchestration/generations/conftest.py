"""A small zoo on both engines: one group of two served views, with one generation kept of each."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment
from typer.testing import Result

from extract.kit.destination import Target, open_warehouse
from orchestration.generations.macros import FOLDER
from orchestration.workplace import Workplace
from tests.orchestration.calling import call
from tests.orchestration.conftest import empty_target

ANIMALS = """
    create table zoo.animals_v{version} (
        species text, number integer, name text, weight numeric(6, 2), notes json,
        seen_at timestamptz, fetched_at timestamptz{more}
    )
"""
KEPT = """
    ('lion', 1, 'Alex', 190.50, '{"mane": 1}', '2026-01-01', '2026-01-01'),
    ('lion', 2, null, 120.25, null, null, '2026-01-01'),
    ('penguin', 1, 'Private', 1.50, '{"tie": 0}', '2026-01-01', '2026-01-01'),
    ('zebra', 1, 'Marty''s', 300, null, null, '2026-01-01')
"""
SERVED = """
    ('lion', 1, 'Alex', 190.50, '{"mane": 1}', '2026-01-01', '2026-02-02', 'meat'),
    ('lion', 2, 'Nala', 120.25, null, null, '2026-02-02', 'meat'),
    ('penguin', 1, 'Private', null, '{"tie": 1}', '2026-01-01', '2026-02-02', 'fish'),
    ('hippo', 1, 'Gloria', 1500, null, null, '2026-02-02', null)
"""
FIRST, SECOND = "2026-01-01 08:00:00+00", "2026-02-02 08:00:00+00"


@dataclass(frozen=True)
class Zoo:
    """The warehouse, and the command line in front of it."""

    place: Workplace

    def say(self, *words: str) -> Result:
        """What `syncline` answers to these words."""
        return call(self.place, *words)

    def answer(self, *words: str) -> Any:
        """The JSON that `syncline` answers to these words."""
        return json.loads(self.say(*words, "--json").stdout)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of one query."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(sql)

    def run(self, *statements: str) -> None:
        """Runs statements."""
        with open_warehouse(self.place.target) as warehouse:
            for statement in statements:
                warehouse.connection.execute(statement)


def generation_tables(engine: str) -> str:
    """The statements with which a build creates the tables of generations, for the zoo's schema."""
    world = Environment(extensions=["jinja2.ext.do"])
    world.globals["versioned_nodes"] = lambda: {"animals": {"schema": "zoo"}}
    world.globals["raw_column_type"] = lambda kind: "jsonb" if engine == "postgres" else kind
    world.globals["target"] = {"type": engine}
    world.globals["return"] = lambda text: text
    world.globals.update(execute=True, modules={"re": re})
    # Nothing stands yet.
    world.globals["run_query"] = lambda _query: SimpleNamespace(rows=[])
    names = (
        "versioned/create_generation_tables",
        "versioned/create_partner_lookup",
        "versioned/event_mapping_columns",
        "versioned/columns_of_relations",
        "create_or_widen",
    )
    text = "".join((FOLDER.parent / f"{name}.sql").read_text(encoding="utf-8") for name in names)
    module: Any = world.from_string(text).module
    return str(module.create_generation_tables())


def served(entity: str, key: str, rows: int, rows_before: int) -> list[str]:
    """Statements that record two flips of an entity, from generation 1 to 2 the second time."""
    name = f"'zoo', '{entity}', 'zoo', '{entity}_current'"
    return [
        f"insert into ops.sync_metadata values ({name}, 2, 1, {rows}, {rows_before},"
        f" '{{\"zoo_gate\": \"2.2\"}}', '{{\"zoo_gate\": \"1.1\"}}', 'run-2', 'run-1', '{key}',"
        f" null, '{SECOND}', 'ada')",
        f"insert into ops.generations values ({name}, 1, 'run-1', {rows_before}, '', '',"
        f" '{FIRST}')",
        f"insert into ops.generations values ({name}, 2, 'run-2', {rows}, '', '', '{SECOND}')",
        f"insert into ops.flips values ('zoo', '{entity}', 'flip', 0, 1, null, {rows_before},"
        f" '{{\"zoo_gate\": \"1.1\"}}', 'run-1', '{FIRST}', 'bob')",
        f"insert into ops.flips values ('zoo', '{entity}', 'flip', 1, 2, {rows_before}, {rows},"
        f" '{{\"zoo_gate\": \"2.2\"}}', 'run-2', '{SECOND}', 'ada')",
    ]


@pytest.fixture
def bare_zoo(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Zoo:
    """An empty warehouse."""
    target: Target = empty_target(engine, tmp_path, request)
    return Zoo(Workplace(tmp_path / "home", target, {"SYNCLINE_ACTOR": "ada"}))


@pytest.fixture
def zoo(bare_zoo: Zoo, engine: str) -> Zoo:
    """The zoo: four animals before and after, two keepers who stayed."""
    bare_zoo.run(
        generation_tables(engine),
        ANIMALS.format(version=1, more=""),
        ANIMALS.format(version=2, more=", diet text"),
        f"insert into zoo.animals_v1 values {KEPT}",
        f"insert into zoo.animals_v2 values {SERVED}",
        "create view zoo.animals_current as select * from zoo.animals_v2",
        "create table zoo.keepers_v1 as select 'k1' as keeper_id union all select 'k2'",
        "create table zoo.keepers_v2 as select * from zoo.keepers_v1",
        "create view zoo.keepers_current as select * from zoo.keepers_v2",
        *served("animals", "species,number", 4, 4),
        *served("keepers", "keeper_id", 2, 2),
    )
    return bare_zoo


@pytest.fixture
def state(zoo: Zoo) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """What is served and recorded, without the times."""
    queries = {
        "animals": "select species, number, name, diet from zoo.animals_current order by 1, 2",
        "record": "select entity, active_version, backup_version, row_count, backup_row_count,"
        " load_ids, backup_load_ids, active_invocation, backup_invocation, flipped_by"
        " from ops.sync_metadata order by entity",
        "flips": "select entity, action, from_version, to_version, row_count, flipped_by"
        " from ops.flips where action <> 'flip' order by flipped_at, entity",
        "deletions": "select entity, record_key, reason, restored_at is not null"
        " from zoo.deletions order by deleted_at, record_key",
    }
    return lambda: {name: zoo.rows(query) for name, query in queries.items()}
