"""Every command that the README shows is one that works."""

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from dbt.cli.main import cli as dbt

from orchestration.cli import app
from tests.layout import tree

HARMLESS = re.compile(r"syncline (?:.* )?--help|syncline status|python -m extract")
"""Commands that need no set-up and change nothing, so that a test can run them as they stand."""
PLAIN = {"git clone", "cd"}
"""First words of the commands that a reader types before there is anything of ours to run."""


def commands() -> list[str]:
    """Each command line of the README's sh blocks, without prompt, comment and .venv/bin/."""
    # Read while tests are collected: without a README the tests fail, not the collection.
    readme = tree.text("README.md") if "README.md" in tree.files() else ""
    blocks = re.findall(r"^```sh\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    found = [shlex.join(shlex.split(line, comments=True)) for line in lines]
    return [line.removeprefix(".venv/bin/") for line in found if line]


def starting(*programs: str) -> list[str]:
    """The README's commands of some programs."""
    return [line for line in commands() if line.split()[0] in programs]


def calls() -> list[str]:
    """The README's commands of ours that do something; those that ask for help are run."""
    return [line for line in starting("syncline") if "--help" not in line]


def epilogs() -> list[tuple[str, str]]:
    """Each command of ours as it is typed, and what stands below its help."""
    found = []
    waiting: list[tuple[str, Any]] = [("syncline", typer.main.get_command(app))]
    while waiting:
        path, command = waiting.pop()
        deeper = vars(command).get("commands", {})
        waiting += [(f"{path} {name}", one) for name, one in deeper.items()]
        if not deeper:
            found.append((path, command.epilog or ""))
    return found


def examples() -> list[str]:
    """The command lines that our help shows, without what is said beside them."""
    return [epilog.removeprefix("Example: ").partition("  (")[0] for _, epilog in epilogs()]


def parse(command: Any, words: list[str]) -> None:
    """Reads a command line as the program would, down to its last option, without running it.

    Raises:
        UsageError: click's or Typer's: there is no such command, option or argument.
    """
    if not words and vars(command).get("no_args_is_help"):
        return
    context = command.make_context(command.name, list(words), resilient_parsing=False)
    rest = [*context._protected_args, *context.args]
    if rest and hasattr(command, "resolve_command"):
        _, deeper, remaining = command.resolve_command(context, rest)
        parse(deeper, remaining)


def test_the_readme_shows_the_two_commands() -> None:
    assert {"make demo", "make test"} <= set(commands())


def test_the_readme_is_short() -> None:
    assert tree.line_count("README.md") <= 200


def test_every_command_is_of_a_kind_that_is_checked() -> None:
    known = starting("make", "syncline", "dbt", "python")
    plain = [line for line in commands() if line.startswith(tuple(PLAIN))]

    assert [line for line in commands() if line not in [*known, *plain]] == []


@pytest.mark.parametrize("line", starting("make"))
def test_make_knows_the_target(line: str) -> None:
    done = subprocess.run(
        [*line.split(), "--dry-run"], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [line for line in commands() if HARMLESS.fullmatch(line)])
def test_a_harmless_command_runs_anywhere(line: str, tmp_path: Path) -> None:
    program, *words = shlex.split(line)

    done = subprocess.run(
        [Path(sys.executable).with_name(program), *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [*calls(), *examples()])
def test_syncline_takes_the_words(line: str) -> None:
    parse(typer.main.get_command(app), shlex.split(line)[1:])


@pytest.mark.parametrize("line", starting("dbt"))
def test_dbt_takes_the_words(line: str) -> None:
    parse(dbt, shlex.split(line)[1:])


@pytest.mark.parametrize("line", starting("python"))
def test_python_finds_the_module(line: str) -> None:
    _, flag, module, *_ = shlex.split(line)

    assert flag == "-m"
    assert importlib.util.find_spec(module) is not None


def test_help_shows_an_example_for_every_command() -> None:
    bare = [path for path, epilog in epilogs() if not epilog.startswith(f"Example: {path}")]

    assert epilogs()
    assert bare == []
