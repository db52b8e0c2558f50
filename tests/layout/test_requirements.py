"""The exact versions are those the project asks for, whole and with nothing about their origin."""

import re
import tomllib
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from tests.layout import tree

LINE = re.compile(r"[a-z0-9.-]+(?:\[[a-z,-]+\])?==\S+ \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins() -> dict[NormalizedName, Version]:
    """Version of every package that requirements.txt names."""
    found = re.findall(r"^([\w.-]+)(?:\[.*\])?==(\S+)", tree.text("requirements.txt"), re.MULTILINE)
    return {canonicalize_name(name): Version(version) for name, version in found}


def asked() -> list[Requirement]:
    """What pyproject.toml asks for, development included."""
    project = tomllib.loads(tree.text("pyproject.toml"))["project"]
    return [
        Requirement(line)
        for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    ]


def test_requirements_hold_pins_and_hashes_only() -> None:
    lines = tree.text("requirements.txt").splitlines()

    assert lines
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_every_dependency_is_pinned_within_its_range() -> None:
    pinned = pins()

    unmet = [
        str(need)
        for need in asked()
        if (name := canonicalize_name(need.name)) not in pinned
        or pinned[name] not in need.specifier
    ]

    assert asked()
    assert unmet == [], "make requirements.txt anew with `make lock`"


def test_what_is_installed_is_what_is_pinned() -> None:
    installed = {canonicalize_name(one.metadata["Name"]): one.version for one in distributions()}

    different = {
        name: (installed.get(name), str(version))
        for name, version in pins().items()
        if installed.get(name) != str(version)
    }

    assert different == {}


def test_dbt_stays_below_the_version_that_downloads_a_program() -> None:
    assert pins()[canonicalize_name("dbt-core")] < Version("1.12")
