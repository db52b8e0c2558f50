"""No secret stands in any output, log, file, database, export or error of the registry."""

import logging
from pathlib import Path

import psycopg
import pytest

from extract.kit.errors import SynclineError
from extract.kit.sync import SyncOptions
from orchestration.registry.auditing import changes_of
from orchestration.registry.changing import Edit, Registry
from orchestration.registry.declaring import declared_of
from orchestration.registry.exporting import exported, to_yaml
from orchestration.registry.rotating import rotate_key
from orchestration.registry.screens import Story, show_connection, show_connections
from orchestration.syncing import run_sync
from orchestration.trying import show_tried, try_connection
from orchestration.workplace import Workplace
from sandbox.population import Population, build_population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve
from tests.orchestration.canaries import found_in, found_under
from tests.orchestration.registry.keys import API_KEY, API_SECRET, KEY, NEWER_KEY, wish, with_keys

SECRETS = {"key": API_KEY, "secret": API_SECRET, "old": KEY, "new": NEWER_KEY}
TABLES = "select table_name from information_schema.tables where table_schema = 'public'"


@pytest.fixture(scope="module")
def population() -> Population:
    """A few invented people."""
    return build_population(finishers=10)


def a_day(place: Workplace, url: str) -> list[str]:
    """What every use of a connection whose key is refused tells."""
    registry = Registry.of(place)
    registry.add(wish(settings={"base_url": f"{url}/rest", "paced": False, "max_retries": 0}))
    registry.change("harbor_runsignup", Edit(name="Old Harbor", secrets={"api_key": API_KEY}))
    for as_json in (False, True):
        show_connections(place.directory.listed(), as_json=as_json)
        story = Story(
            place.listed("old harbor"), declared_of("runsignup"),
            changes_of(place.store, "connection", "harbor_runsignup", limit=9),
        )  # fmt: skip
        show_connection(story, as_json=as_json)
        show_tried(try_connection(place, "harbor_runsignup"), as_json=as_json)
    told = [to_yaml(exported(place.directory.listed())), repr(place), repr(registry)]
    told += [repr(place.connections()), repr(place.directory)]
    with pytest.raises(SynclineError) as refused:
        run_sync(place, "harbor_runsignup", SyncOptions())
    rotate_key(with_keys(place, f"{NEWER_KEY},{KEY}"))
    with pytest.raises(SynclineError) as locked:
        run_sync(place, "harbor_runsignup", SyncOptions())
    return [*told, str(refused.value), str(locked.value)]


def dump(place: Workplace) -> bytes:
    """Every row of the control store where that is PostgreSQL, as bytes and in words."""
    url = place.env.get("SYNCLINE_CONTROL_URL")
    if not url:
        return b""
    with psycopg.connect(url) as store:
        tables = [name for (name,) in store.execute(TABLES).fetchall()]
        rows = [store.execute(f'select * from "{name}"').fetchall() for name in tables]
    sealed = b"".join(
        bytes(one) for table in rows for row in table for one in row if isinstance(one, bytes)
    )
    return repr(rows).encode() + sealed


def test_no_secret_is_written_anywhere(
    place: Workplace,
    population: Population,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    # Of the provider's server, which runs in this process too.
    caplog.set_level(logging.CRITICAL, "uvicorn.access")

    with serve(RunSignUp(population).app) as served, caplog.at_level(logging.DEBUG):
        told = a_day(place, served.url)

    written = "\n".join([caplog.text, *told, *capfd.readouterr()]).encode()
    assert "Old Harbor" in written.decode()
    assert "is sealed with key ca32be88a1e4" in told[-1]
    assert found_in(written, SECRETS) == set()
    assert found_in(dump(place), SECRETS) == set()
    assert found_under(place.home, SECRETS) == set()


def test_a_stored_secret_that_is_plain_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "control.db").write_bytes(f"x{API_KEY}x".encode())

    assert found_under(tmp_path, SECRETS) == {"key in control.db"}
