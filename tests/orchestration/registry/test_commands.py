"""The commands: a colleague adds a connection, looks at it, tests it, switches it off."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.workplace import ROOT
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve
from tests.orchestration.registry.keys import API_KEY, API_SECRET, KEY

ADD = ["add", "Harbor RunSignup", "runsignup", "--set", "owner=harbor", "--set", "in_flight=3"]


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    """A terminal in an empty workplace, with a key and one secret in its environment."""
    env = {"SYNCLINE_HOME": str(tmp_path), "ENCRYPTION_KEY": KEY, "SYNCLINE_ACTOR": "ada"}
    return CliRunner(env={**env, "HARBOR_SECRET": API_SECRET, "COLUMNS": "80"})


def run(runner: CliRunner, *words: str, given: str = "") -> Result:
    """What a command of connections gives."""
    return runner.invoke(app, ["connections", *words], input=given)


def as_json(runner: CliRunner, *words: str) -> Any:
    """What a command of connections gives as JSON."""
    return json.loads(run(runner, *words, "--json").stdout)


def add(runner: CliRunner) -> Result:
    """What adding the usual connection gives: one secret from stdin, one from the environment."""
    words = [*ADD, "--secret", "api_key", "--secret", "api_secret=env:HARBOR_SECRET"]
    return run(runner, *words, given=f"{API_KEY}\n")


def test_a_connection_is_added_with_secrets_of_stdin_and_environment(
    runner: CliRunner, tmp_path: Path
) -> None:
    done = add(runner)

    assert (done.exit_code, done.stdout) == (0, "Added harbor_runsignup (Harbor RunSignup).\n")
    [shown] = as_json(runner, "list")
    assert shown["settings"] == {"in_flight": 3}
    assert (shown["owner"], shown["created_by"], shown["source"]) == ("harbor", "ada", "registry")
    assert shown["secrets"] == {
        "api_key": "stored", "api_secret": "stored", "webhook_secret": "missing",
    }  # fmt: skip


def test_a_connection_is_shown_with_its_settings_and_its_history(runner: CliRunner) -> None:
    add(runner)
    run(runner, "set", "harbor runsignup", "--set", "max_retries=1", "--unset", "api_secret")

    shown = run(runner, "show", "harbor_runsignup").stdout

    assert "Harbor RunSignup (harbor_runsignup), runsignup, in the registry\n" in shown
    assert "  in_flight = 3\n  max_retries = 1\n  secret api_key: stored\n" in shown
    assert "  secret api_secret: missing\n" in shown
    assert 'changed by ada settings ["max_retries"], secrets ["api_secret"]\n' in shown


def test_a_secret_on_the_command_line_is_refused_and_not_repeated(runner: CliRunner) -> None:
    done = run(runner, *ADD, "--secret", f"api_key={API_KEY}")

    assert done.exit_code == 1
    assert "what stands on a command line is seen by others" in done.stderr
    assert API_KEY not in done.output
    assert as_json(runner, "list") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--secret", "api_key"], "what was typed or sent is empty or not there"),
        (["--secret", "api_key=env:NOWHERE"], "the variable NOWHERE is empty or not there"),
        (["--set", "in_flight=many"], "in_flight is a text. It has to be a whole number"),
        (["--set", "in_flight"], "--set in_flight has no value. Use --set name=value."),
        (["--set", "in_fligth=2"], "no setting 'in_fligth'. Perhaps in_flight?"),
        (["--set", "slug=Not A Slug"], "A slug begins with a letter"),
    ],
)
def test_what_cannot_be_added_says_why(runner: CliRunner, words: list[str], said: str) -> None:
    done = run(runner, *ADD, *words)

    assert done.exit_code == 1
    assert said in done.stderr
    assert as_json(runner, "list") == []


def test_what_is_disabled_is_not_synced_until_it_is_enabled(runner: CliRunner) -> None:
    add(runner)
    runner.invoke(app, ["queue", "add", "harbor_runsignup", "participants"])

    off = run(runner, "disable", "Harbor RunSignup")
    refused = runner.invoke(app, ["sync", "harbor_runsignup"])
    on = run(runner, "enable", "harbor_runsignup")

    assert off.stdout == (
        "Disabled harbor_runsignup (Harbor RunSignup). 1 waiting jobs were cancelled.\n"
    )
    assert (refused.exit_code, refused.stderr) == (
        1,
        "error The connection harbor_runsignup is disabled. Nothing was done. Enable it with: "
        "syncline connections enable harbor_runsignup\n",
    )
    assert on.stdout == "Enabled harbor_runsignup (Harbor RunSignup).\n"


def test_what_is_removed_is_gone_and_remembered(runner: CliRunner) -> None:
    add(runner)

    removed = run(runner, "remove", "harbor_runsignup")
    shown = run(runner, "show", "harbor_runsignup")

    assert removed.stdout == "Removed harbor_runsignup (Harbor RunSignup).\n"
    assert shown.exit_code == 1
    assert "It was removed on 20" in shown.stderr


def test_keys_are_made_and_rotated(runner: CliRunner) -> None:
    add(runner)
    key = run(runner, "new-key").stdout.strip()

    done = run(CliRunner(env={**runner.env, "ENCRYPTION_KEY": f"{key},{KEY}"}), "rotate-key")

    assert "2 secrets sealed anew with key" in done.stdout
    assert "No secret needs 687a1c196640 any more" in done.stdout


def test_a_connection_is_tried_with_one_line_for_each_thing(
    runner: CliRunner, tmp_path: Path
) -> None:
    with serve(NowRepBlue().app) as served:
        run(runner, "add", "Blue", "nowrepblue", "--set", f"base_url={served.url}")

        done = run(runner, "test", "blue")

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[:4] == [
        "well     reachable: NowRepBlue answers", "well     key: accepted",
        "well     scopes: no entity that was asked for is closed to the key",
        "well     boards: 6 on the first page",
    ]  # fmt: skip
    assert lines[-1] == "NowRepBlue answers: 6 boards on the first page."


def test_a_connection_that_does_not_work_exits_with_1(runner: CliRunner) -> None:
    run(runner, "add", "Blue", "nowrepblue", "--set", "base_url=http://127.0.0.1:9")

    done = run(runner, "test", "blue")

    assert done.exit_code == 1
    assert done.stdout.startswith("failed   reachable: no whole reply (NewConnectionError)\n")


def test_a_file_is_imported_and_exported(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(
        "connections:\n- {name: A, provider: haku}\n- {name: B, provider: haku}\n"
    )

    done = run(runner, "import", str(tmp_path / "two.yaml"))

    assert done.exit_code == 0
    assert [one["slug"] for one in as_json(runner, "export")["connections"]] == ["a", "b"]
    assert run(runner, "export").stdout.startswith("connections:\n- name: A\n  slug: a\n")


def test_what_a_provider_declares_is_shown(runner: CliRunner) -> None:
    shown = as_json(runner, "declared", "RunSignUp")

    assert [one["name"] for one in shown["secrets"]] == ["api_key", "api_secret", "webhook_secret"]
    assert {"name": "in_flight", "kind": "whole", "least": 1, "most": 64}.items() <= next(
        one for one in shown["settings"] if one["name"] == "in_flight"
    ).items()


def test_listing_opens_nothing_and_imports_no_cryptography(
    runner: CliRunner, tmp_path: Path
) -> None:
    add(runner)
    script = (
        "import sys; from orchestration.cli import app; "
        "app(['connections', 'list', '--json'], standalone_mode=False); "
        "print([one for one in sys.modules if one.split('.')[0] in ('cryptography', 'dotenv')])"
    )
    env = {"SYNCLINE_HOME": str(tmp_path), "PATH": "", "ENCRYPTION_KEY": "no key at all"}

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert done.stdout.splitlines()[-1] == "[]"
