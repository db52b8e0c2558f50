"""Temporary warehouses of both engines, and sandbox accounts of sixty finishers."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from extract.kit.destination import Target, Warehouse, open_warehouse
from extract.providers import PROVIDERS
from sandbox.copernico.app import API_KEY, LOGIN, Copernico
from sandbox.population import Population, build_population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.extract.accounts import Account, runsignup_account


@pytest.fixture
def duckdb_target(tmp_path: Path) -> Target:
    """A DuckDB file that is not there yet."""
    return Target("duckdb", str(tmp_path / "warehouse.duckdb"), busy_seconds=20)


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse_target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """An empty warehouse, once of each engine."""
    if request.param == "duckdb":
        return Target("duckdb", str(tmp_path / "warehouse.duckdb"), busy_seconds=20)
    return Target("postgres", request.getfixturevalue("postgres_url"), busy_seconds=20)


@pytest.fixture
def warehouse(duckdb_target: Target) -> Iterator[Warehouse]:
    """An open DuckDB warehouse."""
    with open_warehouse(duckdb_target) as opened:
        yield opened


@pytest.fixture
def any_warehouse(warehouse_target: Target) -> Iterator[Warehouse]:
    """An open warehouse, once of each engine."""
    with open_warehouse(warehouse_target) as opened:
        yield opened


@pytest.fixture(scope="session")
def population() -> Population:
    """Sixty finishers with all that belongs to them."""
    return build_population(finishers=60)


@pytest.fixture
def runsignup(population: Population) -> Iterator[Account]:
    """A RunSignUp account."""
    app = RunSignUp(population)
    with serve(app.app) as server:
        yield runsignup_account(app, server)


@pytest.fixture
def copernico() -> Iterator[Account]:
    """A Copernico login without participants."""
    with ExitStack() as stack:
        app = Copernico(api_key=API_KEY, login=LOGIN)
        stack.callback(app.close)
        server = stack.enter_context(serve(app.app))
        secrets = {"api_key": API_KEY, "login": LOGIN}
        yield Account(PROVIDERS["copernico"], app, server, server.url, secrets)
