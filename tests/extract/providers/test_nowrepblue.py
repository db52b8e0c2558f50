"""NowRepBlue through the real kit: nine snapshots in one load, complete or invisible."""

from dataclasses import replace

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import BadReply, Transient
from sandbox.nowrepblue.app import NowRepBlue
from sandbox.nowrepblue.switches import Switches
from tests.extract import landed
from tests.extract.accounts import Account
from tests.extract.agencies import FIRST_BOARD, FIRST_TALENT, SCHEMA, TALENTS, counts


def test_nine_entities_land(blue: Account, any_warehouse: Warehouse) -> None:
    report = blue.sync(any_warehouse)

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("boards", "full", 3),
        ("boards_talents", "full", 3),
        ("boards_portfolios", "full", 3),
        ("talents", "full", 20),
        ("talents_portfolios", "full", 20),
        ("talents_measurements", "full", 20),
        ("talents_socials", "full", 20),
        ("portfolios_media", "full", 28),
        ("media_tags", "full", 54),
    ]
    assert {(one.quarantined, one.upstream_total) for one in report.entities} == {(0, None)}
    assert "quarantine" not in landed.tables(any_warehouse, SCHEMA)


def test_the_anchor_is_asked_first_and_each_endpoint_once(
    blue: Account, warehouse: Warehouse
) -> None:
    blue.sync(warehouse)

    paths = [call.path.removeprefix("/api/v1/public") for call in blue.server.requests]
    assert (paths[0], len(paths), len(set(paths))) == ("/boards", 9, 9)


