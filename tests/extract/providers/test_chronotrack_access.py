"""Two ways into a ChronoTrack account; what they put into addresses is seen nowhere."""

import logging
from collections.abc import Mapping

import pytest

from extract.kit.destination import Warehouse
from extract.kit.errors import AuthError, BadReply, ConfigError
from extract.providers.chronotrack.access import digest
from sandbox.chronotrack import access
from sandbox.chronotrack.app import ChronoTrack
from tests.extract import landed
from tests.extract.accounts import Account, told
from tests.extract.timers import HARBOR, SCHEMA, SECRETS, of, synced

HASHED = "7852369b816546c167a9469460281b5e83893b13"


@pytest.mark.parametrize(
    ("password", "sent"),
    [
        (access.PASSWORD, HASHED),
        (HASHED, HASHED),
        (HASHED.upper(), HASHED),
        ("x" * 40, "47372a7b27569d25063df5cbbf7606f615a8ec2a"),
    ],
)
def test_a_password_is_sent_as_its_hash(password: str, sent: str) -> None:
    assert digest(password) == sent


def test_simple_access_is_in_every_query(track: Account, warehouse: Warehouse) -> None:
    synced(track, warehouse, "events")

    query = track.calls("/event")[0].query
    assert landed.fields(query, "client_id", "user_id", "user_pass", "format") == (
        access.CLIENT_ID,
        access.LOGIN,
        HASHED,
        "json",
    )


def test_a_token_is_asked_for_once_and_the_client_named_all_the_same(
    track: Account, warehouse: Warehouse
) -> None:
    track.settings = {"auth": "oauth2"}

    report = synced(track, warehouse)

    assert of(report, "results").landed == 121
    assert len(track.calls("/oauth2/token")) == 1
    query = track.calls("/event")[0].query
    assert (query["client_id"], "user_pass" in query) == (access.CLIENT_ID, False)


def test_a_token_that_runs_out_is_replaced(
    track: Account, scorer: ChronoTrack, warehouse: Warehouse
) -> None:
    track.settings = {"auth": "oauth2"}
    scorer.change_before(f"/event/{HARBOR}/results", scorer.access.tokens.clear)

    report = synced(track, warehouse)

    assert of(report, "results").landed == 121
    assert scorer.access.given == 2


@pytest.mark.parametrize("auth", ["simple", "oauth2"])
@pytest.mark.parametrize("wrong", ["client_id", "login", "password"])
def test_a_wrong_secret_stops_the_load_and_is_not_shown(
    track: Account, warehouse: Warehouse, auth: str, wrong: str
) -> None:
    track.settings = {"auth": auth}
    track.secrets = {**SECRETS, wrong: "not-this-one"}

    with pytest.raises(AuthError, match="HTTP 401") as caught:
        synced(track, warehouse)

    assert "not-this-one" not in str(caught.value)
    assert "loads" not in landed.tables(warehouse, SCHEMA)


@pytest.mark.parametrize("auth", ["simple", "oauth2"])
def test_no_query_reaches_a_log(
    track: Account, warehouse: Warehouse, caplog: pytest.LogCaptureFixture, auth: str
) -> None:
    caplog.set_level(logging.DEBUG)
    track.settings = {"auth": auth}
    track.fails("status", f"/event/{HARBOR}/entry", status=503)

    synced(track, warehouse, "entries")

    text = told(caplog)
    assert f'"GET /api/event/{HARBOR}/entry?[hidden] HTTP/1.1"' in text
    assert "HTTP 503" in text
    assert [
        part for part in (*SECRETS.values(), HASHED, "page=", "grant_type") if part in text
    ] == []


@pytest.mark.parametrize("auth", ["simple", "oauth2"])
def test_no_query_reaches_what_is_stored(
    track: Account, any_warehouse: Warehouse, auth: str
) -> None:
    track.settings = {"auth": auth}
    synced(track, any_warehouse, "events", "entries")

    stored = any_warehouse.fetch(
        f"select count(*) from {SCHEMA}.entries_json where cast(data as varchar) like '%client_id%'"
        " or cast(data as varchar) like '%user_pass%'"
    )
    assert stored == [(0,)]


@pytest.mark.parametrize(
    ("settings", "secrets", "seen"),
    [
        ({"auth": "basic"}, SECRETS, "the setting auth is 'basic'. Use simple or oauth2."),
        ({}, {**SECRETS, "password": ""}, "secret 'password' is missing"),
        ({}, {**SECRETS, "client_id": ""}, "secret 'client_id' is missing"),
        ({"auth": "oauth2"}, {**SECRETS, "client_secret": ""}, "secret 'client_secret' is missing"),
    ],
)
def test_what_is_missing_is_said(
    track: Account,
    warehouse: Warehouse,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    seen: str,
) -> None:
    track.settings, track.secrets = settings, secrets

    with pytest.raises(ConfigError, match=seen):
        synced(track, warehouse)


def test_a_token_page_that_is_no_token_is_told(track: Account, warehouse: Warehouse) -> None:
    track.settings = {"auth": "oauth2"}
    track.fails("error_body", "/oauth2/token")

    with pytest.raises(BadReply, match="an unknown shape"):
        synced(track, warehouse)
