"""A small race on both engines: servers in this process, a workplace in a temporary folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from extract.kit.destination import Target, open_warehouse
from extract.kit.sync import SyncOptions, SyncReport
from orchestration.building import Builder, BuildReport
from orchestration.demo.sandboxes import Sandboxes, write_connections
from orchestration.pushing import PushRequest, apply_plans
from orchestration.syncing import run_sync
from orchestration.workplace import Workplace
from push.kit.apply import Applied
from sandbox.copernico.app import Copernico
from sandbox.population import Population, build_population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests import postgres

OWN_SCHEMAS = """
    select nspname from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
"""
SOURCE, SCORING = "demo_runsignup", "demo_copernico"


@dataclass(frozen=True)
class Way:
    """Everything on the way of a runner, small: both servers, the warehouse, the store."""

    place: Workplace
    registration: RunSignUp
    scoring: Copernico
    builder: Builder

    def pull(self, slug: str = SOURCE, **options: bool) -> SyncReport:
        """Syncs one connection."""
        return run_sync(self.place, slug, SyncOptions(**options))  # type: ignore[arg-type]

    def build(self) -> BuildReport:
        """Runs `dbt build`."""
        return self.builder.build()

    def push(self) -> list[Applied]:
        """Plans and applies every race."""
        return apply_plans(self.place, PushRequest(SCORING))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one query."""
        with open_warehouse(self.place.target) as warehouse:
            return warehouse.fetch(sql)


@pytest.fixture(scope="session")
def population() -> Population:
    """The invented people around sixty real finishers."""
    return build_population(finishers=60)


@pytest.fixture(scope="session")
def one_database(postgres_server: str) -> Iterator[str]:
    """One PostgreSQL database for all: the manifest holds its name and is parsed only once."""
    with postgres.database(postgres_server) as url:
        yield url


@pytest.fixture(params=["duckdb", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """An empty warehouse on each engine."""
    if request.param == "duckdb":
        return Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    url = request.getfixturevalue("one_database")
    with psycopg.connect(url, autocommit=True) as connection:
        for (schema,) in connection.execute(OWN_SCHEMAS).fetchall():
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(schema)))
    return Target("postgres", url)


@pytest.fixture(scope="session")
def builders() -> dict[str, Builder]:
    """The first builder of each engine, whose parsed manifest the others share."""
    return {}


@pytest.fixture
def builder(target: Target, builders: dict[str, Builder]) -> Builder:
    """A builder for the test's warehouse."""
    return builders.setdefault(target.engine, Builder(target)).moved_to(target)


@pytest.fixture
def way(target: Target, builder: Builder, tmp_path: Path, population: Population) -> Iterator[Way]:
    """The whole way, with both servers running."""
    registration, scoring = RunSignUp(population), Copernico(population=population)
    home = tmp_path / "home"
    (home / "demo").mkdir(parents=True)
    with serve(registration.app) as one, serve(scoring.app) as two:
        write_connections(home / "demo" / "connections.toml", Sandboxes(one.url, two.url))
        yield Way(Workplace(home, target, {}), registration, scoring, builder)
    scoring.close()
