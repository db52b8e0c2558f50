"""RunSignUp: a race or an event that the account sees later brings all who registered before."""

import pytest

from extract.kit.destination import Warehouse
from sandbox.runsignup.app import RunSignUp
from sandbox.runsignup.store import Store
from tests.extract import landed
from tests.extract.accounts import Account

TABLE = "raw_runsignup.participants_json"
RIVERBEND, LAKESIDE = "900101/participants", "900102/participants"


@pytest.fixture
def account(runsignup: Account) -> Account:
    """The account with nobody in it who would be kept aside."""
    runsignup.forget_unreadable()
    return runsignup


@pytest.fixture
def store(account: Account) -> Store:
    """What the sandbox behind the account answers from."""
    assert isinstance(account.app, RunSignUp)
    return account.app.store


def asked_for_all(account: Account, path: str) -> list[bool]:
    """Whether each first page so far was asked for from the beginning of time."""
    firsts = [call for call in account.calls(path) if call.query["after_registration_id"] == "0"]
    return ["modified_after_timestamp" not in call.query for call in firsts]


def test_a_race_that_is_shared_later_brings_everybody(
    account: Account, store: Store, any_warehouse: Warehouse
) -> None:
    both, store.races = store.races, store.races[:1]
    first = account.sync(any_warehouse).entities[2]
    store.races = both

    second = account.sync(any_warehouse).entities[2]
    account.sync(any_warehouse)

    assert (first.landed, second.landed, second.mode) == (85, 23, "incremental")
    assert len(set(landed.keys(any_warehouse, TABLE))) == 107
    assert asked_for_all(account, RIVERBEND) == [True, False, False]
    assert asked_for_all(account, LAKESIDE) == [True, False]


def test_an_event_that_is_opened_later_brings_everybody(
    account: Account, store: Store, warehouse: Warehouse
) -> None:
    whole = store.races
    store.races = ({**whole[0], "events": whole[0]["events"][:1]}, whole[1])
    account.sync(warehouse)
    store.races = whole

    account.sync(warehouse)

    assert len(set(landed.keys(warehouse, TABLE))) == 107
    assert asked_for_all(account, LAKESIDE) == [True, False]


def test_a_race_that_was_closed_for_a_while_is_read_again(
    account: Account, warehouse: Warehouse
) -> None:
    account.sync(warehouse)
    account.fails("error_body", LAKESIDE, error_code=7, error_msg="Permission Denied")
    account.sync(warehouse)

    account.sync(warehouse)

    assert asked_for_all(account, LAKESIDE) == [True, False, False]


def test_participants_that_are_read_alone_know_a_race_by_its_rows(
    account: Account, store: Store, any_warehouse: Warehouse
) -> None:
    both, store.races = store.races, store.races[:1]
    account.participants(any_warehouse)
    store.races = both

    account.participants(any_warehouse)
    account.participants(any_warehouse)

    assert len(set(landed.keys(any_warehouse, TABLE))) == 107
    assert asked_for_all(account, RIVERBEND) == [True, False, False]
    assert asked_for_all(account, LAKESIDE) == [True, False]


def test_a_race_that_somebody_on_the_way_cannot_find_is_not_gone(
    account: Account, warehouse: Warehouse
) -> None:
    account.fails("status", "race/900102?", status=404)

    report = account.sync(warehouse)

    modes = [(one.entity, one.mode) for one in report.entities]
    assert modes == [
        ("races", "full"),
        ("events", "incremental"),
        ("participants", "incremental"),
        ("removed_participants", "incremental"),
    ]
    note = 'race 900102 left out: HTTP 404 ({"message": "status 404"})'
    assert report.entities[1].note == note
