"""`python -m extract`: what it lists, runs and refuses."""

from pathlib import Path

import pytest

from extract.__main__ import main
from extract.kit.destination import Target, target_from
from extract.kit.errors import ConfigError
from tests.extract.accounts import Account


def test_without_an_argument_it_lists_providers_and_their_secrets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([], {}) == 0

    shown = capsys.readouterr().out
    assert "runsignup: races, events, participants, removed_participants" in shown
    assert "  SYNCLINE_COPERNICO_LOGIN  Copernico: the organizer's login" in shown


@pytest.mark.parametrize("arguments", [["nobody"], ["runsignup", "now"]])
def test_a_wrong_call_says_how_it_is_done(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments, {}) == 2
    known = "chronotrack|close|copernico|current_rms|graphql|haku|nowrepblue|race_roster"
    known += "|resources_centre|runsignup|stripe"
    assert capsys.readouterr().err == f"usage: python -m extract [{known}]\n"


def test_a_provider_is_run_alone(
    runsignup: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env = {
        "SYNCLINE_DUCKDB_PATH": str(tmp_path / "w.duckdb"),
        "SYNCLINE_RUNSIGNUP_API_KEY": runsignup.secrets["api_key"],
        "SYNCLINE_RUNSIGNUP_API_SECRET": runsignup.secrets["api_secret"],
        "SYNCLINE_RUNSIGNUP_BASE_URL": runsignup.base_url,
    }

    assert main(["runsignup"], env) == 0
    assert (
        "participants (full): 110 fetched = 107 landed + 0 deduplicated + 3 quarantined\n"
        in capsys.readouterr().out
    )


def test_an_error_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runsignup"], {"SYNCLINE_DUCKDB_PATH": str(tmp_path / "w.duckdb")}) == 1
    assert capsys.readouterr().err == (
        "error: runsignup (connection runsignup): secret 'api_key' is missing. "
        "Set the environment variable SYNCLINE_RUNSIGNUP_API_KEY.\n"
    )


@pytest.mark.parametrize(
    ("env", "target"),
    [
        ({}, Target("duckdb", ".syncline/warehouse.duckdb")),
        (
            {"SYNCLINE_ENGINE": "postgres", "SYNCLINE_POSTGRES_URL": "postgresql://a@b/c"},
            Target("postgres", "postgresql://a@b/c"),
        ),
        (
            {
                "SYNCLINE_ENGINE": "postgres",
                "SYNCLINE_POSTGRES_HOST": "db",
                "SYNCLINE_POSTGRES_PASSWORD": "p/w",
            },
            Target("postgres", "postgresql://syncline:p%2Fw@db:5432/syncline"),
        ),
    ],
)
def test_the_environment_names_the_warehouse(env: dict[str, str], target: Target) -> None:
    assert target_from(env) == target


@pytest.mark.parametrize("engine", ["postgres", "oracle"])
def test_an_incomplete_warehouse_is_refused(engine: str) -> None:
    with pytest.raises(ConfigError, match="SYNCLINE_"):
        target_from({}, engine=engine)