def test_a_record_lands_as_received(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    blue.sync(any_warehouse, "boards_talents")

    payload = landed.payload(any_warehouse, f"{SCHEMA}.boards_talents_json", FIRST_BOARD)
    assert payload == {"_context": {}, **agency.rows("boards_talents")[0]}


def test_each_endpoint_has_the_key_of_its_parent(blue: Account, warehouse: Warehouse) -> None:
    blue.sync(warehouse)

    tables = ("boards_portfolios", "talents_portfolios", "talents_socials", "portfolios_media")
    first = [landed.keys(warehouse, f"{SCHEMA}.{table}_json")[0] for table in tables]
    assert first == [FIRST_BOARD, FIRST_TALENT, FIRST_TALENT, "cpo0000000000000000000001"]
    tagged = landed.keys(warehouse, f"{SCHEMA}.media_tags_json")
    assert tagged[0] == "cme0000000000000000000001"


def test_only_measurements_are_dated(blue: Account, any_warehouse: Warehouse) -> None:
    blue.sync(any_warehouse, "talents", "talents_measurements")

    dated = f"select count(updated_at) from {SCHEMA}"
    first = f"select cast(updated_at at time zone 'UTC' as varchar) from {SCHEMA}"
    assert landed.value(any_warehouse, f"{dated}.talents_measurements_json") == 19
    assert landed.value(any_warehouse, f"{dated}.talents_json") == 0
    assert (
        landed.value(
            any_warehouse, f"{first}.talents_measurements_json where key = '{FIRST_TALENT}'"
        )
        == "2025-02-02 14:22:09.731"
    )


@pytest.mark.parametrize("envelope", ["data", "array", "named"])
def test_all_three_envelopes_are_opened(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse, envelope: str
) -> None:
    agency.switches = Switches(envelope=envelope)

    assert sum(one.landed for one in blue.sync(warehouse).entities) == 171


@pytest.mark.parametrize(
    ("envelope", "seen"),
    [
        ("numbered", "an object with 0, 1, 2, 3, 4, 5, 6, 7 and 12 more in place of a list"),
        (
            "error",
            'an object with error, message that says "Internal Server Error; The database cannot',
        ),
        ("html", r"a web page in place of JSON \(text/html; charset=utf-8\)"),
    ],
)
def test_another_answer_stops_the_load_and_says_what_was_seen(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse, envelope: str, seen: str
) -> None:
    agency.switches = Switches(envelopes={"talents": envelope})

    with pytest.raises(BadReply, match=seen) as caught:
        blue.sync(warehouse, "boards", "talents")

    assert str(caught.value).startswith(
        "nowrepblue (connection demo_nowrepblue, entity talents, /api/v1/public/talents): "
    )
    assert len(blue.calls("public/talents")) == 1
    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_half_an_answer_is_asked_again_and_then_stops_the_load(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse
) -> None:
    agency.switches = Switches(envelopes={"talents": "truncated"})

    with pytest.raises(Transient, match="a body that is no whole JSON"):
        blue.sync(warehouse, "talents")

    assert len(blue.calls("public/talents")) == 4


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("status", {"status": 500}),
        ("status", {"status": 429, "headers": {"Retry-After": "30"}}),
        ("cut", {}),
        ("lost_reply", {}),
    ],
)
def test_a_failure_that_passes_loses_nothing(
    blue: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    blue.fails(kind, "public/talents", times=2, **details)

    report = blue.sync(warehouse, "talents")

    assert counts(report, "talents") == ("full", 20, 20, 0, 0)


def test_an_outage_shows_nothing_and_asks_no_further(blue: Account, warehouse: Warehouse) -> None:
    blue.fails("status", "", times=None, status=500)

    with pytest.raises(Transient, match=r"entity boards, /api/v1/public/boards.*HTTP 500"):
        blue.sync(warehouse)

    assert {call.path for call in blue.server.requests} == {"/api/v1/public/boards"}
    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_an_outage_in_the_middle_leaves_what_was_there(
    blue: Account, any_warehouse: Warehouse
) -> None:
    blue.sync(any_warehouse, "talents", "media_tags")
    blue.fails("status", "portfolios/media/tags", times=None, status=503)

    with pytest.raises(Transient, match="entity media_tags"):
        blue.sync(any_warehouse, "talents", "media_tags")

    assert landed.visible(any_warehouse, TALENTS) == 20
    assert len(landed.loads(any_warehouse, "nowrepblue", "entity")) == 2


def test_a_server_that_does_not_answer_is_an_outage(blue: Account, warehouse: Warehouse) -> None:
    blue.fails("latency", "boards", times=None, seconds=1.0)
    hasty = replace(blue, settings={"read_seconds": 0.1})

    with pytest.raises(Transient, match=r"no whole reply \(ReadTimeoutError\)"):
        hasty.sync(warehouse)


def test_what_was_read_and_is_empty_is_a_full_load_of_nothing(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    blue.sync(any_warehouse, "boards", "talents")
    agency.switches = Switches(empty=["boards"])

    report = blue.sync(any_warehouse, "boards", "talents")

    assert counts(report, "boards") == ("full", 0, 0, 0, 0)
    assert counts(report, "talents") == ("full", 20, 20, 0, 0)
    described = landed.loads(any_warehouse, "nowrepblue", "entity, mode, landed_count")
    assert described.count(("boards", "full", 0)) == 1


def test_a_row_without_its_key_is_kept_aside(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse
) -> None:
    agency.switches = Switches(missing={"talents": "id", "portfolios_media": "portfolioId"})

    report = blue.sync(any_warehouse, "talents", "portfolios_media")

    assert counts(report, "talents") == ("full", 20, 19, 0, 1)
    assert counts(report, "portfolios_media") == ("full", 28, 27, 0, 1)
    assert landed.quarantined(any_warehouse, "nowrepblue") == [("no_key", "after row 0 row 1")] * 2


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        ("talents", "firstName"),
        ("boards", "title"),
        ("talents_socials", "socials"),
        ("portfolios_media", "media.url"),
    ],
)
def test_a_row_that_lacks_anything_else_lands_for_the_models_to_judge(
    blue: Account, agency: NowRepBlue, warehouse: Warehouse, endpoint: str, path: str
) -> None:
    agency.switches = Switches(missing={endpoint: path})

    assert counts(blue.sync(warehouse, endpoint), endpoint)[4] == 0


@pytest.mark.parametrize(
    ("dropped", "seen"),
    [
        ({"talents": "lastName"}, "20 rows, none of them with lastName; the first has id, firstN"),
        ({"boards": "id"}, "3 rows, none of them with id; the first has title, description, cover"),
        ({"media_tags": "tags"}, "54 rows, none of them with tags; the first has id. Nothing"),
    ],
)
def test_a_field_that_no_row_has_stops_the_load(
    blue: Account,
    agency: NowRepBlue,
    warehouse: Warehouse,
    dropped: dict[str, str],
    seen: str,
) -> None:
    agency.switches = Switches(dropped=dropped)

    with pytest.raises(BadReply, match=seen):
        blue.sync(warehouse, *dropped)


@pytest.mark.parametrize("value", ["40000101", None, {"number": 1}])
def test_a_field_may_change_its_type(
    blue: Account, agency: NowRepBlue, any_warehouse: Warehouse, value: object
) -> None:
    agency.store.put("talents", FIRST_TALENT, {"talentUserNumber": value, "talentType": "Model"})

    report = blue.sync(any_warehouse, "talents")

    assert counts(report, "talents") == ("full", 20, 20, 0, 0)
    payload = landed.payload(any_warehouse, TALENTS, FIRST_TALENT)
    assert landed.fields(payload, "talentUserNumber", "talentType") == (value, "Model")
