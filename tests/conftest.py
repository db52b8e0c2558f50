"""What every test stands on: a fixed environment, loopback only, and a PostgreSQL of one's own."""

import gc
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import hypothesis
import psycopg
import pytest

from tests import postgres

TEST_SETTINGS = {
    "fsync": "off",
    # what nobody has counted yet looks large, and compiling takes longer than reading it
    "jit": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # a table that its own transaction fills needs no log of it; what is logged must stay small
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
}
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 4 << 30
KEPT_SETTING = "SYNCLINE_TEST_POSTGRES_URL"
LEAKING_PREFIXES = ("SYNCLINE_", "DLT_", "DBT_", "DAGSTER_", "PG", "RUNTIME__", "DESTINATION__")
FIXED_ENVIRONMENT = {
    "TZ": "UTC",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DAGSTER_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "1",
    "COLUMNS": "120",
    "NO_COLOR": "1",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --repeat and --soak, by which `make soak` runs crash and fault tests for longer."""
    parser.addoption("--repeat", type=int, default=1, help="run each test this many times")
    parser.addoption("--soak", action="store_true", help="run the long form of the marked tests")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Gives a test as many copies as --repeat asks for."""
    if (times := metafunc.config.getoption("repeat")) > 1:
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(times))


def pytest_configure(config: pytest.Config) -> None:
    """Fixes the environment before the first import of a room, and closes the network."""
    _work_in_memory()
    home = tempfile.TemporaryDirectory(prefix="syncline-home-")
    config.add_cleanup(home.cleanup)
    for name in list(os.environ):
        if name.startswith(LEAKING_PREFIXES) and name != KEPT_SETTING:
            del os.environ[name]
    os.environ.update(FIXED_ENVIRONMENT, HOME=home.name)
    time.tzset()
    # Being ended must not leave the processes of a test behind: it counts as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.addaudithook(_refuse_the_network)
    # A parsed dbt project is a million objects, which each full collection looks through in vain.
    gc.set_threshold(20_000, 20, 50)
    # A run on a busy machine must not fail for being slow, nor differ from the last one.
    hypothesis.settings.register_profile("build", deadline=None, derandomize=True)
    hypothesis.settings.register_profile("soak", deadline=None, max_examples=5_000)
    hypothesis.settings.load_profile(config.getoption("--hypothesis-profile") or "build")


def _work_in_memory() -> None:
    """Puts temporary files where no disk makes the tests wait, unless TMPDIR names a place."""
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return
    if shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host and not _is_loopback(host):
        raise PermissionError(f"a test reached for {host!r}: tests stay on loopback")


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback or ip_address(name).is_unspecified
    except ValueError:
        return False


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server where databases may be created."""
    if given := os.environ.get(KEPT_SETTING):
        yield given
        return
    try:
        with postgres.cluster(TEST_SETTINGS) as url:
            yield url
    except postgres.PostgresMissingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of a fresh, empty database, dropped after the test."""
    try:
        with postgres.database(postgres_server) as url:
            yield url
    except (postgres.PostgresMissingError, psycopg.OperationalError) as error:
        pytest.fail(f"{postgres.MISSING}: {error}", pytrace=False)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves files that are long as a whole to `make soak`."""
    is_left = collection_path.name.endswith("_soak.py") and not config.getoption("soak")
    return True if is_left else None
