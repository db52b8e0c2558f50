"""The token call: its odd grant, its wrappings, renewal, and that nobody sees a secret."""

import logging
from pathlib import Path

import pytest

from extract.kit.budget import SharedBudget, Unlimited
from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError, ServerError, Where
from extract.kit.spec import Doors
from extract.providers.race_roster import budget_of, connect
from extract.providers.race_roster.access import grant_of, seconds
from sandbox.race_roster.app import TOKEN, RaceRoster
from sandbox.race_roster.listing import Switches
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.rosters import LAKEHEAD, SCHEMA, pull, roster_account, told_of
from tests.extract.wire import answering, reply

WHOLE = [("events", "full", 2), ("participants", "full", 24), ("participant_listings", "full", 2)]
OF_LAKEHEAD = f"{LAKEHEAD}/participants"
WHERE = Where("race_roster", "club", "token", TOKEN)
NO_TOKEN = (
    "race_roster (connection demo_race_roster, entity token, /api/oauth/authorize): HTTP {}. "
    "Check client_id, client_secret, username and password of this connection."
)


def test_one_token_does_for_a_load(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    assert told_of(pull(timer, warehouse)) == WHOLE
    assert roster.access.grants == ["access_token"]


@pytest.mark.parametrize("wrapping", ["array", "object", "bare"])
def test_a_token_comes_in_three_wrappings(
    timer: Account, roster: RaceRoster, warehouse: Warehouse, wrapping: str
) -> None:
    roster.switches = Switches(wrapping=wrapping)

    assert told_of(pull(timer, warehouse)) == WHOLE


@pytest.mark.parametrize("name", ["client_id", "client_secret", "username", "password"])
def test_a_wrong_secret_stops_with_what_to_do(
    roster: RaceRoster,
    timer: Account,
    warehouse: Warehouse,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = roster_account(roster, timer.server, **{name: "wrong-word/1"})

    with pytest.raises(AuthError) as caught:
        pull(wrong, warehouse)

    seen = (
        '401 ({"error":"invalid_credentials","error_description":"The user credentials were '
        'incorrect.","hint":null})'
    )
    assert str(caught.value) == NO_TOKEN.format(seen)
    shown = told(caplog) + repr(caught.value) + repr(wrong.connection)
    assert [secret for secret in wrong.secrets.values() if secret in shown] == []
    assert "loads" not in landed.tables(warehouse, SCHEMA)


@pytest.mark.parametrize("name", ["client_id", "client_secret", "username", "password"])
def test_a_missing_secret_is_named_with_its_variable(
    roster: RaceRoster, timer: Account, warehouse: Warehouse, name: str
) -> None:
    without = roster_account(roster, timer.server, **{name: ""})

    with pytest.raises(ConfigError, match=f"SYNCLINE_DEMO_RACE_ROSTER_{name.upper()}"):
        pull(without, warehouse)


def test_a_token_is_renewed_before_it_expires_and_a_refresh_token_is_used_once(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.access.lifetime = 59

    report = timer.sync(warehouse, "events")

    assert report.entities[0].landed == 2
    assert roster.access.grants[0] == "access_token"
    assert set(roster.access.grants[1:]) == {"refresh_token"}


def test_the_secrets_are_sent_again_where_a_refresh_is_refused(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.access.lifetime = 59
    timer.settings = {**timer.settings, "refresh_grant": "unheard_of"}

    assert timer.sync(warehouse, "events").entities[0].landed == 2
    assert set(roster.access.grants) == {"access_token"}


def test_refreshing_can_be_switched_off(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.access.lifetime = 59
    timer.settings = {**timer.settings, "refresh_grant": ""}

    pull(timer, warehouse)

    assert set(roster.access.grants) == {"access_token"}


def test_a_refused_token_is_replaced_once(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    roster.faults.before(OF_LAKEHEAD, roster.access.revoke, call=2)

    assert told_of(pull(timer, warehouse)) == WHOLE
    assert roster.access.grants == ["access_token", "access_token"]


@pytest.mark.parametrize(
    ("kind", "details"), [("status", {"status": 401}), ("error_body", {"error_code": 401})]
)
def test_a_new_token_that_is_refused_stops_the_load(
    timer: Account,
    roster: RaceRoster,
    warehouse: Warehouse,
    kind: str,
    details: dict[str, int],
) -> None:
    timer.fails(kind, OF_LAKEHEAD, times=None, **details)

    with pytest.raises(AuthError, match="entity participants"):
        pull(timer, warehouse)

    assert len(timer.calls(OF_LAKEHEAD)) == 2
    assert roster.access.grants == ["access_token", "access_token"]


@pytest.mark.parametrize(
    ("kind", "details"),
    [("status", {"status": 500}), ("status", {"status": 429}), ("cut", {}), ("lost_reply", {})],
)
def test_a_token_call_that_fails_is_made_again(
    timer: Account, warehouse: Warehouse, kind: str, details: dict[str, int]
) -> None:
    timer.fails(kind, TOKEN, times=2, **details)

    assert told_of(pull(timer, warehouse)) == WHOLE


def test_a_token_call_that_stays_broken_stops_the_load(
    timer: Account, warehouse: Warehouse
) -> None:
    timer.fails("status", TOKEN, times=None, status=500)

    with pytest.raises(ServerError, match="entity token, /api/oauth/authorize"):
        pull(timer, warehouse)


def test_another_grant_and_address_can_be_configured(
    timer: Account, roster: RaceRoster, warehouse: Warehouse
) -> None:
    timer.settings = {
        **timer.settings,
        "token_url": f"{timer.server.url}{TOKEN}",
        "grant": "password",
    }

    with pytest.raises(AuthError, match="unsupported_grant_type"):
        pull(timer, warehouse)

    assert roster.access.grants == []


def test_a_token_is_in_no_message(timer: Account) -> None:
    token = reply(b'{"access_token":"tok-1","refresh_token":"ref-1"}')
    echo = reply(b"tok-1 of ref-1", status="400 Bad Request")

    with answering(token, echo) as wire:
        timer.base_url = wire.url
        with connect(timer.connection, Doors()) as session, pytest.raises(BadReply) as caught:
            session.get("/events")

    assert caught.value.seen == "HTTP 400 ([hidden] of [hidden])"
    assert b"authorization: bearer tok-1" in wire.requests[1].lower()


@pytest.mark.parametrize(
    ("body", "kind", "seen"),
    [
        (b"{}", BadReply, "without `access_token`"),
        (b'{"data":[]}', BadReply, "without `access_token`"),
        (b'{"data":{"access_token":null}}', BadReply, "without `access_token`"),
        (b'{"error":"invalid_client"}', AuthError, "no token but 'invalid_client'"),
        (b'"token"', BadReply, "an unknown shape"),
    ],
)
def test_an_answer_without_a_token_is_told(body: bytes, kind: type[Exception], seen: str) -> None:
    with pytest.raises(kind, match=seen):
        grant_of(body, WHERE)


@pytest.mark.parametrize(
    ("expires_in", "lifetime"),
    [(30, 30.0), ("30", 30.0), (0.5, 0.5), (None, 86_400.0), ("soon", 86_400.0)],
)
def test_a_lifetime_is_read_where_it_can_be(
    expires_in: int | float | str | None, lifetime: float
) -> None:
    assert seconds(expires_in) == lifetime


def test_calls_are_paced_unless_it_is_switched_off(timer: Account, tmp_path: Path) -> None:
    doors = Doors(tmp_path / "budget.sqlite")

    assert isinstance(budget_of(timer.connection, doors), SharedBudget)
    timer.settings = {"paced": False}
    assert isinstance(budget_of(timer.connection, doors), Unlimited)
