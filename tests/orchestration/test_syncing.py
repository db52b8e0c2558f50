"""Several connections at once: one owner's failure costs no other owner anything."""

from pathlib import Path

import pytest

from extract.kit.destination import Target, open_warehouse
from extract.kit.sync import SyncOptions
from orchestration.syncing import SyncsFailed, run_syncs
from orchestration.workplace import Workplace
from sandbox.population import build_population
from sandbox.runsignup.app import RunSignUp
from sandbox.serving import serve

CONNECTION = """
[connections.{slug}]
provider = "runsignup"
owner = "{slug}"
settings = {{ base_url = "{url}/rest", paced = false }}
secrets = {{ api_key = "{key}", api_secret = "{secret}" }}
"""


def test_a_wrong_key_leaves_the_other_connections_synced(tmp_path: Path) -> None:
    app = RunSignUp(build_population(finishers=10))
    target = Target("duckdb", str(tmp_path / "warehouse.duckdb"))
    right, wrong = (app.account.key, app.account.secret), ("expired", "expired")

    with serve(app.app) as server:
        texts = [
            CONNECTION.format(slug=slug, url=server.url, key=key, secret=secret)
            for slug, (key, secret) in {"club": wrong, "harbor": right}.items()
        ]
        (tmp_path / "connections.toml").write_text("".join(texts))
        with pytest.raises(SyncsFailed) as caught:
            run_syncs(Workplace(tmp_path, target, {}), ["club", "harbor"], SyncOptions())

    assert str(caught.value) == (
        "1 of 2 connections failed:\nrunsignup (connection club, entity races, /races): error 6 "
        "(Key authentication failed). The key is wrong or expired: put in a new one for this "
        "connection."
    )
    with open_warehouse(target) as warehouse:
        found = warehouse.fetch("select distinct connection from raw_runsignup.loads")
    assert found == [("harbor",)]
