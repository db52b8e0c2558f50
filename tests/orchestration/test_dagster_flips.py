"""Served views after dbt was run by Dagster: the flip is part of dbt, so it happens there too."""

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.defs.dbt import dbt_command, dbt_models
from orchestration.defs.resources import Workshop

FLIPPED = "select group_name, entity, active_version from ops.sync_metadata"


# dagster-dbt itself still asks its context in the old way.
@pytest.mark.filterwarnings("ignore:AssetExecutionContext:DeprecationWarning")
def test_materializing_the_models_of_a_group_flips_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("SYNCLINE_HOME", str(tmp_path))
    monkeypatch.setenv("SYNCLINE_DUCKDB_PATH", str(file))
    resources = {"workshop": Workshop(), "dbt": dbt_command()}
    loads = dg.AssetSelection.groups("ops").upstream()

    result = dg.materialize([dbt_models], resources=resources, selection=loads)

    with duckdb.connect(str(file)) as connection:
        flipped = connection.execute(FLIPPED).fetchall()
        served = connection.execute("select count(*) from ops.loads").fetchone()
    assert result.success
    assert flipped == [("ops", "loads", 1)]
    assert served == (0,)
