"""Copernico through the real kit: envelopes, presets, and what must never be shown."""

import gzip
import logging
from dataclasses import replace

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, NotFound, ServerError
from extract.providers import copernico
from sandbox.copernico.app import LOGIN, Copernico
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.wire import answering, reply

SLUG = "riverbend-spring-2026"
TABLE = "raw_copernico.results_json"
ADA = {"id": "runsignup-1", "name": "Ada", "dorsal": 7, "eventId": "10 Mile"}
BEA = {"id": "runsignup-2", "name": "Bea", "dorsal": "E12", "eventId": "5K"}


@pytest.fixture
def scored(copernico: Account) -> Account:
    """An account with two people in two events of one race."""
    assert isinstance(copernico.app, Copernico)
    copernico.app.store.register(SLUG, [ADA, BEA])
    return copernico


def test_races_and_results_land(scored: Account, warehouse: Warehouse) -> None:
    report = scored.sync(warehouse)

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("races", "full", 2),
        ("results", "full", 2),
    ]
    assert landed.keys(warehouse, "raw_copernico.races_json") == ["pine-ridge-2026", SLUG]
    assert landed.keys(warehouse, TABLE) == [
        f"{SLUG}|10 Mile|runsignup-1",
        f"{SLUG}|5K|runsignup-2",
    ]


@pytest.mark.parametrize("shape", ["list", "data", "results"])
def test_a_preset_has_three_top_levels(scored: Account, warehouse: Warehouse, shape: str) -> None:
    assert isinstance(scored.app, Copernico)
    scored.app.switches = replace(scored.app.switches, preset_shape=shape)

    report = scored.sync(warehouse, "results").entities[0]

    assert report.landed == 2
    payload = landed.payload(warehouse, TABLE, f"{SLUG}|10 Mile|runsignup-1")
    assert payload["_context"] == {"race": SLUG, "event": "10 Mile", "gunTime": None}


@pytest.mark.parametrize("kind", ["cut", "lost_reply"])
@pytest.mark.parametrize("path", ["api/races", "preset"])
def test_a_reply_that_breaks_off_is_asked_again(
    scored: Account, warehouse: Warehouse, kind: str, path: str
) -> None:
    scored.fails(kind, path)

    assert [one.landed for one in scored.sync(warehouse).entities] == [2, 2]


def test_who_is_retracted_is_absent_and_a_new_score_lands(
    scored: Account, any_warehouse: Warehouse
) -> None:
    assert isinstance(scored.app, Copernico)
    scored.sync(any_warehouse)
    scored.app.store.delete(SLUG, "runsignup-1")
    scored.app.store.tamper(SLUG, "runsignup-2", {"dorsal": "E13"})
    scored.app.store.register(SLUG, [{**ADA, "id": "runsignup-3"}])

    report = scored.sync(any_warehouse)

    assert [(one.entity, one.mode, one.landed) for one in report.entities] == [
        ("races", "full", 2),
        ("results", "full", 2),
    ]
    newest = any_warehouse.fetch(
        f"select key from {TABLE} where _dlt_load_id = ? order by key", [report.load_id]
    )
    assert newest == [(f"{SLUG}|10 Mile|runsignup-3",), (f"{SLUG}|5K|runsignup-2",)]
    assert landed.payload(any_warehouse, TABLE, f"{SLUG}|5K|runsignup-2")["dorsal"] == "E13"


def test_gzip_that_is_not_announced_is_unpacked(scored: Account, warehouse: Warehouse) -> None:
    scored.fails("gzip_without_header", "", times=None)

    assert [one.landed for one in scored.sync(warehouse).entities] == [2, 2]


def test_a_result_code_is_an_error_behind_http_200(scored: Account, warehouse: Warehouse) -> None:
    wrong = replace(scored, settings={"races": ["no-such-race"]})

    with pytest.raises(BadReply) as caught:
        wrong.sync(warehouse)

    assert str(caught.value) == (
        "copernico (connection demo_copernico, entity races, /api/races/no-such-race): "
        "result code 5 (Race not found). Check the race's slug and the key's rights."
    )


def test_a_wrong_key_is_an_auth_error(scored: Account, warehouse: Warehouse) -> None:
    wrong = replace(scored, secrets={"api_key": "expired", "login": LOGIN})

    with pytest.raises(AuthError, match=r"HTTP 403 \(\{\"message\":\"Forbidden\"\}\)"):
        wrong.sync(warehouse)


