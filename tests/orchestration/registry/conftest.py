"""A workplace with a key, its control store on each engine, and the registry in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.kit.destination import Target
from orchestration.registry.changing import Registry
from orchestration.workplace import Workplace
from tests.orchestration.registry.keys import KEY


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workplace]:
    """A workplace with an empty registry, on each engine."""
    env = {"ENCRYPTION_KEY": KEY, "SYNCLINE_ACTOR": "ada"}
    if request.param == "postgres":
        env["SYNCLINE_CONTROL_URL"] = request.getfixturevalue("postgres_url")
    made = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), env)
    yield made
    made.store.dispose()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Workplace]:
    """A workplace with an empty registry in SQLite, for what no engine has a part in."""
    env = {"ENCRYPTION_KEY": KEY, "SYNCLINE_ACTOR": "ada"}
    made = Workplace(tmp_path, Target("duckdb", str(tmp_path / "warehouse.duckdb")), env)
    yield made
    made.store.dispose()


@pytest.fixture
def registry(place: Workplace) -> Registry:
    """The registry, changed by ada."""
    return Registry.of(place)
