"""The environment's file counts where the environment itself says nothing."""

from pathlib import Path

import pytest

from extract.kit.errors import ConfigError
from orchestration.workplace import Workplace


def here(home: Path, **env: str) -> Workplace:
    """The workplace of that folder."""
    return Workplace.here({"SYNCLINE_HOME": str(home), **env})


def test_what_stands_in_dotenv_is_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# keys\nENCRYPTION_KEY='a$b${c}'\nexport SYNCLINE_ENGINE=duckdb\n"
    )

    env = here(tmp_path).env

    assert (env["ENCRYPTION_KEY"], env["SYNCLINE_ENGINE"]) == ("a$b${c}", "duckdb")


def test_the_environment_goes_before_dotenv(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ENCRYPTION_KEY=of-the-file\nBARE\n")

    env = here(tmp_path, ENCRYPTION_KEY="of-the-environment").env

    assert env["ENCRYPTION_KEY"] == "of-the-environment"
    assert "BARE" not in env


def test_dotenv_may_name_the_warehouse(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "SYNCLINE_ENGINE=postgres\nSYNCLINE_POSTGRES_URL=postgresql:///x\n"
    )

    assert here(tmp_path).target.engine == "postgres"


def test_a_dotenv_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"KEY=\xff\xfe\n")

    with pytest.raises(ConfigError, match=r"\.env is no text of lines as NAME=value"):
        here(tmp_path)
