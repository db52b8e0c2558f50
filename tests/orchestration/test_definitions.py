"""Dagster's assets: raw tables and models on one graph, and a run that really lands rows."""

import dagster as dg
import pytest

from orchestration.asset_keys import raw_asset_key
from orchestration.defs.extract import raw_assets
from orchestration.defs.resources import Workshop
from orchestration.defs.schedules import schedules
from orchestration.workplace import Workplace
from tests.orchestration.conftest import SOURCE, Way


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    """The definitions as `dagster dev` loads them."""
    from orchestration.definitions import defs

    return defs


def test_models_stand_downstream_of_the_raw_tables(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    participants = dg.AssetKey(raw_asset_key("runsignup", "participants"))

    staging = graph.get(participants).child_keys
    assert "stg_runsignup__participants" in {key.path[-1] for key in staging}


def test_models_have_their_tests_as_checks(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    checked = {key.asset_key.path[-1] for key in graph.asset_check_keys}

    assert {"unified_participants", "unified_events", "unified_results"} <= checked


def test_every_provider_has_a_schedule_at_its_cadence() -> None:
    assert {one.name: one.cron_schedule for one in schedules()} == {
        "sync_chronotrack": "*/30 * * * *",
        "sync_copernico": "*/30 * * * *",
        "sync_haku": "15 * * * *",
        "sync_nowrepblue": "0 3 * * *",
        "sync_race_roster": "0 */4 * * *",
        "sync_runsignup": "0 */4 * * *",
    }


def test_materializing_lands_every_connection(
    way: Way, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_HOME", str(way.place.home))
    runsignup = [one for one in raw_assets() if "extract_runsignup" in one.node_def.name]

    result = dg.materialize(runsignup, resources={"workshop": Workshop()})

    landed = result.asset_materializations_for_node("extract_runsignup")
    counts = {one.asset_key.path[-1]: one.metadata["fetched"].value for one in landed}
    assert result.success
    assert counts["events_json"] == 5
    assert SOURCE in Workplace.here({"SYNCLINE_HOME": str(way.place.home)}).connections()
