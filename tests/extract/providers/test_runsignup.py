"""RunSignUp through the real kit: what it hides behind HTTP 200, and what a bad day brings."""

import logging

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError, Transient
from sandbox.runsignup import feeds, listing
from sandbox.runsignup.app import RunSignUp
from tests.extract import landed
from tests.extract.accounts import Account, runsignup_account, told

TABLE = "raw_runsignup.participants_json"
RIVERBEND = "900101/participants"
FULL = (110, 107, 0, 3)
A_RUNNER = 5500005


def counts(account: Account, warehouse: Warehouse) -> tuple[int, int, int, int]:
    """Fetched, landed, deduplicated and quarantined of a sync of the participants."""
    report = account.participants(warehouse)
    return report.fetched, report.landed, report.deduplicated, report.quarantined


def test_every_entity_lands(runsignup: Account, any_warehouse: Warehouse) -> None:
    report = runsignup.sync(any_warehouse)

    told = [(one.entity, one.mode, one.fetched, one.landed) for one in report.entities]
    assert told == [
        ("races", "full", 2, 2),
        ("events", "full", 5, 5),
        ("participants", "full", 110, 107),
        ("removed_participants", "full", 12, 12),
    ]
    assert landed.quarantined(any_warehouse, "runsignup") == [
        ("no_key", "race 900101 after registration 0 row 3"),
        ("no_key", "race 900101 after registration 0 row 7"),
        ("not_an_object", "race 900102 after registration 0 row 5"),
    ]


def test_a_rerun_changes_nothing(runsignup: Account, warehouse: Warehouse) -> None:
    runsignup.sync(warehouse)
    distinct = "select count(distinct content_hash), count(distinct key) from "
    before = warehouse.fetch(distinct + TABLE)

    runsignup.sync(warehouse)

    assert warehouse.fetch(distinct + TABLE) == before == [(107, 107)]


@pytest.mark.parametrize("secrets", [{"api_key": "expired-key"}, {"api_secret": "wrong-word"}])
def test_a_wrong_key_stops_with_what_to_do(
    runsignup: Account,
    warehouse: Warehouse,
    caplog: pytest.LogCaptureFixture,
    secrets: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    assert isinstance(runsignup.app, RunSignUp)
    wrong = runsignup_account(runsignup.app, runsignup.server, **secrets)

    with pytest.raises(AuthError) as caught:
        wrong.sync(warehouse)

    assert str(caught.value) == (
        "runsignup (connection demo_runsignup, entity races, /races): error 6 (Key "
        "authentication failed). The key is wrong or expired: put in a new one for this connection."
    )
    shown = told(caplog) + repr(caught.value) + repr(wrong.connection)
    assert [secret for secret in wrong.secrets.values() if secret in shown] == []


def test_a_missing_key_is_named_with_its_variable(runsignup: Account, warehouse: Warehouse) -> None:
    assert isinstance(runsignup.app, RunSignUp)
    without = runsignup_account(runsignup.app, runsignup.server, api_key="")

    with pytest.raises(ConfigError, match="SYNCLINE_DEMO_RUNSIGNUP_API_KEY"):
        without.sync(warehouse)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("error_body", {"error_code": 4}),
        ("error_body", {"error_code": 5}),
        ("error_body", {"error_code": 14}),
        ("status", {"status": 500}),
        ("status", {"status": 522}),
        ("status", {"status": 429, "headers": {"Retry-After": "30"}}),
        ("status", {"status": 429}),
        ("cut", {}),
        ("lost_reply", {}),
    ],
)
def test_a_failure_that_passes_loses_nobody(
    runsignup: Account, warehouse: Warehouse, kind: str, details: dict[str, object]
) -> None:
    runsignup.fails(kind, RIVERBEND, times=2, **details)

    assert counts(runsignup, warehouse) == FULL


@pytest.mark.parametrize("code", [4, 5, 14])
def test_a_failure_that_stays_lands_nothing(
    runsignup: Account, warehouse: Warehouse, code: int
) -> None:
    runsignup.fails("error_body", RIVERBEND, times=None, error_code=code)

    with pytest.raises(Transient, match=f"entity participants, /race/900101/participants.*{code}"):
        runsignup.sync(warehouse)

    assert "loads" not in landed.tables(warehouse, "raw_runsignup")


def test_an_unknown_error_is_not_asked_again(runsignup: Account, warehouse: Warehouse) -> None:
    runsignup.fails("error_body", RIVERBEND, times=None, error_code=3, error_msg="Bad size")

    with pytest.raises(BadReply, match=r"error 3 \(Bad size\)"):
        runsignup.sync(warehouse)

    assert len(runsignup.calls(RIVERBEND)) == 1


@pytest.mark.parametrize(("code", "text"), [(7, "Permission Denied"), (201, "Race not found")])
def test_a_race_that_is_closed_is_left_out_and_said(
    runsignup: Account, warehouse: Warehouse, code: int, text: str
) -> None:
    runsignup.fails("error_body", RIVERBEND, times=None, error_code=code, error_msg=text)

    report = runsignup.participants(warehouse)

    assert (report.mode, report.landed, report.cursor_to) == ("incremental", 22, None)
    assert report.note == f"race 900101 left out: error {code} ({text})"


