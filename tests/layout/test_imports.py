"""Imports between the rooms go one way."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layout import tree

FRAMEWORKS = ("dagster", "dagster_dbt", "dbt")
OUTSIDE = ("tests", "benchmarks")
FORBIDDEN = {
    "extract": (*FRAMEWORKS, *OUTSIDE, "push", "orchestration", "sandbox"),
    "push": (*FRAMEWORKS, *OUTSIDE, "extract.providers", "orchestration", "sandbox"),
    "orchestration": (*OUTSIDE, "sandbox"),
    "sandbox": (*FRAMEWORKS, *OUTSIDE, "extract", "push", "orchestration"),
    "benchmarks": ("sandbox",),
}
KITS = {
    "extract/kit/": "extract.providers",
    "push/kit/": "push.targets",
    "push/publishing/": "push.publishers",
}
SIBLINGS = {
    "extract/providers/": "extract.providers",
    "push/targets/": "push.targets",
    "push/publishers/": "push.publishers",
}
DEMO = "orchestration/demo"


def imported(path: str) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, relative imports resolved."""
    package = Path(path).parent.parts
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def inside(name: str, package: str) -> bool:
    """Whether a dotted name is the package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def breaches(paths: list[str], forbidden: tuple[str, ...]) -> list[str]:
    """One line for every import of a forbidden package."""
    return [
        f"{path}:{line} imports {name}"
        for path in paths
        for line, name in imported(path)
        for package in forbidden
        if inside(name, package)
    ]


@pytest.mark.parametrize("room", sorted(FORBIDDEN))
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    paths = [path for path in tree.under(f"{room}/", ".py") if not path.startswith(DEMO)]

    assert breaches(paths, FORBIDDEN[room]) == []


def test_the_demo_is_the_only_room_door_to_the_sandbox() -> None:
    paths = tree.under(DEMO, ".py")

    assert breaches(paths, OUTSIDE) == []


@pytest.mark.parametrize("kit", sorted(KITS))
def test_a_kit_names_no_provider(kit: str) -> None:
    assert breaches(tree.under(kit, ".py"), (KITS[kit],)) == []


@pytest.mark.parametrize("folder", sorted(SIBLINGS))
def test_a_provider_imports_no_other_provider(folder: str) -> None:
    found = [
        f"{path}:{line} imports {name}"
        for path in tree.under(folder, ".py")
        for line, name in imported(path)
        if not path.endswith(f"{folder}__init__.py")
        if inside(name, SIBLINGS[folder]) and name.count(".") >= 2
        if name.split(".")[2] != Path(path.removeprefix(folder)).parts[0].removesuffix(".py")
    ]

    assert found == []


@pytest.mark.parametrize("room", tree.ROOMS)
def test_importing_a_module_reads_no_environment_and_no_file(room: str) -> None:
    found = [
        f"{path}:{node.lineno} reads {ast.unparse(node)} when imported"
        for path in tree.under(f"{room}/", ".py")
        for statement in tree.parsed(path).body
        if not isinstance(statement, tree.Function | ast.ClassDef) and not _is_entry(statement)
        for node in ast.walk(statement)
        if isinstance(node, ast.Attribute | ast.Call)
        if ast.unparse(node) == "os.environ" or _reads(node)
    ]

    assert found == []


def _is_entry(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and "__main__" in ast.unparse(statement.test)


def _reads(node: ast.Attribute | ast.Call) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called in {"open", "os.getenv"} or called.endswith((".read_text", ".read_bytes"))


def test_the_dagster_entry_stays_thin() -> None:
    entries = tree.under("orchestration/definitions", ".py")

    assert [path for path in entries if tree.line_count(path) >= 30] == []
