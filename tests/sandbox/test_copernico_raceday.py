"""The race day of the 10 Mile: statuses, times, ranks and people nobody knows."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.copernico.raceday import category, run_race, withdraw_time
from sandbox.copernico.store import Store
from sandbox.population import Population
from tests.sandbox.client import SLUG, Client, person, tiny

EVENT = "10 Mile"
FULL = [person(number) for number in range(1, 7)]


@pytest.fixture
def store() -> Iterator[Store]:
    """Six registered people of the tiny population, before the race."""
    made = Store()
    made.register(SLUG, FULL)
    yield made
    made.close()


def race(store: Store) -> dict[str, Any]:
    """Timings after the race, by the key of the participant."""
    run_race(store, tiny())
    return timings(store)


def timings(store: Store) -> dict[str, Any]:
    return {entrant.key: entrant.timing for entrant in store.entrants(SLUG, EVENT)}


def places(store: Store, name: str) -> dict[str, Any]:
    return {key: timing["rankings"].get(name) for key, timing in timings(store).items()}


def test_everybody_has_a_status(store: Store) -> None:
    statuses = {key: timing["status"] for key, timing in race(store).items()}

    assert statuses == {
        "runsignup-1": "finished",
        "runsignup-2": "finished",
        "runsignup-3": "finished",
        "runsignup-4": "disqualified",
        "runsignup-5": "notstarted",
        "runsignup-6": "retired",
        "bib:19001": "finished",
        "bib:escoba": "finished",
    }


def test_a_missing_start_makes_real_time_official_time(store: Store) -> None:
    timing = race(store)["runsignup-2"]

    assert timing["startRawTime"] is None
    assert timing["times"]["Start"] == [None, None]
    assert timing["times"]["Finish"] == [3_600_500, 3_600_500]


def test_a_start_before_the_gun_counts_from_the_gun(store: Store) -> None:
    timing = race(store)["runsignup-3"]

    assert timing["startRawTime"] == 1_776_598_799_350
    assert timing["times"]["Start"] == [0, 0]
    assert timing["times"]["Finish"] == [4_000_000, 4_000_000]


def test_only_finishers_have_a_finish_time(store: Store) -> None:
    finished = [key for key, timing in race(store).items() if "Finish" in timing["times"]]

    assert finished == ["runsignup-1", "runsignup-2", "runsignup-3", "bib:19001", "bib:escoba"]


def test_equal_times_share_a_place(store: Store) -> None:
    race(store)

    assert [places(store, "pos")[f"runsignup-{number}"] for number in (1, 2, 3)] == [1, 1, 3]
    assert [places(store, "posNet")[f"runsignup-{number}"] for number in (1, 2, 3)] == [1, 2, 3]


def test_bibs_without_data_and_sweepers_have_no_place(store: Store) -> None:
    race(store)

    assert (places(store, "pos")["bib:19001"], places(store, "pos")["bib:escoba"]) == (None, None)


def test_without_a_category_there_is_no_place_in_one(store: Store) -> None:
    store.register(SLUG, [person(1, birthdate=None)])

    assert race(store)["runsignup-1"]["category"] == ""
    assert places(store, "pos")["runsignup-1"] == 1
    assert places(store, "posCat")["runsignup-1"] is None


def test_a_tagged_bib_that_nobody_registered_has_no_data(store: Store) -> None:
    store.delete(SLUG, "runsignup-2")
    race(store)

    row = store.entrant(SLUG, "bib:20").person

    assert (row["id"], row["name"], row["surname"], row["dorsal"]) == (
        None, "Dorsal sin datos", None, 20,
    )  # fmt: skip


def test_a_bib_without_data_goes_once_its_person_is_registered(store: Store) -> None:
    store.delete(SLUG, "runsignup-2")
    race(store)
    store.register(SLUG, [person(2)])

    assert "bib:20" not in race(store)


def test_running_the_race_again_changes_nothing(store: Store) -> None:
    assert race(store) == race(store)


def test_who_came_without_a_bib_got_one_at_the_desk(store: Store) -> None:
    store.register(SLUG, [person(2, dorsal="")])
    race(store)

    assert store.entrant(SLUG, "runsignup-2").person["dorsal"] == "20001"


def test_a_withdrawn_time_moves_the_others_up(store: Store) -> None:
    race(store)

    withdraw_time(store, "runsignup-1")

    assert timings(store)["runsignup-1"]["times"]["Finish"] == [None, None]
    assert timings(store)["runsignup-1"]["status"] == "running"
    assert [places(store, "posNet")[f"runsignup-{number}"] for number in (1, 2, 3)] == [None, 1, 2]


def test_a_withdrawn_time_stays_withdrawn(store: Store) -> None:
    race(store)
    withdraw_time(store, "runsignup-1")

    assert race(store)["runsignup-1"]["status"] == "running"


def test_a_time_can_be_withdrawn_over_http(scoring: Client) -> None:
    scoring.post(f"/race-registrations/{SLUG}", FULL)
    scoring.post("/_sandbox/race-day", {})
    answer = scoring.call("POST", f"/_sandbox/participants/{SLUG}/runsignup-1/withdraw-time")

    assert answer.status == 200
    assert scoring.post("/_sandbox/race-day", {})["running"] == 1


@pytest.mark.parametrize(
    ("gender", "birthdate", "group"),
    [
        ("female", "1996-04-19", "F30-34"),
        ("female", "1996-04-20", "F25-29"),
        ("male", "2010-01-01", "M0-19"),
        ("mixed", "1996-01-01", ""),
        ("male", "1990-02-30", ""),
        ("male", None, ""),
    ],
)
def test_categories_are_age_groups_on_race_day(
    gender: str, birthdate: str | None, group: str
) -> None:
    assert category({"gender": gender, "birthdate": birthdate}) == group


def test_all_real_finishers_can_be_timed(whole: Population) -> None:
    store = Store()
    store.register(SLUG, [person(number) for number in whole.facts])

    counts = run_race(store, whole)
    store.close()

    assert counts == {
        "finished": 8638, "notstarted": 151, "retired": 30, "disqualified": 5, "running": 3,
    }  # fmt: skip
