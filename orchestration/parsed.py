"""dbt's manifest, parsed once in a process for all warehouses of one engine and database name."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from extract.kit.destination import Target
from orchestration.workplace import ROOT

FILES, FOLDER = ("dbt_project.yml", "profiles.yml"), "dbt_project"
# The newest of each engine and database name, which is written in it, with what it was made of.
_KEPT: dict[tuple[str, str], tuple[frozenset[tuple[str, int, int]], Any]] = {}
_ALONE = threading.Lock()


def manifest_of(target: Target, parse: Callable[[], Any]) -> Any:
    """What dbt made of the project's files as they are now; `parse` is asked for it where needed.

    A parse takes seconds, and does not depend on where the warehouse is.

    Raises: whatever `parse` raises.
    """
    key = (target.engine, database_of(target))
    with _ALONE:
        files = frozenset(_project())
        if key not in _KEPT or _KEPT[key][0] != files:
            _KEPT[key] = (files, parse())
        return _KEPT[key][1]


def database_of(target: Target) -> str:
    """The name of the database as dbt has it: a file's without its ending."""
    if target.engine == "duckdb":
        return Path(target.location).stem
    return str(conninfo_to_dict(target.location).get("dbname") or "")


def project_files() -> Iterator[Path]:
    """The project's files."""
    for name in FILES:
        yield ROOT / name
    for folder, _, names in os.walk(ROOT / FOLDER):
        for name in names:
            yield Path(folder, name)


def _project() -> Iterator[tuple[str, int, int]]:
    """Path, time of change and size of each of the project's files."""
    return map(_state, project_files())


def _state(file: Path) -> tuple[str, int, int]:
    found = file.stat()
    return str(file), found.st_mtime_ns, found.st_size
