"""Both servers, each with a tiny population, and clients that carry their credentials."""

from collections.abc import Iterator
from datetime import date

import pytest
import urllib3

from sandbox.copernico.app import API_KEY, Copernico
from sandbox.population import Population, build_population
from sandbox.runsignup.access import KEY, SECRET
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.sandbox.client import Client, tiny


@pytest.fixture
def pool() -> Iterator[urllib3.PoolManager]:
    """Connections that are closed after the test."""
    with urllib3.PoolManager(timeout=20) as made:
        yield made


@pytest.fixture
def runsignup() -> RunSignUp:
    """A RunSignUp account with nine registrations, asked on a day before its races."""
    return RunSignUp(tiny(), today=lambda: date(2026, 3, 1))


@pytest.fixture
def registration(runsignup: RunSignUp, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of the RunSignUp server that knows its key."""
    query = {"format": "json", "api_key": KEY, "api_secret": SECRET}
    with serve(runsignup.app) as server:
        yield Client(pool, server.url, query, {})


@pytest.fixture
def copernico() -> Iterator[Copernico]:
    """A Copernico login with no participants yet, in memory."""
    made = Copernico(population=tiny())
    yield made
    made.close()


@pytest.fixture
def scoring(copernico: Copernico, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of the Copernico server that knows its key."""
    with serve(copernico.app) as server:
        yield Client(pool, server.url, {}, {"x-api-key": API_KEY})


@pytest.fixture(scope="session")
def whole() -> Population:
    """The population at its full size."""
    return build_population()


@pytest.fixture(scope="session")
def small() -> Population:
    """The population of sixty finishers."""
    return build_population(finishers=60)
