"""The tests' own ground: closed network, fixed environment, real PostgreSQL, coverage floor."""

import os
import socket
import time
import warnings
from pathlib import Path

import psycopg
import pytest

from tests import coverage_floor, postgres


def test_a_connection_beyond_loopback_is_refused() -> None:
    with socket.socket() as outgoing, pytest.raises(PermissionError, match="stay on loopback"):
        outgoing.connect(("192.0.2.1", 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(PermissionError, match="stay on loopback"):
        socket.getaddrinfo("example.org", 443)


def test_a_connection_to_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as outgoing:
        outgoing.connect(listening.getsockname())


def test_the_environment_is_the_same_everywhere() -> None:
    assert time.tzname == ("UTC", "UTC")
    assert os.environ["RUNTIME__DLTHUB_TELEMETRY"] == "false"
    assert not (Path.home() / ".dbt").exists()


def test_a_warning_is_an_error() -> None:
    with pytest.raises(UserWarning, match="seen"):
        warnings.warn("seen", stacklevel=1)


def test_postgres_is_new_enough_and_empty(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute(
            "select count(*) from pg_tables where schemaname = 'public'"
        ).fetchone()

        assert connection.info.server_version >= postgres.OLDEST_VERSION * 10_000
        assert tables == (0,)


def test_postgres_listens_on_loopback_only(postgres_server: str) -> None:
    with psycopg.connect(postgres_server) as connection:
        assert connection.info.host in {"127.0.0.1", "localhost", "::1"}


def test_without_postgres_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "OLDEST_VERSION", 10_000)

    with pytest.raises(postgres.PostgresMissingError) as caught:
        postgres.binaries()

    assert "apt-get install postgresql" in str(caught.value)
    assert "SYNCLINE_TEST_POSTGRES_URL" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_too_few_tested_branches_are_named() -> None:
    report = {
        "files": {
            "extract/a.py": summary(lines=95, branches=89),
            "push/a.py": summary(lines=100, branches=90),
        }
    }

    assert coverage_floor.shortfalls(report) == [
        "extract: 89.0 % of its branches are tested, 90 % are needed"
    ]


def test_a_room_without_coverage_is_named() -> None:
    report = {"files": {"extract/a.py": summary(lines=95, branches=95)}}

    assert coverage_floor.shortfalls(report) == [
        "push: 0.0 % of its lines are tested, 90 % are needed",
        "push: 0.0 % of its branches are tested, 90 % are needed",
    ]


def summary(*, lines: int, branches: int) -> dict[str, dict[str, int]]:
    """Coverage of a file of 100 lines and 100 branches."""
    return {
        "summary": {
            "covered_lines": lines,
            "missing_lines": 100 - lines,
            "covered_branches": branches,
            "missing_branches": 100 - branches,
        }
    }
