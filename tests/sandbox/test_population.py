"""The population holds every oddity that the rest of the project must survive."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sandbox.population import Population, build_population
from sandbox.races import TEN_MILE
from sandbox.registrations import eastern_minute, eastern_second


def readable(population: Population) -> list[dict[str, Any]]:
    return [
        placed.row
        for placed in population.participants
        if isinstance(placed.row, dict) and placed.row.get("registration_id")
    ]


def removed(population: Population) -> list[Any]:
    return [placed.row for placed in population.removed]


def ids(rows: Iterable[dict[str, Any]]) -> set[int]:
    return {row["registration_id"] for row in rows}


def bibs_given_twice(population: Population) -> list[tuple[int, str]]:
    given = Counter(
        (r["event_id"], str(r["bib_num"])) for r in readable(population) if r["bib_num"]
    )
    return [bib for bib, count in given.items() if count > 1]


def test_one_seed_gives_one_population() -> None:
    first, second = (build_population(seed=7, finishers=30) for _ in range(2))

    assert first == second


def test_another_seed_gives_other_people(small: Population) -> None:
    assert readable(build_population(seed=7, finishers=60)) != readable(small)


def test_every_real_finisher_has_a_registration_of_the_ten_mile(whole: Population) -> None:
    rows = [row for row in readable(whole) if row["event_id"] == TEN_MILE]

    assert ids(rows) == set(whole.facts)
    assert Counter(fact.outcome for fact in whole.facts.values()) == {
        "finished": 8636,
        "no_show": 150,
        "retired": 30,
        "disqualified": 5,
        "running": 3,
    }


def test_there_are_two_races_and_five_events(whole: Population) -> None:
    names = [[event["name"] for event in race["events"]] for race in whole.races]

    assert names == [["10 Mile", "5K", "Volunteer"], ["Half Marathon", "5K"]]


def test_registrations_were_removed_for_every_reason(whole: Population) -> None:
    assert Counter(row["removed_reason"] for row in removed(whole)) == {
        "transferred": 40,
        "removed": 26,
        "cleared": 20,
        "deferred": 15,
    }


def test_every_transfer_leads_to_a_registration_that_is_known(whole: Population) -> None:
    targets = {row["new_registration_id"] for row in removed(whole)} - {None}

    assert targets <= ids(readable(whole)) | ids(removed(whole))
    assert len(targets - ids(readable(whole))) == 3


def test_one_removed_registration_is_live_again_by_a_newer_change(small: Population) -> None:
    live = {row["registration_id"]: row for row in readable(small)}
    both = [row for row in removed(small) if row["registration_id"] in live]

    assert len(both) == 1
    assert live[both[0]["registration_id"]]["last_modified"] > both[0]["last_modified_ts"]


def test_some_runners_have_no_bib(whole: Population) -> None:
    rows = [row for row in readable(whole) if row["bib_num"] is None]

    assert sum(row["event_id"] != 910103 for row in rows) == 25


def test_six_bibs_were_given_twice_in_one_event(whole: Population) -> None:
    assert len(bibs_given_twice(whole)) == 6


def test_three_rows_cannot_be_read(small: Population) -> None:
    rows = [placed.row for placed in small.participants if placed.row not in readable(small)]

    assert sorted(type(row).__name__ for row in rows) == ["dict", "dict", "str"]


def test_a_bib_is_a_number_or_text_or_missing(small: Population) -> None:
    bibs = [row["bib_num"] for row in readable(small)]

    assert {type(bib) for bib in bibs} == {int, str, type(None)}
    assert {"VIP-7", "E12"} <= set(bibs)


def test_single_fields_have_the_wrong_type(small: Population) -> None:
    rows = readable(small)

    assert [type(row["age"]) for row in rows].count(str) == 1
    assert [type(row["user"]["phone"]) for row in rows].count(int) == 1
    assert [row["user"]["dob"] for row in rows].count("1990-02-30") == 1


def test_states_go_out_as_the_old_file_spelled_them(whole: Population) -> None:
    places = {
        (row["user"]["address"]["state"], row["user"]["address"]["country_code"])
        for row in readable(whole)
    }

    assert {("Kenya", "KE"), ("Usa", "US"), (None, None), ("VA", "US"), ("GE", None)} <= places


def test_times_are_the_real_ones(whole: Population) -> None:
    seconds = sorted(f.gun_ms // 1000 for f in whole.facts.values() if f.outcome == "finished")

    assert seconds[:3] == [2816, 2818, 2825]
    assert seconds[-1] == 10603


def test_some_started_before_the_gun_and_some_without_a_read(whole: Population) -> None:
    finished = [fact for fact in whole.facts.values() if fact.outcome == "finished"]

    assert sum((fact.start_ms or 0) < 0 for fact in finished) == 12
    assert sum(fact.start_ms is None for fact in finished) == 857


def test_registration_times_are_eastern() -> None:
    assert eastern_minute(1_780_454_468) == "6/2/2026 22:41"
    assert eastern_second(1_780_581_277) == "2026-06-04 09:54:37"
