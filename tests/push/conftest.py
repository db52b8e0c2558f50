"""Stores that every push test may write to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from orchestration.control.store import open_store, store_url


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sa.Engine]:
    """A new control store in SQLite."""
    engine = open_store(store_url(tmp_path))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A new control store, once in SQLite and once in PostgreSQL."""
    is_sqlite = request.param == "sqlite"
    engine = open_store(
        store_url(tmp_path) if is_sqlite else request.getfixturevalue("postgres_url")
    )
    yield engine
    engine.dispose()
