"""What may lie in the repository, and what may stand in it."""

import re
from pathlib import Path

from tests.layout import tree

FORBIDDEN_STEMS = re.compile(r"utils?|helpers?|misc|common|.*_v2|.*_new", re.IGNORECASE)
LARGEST_BYTES = 1024 * 1024
MARKDOWN = {"README.md"}
# Spelled in parts, so that the rule does not break itself.
PACKAGE_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "ana" + "conda.org",
    "npm" + "js.org",
    "crates" + ".io",
    "deb." + "debian.org",
)
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work|mnt)/[\w.-]+")
OPEN_POINT = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b(?!\(#\d+\))")
CODE = (".py", ".sql", ".yml", ".yaml", ".toml", ".md", ".sh", "Makefile", "run")


def lines_with(pattern: re.Pattern[str], *suffixes: str) -> list[str]:
    """Place and text of every line in which the pattern is found."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in tree.under("", *suffixes)
        for number, line in enumerate(tree.text(path).splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [path for path in tree.files() if FORBIDDEN_STEMS.fullmatch(Path(path).stem)] == []


def test_the_only_prose_is_the_readme() -> None:
    assert {path for path in tree.files() if path.endswith((".md", ".rst"))} == MARKDOWN


def test_no_file_is_large() -> None:
    sizes = {path: (tree.ROOT / path).stat().st_size for path in tree.files()}

    assert sizes
    assert {path: size for path, size in sizes.items() if size > LARGEST_BYTES} == {}


def test_no_file_names_a_package_host() -> None:
    hosts = re.compile("|".join(re.escape(host) for host in PACKAGE_HOSTS), re.IGNORECASE)

    assert lines_with(hosts, *CODE, ".txt", ".json", ".cfg", ".ini") == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATH, *CODE, ".json", ".txt") == []


def test_an_open_point_names_its_issue() -> None:
    assert lines_with(OPEN_POINT, *CODE) == []


def test_settings_live_in_one_file() -> None:
    others = {".sqlfluff", "setup.cfg", "setup.py", "tox.ini", "pytest.ini", "mypy.ini", ".flake8"}

    assert [path for path in tree.files() if Path(path).name in others | {"ruff.toml"}] == []
