"""The Resources Centre's server: what its contract says of each answer, and each switch."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

from sandbox.resources_centre.app import API_KEY, ResourcesCentre
from sandbox.resources_centre.centre import Centre
from sandbox.resources_centre.switches import Switches
from sandbox.serving import serve
from tests.sandbox.client import Client


@pytest.fixture
def centre() -> ResourcesCentre:
    """A centre of its usual size."""
    return ResourcesCentre()


@pytest.fixture
def client(centre: ResourcesCentre, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client that knows the key."""
    with serve(centre.app) as server:
        yield Client(pool, server.url, {}, {"X-API-Key": API_KEY})


def test_a_list_is_under_its_entitys_name(client: Client) -> None:
    answer = client.get("/api/organizers")

    assert list(answer) == ["organizers"]
    assert sorted(answer["organizers"][0]) == [
        "created_at", "description", "id", "name", "updated_at", "website",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("list_key", "kind"), [("entity", "sponsors"), ("data", "data"), ("bare", None)]
)
def test_the_list_key_is_switched(
    centre: ResourcesCentre, client: Client, list_key: str, kind: str | None
) -> None:
    centre.switch(list_key=list_key)

    answer = client.get("/api/sponsors")

    assert len(answer if kind is None else answer[kind]) == 6


def test_only_switched_prefixes_are_served(centre: ResourcesCentre, client: Client) -> None:
    centre.switch(prefixes=("/api/v1",))

    found = [client.call("GET", path) for path in ("/api/speakers", "/api/v1/speakers")]

    assert [one.status for one in found] == [404, 200]
    assert found[0].headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/api/speakers", "/api/v1/speakers"])
def test_the_key_is_asked_for_before_anything_else(client: Client, path: str) -> None:
    stranger = Client(client.pool, client.url, {}, {"X-API-Key": "another"})

    found = stranger.call("GET", path)

    assert (found.status, found.json()) == (401, {"error": "Invalid or missing API key"})


@pytest.mark.parametrize(
    ("times", "ending"),
    [("z", "T09:00:00Z"), ("offset", "T09:00:00+00:00"), ("naive", "T09:00:00")],
)
def test_times_are_written_as_switched(
    centre: ResourcesCentre, client: Client, times: str, ending: str
) -> None:
    centre.switch(times=times)

    assert client.get("/api/speakers")["speakers"][0]["created_at"].endswith(ending)


@pytest.mark.parametrize(("unset", "bio"), [("null", None), ("absent", "none"), ("blank", "")])
def test_a_field_without_a_value_is_as_switched(
    centre: ResourcesCentre, client: Client, unset: str, bio: Any
) -> None:
    centre.switch(unset=unset)

    assert client.get("/api/speakers")["speakers"][4].get("bio", "none") == bio


def test_since_is_ignored_or_obeyed(centre: ResourcesCentre, client: Client) -> None:
    ignored = client.get("/api/speakers", since="2025-09-12T00:00:00Z")["speakers"]
    centre.switch(since=True)
    obeyed = client.get("/api/speakers", since="2025-09-12T00:00:00Z")["speakers"]
    refused = client.call("GET", "/api/speakers", since="yesterday")

    assert (len(ignored), len(obeyed), refused.status) == (12, 2, 400)


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [("error_500", 500, b"{"), ("page_500", 500, b"<"), ("error_object", 200, b"{"),
     ("not_found", 404, b"<")],
)  # fmt: skip
def test_one_kind_fails_and_the_others_answer(
    centre: ResourcesCentre, client: Client, fault: str, status: int, start: bytes
) -> None:
    centre.switch(faults={"organizers": fault})

    broken, well = (client.call("GET", f"/api/{kind}") for kind in ("organizers", "sponsors"))

    assert (broken.status, broken.data[:1], well.status) == (status, start, 200)


def test_extras_and_text_ids_are_switched(centre: ResourcesCentre, client: Client) -> None:
    centre.switch(extras=False, text_ids=True)

    row = client.get("/api/sponsors")["sponsors"][0]

    assert (row["id"], "tier" in row, "website" in row) == ("1", False, True)


def test_rows_cannot_be_written_unless_switched(centre: ResourcesCentre, client: Client) -> None:
    closed = client.call("PUT", "/api/speakers/1", json.dumps({"title": "CFO"}))
    centre.switch(writes=True, read_only=("bio",))
    written = client.call("PUT", "/api/speakers/1", json.dumps({"title": "CFO"}))
    refused = client.call("PUT", "/api/speakers/1", json.dumps({"bio": "x"}))

    assert (closed.status, written.status, refused.status) == (404, 200, 422)
    assert written.json()["title"] == "CFO"


def test_records_double_swap_and_go(centre: ResourcesCentre, client: Client) -> None:
    centre.store.append("organizers", centre.store.rows("organizers")[0])
    centre.store.swap_names("organizers", "2", "3")
    centre.store.remove("organizers", "5")

    found = [(row["id"], row["name"]) for row in client.get("/api/organizers")["organizers"]]

    assert found == [
        (1, "Cobalt Freight Forum 1"), (2, "Northgate Roundtable 3"),
        (3, "Hexley Cloud Congress 2"), (4, "Ledgerline Summit 4"), (1, "Cobalt Freight Forum 1"),
    ]  # fmt: skip


def test_ten_thousand_rows_are_one_reply(pool: urllib3.PoolManager) -> None:
    with serve(ResourcesCentre(Centre(speakers=10_000)).app) as server:
        client = Client(pool, server.url, {}, {"X-API-Key": API_KEY})

        assert len(client.get("/api/speakers")["speakers"]) == 10_000


@pytest.mark.parametrize(
    "wrong", [{"list_key": "rows"}, {"prefixes": ("/v2",)}, {"faults": {"speakers": "odd"}}]
)
def test_a_switch_that_nothing_acts_on_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        Switches(**wrong)


def test_control_routes_change_switches_and_records(client: Client) -> None:
    switched = client.post("/_sandbox/switches", {"list_key": "data"})
    made = client.post("/_sandbox/records/speakers/77", {"name": "Nia Vell"})

    assert (switched["list_key"], made["id"]) == ("data", 77)
    assert len(client.get("/api/speakers")["data"]) == 13


def test_a_speakers_row_has_the_fields_of_the_contract(client: Client) -> None:
    row = client.get("/api/speakers")["speakers"][0]

    assert sorted(row) == ["bio", "company", "created_at", "id", "name", "title", "updated_at"]
