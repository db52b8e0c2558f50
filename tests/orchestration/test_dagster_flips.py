"""Served views after dbt was run by Dagster: the flip is part of dbt, so it happens there too."""

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.defs.dbt import dbt_command, dbt_models
from orchestration.defs.resources import Workshop

FLIPPED = "select entity from ops.sync_metadata where active_version = 1 and group_name = 'race'"


# dagster-dbt itself still asks its context in the old way.
@pytest.mark.filterwarnings("ignore:AssetExecutionContext:DeprecationWarning")
def test_materializing_every_model_flips_their_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("SYNCLINE_HOME", str(tmp_path))
    monkeypatch.setenv("SYNCLINE_DUCKDB_PATH", str(file))
    resources = {"workshop": Workshop(), "dbt": dbt_command()}

    result = dg.materialize([dbt_models], resources=resources)

    with duckdb.connect(str(file)) as connection:
        flipped = connection.execute(f"{FLIPPED} order by entity").fetchall()
        served = connection.execute("select count(*) from race.unified_participants").fetchone()
    assert result.success
    assert [entity for (entity,) in flipped] == [
        "people", "people_registrations", "registration_transfers", "start_list",
        "unified_events", "unified_participants", "unified_results", "unified_splits",
    ]  # fmt: skip
    assert served == (0,)
