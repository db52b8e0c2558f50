"""A Resources Centre through the real kit: three lists, each by itself, in every dialect."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError, NotFound, ServerError
from sandbox.resources_centre.app import API_KEY, ResourcesCentre
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.centres import SCHEMA, SPEAKERS, news, sync_again


def test_three_lists_land_whole(resources: Account, any_warehouse: Warehouse) -> None:
    report = resources.sync(any_warehouse)

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("speakers", "full", 12),
        ("organizers", "full", 5),
        ("sponsors", "full", 6),
    ]
    assert news(report) == {"speakers": (12, 0), "organizers": (5, 0), "sponsors": (6, 0)}


def test_a_second_sync_creates_and_updates_nothing(
    resources: Account, any_warehouse: Warehouse
) -> None:
    resources.sync(any_warehouse)

    report = resources.sync(any_warehouse)

    assert news(report) == {"speakers": (0, 0), "organizers": (0, 0), "sponsors": (0, 0)}
    assert report.failures == []


def test_new_and_changed_records_are_counted(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse
) -> None:
    resources.sync(any_warehouse)
    centre.store.put("speakers", "2", {"title": "CFO"})
    centre.store.put("speakers", "90", {"name": "Nia Vell"})
    centre.store.remove("speakers", "3")

    report = resources.sync(any_warehouse, "speakers")

    assert news(report) == {"speakers": (1, 1)}


@pytest.mark.parametrize("prefix", ["/api", "/api/v1"])
@pytest.mark.parametrize("list_key", ["entity", "data", "bare"])
def test_every_dialect_is_spoken(
    resources: Account,
    centre: ResourcesCentre,
    any_warehouse: Warehouse,
    prefix: str,
    list_key: str,
) -> None:
    centre.switch(prefixes=(prefix,), list_key=list_key)

    spoken = replace(resources, settings={"path_prefix": prefix})

    assert [one.landed for one in spoken.sync(any_warehouse).entities] == [12, 5, 6]


def test_the_right_answer_below_the_wrong_prefix_is_an_error(
    resources: Account, centre: ResourcesCentre, warehouse: Warehouse
) -> None:
    centre.switch(prefixes=("/api/v1",))

    with pytest.raises(NotFound, match="404"):
        resources.sync(warehouse)


@pytest.mark.parametrize("times", ["z", "offset", "naive"])
def test_a_time_is_utc_however_it_is_written(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse, times: str
) -> None:
    moment = datetime(2025, 10, 14, 9, 31, 0, 120394, tzinfo=UTC)
    centre.store.put("speakers", "1", {"updated_at": moment})
    centre.switch(times=times)

    resources.sync(any_warehouse, "speakers")

    rows = any_warehouse.fetch(f"select updated_at from {SPEAKERS} where key = '1'")
    assert [stamp.astimezone(UTC) for (stamp,) in rows] == [moment]


@pytest.mark.parametrize(
    ("fault", "told"),
    [("error_500", "HTTP 500"), ("page_500", "HTTP 500"), ("error_object", "an object with error"),
     ("not_found", "HTTP 404")],
)  # fmt: skip
def test_one_list_that_fails_leaves_the_others_done(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse, fault: str, told: str
) -> None:
    centre.switch(faults={"organizers": fault})

    report = resources.sync(any_warehouse)

    assert [one.entity for one in report.entities] == ["speakers", "sponsors"]
    assert [one.entity for one in report.failures] == ["organizers"]
    assert told in report.failures[0].error
    assert landed.loads(any_warehouse, "resources_centre", "entity, mode") == [
        ("speakers", "full"), ("sponsors", "full"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "details"),
    [("cut", {}), ("lost_reply", {}), ("status", {"status": 429, "headers": {"Retry-After": "0"}})],
)
def test_a_call_that_breaks_off_is_made_again(
    resources: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    resources.fails(kind, "/organizers", **details)

    report = resources.sync(warehouse)

    assert (len(report.entities), len(resources.calls("/organizers"))) == (3, 2)


def test_a_reply_that_never_comes_fails_one_list(resources: Account, warehouse: Warehouse) -> None:
    resources.fails("latency", "/sponsors", seconds=1.0, times=None)

    hasty = replace(resources, settings={"timeout_seconds": 0.2, "max_retries": 1})
    report = hasty.sync(warehouse)

    assert [one.entity for one in report.failures] == ["sponsors"]


def test_nothing_is_visible_when_every_list_fails(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse
) -> None:
    centre.switch(faults=dict.fromkeys(("speakers", "organizers", "sponsors"), "error_500"))

    with pytest.raises(ServerError, match="speakers"):
        resources.sync(any_warehouse)

    assert "loads" not in landed.tables(any_warehouse, SCHEMA)


def test_a_refused_key_ends_the_sync_at_once(resources: Account, warehouse: Warehouse) -> None:
    stranger = replace(resources, secrets={"api_key": "rc_someone_elses"})

    with pytest.raises(AuthError, match="401") as refused:
        stranger.sync(warehouse)

    assert len(resources.server.requests) == 1
    assert "rc_someone_elses" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "secrets", "named"),
    [
        ({"base_url": ""}, {"api_key": API_KEY}, "base_url"),
        ({}, {}, "api_key"),
        ({"path_prefix": "/api?x="}, {"api_key": API_KEY}, "path_prefix"),
    ],
)
def test_what_is_not_configured_is_named(
    resources: Account,
    warehouse: Warehouse,
    settings: dict[str, str],
    secrets: dict[str, str],
    named: str,
) -> None:
    with pytest.raises(ConfigError, match=named):
        replace(resources, settings=settings, secrets=secrets).sync(warehouse)


def test_ids_are_text_whatever_they_come_as(
    resources: Account, centre: ResourcesCentre, warehouse: Warehouse
) -> None:
    resources.sync(warehouse, "organizers")
    centre.switch(text_ids=True)
    resources.sync(warehouse, "organizers")

    found = landed.keys(warehouse, f"{SCHEMA}.organizers_json")
    assert sorted(set(found)) == ["1", "2", "3", "4", "5"]


def test_of_two_rows_with_one_id_the_newer_lands(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse
) -> None:
    older = {**centre.store.rows("speakers")[0], "title": "Older"}
    centre.store.put("speakers", "1", {"title": "Newer"})
    centre.store.append("speakers", older)

    report = resources.sync(any_warehouse, "speakers")

    one = report.entities[0]
    assert (one.fetched, one.landed, one.deduplicated, one.balances) == (13, 12, 1, True)
    assert landed.payload(any_warehouse, SPEAKERS, "1")["title"] == "Newer"


def test_a_row_without_an_id_is_kept_aside(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse
) -> None:
    centre.store.append("speakers", {**centre.store.rows("speakers")[0], "id": None})

    report = resources.sync(any_warehouse, "speakers")

    assert (report.entities[0].landed, report.entities[0].quarantined) == (12, 1)
    assert len(landed.quarantined(any_warehouse, "resources_centre")) == 1


def test_an_error_beside_an_empty_list_is_no_empty_list(
    resources: Account, centre: ResourcesCentre, warehouse: Warehouse
) -> None:
    centre.switch(faults={"speakers": "error_object"})

    with pytest.raises(BadReply, match="Service unavailable"):
        resources.sync(warehouse, "speakers")


def test_the_servers_own_count_is_kept(
    resources: Account, centre: ResourcesCentre, warehouse: Warehouse
) -> None:
    centre.switch(total=True)

    assert resources.sync(warehouse, "sponsors").entities[0].upstream_total == 6


def test_what_is_gone_outlives_every_snapshot(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse
) -> None:
    sync_again(resources, any_warehouse, 2)
    centre.store.remove("speakers", "3")
    sync_again(resources, any_warehouse, 5)

    rows = any_warehouse.fetch(f"select key, count(*) from {SPEAKERS} group by key order by key")
    assert dict(rows) == {"3": 1} | {str(one): 3 for one in range(1, 13) if one != 3}


def test_what_comes_back_is_no_new_record(
    resources: Account, centre: ResourcesCentre, any_warehouse: Warehouse
) -> None:
    row = centre.store.rows("speakers")[2]
    resources.sync(any_warehouse, "speakers")
    centre.store.remove("speakers", "3")
    sync_again(resources, any_warehouse, 4)
    centre.store.append("speakers", row)

    assert news(resources.sync(any_warehouse, "speakers")) == {"speakers": (0, 0)}
