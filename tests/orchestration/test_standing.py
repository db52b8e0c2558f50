"""Whether a worker that starts finds the models as it would build them, on both engines."""

from pathlib import Path

import pytest

from extract.kit.destination import Engine, Target, open_warehouse
from orchestration import standing
from orchestration.standing import made_by, note_build, stands
from tests.orchestration.conftest import empty_target

TABLES = (
    "create schema ops",
    "create table ops.builds (group_name text, made_by text, standing text, noted_at timestamptz)",
    "create table ops.generations "
    "(group_name text, entity text, version integer, invocation_id text)",
    "create table ops.sync_metadata "
    "(group_name text, entity text, active_version integer, active_invocation text)",
    "insert into ops.generations values ('race', 'people', 1, 'first'), ('crm', 'cards', 1, 'x')",
    "insert into ops.sync_metadata values ('race', 'people', 1, 'first'), ('crm', 'cards', 1, 'x')",
)


def change(target: Target, statement: str) -> None:
    """Runs one statement."""
    with open_warehouse(target) as warehouse:
        warehouse.execute(statement)


@pytest.fixture
def target(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Target:
    """A warehouse in which a worker has built two groups."""
    found = empty_target(engine, tmp_path, request)
    with open_warehouse(found) as warehouse:
        for statement in TABLES:
            warehouse.execute(statement)
    note_build(found, "race", made_by(engine))
    return found


def test_what_this_project_built_stands_until_somebody_touches_it(target: Target) -> None:
    change(target, "update ops.generations set invocation_id = 'y' where group_name = 'crm'")

    assert stands(target, "race")
    assert not stands(target, "crm")


@pytest.mark.parametrize(
    "touched",
    [
        "insert into ops.generations values ('race', 'people', 2, 'begun')",
        "update ops.sync_metadata set active_version = 2 where group_name = 'race'",
        "update ops.sync_metadata set active_invocation = 'other' where group_name = 'race'",
        "delete from ops.sync_metadata where group_name = 'race'",
        "delete from ops.builds",
        "drop table ops.builds",
    ],
)
def test_a_build_or_rollback_of_anybody_else_has_it_built_again(
    target: Target, touched: str
) -> None:
    change(target, touched)

    assert not stands(target, "race")


def test_a_project_of_which_one_letter_changed_has_it_built_again(
    target: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "people.sql"
    monkeypatch.setattr(standing, "ROOT", tmp_path)
    monkeypatch.setattr(standing, "project_files", lambda: iter([model]))
    model.write_text("select 1 as id")
    note_build(target, "race", made_by(target.engine))
    before = stands(target, "race")

    model.write_text("select 2 as id")

    assert before
    assert not stands(target, "race")


def test_another_version_of_what_runs_the_project_has_it_built_again(
    target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "version", lambda name: f"another {name}")

    assert not stands(target, "race")


def test_a_project_that_changed_during_the_build_is_not_noted(target: Target) -> None:
    note_build(target, "race", "what it was when the build began")

    assert not stands(target, "race")
