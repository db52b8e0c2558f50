"""The way into Haku: one token for many calls, renewed in time, never another header unasked."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from extract.kit.connection import Connection
from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError
from extract.kit.spec import Doors
from extract.providers.haku.assumed import Options, options_of
from extract.providers.haku.trial import TrialEnds
from sandbox.haku.app import TOKEN_PATH, Haku
from sandbox.haku.switches import Switches
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.organisers import SCHEMA, haku_account, synced


def tokens(account: Account) -> int:
    """How many tokens were asked for."""
    return len(account.calls(TOKEN_PATH))


def test_one_token_serves_a_whole_sync(haku: Account, warehouse: Warehouse) -> None:
    synced(haku, warehouse)

    assert haku.server.requests[0].path == TOKEN_PATH
    assert tokens(haku) == 1


@pytest.mark.parametrize(("seconds", "asked"), [(59, 2), (600, 1)])
def test_a_token_is_renewed_when_less_than_a_minute_is_left(
    haku: Account, organisation: Haku, warehouse: Warehouse, seconds: int, asked: int
) -> None:
    organisation.switches = Switches(expires_in=seconds)

    synced(haku, warehouse, "events")

    assert len(haku.calls("/events")) == 2
    assert tokens(haku) == asked


def test_a_token_that_is_refused_is_renewed_once(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.faults.before("ev_2001/participants?page=2", organisation.revoke)

    assert [one.landed for one in synced(haku, warehouse).entities] == [3, 75, 3, 75, 0]
    assert tokens(haku) == 2


def test_the_other_form_of_the_header_is_not_tried(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(bearer=True)

    with pytest.raises(AuthError) as caught:
        synced(haku, warehouse)

    assert str(caught.value) == (
        "haku (connection demo_haku, entity events, /events): HTTP 401 "
        '({"message":"Unauthorized"}), with a new token too. The token went out as \'{token}\'. '
        "Ask Haku whether this organisation's client may read this, or put another form into the "
        "setting authorization."
    )
    assert (tokens(haku), len(haku.calls("/events"))) == (2, 2)


def test_the_form_of_the_header_can_be_set(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    organisation.switches = Switches(bearer=True)
    haku.settings = {**haku.settings, "authorization": "Bearer {token}"}

    assert synced(haku, warehouse, "events").entities[0].landed == 3


@pytest.mark.parametrize(
    ("switches", "wrong"),
    [
        (Switches(refusal=400), {"client_id": "nobody"}),
        (Switches(refusal=401), {"client_secret": "wrong-word"}),
        (Switches(refusal=400, plain=True), {"client_secret": "wrong-word"}),
    ],
)
def test_a_wrong_secret_stops_with_what_to_do(
    haku: Account,
    warehouse: Warehouse,
    caplog: pytest.LogCaptureFixture,
    switches: Switches,
    wrong: dict[str, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    app = cast(Haku, haku.app)
    app.switches = switches
    account = haku_account(app, haku.server, **wrong)

    with pytest.raises(AuthError) as caught:
        synced(account, warehouse)

    assert str(caught.value).startswith(
        f"haku (connection demo_haku, entity token, {TOKEN_PATH}): HTTP {switches.refusal} ("
    )
    assert str(caught.value).endswith("Put in this organisation's client id and secret.")
    shown = told(caplog) + repr(caught.value) + repr(account.connection)
    assert [secret for secret in account.secrets.values() if secret in shown] == []
    assert (tokens(haku), haku.calls("/events")) == (1, [])


def test_a_missing_secret_is_named_with_its_variable(
    haku: Account, organisation: Haku, warehouse: Warehouse
) -> None:
    without = haku_account(organisation, haku.server, client_secret="")

    with pytest.raises(ConfigError, match="SYNCLINE_DEMO_HAKU_CLIENT_SECRET"):
        synced(without, warehouse)


@pytest.mark.parametrize("details", [{"status": 500}, {"status": 429}])
def test_a_token_call_that_fails_in_passing_is_made_again(
    haku: Account, warehouse: Warehouse, details: dict[str, Any]
) -> None:
    haku.fails("status", TOKEN_PATH, times=2, **details)

    assert synced(haku, warehouse, "events").entities[0].landed == 3
    assert tokens(haku) == 3


def test_an_answer_without_a_token_stops_the_load(haku: Account, warehouse: Warehouse) -> None:
    haku.fails("error_body", TOKEN_PATH, error_msg="later")

    with pytest.raises(BadReply, match="an answer without an access_token"):
        synced(haku, warehouse)

    assert "loads" not in landed.tables(warehouse, SCHEMA)


def test_a_token_is_hidden_where_the_provider_repeats_it(
    haku: Account, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "eyJraWQiOiJTQU5EQk9YIn0.token-1.invented"
    haku.fails("error_body", "/events", error_msg=f"what is {token}?")

    with pytest.raises(BadReply, match=r"what is \[hidden\]\?") as caught:
        synced(haku, warehouse)

    assert token not in told(caplog) + repr(caught.value)


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ({"authorization": "Bearer"}, r"authorization has no \{token\}"),
        ({"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"per_page": 0}, "Expected `int` >= 1"),
        ({"detail_calls": "many"}, "Expected `int`, got `str`"),
        ({"paths": {"event": "/events"}}, "unknown field `event`"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings: dict[str, Any], seen: str) -> None:
    connection = Connection("club", "haku", "club_timing", settings)

    with pytest.raises(ConfigError, match=seen):
        options_of(connection)


def test_what_is_assumed_holds_where_nothing_is_set() -> None:
    options = options_of(Connection("club", "haku", "club_timing", {"brakes": {}}))

    assert options == Options()
    assert (options.base_url, options.token_url) == (
        "https://api.hakuapp.com",
        "https://prod-auth.hakuapp.com/oauth2/token",
    )
    assert (options.authorization, options.detail_calls, options.calls_per_hour) == (
        "{token}", 400, 500,
    )  # fmt: skip


def test_calls_are_counted_in_the_accounts_budget(
    haku: Account, warehouse: Warehouse, tmp_path: Path
) -> None:
    haku.settings = {**haku.settings, "calls_per_hour": 1000}
    budget = tmp_path / "budget.sqlite"

    report = synced(haku, warehouse, "events", doors=Doors(budget))

    assert report.entities[0].landed == 3
    with closing(sqlite3.connect(budget)) as calls:
        [(table,)] = calls.execute("select name from sqlite_master where type = 'table'").fetchall()
        assert calls.execute(f"select count(*) from {table}").fetchall() == [(3,)]


def test_a_trial_tells_the_fields_of_each_answer_and_lands_nothing(
    haku: Account, warehouse: Warehouse
) -> None:
    haku.settings = {**haku.settings, "trial": True}

    with pytest.raises(TrialEnds) as caught:
        synced(haku, warehouse)

    shown = str(caught.value)
    assert shown.startswith(
        "haku (connection demo_haku): a trial, nothing was landed. /events: 3 rows"
    )
    assert (
        "/events/ev_2003/participants: 0 rows; /events/ev_2001/participants: 60 rows with " in shown
    )
    assert "transaction_amount; /events/ev_2001/registrations/R10000060: 1 rows with " in shown
    assert "event_categories (id, name, master_name, is_active, participation_option" in shown
    assert "mail.example" not in shown
    assert len(haku.server.requests) == 5
    assert "loads" not in landed.tables(warehouse, SCHEMA)
