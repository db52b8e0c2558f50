"""NowRepBlue from one snapshot to the next: what goes, what changes; size; the token."""

import logging
from dataclasses import replace
from functools import partial

import msgspec
import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError
from extract.kit.sync import SyncOptions, sync
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.nowrepblue.switches import Switches
from sandbox.nowrepblue.views import PATHS
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.agencies import FIRST_BOARD, FIRST_TALENT, SCHEMA, TALENTS, counts
from tests.extract.wire import answering, reply

TOKEN = "hush hush"
NEWEST = f"_dlt_load_id = (select max(_dlt_load_id) from {SCHEMA}.loads)"


def newest(warehouse: Warehouse, table: str) -> list[tuple[str, str]]:
    """Key and content hash of every row of the newest load."""
    rows = warehouse.fetch(f"select key, content_hash from {SCHEMA}.{table}_json where {NEWEST}")
    return sorted((key, content_hash) for key, content_hash in rows)


def test_a_rerun_changes_nothing(blue: Account, any_warehouse: Warehouse) -> None:
    blue.sync(any_warehouse)
    before = {table: newest(any_warehouse, table) for table in PATHS}

    blue.sync(any_warehouse)

    assert {table: newest(any_warehouse, table) for table in PATHS} == before


def test_what_is_gone_is_absent_from_the_next_snapshot(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    blue.sync(any_warehouse, "talents")
    agency.store.remove("talents", FIRST_TALENT)

    report = blue.sync(any_warehouse, "talents")

    assert counts(report, "talents") == ("full", 19, 19, 0, 0)
    assert FIRST_TALENT not in dict(newest(any_warehouse, "talents"))
    assert landed.keys(any_warehouse, TALENTS).count(FIRST_TALENT) == 1


def test_three_snapshots_are_kept(blue: Account, warehouse: Warehouse) -> None:
    for_each = [blue.sync(warehouse, "boards").load_id for _ in range(4)]

    kept = warehouse.fetch(f"select distinct _dlt_load_id from {SCHEMA}.boards_json")

    assert sorted(load_id for (load_id,) in kept) == for_each[1:]


def test_nothing_makes_a_load_incremental(blue: Account, warehouse: Warehouse) -> None:
    reports = [blue.sync(warehouse, "boards", "talents_measurements") for _ in range(2)]

    modes = {(one.mode, one.cursor_to) for report in reports for one in report.entities}
    assert modes == {("full", None)}


def test_an_edit_between_two_calls_lands_in_the_later_one(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse
) -> None:
    change = partial(agency.store.put, "talents", FIRST_TALENT, {"firstName": "Renamed"})
    agency.change_before("public/talents", change)

    blue.sync(warehouse, "boards_talents", "talents")

    boards = warehouse.fetch(f"select cast(data as varchar) from {SCHEMA}.boards_talents_json")
    assert landed.payload(warehouse, TALENTS, FIRST_TALENT)["firstName"] == "Renamed"
    assert "Renamed" not in str(boards)


def test_a_reference_that_leads_nowhere_lands(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse
) -> None:
    agency.change_before("public/talents", partial(agency.store.remove, "talents", FIRST_TALENT))

    blue.sync(warehouse, "boards_talents", "talents")

    boards = warehouse.fetch(f"select cast(data as varchar) from {SCHEMA}.boards_talents_json")
    assert FIRST_TALENT in str(boards)
    assert FIRST_TALENT not in landed.keys(warehouse, TALENTS)


def test_equal_rows_of_one_key_land_once(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    agency.switches = Switches(repeats=["talents"])

    assert counts(blue.sync(any_warehouse, "talents"), "talents") == ("full", 21, 20, 1, 0)


def test_a_row_that_contradicts_another_lands_beside_it(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    agency.switches = Switches(duplicates=["talents"], repeats=["talents"])

    report = blue.sync(any_warehouse, "talents")

    assert counts(report, "talents") == ("full", 22, 21, 1, 0)
    names = any_warehouse.fetch(
        f"select count(*), count(distinct content_hash) from {TALENTS} where key = '{FIRST_TALENT}'"
    )
    assert names == [(2, 2)]


def test_no_child_is_lost_when_a_parent_comes_in_two_halves(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse
) -> None:
    talents = agency.rows("boards_talents")[0]["talents"]
    agency.switches = Switches(split=["boards_talents"])

    blue.sync(warehouse, "boards_talents")

    halves = warehouse.fetch(
        f"select cast(data as varchar) from {SCHEMA}.boards_talents_json where key = ?",
        [FIRST_BOARD],
    )
    landed_ids = {one["id"] for (half,) in halves for one in msgspec.json.decode(half)["talents"]}
    assert landed_ids == {one["id"] for one in talents}


def test_seventy_thousand_rows_come_page_by_page(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    agency.switches = Switches(extra={"talents": 69_980}, missing={"talents": "id"})
    steps: list[int] = []
    options = SyncOptions(entities=("talents",), progress=lambda far: steps.append(far.fetched))

    report = sync(blue.provider, blue.connection, any_warehouse, options)

    assert counts(report, "talents") == ("full", 70_000, 69_999, 0, 1)
    assert steps == list(range(1000, 70_001, 1000))
    assert landed.visible(any_warehouse, TALENTS) == 69_999


def test_nothing_is_sent_along_without_a_token(blue: Account, warehouse: Warehouse) -> None:
    with answering(reply(b"[]")) as wire:
        replace(blue, base_url=wire.url + "/").sync(warehouse, "boards")

    assert wire.requests[0].startswith(b"GET /api/v1/public/boards HTTP/1.1\r\n")
    assert b"authorization" not in wire.requests[0].lower()
    assert b"x-sync-secret" not in wire.requests[0].lower()


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        ({}, "authorization"),
        ({"auth": "bearer"}, "authorization"),
        ({"auth": "x-sync-secret"}, "x-sync-secret"),
    ],
)
def test_a_private_deployment_is_shown_its_token(
    blue: Account,
    agency: NowRepBlue,
    warehouse: Warehouse,
    settings: dict[str, str],
    header: str,
) -> None:
    agency.switches = Switches(token=TOKEN, token_header=header)
    private = replace(blue, settings=settings, secrets={"token": TOKEN})

    assert counts(private.sync(warehouse, "boards"), "boards") == ("full", 3, 3, 0, 0)


@pytest.mark.parametrize("secrets", [{}, {"token": "out of date"}])
def test_a_wrong_token_stops_with_what_to_do(
    blue: Account,
    agency: NowRepBlue,
    warehouse: Warehouse,
    caplog: pytest.LogCaptureFixture,
    secrets: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    agency.switches = Switches(token=TOKEN)

    with pytest.raises(AuthError, match="Put in a valid key for this connection") as caught:
        replace(blue, secrets=secrets).sync(warehouse)

    assert "out of date" not in told(caplog) + repr(caught.value)


def test_a_token_that_an_answer_repeats_is_not_shown(blue: Account, warehouse: Warehouse) -> None:
    with answering(reply(b'{"error":"hush hush is no token"}')) as wire:
        private = replace(blue, base_url=wire.url, secrets={"token": TOKEN})

        with pytest.raises(BadReply, match=r'that says "\[hidden\] is no token"') as caught:
            private.sync(warehouse)

    assert TOKEN not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"base_url": ""}, "connection demo_nowrepblue.: the setting base_url is missing"),
        ({"auth": "cookie"}, "the setting auth is 'cookie'. Use one of bearer, x-sync-secret"),
    ],
)
def test_a_setting_that_is_wrong_is_named(
    blue: Account, warehouse: Warehouse, settings: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        replace(blue, settings=settings).sync(warehouse)
