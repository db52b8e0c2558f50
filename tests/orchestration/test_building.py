"""`syncline build` and its groups: what is flipped, what is not and why, who accepted."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from extract.kit.destination import Target, open_warehouse
from extract.kit.errors import WarehouseBusy
from orchestration import building
from orchestration.building import (
    BuildFailed,
    FlipRefused,
    building_alone,
    dbt_environment,
)
from orchestration.generations.rollback import roll_back
from orchestration.resident import invoke
from orchestration.workplace import ROOT
from sandbox.population import Population
from tests.orchestration.calling import call
from tests.orchestration.conftest import Way, empty_target, open_way

# What is served of the group; the views of the queue are not flipped.
OPS = "+loads"
STATE = {
    "served": "select load_id, entity from ops.loads order by load_id, entity",
    "record": "select entity, active_version, backup_version, row_count, backup_row_count,"
    " load_ids, backup_load_ids, active_invocation, backup_invocation, key_columns"
    " from ops.sync_metadata order by entity",
    "flip": "select entity, action, from_version, to_version, row_count_before, row_count,"
    " load_ids from ops.flips order by flipped_at desc limit 1",
    "gone": "select entity, record_key, connection, cast(payload as text), reason"
    " from ops.deletions where restored_at is null order by record_key",
}

# How each test of the list of loads ended the last time, where it did not pass.
FAILED = """
    select model, group_name, status, failure_count > 0 from ops.test_results
    where status <> 'pass' and test_name like '%sums_up_loads%'
"""


@pytest.fixture(scope="module")
def served_way(
    engine: str,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    population: Population,
) -> Iterator[Way]:
    """The list of loads, served twice: after the first load, and after the second."""
    folder = tmp_path_factory.mktemp(engine)
    target = empty_target(engine, folder, request)
    with open_way(target, folder / "home", population) as opened:
        opened.pull()
        opened.builder.build(OPS, accept=True)
        opened.pull()
        opened.builder.build(OPS, accept=True)
        yield opened


def state(way: Way) -> dict[str, Any]:
    """What is served of the loads, and what is recorded of it, without the times."""
    return {name: way.rows(query) for name, query in STATE.items()}


def roll_back_by_dbt(way: Way) -> None:
    """The rollback as an engineer does it who has only dbt."""
    target: Target = way.place.target
    where = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--target", target.engine]
    quietly = ["--quiet", "--log-level-file", "none"]
    words = [*quietly, "run-operation", "rollback", "--args", "{group: ops}", *where]
    with dbt_environment(target):
        assert invoke(words, way.builder.manifest()).success


def change(way: Way, statement: str) -> None:
    """Changes the way's warehouse behind its back."""
    with open_warehouse(way.place.target) as warehouse:
        warehouse.execute(statement)


def test_the_command_and_dbt_roll_back_to_the_same_state(served_way: Way) -> None:
    before = state(served_way)

    roll_back(served_way.place, "ops")
    by_command = state(served_way)
    roll_back(served_way.place, "ops")
    undone = state(served_way)
    roll_back_by_dbt(served_way)

    assert state(served_way) == by_command
    assert by_command["served"] != before["served"]
    assert 0 < len(by_command["served"]) < len(before["served"])
    # loads go by retention: a load that is not listed is no record that is gone
    assert by_command["gone"] == []
    assert (undone["served"], undone["record"]) == (before["served"], before["record"])


def test_a_build_after_a_rollback_waits_for_acceptance(served_way: Way) -> None:
    roll_back(served_way.place, "ops")
    served = state(served_way)["served"]

    refused = call(served_way.place, "build", "--select", OPS)

    assert refused.exit_code == 4
    assert "ops: nothing was flipped, served data is as it was." in refused.stderr
    assert "rolled it back at" in refused.stderr
    assert "build again with --accept" in refused.stderr
    assert "CONTEXT" not in refused.stderr
    assert state(served_way)["served"] == served

    accepted = call(served_way.place, "build", "--select", OPS, "--accept", "--json")

    assert accepted.exit_code == 0
    assert json.loads(accepted.stdout)["flips"][0].startswith("ops: flipped 1 served view ")
    history = json.loads(call(served_way.place, "history", "ops", "--json").stdout)
    assert (history["flips"][0]["flipped_by"], history["acceptances"][0]["accepted_by"]) == (
        "ada",
        "ada",
    )


def test_a_failed_test_keeps_what_is_served_and_is_named(served_way: Way) -> None:
    served = state(served_way)["served"]
    change(served_way, "update raw_runsignup.loads set landed_count = landed_count + 1")

    with pytest.raises(BuildFailed, match=r"\nops: nothing was flipped.*did not pass") as caught:
        served_way.builder.build(OPS, accept=True)

    change(served_way, "update raw_runsignup.loads set landed_count = landed_count - 1")
    assert not isinstance(caught.value, FlipRefused)
    assert "sums_up_loads" in " ".join(caught.value.report.failures)
    assert caught.value.report.flips == []
    assert state(served_way)["served"] == served
    assert served_way.rows(FAILED) == [("loads", "ops", "fail", True)]


def test_a_selection_of_nothing_is_an_error(served_way: Way) -> None:
    with pytest.raises(BuildFailed, match="'no_such_model' chooses no model"):
        served_way.builder.build("no_such_model")


def test_a_refusal_that_no_acceptance_ends_is_no_brake() -> None:
    long_reader = "race: nothing was flipped. A query has been reading it. End it and build again."

    assert not FlipRefused(long_reader).is_braked
    assert FlipRefused("race: nothing was flipped. Build again with --accept.").is_braked


def test_two_builds_of_one_postgres_warehouse_wait_for_each_other(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "BUILD_PATIENCE", 0.1)
    target = Target("postgres", postgres_url)

    def other() -> str:
        try:
            with building_alone(target):
                return "built as well"
        except WarehouseBusy as error:
            return str(error)

    with building_alone(target), building_alone(target), ThreadPoolExecutor() as elsewhere:
        said = elsewhere.submit(other).result()

    assert said.startswith("Another process has been at its models for over 0 s.")
    assert other() == "built as well"
