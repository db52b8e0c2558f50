"""Whether a group's models stand as this project would build them.

A build that has flipped a group notes what it was made by: the text of the whole dbt project and
the versions of what runs it, beside the dbt runs that filled the group's generations. As long as
all of it is the same, only new data can call for a build; whatever else fills, claims or serves a
generation, or changes a letter of the project, calls for one.
"""

import hashlib
from importlib.metadata import version

import msgspec

from extract.kit.destination import Engine, Target, Warehouse, open_warehouse
from orchestration.generations.served import has_table
from orchestration.parsed import project_files
from orchestration.workplace import ROOT

RUNNING = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb", "dbt-postgres", "duckdb")
FILLED = """
    select entity, version, invocation_id from ops.generations
    where group_name = ? order by entity, version, invocation_id
"""
SERVED = """
    select entity, active_version, active_invocation from ops.sync_metadata
    where group_name = ? order by entity
"""
NOTED = "select made_by, standing from ops.builds where group_name = ?"
FORGET = "delete from ops.builds where group_name = ?"
NOTE = "insert into ops.builds (group_name, made_by, standing, noted_at) values (?, ?, ?, now())"


def made_by(engine: Engine) -> str:
    """A hash of all that decides what a build makes of the same data."""
    told = hashlib.sha256(engine.encode())
    for name in RUNNING:
        told.update(f"{name} {version(name)}\n".encode())
    for file in sorted(project_files()):
        content = file.read_bytes()
        told.update(f"{file.relative_to(ROOT)} {len(content)}\n".encode())
        told.update(content)
    return told.hexdigest()


def note_build(target: Target, group: str, before: str) -> None:
    """Notes that a build which began as `before` was made by has flipped the group.

    Nothing is noted where the project has changed meanwhile: nobody knows what was read of it.
    """
    with open_warehouse(target) as warehouse, warehouse.transaction():
        if not has_table(warehouse, "ops", "builds"):
            return
        warehouse.execute(FORGET, [group])
        if made_by(target.engine) == before:
            warehouse.execute(NOTE, [group, before, _standing(warehouse, group)])


def stands(target: Target, group: str) -> bool:
    """Whether the group was built by this very project, and nobody has touched it since.

    Raises: WarehouseBusy.
    """
    with open_warehouse(target) as warehouse:
        if not has_table(warehouse, "ops", "builds"):
            return False
        noted = warehouse.fetch(NOTED, [group])
        if len(noted) != 1 or not warehouse.fetch(SERVED, [group]):
            return False
        return noted[0] == (made_by(target.engine), _standing(warehouse, group))


def _standing(warehouse: Warehouse, group: str) -> str:
    """Which dbt run filled each generation of the group, and which is served."""
    rows = [warehouse.fetch(query, [group]) for query in (FILLED, SERVED)]
    return hashlib.sha256(msgspec.json.encode(rows)).hexdigest()
