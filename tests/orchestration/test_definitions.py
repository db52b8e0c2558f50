"""Dagster's definitions: everything that is declared elsewhere appears, and nothing is needed."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from dagster._core.definitions.metadata.metadata_set import TableMetadataSet

from extract.kit.destination import Target
from extract.kit.errors import ConfigError
from extract.providers import PROVIDERS
from orchestration.asset_keys import (
    plan_asset_key,
    publication_asset_key,
    push_asset_key,
    raw_asset_key,
)
from orchestration.defs.everything import everything
from orchestration.defs.manifest import read_project
from orchestration.defs.schedules import schedules
from orchestration.workplace import ROOT, Workplace
from push.publishers import PUBLISHERS
from push.targets import TARGETS

OUTWARD = ("plan", "push", "publish")
ALONE = """
import socket
def refuse(*_): raise AssertionError("somebody was called")
socket.socket.connect = socket.create_connection = refuse
from orchestration.definitions import defs
print(len(defs().get_repository_def().get_all_jobs()))
"""


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    """The definitions as the web server and the daemon load them."""
    return everything()


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> AssetGraph:
    """Their assets."""
    return definitions.resolve_asset_graph()


def test_models_stand_downstream_of_the_raw_tables(graph: AssetGraph) -> None:
    participants = dg.AssetKey(raw_asset_key("runsignup", "participants"))

    staging = graph.get(participants).child_keys

    assert "stg_runsignup__participants" in {key.path[-1] for key in staging}


def test_every_raw_entity_that_dbt_reads_is_what_the_extracting_side_makes(
    graph: AssetGraph,
) -> None:
    made = {
        dg.AssetKey(raw_asset_key(provider.slug, entity.name))
        for provider in PROVIDERS.values()
        for entity in provider.entities
    }

    executable = {key for key in graph.executable_asset_keys if key.path[0].startswith("raw_")}

    assert executable == made
    assert [key for key in made if not graph.get(key).child_keys] == []


def test_every_model_target_and_publisher_is_an_asset(graph: AssetGraph) -> None:
    models = {node["name"] for node in read_project().nodes.values()}
    made = (plan_asset_key, push_asset_key)
    outward = {dg.AssetKey(key(slug)) for slug in TARGETS for key in made} | {
        dg.AssetKey(publication_asset_key(slug)) for slug in PUBLISHERS
    }

    assets = graph.executable_asset_keys

    assert models - {key.path[-1] for key in assets} == set()
    assert outward - set(assets) == set()


def test_every_asset_is_grouped_described_and_owned_by_its_domain(graph: AssetGraph) -> None:
    nodes = list(graph.asset_nodes)

    domains = {"race", "talent", "revops", "rentals", "crm", "ops", "lookups"}
    assert {node.group_name for node in nodes} == domains
    assert [node.key for node in nodes if not (node.description and node.owners)] == []
    assert [node.key for node in nodes if not node.kinds] == []


def test_every_table_tells_its_columns_and_what_each_means(graph: AssetGraph) -> None:
    tables = [node for node in graph.asset_nodes if node.key.path[0] not in OUTWARD]

    told = {node.key: TableMetadataSet.extract(node.metadata).column_schema for node in tables}

    assert [key for key, schema in told.items() if not (schema and schema.columns)] == []
    assert {
        (key, column.name)
        for key, schema in told.items()
        for column in (schema.columns if schema else ())
        if not column.description
    } == set()


def test_what_is_not_made_here_stands_with_the_domain_that_it_is_of(graph: AssetGraph) -> None:
    found = {
        "/".join(node.key.path): (node.group_name, node.kinds)
        for node in graph.asset_nodes
        if not node.is_executable
    }

    assert found["raw_stripe/loads"] == ("revops", {"dlt"})
    assert found["crm_edits/speakers"] == ("crm", {"duckdb"})
    assert found["raw_syncline/jobs"] == found["ops/flips"] == ("ops", {"duckdb"})
    assert graph.get(dg.AssetKey(["staging", "stg_crm_edits__speakers"])).group_name == "crm"


def test_models_are_of_the_engine_that_they_are_built_on(tmp_path: Path) -> None:
    place = Workplace(tmp_path, Target("postgres", "postgresql://nobody@127.0.0.1:9/none"), {})

    graph = everything(place).resolve_asset_graph()

    assert graph.get(dg.AssetKey(["race", "unified_events"])).kinds == {"dbt", "postgres"}


def test_models_have_their_tests_as_checks(graph: AssetGraph) -> None:
    checked = {key.asset_key.path[-1] for key in graph.asset_check_keys}

    assert {"unified_participants", "unified_events", "unified_results"} <= checked


def test_jobs_are_those_of_operations_pushes_publications_and_builds(
    definitions: dg.Definitions,
) -> None:
    names = {job.name for job in definitions.get_repository_def().get_all_jobs()}

    assert names - {"__ASSET_JOB"} == {
        "race_events_chronotrack", "race_results_chronotrack", "race_push_chronotrack",
        "race_plan_chronotrack", "race_plan_copernico",
        "race_events_copernico", "race_results_copernico", "race_push_copernico",
        "race_events_haku", "race_participants_haku",
        "race_events_race_roster", "race_participants_race_roster",
        "race_events_runsignup", "race_participants_runsignup", "race_publish_runsignup",
        "talent_snapshot_nowrepblue", "revops_snapshot_close", "revops_changes_close",
        "revops_snapshot_graphql", "revops_changes_graphql",
        "revops_snapshot_stripe", "revops_changes_stripe",
        "crm_snapshot_resources_centre",
        "crm_plan_resources_centre", "crm_push_resources_centre",
        "rentals_initial_current_rms", "rentals_incremental_current_rms", "rentals_build",
        "race_build", "talent_build", "revops_build",
        "crm_build", "ops_build",
    }  # fmt: skip


def test_a_pull_and_all_that_is_built_of_it_are_one_job_in_that_order(
    definitions: dg.Definitions,
) -> None:
    job = definitions.resolve_job_def("race_participants_runsignup")

    order = [node.name for node in job.graph.nodes_in_topological_order]

    assert order == ["pull_runsignup", "dbt_models"]
    assert job.partitions_def == dg.DynamicPartitionsDefinition(name="runsignup_connections")


def test_every_operation_has_a_schedule_at_its_cadence_which_is_off() -> None:
    found = {one.name: (one.cron_schedule, one.default_status) for one in schedules({})}

    off, on = dg.DefaultScheduleStatus.STOPPED, dg.DefaultScheduleStatus.RUNNING
    assert found == {
        "race_events_chronotrack_schedule": ("0 2 * * *", off),
        "race_results_chronotrack_schedule": ("*/30 * * * *", off),
        "race_events_copernico_schedule": ("0 2 * * *", off),
        "race_results_copernico_schedule": ("*/30 * * * *", off),
        "race_events_haku_schedule": ("0 2 * * *", off),
        "race_participants_haku_schedule": ("0 */4 * * *", off),
        "race_events_race_roster_schedule": ("0 2 * * *", off),
        "race_participants_race_roster_schedule": ("0 */4 * * *", off),
        "race_events_runsignup_schedule": ("0 2 * * *", off),
        "race_participants_runsignup_schedule": ("0 */4 * * *", off),
        "talent_snapshot_nowrepblue_schedule": ("0 3 * * *", off),
        "crm_snapshot_resources_centre_schedule": ("0 * * * *", off),
        "rentals_initial_current_rms_schedule": ("30 3 * * *", off),
        "rentals_incremental_current_rms_schedule": ("0 * * * *", off),
        "revops_snapshot_close_schedule": ("0 4 * * *", off),
        "revops_changes_close_schedule": ("0 * * * *", off),
        "revops_snapshot_graphql_schedule": ("0 4 * * *", off),
        "revops_changes_graphql_schedule": ("0 * * * *", off),
        "revops_snapshot_stripe_schedule": ("0 4 * * *", off),
        "revops_changes_stripe_schedule": ("0 * * * *", off),
        "forget_old_runs": ("17 * * * *", on),
    }


def test_the_environment_changes_a_cadence_and_switches_schedules_on() -> None:
    env = {"SYNCLINE_CADENCE_HAKU_EVENTS": "5 6 * * *", "SYNCLINE_SCHEDULES": "on"}

    found = {one.name: (one.cron_schedule, one.default_status) for one in schedules(env)}

    assert found["race_events_haku_schedule"] == ("5 6 * * *", dg.DefaultScheduleStatus.RUNNING)


def test_a_cadence_that_is_none_is_refused_with_its_name() -> None:
    env = {"SYNCLINE_CADENCE_HAKU_EVENTS": "now and then"}

    with pytest.raises(ConfigError, match="SYNCLINE_CADENCE_HAKU_EVENTS is 'now and then'"):
        schedules(env)


def test_loading_needs_no_network_no_secret_and_no_database(tmp_path: Path) -> None:
    kept = ("PATH", "DBT_TARGET_PATH")
    bare = {name: os.environ[name] for name in kept if name in os.environ}
    env = {**bare, "HOME": str(tmp_path), "SYNCLINE_HOME": str(tmp_path / "none")}

    words = [sys.executable, "-c", ALONE]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "34"), done.stderr
    assert not (tmp_path / "none").exists()
