"""A warehouse that cannot be opened, or fails in the middle: a sentence, and no secret in it."""

from pathlib import Path

import duckdb
import pytest

from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import ConfigError, WarehouseFailed

TERMINATED = "select pg_terminate_backend(pg_backend_pid())"


def test_a_full_disk_is_told_in_words(duckdb_target: Target) -> None:
    with pytest.raises(WarehouseFailed) as caught, open_warehouse(duckdb_target):
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")

    assert str(caught.value) == (
        "The warehouse failed: IO Error: Could not write file: No space left on device. What was "
        "not complete stays invisible. See that it runs and has room, then run the same command "
        "again."
    )


def test_a_server_that_goes_away_is_told_in_words(postgres_url: str) -> None:
    target = Target("postgres", postgres_url)

    with (
        pytest.raises(WarehouseFailed, match="terminating connection due to administrator command"),
        open_warehouse(target) as warehouse,
        warehouse.lock("club"),
    ):
        warehouse.fetch(TERMINATED)


@pytest.mark.parametrize(
    "url", ["postgres//me:s3cret@club.example/db", "postgresql://me:s3cret%zz@club.example/db"]
)
def test_an_address_that_is_none_is_not_shown(url: str) -> None:
    with pytest.raises(ConfigError) as caught, open_warehouse(Target("postgres", url)):
        pass

    assert str(caught.value).startswith("SYNCLINE_POSTGRES_URL is no address of a PostgreSQL")
    assert "s3cret" not in str(caught.value)


def test_a_path_that_holds_the_word_lock_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "clock.duckdb"
    path.mkdir()
    waits_too_long = Target("duckdb", str(path), busy_seconds=3600)

    with pytest.raises(ConfigError, match="cannot be opened as a DuckDB file"):
        open_warehouse(waits_too_long).__enter__()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("dear diary")

    with pytest.raises(ConfigError, match=r"warehouse.duckdb cannot be opened as a DuckDB file"):
        open_warehouse(Target("duckdb", str(tmp_path / "notes" / "warehouse.duckdb"))).__enter__()
