"""A connection is tried by one small read, and says what is wrong in words."""

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.audit.reading import read_stored
from orchestration.demo.sandboxes import write_connections
from orchestration.trying import Tried, try_connection
from orchestration.workplace import Workplace
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.serving import serve
from tests.orchestration.service.asking import OTHER, Asking, bearer, token


def test_a_connection_that_works_says_what_it_sees(place: Workplace, tmp_path: Path) -> None:
    here = Workplace(tmp_path, place.target, {})
    (tmp_path / "demo").mkdir()
    with serve(NowRepBlue().app) as served:
        write_connections(tmp_path / "demo" / "connections.toml", {"nowrepblue": served.url})

        tried = try_connection(here, "demo_nowrepblue")

    assert replace(tried, checks=()) == Tried(
        "demo_nowrepblue", True, "NowRepBlue answers: 6 boards on the first page."
    )


def test_a_connection_without_its_key_says_which(service: Asking, place: Workplace) -> None:
    answer = service.post("/api/connections/harbor_copernico/test")

    assert (answer.status, answer.json["success"]) == (200, False)
    assert "is missing" in answer.json["message"]
    [tested, *_] = read_stored(place.store, "tested harbor_copernico settings", 9).deeds
    assert (tested.who, tested.about, tested.detail) == (
        "ada", "connection harbor_copernico", "failed: settings",
    )  # fmt: skip


@pytest.mark.parametrize("slug", ["nothing", "a%00b"])
def test_a_connection_that_is_not_there_is_not_tried(service: Asking, slug: str) -> None:
    assert service.post(f"/api/connections/{slug}/test").status in (404, 422)


def test_an_admin_of_one_partner_tries_no_others(service: Asking) -> None:
    headers = bearer(token("admin", OTHER))

    assert service.post("/api/connections/harbor_copernico/test", None, headers).status == 404
    assert [
        one["connection"] for one in service.get("/api/connections", headers).json["connections"]
    ] == ["ridge_haku"]
