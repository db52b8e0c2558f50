"""What Copernico answers to reads with a key."""

from dataclasses import replace

import pytest

from sandbox.copernico.app import Copernico, Switches
from tests.sandbox.client import SLUG, Client, person

RACE = f"/api/races/{SLUG}"


def test_races_are_a_list_of_slugs(scoring: Client) -> None:
    assert scoring.get("/api/races") == {
        "result": {"code": 0, "message": "OK"},
        "data": ["riverbend-spring-2026", "pine-ridge-2026"],
    }


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "wrong"}])
def test_without_the_key_the_gateway_refuses(scoring: Client, headers: dict[str, str]) -> None:
    answer = replace(scoring, headers=headers).call("GET", "/api/races")

    assert (answer.status, answer.json()) == (403, {"message": "Forbidden"})


def test_a_race_has_its_timed_events_with_splits(scoring: Client) -> None:
    events = scoring.get(RACE)["data"]["events"]

    assert [event["name"] for event in events] == ["10 Mile", "5K"]
    assert events[0]["startTime"] == "2026-04-19T11:40:00.000Z"
    assert [one["name"] for one in events[0]["splits"]] == ["Start", "2,5 km", "5 Mile", "Finish"]
    assert [one["name"] for one in events[1]["splits"]] == ["Start", "2,5 km", "Finish"]


def test_an_event_is_over_after_race_day(scoring: Client) -> None:
    scoring.post("/_sandbox/race-day", {})

    events = scoring.get(RACE)["data"]["events"]

    assert [event["status"]["finished"] for event in events] == [True, False]


def test_an_unknown_race_is_an_error_inside_a_200(scoring: Client) -> None:
    answer = scoring.call("GET", "/api/races/nowhere")

    assert (answer.status, answer.json()["result"]["code"]) == (200, 5)


def test_participants_are_listed_by_id(scoring: Client) -> None:
    scoring.post(f"/race-registrations/{SLUG}", [person(1), person(2)])

    assert scoring.get(f"{RACE}/athletes")["data"] == ["runsignup-1", "runsignup-2"]


def test_participants_can_be_listed_as_objects(copernico: Copernico, scoring: Client) -> None:
    copernico.switches = Switches(athletes_as_objects=True)
    scoring.post(f"/race-registrations/{SLUG}", [person(1)])

    assert scoring.get(f"{RACE}/athletes")["data"] == [{"id": "runsignup-1"}]


def test_a_participant_has_a_list_of_events(scoring: Client) -> None:
    scoring.post(f"/race-registrations/{SLUG}", [person(1, **{"Shirt size": "M"})])

    data = scoring.get(f"{RACE}/athlete/runsignup-1/full")["data"]

    assert (data["fullname"], data["Shirt size"]) == ("Zoë O'Hara", "M")
    assert [(one["event"], one["dorsal"]) for one in data["events"]] == [("10 Mile", "10")]


def test_the_demo_host_has_the_event_at_the_root(copernico: Copernico, scoring: Client) -> None:
    copernico.switches = Switches(demo_root=True)
    scoring.post(f"/race-registrations/{SLUG}", [person(1)])

    data = scoring.get(f"{RACE}/athlete/runsignup-1")["data"]

    assert (data["event"], data["dorsal"]) == ("10 Mile", "10")
    assert "events" not in data


def test_an_unknown_participant_is_a_success_without_data(scoring: Client) -> None:
    answer = scoring.get(f"{RACE}/athlete/nobody/full")

    assert answer == {"result": {"code": 1, "message": "No data"}, "data": {}}


def test_times_and_ranks_of_a_participant_are_keyed_by_point(scoring: Client) -> None:
    scoring.post(f"/race-registrations/{SLUG}", [person(1)])
    scoring.post("/_sandbox/race-day", {})

    event = scoring.get(f"{RACE}/athlete/runsignup-1/full")["data"]["events"][0]

    assert event["times"]["Finish"]["time"] == 3_600_500
    assert event["times"]["Finish"]["netTime"] == 3_590_000
    assert event["rankings"]["Finish"]["pos"] == 1


@pytest.mark.parametrize(
    ("group", "bibs"),
    [("all", ["10", "30"]), ("gender:male", ["30"]), ("category:F30-34", ["10"])],
)
def test_leaders_are_ranked_in_their_group(scoring: Client, group: str, bibs: list[str]) -> None:
    scoring.post(f"/race-registrations/{SLUG}", [person(1), person(3, gender="male")])
    scoring.post("/_sandbox/race-day", {})

    rows = scoring.get(f"{RACE}/leaders/10%20Mile/{group}")["data"]

    assert [row["dorsal"] for row in rows] == bibs


def test_calls_in_a_burst_are_turned_away(copernico: Copernico, scoring: Client) -> None:
    copernico.switches = Switches(burst_calls=2, burst_seconds=10)
    now = [0.0]
    copernico.clock = lambda: now[0]

    statuses = [scoring.call("GET", "/api/races").status for _ in range(3)]
    now[0] = 11.0

    assert statuses == [200, 200, 429]
    assert scoring.call("GET", "/api/races").status == 200
