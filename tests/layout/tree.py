"""The repository's own files, as the rules read them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ROOMS = ("extract", "push", "orchestration", "sandbox")
MODELS = "dbt_project/models/"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[str, ...]:
    """Paths, from the root, of every file that is tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(sorted(path for path in set(listed.split("\0")) if (ROOT / path).is_file()))


def under(folder: str, *suffixes: str) -> list[str]:
    """Paths of the files in a folder, by suffix.

    Raises:
        AssertionError: there is none, so that a rule never passes for want of anything to check.
    """
    found = [path for path in files() if path.startswith(folder) and path.endswith(suffixes)]
    assert found, f"nothing to check: no {' or '.join(suffixes)} file under {folder or 'the root'}"
    return found


def text(path: str) -> str:
    """What a file holds."""
    return (ROOT / path).read_text(encoding="utf-8")


def line_count(path: str) -> int:
    """How many lines a file has."""
    return len(text(path).splitlines())


@cache
def parsed(path: str) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(path), filename=path)


def functions(path: str) -> Iterator[Function]:
    """Every function and method of a Python file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node


def load_yaml(path: str) -> Any:
    """A YAML file's content."""
    return yaml.safe_load(text(path))


@dataclass(frozen=True)
class Model:
    """One dbt model: its SQL without comments, and the folder parts below models/."""

    path: str
    name: str
    layer: str
    folder: str
    sql: str

    @property
    def yaml_path(self) -> str:
        """Where its description has to stand."""
        return self.path.removesuffix(".sql") + ".yml"

    def calls(self, name: str) -> list[str]:
        """The arguments of each ref() or source() call."""
        return re.findall(rf"\b{name}\s*\(([^)]*)\)", self.sql)


def models() -> list[Model]:
    """Every dbt model."""
    return [_model(path) for path in under(MODELS, ".sql")]


def _model(path: str) -> Model:
    parts = Path(path.removeprefix(MODELS)).parts
    bare = re.sub(r"\{#.*?#\}|--[^\n]*", "", text(path), flags=re.DOTALL)
    return Model(
        path=path,
        name=Path(path).stem,
        layer=parts[0],
        folder=parts[1] if len(parts) > 2 else "",
        sql=bare,
    )
