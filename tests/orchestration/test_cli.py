"""The command line: help with examples, exit codes, JSON, errors that a person understands."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orchestration.cli import app

COMMANDS = (
    ["demo"],
    ["sync"],
    ["status"],
    ["build"],
    ["rollback"],
    ["history"],
    ["diff"],
    ["sandbox"],
    ["push", "plan"],
    ["push", "plans"],
    ["push", "apply"],
    ["push", "undo"],
    ["push", "verify"],
    ["mapping", "list"],
    ["mapping", "check"],
)


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"SYNCLINE_HOME": str(tmp_path), "COLUMNS": "80"})


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_shows_an_example(runner: CliRunner, command: list[str]) -> None:
    result = runner.invoke(app, [*command, "--help"])

    assert result.exit_code == 0
    assert f"Example: syncline {' '.join(command)}" in result.output


def test_status_of_an_empty_workplace_says_what_to_do(runner: CliRunner) -> None:
    result = runner.invoke(app, ["status"])

    assert result.exit_code == 0
    assert result.stdout == "Nothing has been synced yet. Try: syncline demo\n"


@pytest.mark.parametrize(
    "command",
    [
        ["results", "plan", "10K"],
        ["results", "publish", "10K", "--approved-by", "Ada Umber"],
        ["results", "export", "10K", "results.csv"],
        ["trace", "bib", "10K", "12"],
        ["preflight", "10K"],
    ],
    ids=" ".join,
)
def test_before_the_first_build_a_person_reads_what_to_do(
    runner: CliRunner, command: list[str]
) -> None:
    result = runner.invoke(app, command)

    assert (result.exit_code, result.stderr) == (
        1, "error There is no race.unified_events yet. Run syncline build first.\n",
    )  # fmt: skip


def test_status_as_json(runner: CliRunner) -> None:
    result = runner.invoke(app, ["status", "--json"])

    assert json.loads(result.stdout) == {"entities": [], "groups": [], "pushes": []}


def test_unknown_connection_is_an_error_with_the_known_ones(runner: CliRunner) -> None:
    result = runner.invoke(app, ["sync", "nobody", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "error": "NotThere",
        "message": "There is no connection 'nobody'. Known: none yet; `syncline demo` makes some, "
        "`syncline connections add` your own.",
    }


def test_a_wrong_call_exits_with_2(runner: CliRunner) -> None:
    assert runner.invoke(app, ["sync"]).exit_code == 2


def test_an_unknown_engine_is_named(runner: CliRunner) -> None:
    result = runner.invoke(app, ["--engine", "oracle", "status"])

    assert result.exit_code == 1
    assert "SYNCLINE_ENGINE is 'oracle'. Use 'duckdb' or 'postgres'." in result.stderr


def test_a_file_that_cannot_be_read_is_an_error_in_words(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "connections.toml").mkdir()

    result = runner.invoke(app, ["status", "nobody", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout)["message"].startswith(
        "The machine refused it: [Errno 21] Is a directory"
    )


def test_a_control_store_that_is_broken_is_an_error_in_words(
    runner: CliRunner, tmp_path: Path
) -> None:
    (tmp_path / "control.db").write_text("dear diary, " * 1000)

    result = runner.invoke(app, ["status", "--json"])

    assert result.exit_code == 1
    assert json.loads(result.stdout)["message"].startswith(
        "The control store refused it: file is not a database."
    )


def test_a_control_store_that_is_none_is_an_error_in_words(runner: CliRunner) -> None:
    result = runner.invoke(app, ["status", "--json"], env={"SYNCLINE_CONTROL_URL": "mysql://x/y"})

    assert result.exit_code == 1
    assert json.loads(result.stdout)["message"].startswith("The control store cannot be 'mysql'.")
