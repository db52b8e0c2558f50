"""Webhooks are made once, shown without their secret, and removed."""

import json
from pathlib import Path
from typing import Any

import pytest

from extract.kit.destination import Target
from orchestration.workplace import Workplace
from sandbox.current_rms.app import API, SUBDOMAIN, TOKEN, CurrentRMS
from sandbox.serving import serve
from tests.orchestration.calling import call
from tests.orchestration.listening.conftest import CONNECTION
from tests.orchestration.listening.mirror import OPENED

SERVICE = "https://syncline.example"


@pytest.fixture
def yard() -> CurrentRMS:
    """An account without webhooks."""
    return CurrentRMS(3)


def asked(yard: CurrentRMS, folder: Path, *words: str) -> tuple[int, str]:
    """Exit code and output of `syncline webhooks`."""
    with serve(yard.app) as server:
        text = CONNECTION.format(
            url=server.url + API, subdomain=SUBDOMAIN, token=TOKEN, opened=OPENED
        )
        (folder / "connections.toml").write_text(text)
        place = Workplace(folder, Target("duckdb", str(folder / "warehouse.duckdb")), {})
        said = call(place, "webhooks", *words, "--json")
    return said.exit_code, said.output


def test_what_is_missing_is_made_once(yard: CurrentRMS, tmp_path: Path) -> None:
    code, first = asked(yard, tmp_path, "register", "hire", SERVICE)
    _, second = asked(yard, tmp_path, "register", "hire", SERVICE)

    assert (code, len(json.loads(first)["made"]), json.loads(second)["made"]) == (0, 21, [])
    url = f"{SERVICE}/api/webhook?token={OPENED}"
    assert {one["target_url"] for one in yard.store.webhooks.values()} == {url}


def test_no_secret_is_shown(yard: CurrentRMS, tmp_path: Path) -> None:
    asked(yard, tmp_path, "register", "hire", SERVICE)

    _, said = asked(yard, tmp_path, "list", "hire")

    first: dict[str, Any] = json.loads(said)["webhooks"][0]
    assert (first["event"], first["url"]) == ("opportunity_create", f"{SERVICE}/api/webhook")
    assert OPENED not in said


def test_ours_are_removed_and_others_stay(yard: CurrentRMS, tmp_path: Path) -> None:
    other = {"name": "other", "event": "opportunity_update", "target_url": "https://other.example"}
    kept = yard.store.hook(other)
    asked(yard, tmp_path, "register", "hire", SERVICE)

    code, _ = asked(yard, tmp_path, "remove", "hire")

    assert (code, list(yard.store.webhooks)) == (0, [kept["id"]])
    assert asked(yard, tmp_path, "remove", "hire", "999")[0] == 1


@pytest.mark.parametrize("url", ["http://syncline.example", "syncline.example", "ftp://a", ""])
def test_an_address_that_would_show_the_secret_is_refused(
    yard: CurrentRMS, tmp_path: Path, url: str
) -> None:
    code, _ = asked(yard, tmp_path, "register", "hire", url)

    assert (code, yard.store.webhooks) == (1, {})