def test_the_login_is_never_shown(
    scored: Account, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    scored.fails("status", "preset", times=None, status=500)

    with pytest.raises(ServerError) as caught:
        scored.sync(warehouse)

    assert "preset/[hidden]:::results/" in str(caught.value)
    assert "preset/[hidden]:::results/" in told(caplog)
    assert LOGIN not in told(caplog) + str(caught.value) + repr(caught.value)


def test_a_wrong_login_is_not_shown_either(scored: Account, warehouse: Warehouse) -> None:
    wrong = replace(scored, secrets={**scored.secrets, "login": "someone else"})

    with pytest.raises(NotFound) as caught:
        wrong.sync(warehouse)

    assert "someone" not in str(caught.value)


def test_a_bib_without_data_is_keyed_by_its_bib(scored: Account, warehouse: Warehouse) -> None:
    body = (
        b'[{"name":"Dorsal sin datos","dorsal":4711},{"id":null,"dorsal":"VIP"},'
        b'{"id":"","dorsal":0},{"id":null,"dorsal":null}]'
    )
    race = reply(b'{"result":{"code":0},"data":{"events":[{"name":"10K"}]}}')
    with answering(race, reply(body)) as wire:
        here = replace(scored, base_url=wire.url, settings={"races": {"10K": "night-run"}})

        report = here.sync(warehouse, "results").entities[0]

    assert (report.landed, report.quarantined) == (3, 1)
    assert landed.keys(warehouse, TABLE) == [
        "night-run|10K|bib:0",
        "night-run|10K|bib:4711",
        "night-run|10K|bib:VIP",
    ]


def test_an_event_that_went_empty_is_refused_without_accept(
    scored: Account, warehouse: Warehouse
) -> None:
    scored.sync(warehouse)
    scored.fails("went_empty", "preset", times=None)

    with pytest.raises(BadReply, match="no rows where the last full read had 1"):
        scored.sync(warehouse)

    assert landed.visible(warehouse, TABLE) == 2


def test_an_event_that_went_empty_is_taken_when_accepted(
    scored: Account, warehouse: Warehouse
) -> None:
    scored.sync(warehouse)
    scored.fails("went_empty", "preset", times=None)

    results = scored.sync(warehouse, "results", accept=True).entities[0]

    assert (results.mode, results.landed) == ("full", 0)


@pytest.mark.parametrize(
    ("race", "preset", "message"),
    [
        (b'{"data":{"events":[{"name":"10K"}]}}', b'{"rows":[]}', "without a list of rows"),
        (b'{"data":{"events":7}}', b"[]", "an unknown shape"),
        (b'{"data":{"events":[{"name":"10K"}]}}', b"\x1f\x8bhalf", "a packed body that breaks off"),
    ],
)
def test_an_answer_of_another_shape_is_no_empty_answer(
    scored: Account, warehouse: Warehouse, race: bytes, preset: bytes, message: str
) -> None:
    with answering(reply(race), reply(preset)) as wire, pytest.raises(Exception, match=message):
        replace(scored, base_url=wire.url, settings={"races": ["x"]}).sync(warehouse, "results")


def test_a_race_that_answers_nothing_is_left_out(scored: Account, warehouse: Warehouse) -> None:
    with answering(reply(b'{"result":{"code":1},"data":{}}')) as wire:
        report = replace(scored, base_url=wire.url, settings={"races": ["x"]}).sync(warehouse)

    assert [(one.mode, one.note) for one in report.entities] == [
        ("incremental", "race x left out: its answer is empty"),
        ("incremental", "race x left out: its answer is empty"),
    ]


def test_no_race_at_all_is_an_empty_account(scored: Account, warehouse: Warehouse) -> None:
    with answering(reply(b'{"result":{"code":1},"data":null}')) as wire:
        report = replace(scored, base_url=wire.url).sync(warehouse)

    assert [(one.mode, one.fetched) for one in report.entities] == [("full", 0), ("full", 0)]


def test_a_packed_body_that_never_ends_is_refused(
    scored: Account, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copernico, "LONGEST_BODY", 1000)
    bomb = gzip.compress(b'{"data":{"events":[]}}' + b" " * 1000)

    with (
        answering(reply(bomb)) as wire,
        pytest.raises(BadReply, match="a packed body of more than 1,000 bytes"),
    ):
        replace(scored, base_url=wire.url, settings={"races": ["x"]}).sync(warehouse)
