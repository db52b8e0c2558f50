"""A provider is added in five places, all of them there."""

from pathlib import Path

import pytest

from extract.providers import PROVIDERS
from push.publishers import PUBLISHERS
from tests.layout import tree


def modules(folder: str) -> set[str]:
    """Names of the modules and packages right below a folder."""
    parts = {Path(path.removeprefix(folder)).parts[0] for path in tree.under(folder, ".py")}
    return {part.removesuffix(".py") for part in parts} - {"__init__"}


def test_the_list_of_providers_is_the_folder_of_providers() -> None:
    assert set(PROVIDERS) == modules("extract/providers/")


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_a_provider_has_its_staging_models(provider: str) -> None:
    assert tree.under(f"{tree.MODELS}staging/{provider}/stg_{provider}__", ".sql")


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_a_provider_has_its_tests(provider: str) -> None:
    found = [Path(path).name for path in tree.under("tests/extract/", ".py")]

    assert [name for name in found if name.startswith(f"test_{provider}")] != []


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_a_provider_has_its_sandbox(provider: str) -> None:
    assert tree.under(f"sandbox/{provider}/", ".py")


def test_every_push_target_has_its_tests() -> None:
    found = [Path(path).name for path in tree.under("tests/push/", ".py")]

    untested = {
        target
        for target in modules("push/targets/")
        if not any(name.startswith(f"test_{target}") for name in found)
    }

    assert untested == set()


def test_every_publisher_is_listed_and_has_its_tests() -> None:
    found = [Path(path).name for path in tree.under("tests/push/publishers/", ".py")]

    assert set(PUBLISHERS) == modules("push/publishers/")
    assert [name for name in PUBLISHERS if f"test_{name}.py" not in found] == []


def test_nothing_outside_a_providers_places_asks_which_provider_it_is() -> None:
    names = tuple(f'provider == "{provider}"' for provider in PROVIDERS)

    found = [
        f"{path} branches on {name}"
        for room in (
            "extract/kit/",
            "push/kit/",
            "push/publishing/",
            "orchestration/",
            "dbt_project/",
        )
        for path in tree.under(room, ".py", ".sql")
        for name in names
        if name in tree.text(path)
    ]

    assert found == []
