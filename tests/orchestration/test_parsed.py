"""dbt's manifest: parsed once for all warehouses of one name, and anew when a file has changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from extract.kit.destination import Target
from orchestration import parsed

MODEL = "dbt_project/models/one.sql"


@pytest.fixture
def parses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of the only model at each parse of a project of its own."""
    (tmp_path / MODEL).parent.mkdir(parents=True)
    for name in (*parsed.FILES, MODEL):
        (tmp_path / name).write_text("first")
    monkeypatch.setattr(parsed, "ROOT", tmp_path)
    monkeypatch.setattr(parsed, "_KEPT", {})
    return []


@pytest.fixture
def manifest(parses: list[str], tmp_path: Path) -> Callable[[Target], object]:
    """Asks for a target's manifest, and notes what was parsed."""

    def parse() -> str:
        parses.append((tmp_path / MODEL).read_text())
        return f"manifest {len(parses)}"

    return lambda target: parsed.manifest_of(target, parse)


def test_two_files_of_one_name_are_parsed_for_once(
    manifest: Callable[[Target], object], parses: list[str]
) -> None:
    one, two = Target("duckdb", "/a/warehouse.duckdb"), Target("duckdb", "/b/warehouse.duckdb")

    assert [manifest(one), manifest(two), manifest(one)] == ["manifest 1"] * 3
    assert parses == ["first"]


def test_another_database_has_a_manifest_of_its_own(
    manifest: Callable[[Target], object], parses: list[str]
) -> None:
    urls = [f"postgresql://ada@127.0.0.1:{port}/{name}" for port, name in ((1, "a"), (2, "b"))]
    targets = [Target("duckdb", "/x/a.duckdb"), *(Target("postgres", url) for url in urls)]

    assert [manifest(one) for one in targets] == ["manifest 1", "manifest 2", "manifest 3"]
    assert [manifest(one) for one in targets] == ["manifest 1", "manifest 2", "manifest 3"]


@pytest.mark.parametrize("name", [MODEL, *parsed.FILES, "dbt_project/macros/new.sql"])
def test_an_edit_is_parsed_at_once(
    name: str, manifest: Callable[[Target], object], tmp_path: Path
) -> None:
    target = Target("duckdb", "/a/warehouse.duckdb")
    manifest(target)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("another text")

    assert manifest(target) == "manifest 2"


def test_what_cannot_be_parsed_is_asked_again(manifest: Callable[[Target], object]) -> None:
    target = Target("duckdb", "/a/warehouse.duckdb")

    with pytest.raises(ZeroDivisionError):
        parsed.manifest_of(target, lambda: 1 / 0)

    assert manifest(target) == "manifest 1"
