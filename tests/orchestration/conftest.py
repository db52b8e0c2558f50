"""A small race on both engines: servers in this process, a workplace in a temporary folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

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

SOURCE, SCORING = "demo_runsignup", "demo_copernico"


@dataclass(frozen=True)
class Way:
    """Everything on the way of a runner, small: both servers, the warehouse, the store."""

    place: Workplace
    registration: RunSignUp
    scoring: Copernico
    builders: dict[str, Builder] = field(default_factory=dict)

    def pull(self, slug: str = SOURCE, **options: bool) -> SyncReport:
        """Syncs one connection."""
        return run_sync(self.place, slug, SyncOptions(**options))  # type: ignore[arg-type]

    def build(self) -> BuildReport:
        """Runs `dbt build`."""
        return self.builders.setdefault("one", Builder(self.place.target)).build()

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


@pytest.fixture(params=["duckdb", "postgres"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """A fresh warehouse on each engine."""
    if request.param == "duckdb":
        return Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    return Target("postgres", request.getfixturevalue("postgres_url"))


@pytest.fixture
def way(target: Target, tmp_path: Path, population: Population) -> Iterator[Way]:
    """The whole way, with both servers running."""
    registration, scoring = RunSignUp(population), Copernico(population=population)
    home = tmp_path / "home"
    (home / "demo").mkdir(parents=True)
    with serve(registration.app) as one, serve(scoring.app) as two:
        write_connections(home / "demo" / "connections.toml", Sandboxes(one.url, two.url))
        yield Way(Workplace(home, target, {}), registration, scoring)
    scoring.close()
