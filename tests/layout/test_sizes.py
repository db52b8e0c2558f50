"""Nothing grows past the size at which it stops being read."""

import ast
import re

import pytest

from tests.layout import tree

PYTHON_ROOMS = ("extract/", "push/", "orchestration/", "sandbox/", "tests/", "benchmarks/")
MODULE, FUNCTION, TEST, PARAMETERS = 300, 50, 30, 5
MODEL, REFS, MODEL_YAML, MACRO = 100, 7, 150, 60
SEED_ROWS = 200


def length(node: tree.Function) -> int:
    """Lines of a function from its `def` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(node: tree.Function) -> int:
    """How many parameters a function has, without self and cls."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return len([one for one in given if one.arg not in {"self", "cls"}])


def too_long(paths: list[str], ceiling: int) -> list[str]:
    """One line for every file above the ceiling."""
    counted = ((path, tree.line_count(path)) for path in paths)
    return [
        f"{path} has {lines} lines, {ceiling} allowed" for path, lines in counted if lines > ceiling
    ]


@pytest.mark.parametrize("room", PYTHON_ROOMS)
def test_a_module_stays_short(room: str) -> None:
    assert too_long(tree.under(room, ".py"), MODULE) == []


@pytest.mark.parametrize("room", PYTHON_ROOMS)
def test_a_function_stays_short_and_takes_few_parameters(room: str) -> None:
    found = [
        f"{path}:{node.lineno} {node.name} has {length(node)} lines (most {FUNCTION}) "
        f"and {parameters(node)} parameters (most {PARAMETERS})"
        for path in tree.under(room, ".py")
        for node in tree.functions(path)
        if length(node) > FUNCTION or parameters(node) > PARAMETERS
    ]

    assert found == []


def test_a_test_stays_short_and_runs_straight() -> None:
    found = [
        f"{path}:{node.lineno} {node.name}: {length(node)} lines (most {TEST}), no if, for, while"
        for path in tree.under("tests/", ".py")
        for node in tree.functions(path)
        if node.name.startswith("test_")
        if length(node) > TEST
        or any(isinstance(part, ast.If | ast.For | ast.While) for part in ast.walk(node))
    ]

    assert found == []


def test_tests_are_plain_functions() -> None:
    found = [
        f"{path}:{node.lineno} class {node.name}"
        for path in tree.under("tests/", ".py")
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]

    assert found == []


def test_a_model_stays_short() -> None:
    assert too_long([model.path for model in tree.models()], MODEL) == []


def test_a_model_reads_few_others() -> None:
    found = {model.path: len(set(model.calls("ref"))) for model in tree.models()}

    assert {path: refs for path, refs in found.items() if refs > REFS} == {}


def test_a_models_yaml_stays_short() -> None:
    described = [path for path in tree.under(tree.MODELS, ".yml") if "__sources" not in path]

    assert too_long(described, MODEL_YAML) == []


def test_a_macro_file_is_short_and_holds_one_macro_with_its_dispatches() -> None:
    macros = tree.under("dbt_project/macros/", ".sql")
    opening = r"{%-?\s*(?:macro|materialization)\s+(\w+)"
    names = {path: re.findall(opening, tree.text(path)) for path in macros}

    strays = {
        path: found
        for path, found in names.items()
        if len({re.sub(r"^(default|duckdb|postgres)__", "", name) for name in found}) != 1
    }

    assert too_long(macros, MACRO) == []
    assert strays == {}


def test_a_seed_is_a_short_lookup() -> None:
    assert too_long(tree.under("dbt_project/seeds/", ".csv"), SEED_ROWS) == []
