"""The ChronoTrack server's lists: their envelopes, fields, pages, and who may read them."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import urllib3

from sandbox.chronotrack import access
from sandbox.chronotrack.app import ChronoTrack
from sandbox.chronotrack.roster import build_timed_roster
from sandbox.serving import serve
from tests.sandbox.client import Client
from tests.sandbox.timer import FIRST, HARBOR, TEN_MILE, rows, timer_client

CONTACTS = {"athlete_email", "athlete_mobile_phone", "location_street"}


@pytest.fixture
def timer() -> ChronoTrack:
    """An account whose longest race has thirty finishers to come."""
    return ChronoTrack(build_timed_roster(finishers=30))


@pytest.fixture
def client(timer: ChronoTrack, pool: urllib3.PoolManager) -> Iterator[Client]:
    """A client of its server."""
    with serve(timer.app) as server:
        yield timer_client(pool, server.url)


def basic(name: str, secret: str) -> dict[str, str]:
    """The header that carries a name and a secret."""
    return {"Authorization": f"Basic {b64encode(f'{name}:{secret}'.encode()).decode()}"}


@pytest.mark.parametrize(
    ("path", "envelope", "count"),
    [
        ("/event", "event", 2),
        ("/event/70101/race", "event_race", 2),
        ("/event/70101/entry", "event_entry", 44),
        ("/event/70101/reg-choice", "event_reg_choice", 4),
        ("/event/70101/wave", "event_wave", 4),
        ("/event/70101/interval", "event_interval", 4),
        ("/event/70101/bracket", "event_bracket", 66),
        ("/event/70101/results", "event_results", 0),
        ("/event/70101/course", "event_course", 3),
        ("/event/70101/timing-point", "event_timing_point", 0),
        ("/event/70101/timing-device", "event_timing_device", 0),
        ("/event/70101/groups", "event_group", 2),
        ("/event.json/70101/race", "event_race", 2),
        ("/race/201502/entry", "race_entry", 6),
        ("/race/201501/interval", "race_interval", 2),
        ("/race/201501/bracket", "race_bracket", 22),
        ("/groups/701011/entry", "group_entry", 11),
        ("/bracket/70150102/results", "bracket_results", 0),
        ("/interval/9015011/results", "interval_results", 0),
    ],
)
def test_each_list_has_its_envelope(client: Client, path: str, envelope: str, count: int) -> None:
    answer = client.get(f"/api{path}", size="1000")

    assert (list(answer), len(answer[envelope])) == ([envelope], count)


def test_single_records_stand_under_their_own_name(client: Client) -> None:
    found = [client.get(f"/api/{path}") for path in ("event/70101", "race/201501", "entry/5500001")]

    assert [list(one) for one in found] == [["event"], ["event_race"], ["entry"]]
    assert found[2]["entry"]["athlete_birthdate"] == "2006-07-15"


def test_tests_and_races_without_results_show_on_demand(client: Client) -> None:
    assert len(rows(client, "/event", include_test_events="true")) == 3
    assert len(rows(client, "/event/70101/race", include_not_wants_results="true")) == 3
    assert len(rows(client, "/event/70102/entry")) == 5
    assert len(rows(client, "/event/70102/entry", include_test_entries="true")) == 6


def test_every_field_is_text(client: Client) -> None:
    every = [
        *rows(client, "/event", elide_json="false"),
        *rows(client, "/event/70101/race", elide_json="false"),
        *rows(client, "/event/70101/entry", elide_json="false", contact_details="true"),
    ]

    assert {type(value) for row in every for value in row.values()} == {str}


def test_an_entry_shows_its_person_only_when_asked(client: Client) -> None:
    bare = rows(client, "/event/70101/entry")[0]
    asked = {"contact_details": "true", "need_athlete_birthdate": "true"}
    full = rows(client, "/event/70101/entry", include_all_fields="true", **asked)[0]

    assert (CONTACTS & set(bare), "athlete_birthdate" in bare) == (set(), False)
    assert set(full) > CONTACTS | {"athlete_birthdate", "custom_element262177"}


def test_empty_fields_are_left_out_unless_asked_for(client: Client) -> None:
    assert "race_actual_start_time" not in rows(client, "/event/70101/race")[0]
    shown = rows(client, "/event/70101/race", elide_json="false")[0]
    assert shown["race_actual_start_time"] == ""


def test_the_headers_count(client: Client) -> None:
    answer = client.call("GET", "/api/event/70101/entry", page="3", size="20", per_page="5")

    names = ("Row-Count", "Page-Count", "Page-Size", "Current-Page")
    assert [answer.headers[f"X-Ctlive-{name}"] for name in names] == ["44", "3", "20", "3"]
    assert len(answer.json()["event_entry"]) == 4


def test_fifty_rows_are_a_page_and_what_is_past_the_last_is_empty(client: Client) -> None:
    assert len(rows(client, "/event/70101/bracket", page="1")) == 50
    assert len(rows(client, "/race/201501/bracket", per_page="10", page="1")) == 22
    assert rows(client, "/event/70101/entry", page="2") == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/entry/9", 404), ("/event/9", 200), ("/event/9/entry", 200), ("/nothing", 200)],
)
def test_what_is_not_there(client: Client, path: str, status: int) -> None:
    answer = client.call("GET", f"/api{path}")

    assert (answer.status, list(answer.json())) == (status, ["error", "error_description"])


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        ({"client_id": access.CLIENT_ID}, basic(access.LOGIN, access.PASSWORD), 200),
        ({"client_id": "other"}, basic(access.LOGIN, access.PASSWORD), 401),
        ({"client_id": access.CLIENT_ID}, basic(access.LOGIN, "other"), 401),
        ({"client_id": access.CLIENT_ID}, {"Authorization": "Basic ?"}, 401),
        ({"client_id": access.CLIENT_ID}, {"Authorization": "Bearer none"}, 401),
        ({"client_id": access.CLIENT_ID, "user_id": access.LOGIN}, {}, 401),
        ({}, {}, 401),
    ],
)
def test_only_the_account_is_let_in(
    client: Client, query: dict[str, str], headers: dict[str, str], status: int
) -> None:
    other = Client(client.pool, client.url, query, headers)

    assert other.call("GET", "/api/event").status == status


def test_a_token_lets_in_until_it_runs_out(timer: ChronoTrack, client: Client) -> None:
    timer.access.clock = lambda: 1000.0
    login = {"grant_type": "password", "username": access.LOGIN, "password": "x"}
    door = Client(client.pool, client.url, {}, basic(access.CLIENT_ID, access.CLIENT_SECRET))
    assert door.call("GET", "/oauth2/token", **login).status == 401
    timer.access.password = "x"

    token = door.get("/oauth2/token", **login)
    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    inside = Client(client.pool, client.url, {"client_id": access.CLIENT_ID}, bearer)

    assert (token["token_type"], token["expires_in"], len(token["access_token"])) == (
        "bearer", 259199, 40
    )  # fmt: skip
    assert inside.call("GET", "/api/event").status == 200
    timer.access.clock = lambda: 1000.0 + 259_199
    assert inside.call("GET", "/api/event").status == 401


@pytest.mark.parametrize(
    ("switches", "keys"),
    [
        ({"envelope": "alias"}, ["entries"]),
        ({"envelope": "strange"}, ["meta", "items"]),
        ({"envelope": "two"}, ["items", "others"]),
    ],
)
def test_envelopes_can_be_switched(
    client: Client, switches: dict[str, Any], keys: list[str]
) -> None:
    client.post("/_sandbox/switches", switches)

    assert list(client.get("/api/event/70101/entry")) == keys


def test_a_web_page_and_a_short_list_can_be_switched_on(timer: ChronoTrack, client: Client) -> None:
    timer.switches = replace(timer.switches, html="/race", lost={"event_entry": 4}, counts=False)

    page = client.call("GET", "/api/event/70101/race")
    short = client.call("GET", "/api/event/70101/entry")

    assert (page.status, page.data[:15]) == (200, b"<!DOCTYPE html>")
    assert (len(short.json()["event_entry"]), "X-Ctlive-Row-Count" in short.headers) == (40, False)


def test_an_unknown_envelope_is_refused(client: Client) -> None:
    assert client.post("/_sandbox/switches", {"envelope": "wax"}) == {
        "error": "unknown envelope 'wax'"
    }


def test_records_can_be_changed_from_outside(client: Client) -> None:
    client.post(f"/_sandbox/records/entries/{FIRST}", {"entry_bib": "0007"})
    client.call("DELETE", "/_sandbox/records/entries/5500002")

    bibs = {row["entry_id"]: row["entry_bib"] for row in rows(client, f"/race/{TEN_MILE}/entry")}
    assert (bibs[FIRST], "5500002" in bibs, len(bibs)) == ("0007", False, 32)
    assert client.call("DELETE", "/_sandbox/records/entries/5500002").status == 404
    assert len(rows(client, f"/event/{HARBOR}/entry")) == 43


def test_the_same_seed_gives_the_same_roster() -> None:
    assert build_timed_roster(finishers=20) == build_timed_roster(finishers=20)
