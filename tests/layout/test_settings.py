"""The settings that keep dbt in its room and everything from calling home."""

import subprocess
from typing import Any

import pytest

from tests.layout import tree

PATHS = ("model", "seed", "test", "analysis", "macro", "snapshot", "asset", "docs", "function")


def dbt_project() -> dict[str, Any]:
    """What dbt_project.yml says."""
    settings: dict[str, Any] = tree.load_yaml("dbt_project.yml")
    return settings


@pytest.mark.parametrize("kind", PATHS)
def test_every_dbt_path_points_into_its_room(kind: str) -> None:
    paths = dbt_project()[f"{kind}-paths"]

    assert paths
    assert [path for path in paths if not path.startswith("dbt_project/")] == []


def test_what_dbt_writes_stays_out_of_the_tree() -> None:
    places = ["target/manifest.json", "logs/dbt.log", ".syncline/warehouse.duckdb"]

    ignored = subprocess.run(
        ["git", "check-ignore", *places], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )

    assert ignored.stdout.split() == places


def test_dbt_reports_to_nobody() -> None:
    assert dbt_project()["flags"]["send_anonymous_usage_stats"] is False


def test_every_profile_value_has_a_default() -> None:
    bare = [
        line.strip()
        for line in tree.text("profiles.yml").splitlines()
        if "env_var(" in line and "," not in line.split("env_var(")[1]
    ]

    assert bare == []


def test_the_embedded_warehouse_is_the_default_target() -> None:
    profiles = tree.load_yaml("profiles.yml")

    assert [profile["target"] for profile in profiles.values()] != []
    assert set(next(iter(profiles.values()))["outputs"]) == {"duckdb", "postgres"}
