"""Warehouses of both engines with every model built over empty raw tables."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from extract.kit.destination import Engine
from tests import postgres
from tests.transform.flock_farm import Farm
from tests.transform.flock_stock import Stock
from tests.transform.landing import VARIABLES, Warehouse


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def built_warehouse(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    """A warehouse that was empty when everything was built, tests included."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    with ExitStack() as opened:
        location = str(folder / "warehouse.duckdb")
        if request.param == "postgres":
            server = request.getfixturevalue("postgres_server")
            location = opened.enter_context(postgres.database(server))
        warehouse = Warehouse(request.param, location, folder / "dbt")
        os.environ[VARIABLES[request.param]] = location
        warehouse.dbt("build")
        yield warehouse
        del os.environ[VARIABLES[request.param]]


@pytest.fixture
def warehouse(built_warehouse: Warehouse) -> Warehouse:
    """That warehouse with its raw tables empty; the views on them follow what is landed."""
    built_warehouse.clear()
    return built_warehouse


@pytest.fixture(scope="session")
def stock(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stock]:
    """Farms of both engines; PostgreSQL starts when the first of its farms is asked for."""
    with ExitStack() as cleanup:
        folder = tmp_path_factory.mktemp("stock")
        yield Stock(folder, lambda: str(request.getfixturevalue("postgres_server")), cleanup)


@pytest.fixture(params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    found: Engine = request.param
    return found


@pytest.fixture
def farm(engine: Engine, stock: Stock, tmp_path: Path) -> Farm:
    """A farm that serves its first generation."""
    return stock.farm(engine, tmp_path)


@pytest.fixture
def hill_farm(engine: Engine, stock: Stock, tmp_path: Path) -> Farm:
    """A farm that serves two connections' loads, of the meadow and of the hill."""
    return stock.farm(engine, tmp_path, "hill")


@pytest.fixture
def bare_farm(engine: Engine, stock: Stock, tmp_path: Path) -> Farm:
    """A farm that was fed and never built."""
    return stock.farm(engine, tmp_path, "bare")


@pytest.fixture
def postgres_farm(stock: Stock, tmp_path: Path) -> Farm:
    """A farm on PostgreSQL that serves its first generation."""
    return stock.farm("postgres", tmp_path)


@pytest.fixture
def bare_postgres_farm(stock: Stock, tmp_path: Path) -> Farm:
    """A farm on PostgreSQL that was fed and never built."""
    return stock.farm("postgres", tmp_path, "bare")


@pytest.fixture
def soaking(request: pytest.FixtureRequest) -> bool:
    """Whether the longer form of a test is asked for."""
    return bool(request.config.getoption("soak"))
