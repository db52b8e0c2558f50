"""Connections from files, secrets from the environment."""

from pathlib import Path

import pytest

from extract.kit.errors import ConfigError
from orchestration.control.registry import load_connections

FILE = """
[connections.harbor_runsignup]
provider = "runsignup"
owner = "harbor_timing"
settings = { in_flight = 2 }
"""


def test_secrets_come_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "connections.toml").write_text(FILE)
    env = {"SYNCLINE_HARBOR_RUNSIGNUP_API_KEY": "k", "SYNCLINE_HARBOR_RUNSIGNUP_API_SECRET": "s"}

    connection = load_connections(tmp_path, env)["harbor_runsignup"]

    assert dict(connection.secrets) == {"api_key": "k", "api_secret": "s"}
    assert connection.owner == "harbor_timing"
    assert connection.settings["in_flight"] == 2


def test_no_secret_shows_in_a_connection(tmp_path: Path) -> None:
    (tmp_path / "connections.toml").write_text(FILE)
    env = {"SYNCLINE_HARBOR_RUNSIGNUP_API_KEY": "hush-hush"}

    connection = load_connections(tmp_path, env)["harbor_runsignup"]

    assert "hush-hush" not in repr(connection)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "connections.toml").write_text("[connections")

    with pytest.raises(ConfigError, match="cannot be read"):
        load_connections(tmp_path, {})


def test_an_unknown_provider_is_named(tmp_path: Path) -> None:
    (tmp_path / "connections.toml").write_text('[connections.x]\nprovider = "nope"\n')

    with pytest.raises(ConfigError, match="connection x: provider is not one of"):
        load_connections(tmp_path, {})


def test_a_slug_that_is_no_slug_is_refused(tmp_path: Path) -> None:
    (tmp_path / "connections.toml").write_text('[connections."../x"]\nprovider = "runsignup"\n')

    with pytest.raises(ConfigError, match="a slug is lower-case letters"):
        load_connections(tmp_path, {})


@pytest.mark.parametrize("name", ["settings", "secrets"])
def test_what_is_no_table_is_named(tmp_path: Path, name: str) -> None:
    text = f'[connections.x]\nprovider = "runsignup"\n{name} = "in_flight"\n'
    (tmp_path / "connections.toml").write_text(text)

    with pytest.raises(ConfigError, match="connection x: settings and secrets are tables"):
        load_connections(tmp_path, {})