def test_a_race_without_events_is_left_out_of_its_participants_too(
    runsignup: Account, warehouse: Warehouse
) -> None:
    runsignup.fails("error_body", "race/900101?", error_code=7, error_msg="Permission Denied")

    modes = [(one.entity, one.mode, one.landed) for one in runsignup.sync(warehouse).entities]

    assert modes == [
        ("races", "full", 2),
        ("events", "incremental", 2),
        ("participants", "incremental", 22),
        ("removed_participants", "incremental", 5),
    ]


def test_a_race_that_is_gone_has_no_events(runsignup: Account, warehouse: Warehouse) -> None:
    runsignup.fails("error_body", "race/900101?", error_code=201)

    events = runsignup.sync(warehouse, "events").entities[0]

    assert (events.mode, events.landed, events.note) == ("full", 2, None)


def test_a_race_without_a_readable_id_is_kept_aside(
    runsignup: Account, warehouse: Warehouse
) -> None:
    assert isinstance(runsignup.app, RunSignUp)
    runsignup.app.store.races = ({**runsignup.app.store.races[0], "name": "x"},)
    unreadable = {**runsignup.app.store.races[0], "race_id": 0, "events": [{"event_id": None}]}
    runsignup.app.store.races = (*runsignup.app.store.races, unreadable)

    events = runsignup.sync(warehouse, "events").entities[0]

    assert (events.mode, events.quarantined) == ("incremental", 1)
    assert events.note == "race 0: an event without a readable id"


def test_capped_pages_are_read_to_the_end(
    runsignup: Account, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MAX_SIZE", 20)
    monkeypatch.setattr(listing, "MAX_SIZE", 1)
    runsignup.forget_unreadable()

    assert counts(runsignup, warehouse) == (107, 107, 0, 0)


@pytest.mark.parametrize(
    ("kind", "doubled"), [("repeat_page", 20), ("empty_page", 0), ("cut", 0), ("lost_reply", 0)]
)
def test_a_spoilt_page_in_the_middle_loses_and_doubles_nobody(
    runsignup: Account,
    any_warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    doubled: int,
) -> None:
    monkeypatch.setattr(feeds, "MAX_SIZE", 20)
    runsignup.forget_unreadable()
    runsignup.fails(kind, RIVERBEND, skip=2)

    report = runsignup.participants(any_warehouse)

    assert (report.fetched, report.deduplicated) == (107 + doubled, doubled)
    assert report.balances
    assert len(set(landed.keys(any_warehouse, TABLE))) == report.landed == 107


def test_a_change_between_two_pages_is_seen(
    runsignup: Account, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MAX_SIZE", 20)
    assert isinstance(runsignup.app, RunSignUp)
    runsignup.forget_unreadable()
    store = runsignup.app.store
    runsignup.app.faults.before(RIVERBEND, lambda: store.edit(A_RUNNER, {"bib_num": "X1"}), call=2)

    first = runsignup.participants(warehouse)
    second = runsignup.participants(warehouse)

    assert (first.mode, second.mode) == ("full", "incremental")
    assert landed.payload(warehouse, TABLE, str(A_RUNNER))["bib_num"] == "X1"


@pytest.mark.parametrize(
    ("field", "value", "stamped"),
    [
        ("bib_num", 7, True),
        ("bib_num", "E12", True),
        ("bib_num", None, True),
        ("registration_id", str(A_RUNNER), True),
        ("registration_id", float(A_RUNNER), True),
        ("last_modified", "1767000000", True),
        ("last_modified", "yesterday", False),
        ("last_modified", 1e18, False),
    ],
)
def test_a_field_may_change_its_type(
    runsignup: Account, warehouse: Warehouse, field: str, value: object, *, stamped: bool
) -> None:
    assert isinstance(runsignup.app, RunSignUp)
    row = runsignup.app.store.live.find(A_RUNNER).row
    runsignup.app.store.live.find(A_RUNNER).row = row | {field: value}

    runsignup.participants(warehouse)

    sql = f"select updated_at is not null from {TABLE} where key = '{A_RUNNER}'"
    assert warehouse.fetch(sql) == [(stamped,)]
    assert landed.payload(warehouse, TABLE, str(A_RUNNER))[field] == value


def test_bytes_that_are_no_text_are_mended_and_counted(
    runsignup: Account, any_warehouse: Warehouse
) -> None:
    runsignup.fails("invalid_utf8", RIVERBEND)

    report = runsignup.participants(any_warehouse)

    assert (report.fetched, report.landed, report.repaired) == (110, 107, 1)


def test_text_encoded_twice_lands_as_it_came(runsignup: Account, warehouse: Warehouse) -> None:
    runsignup.fails("mojibake", RIVERBEND)

    report = runsignup.participants(warehouse)

    assert (report.fetched, report.landed, report.repaired) == (110, 107, 0)


def test_only_changes_are_asked_for_and_the_last_one_comes_again(
    runsignup: Account, warehouse: Warehouse
) -> None:
    first = runsignup.sync(warehouse, "removed_participants").entities[0]

    second = runsignup.sync(warehouse, "removed_participants").entities[0]

    assert (first.landed, second.mode, second.landed) == (12, "incremental", 1)
    assert second.cursor_to == first.cursor_to


def test_a_removal_says_why_and_where(runsignup: Account, warehouse: Warehouse) -> None:
    runsignup.sync(warehouse, "removed_participants")

    reasons = warehouse.fetch(
        "select delete_reason, count(*) from raw_runsignup.removed_participants_json "
        "where deleted group by delete_reason order by delete_reason"
    )
    assert reasons == [("cleared", 2), ("deferred", 2), ("removed", 3), ("transferred", 5)]
