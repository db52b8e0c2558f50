"""Warehouses of both engines with every model built over empty raw tables."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
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
