"""`syncline trace`: who is meant by a bib, a name, an address or an id; what is said if nobody."""

import json

import pytest

from tests.orchestration.trace.conftest import Desk


def keys(desk: Desk, *words: str) -> list[str]:
    """Whose stories are told."""
    return [story["key"] for story in json.loads(desk.say(*words, "--json").stdout)["stories"]]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("bib", "a-1", "9"), ["a-5505"]),
        (("bib", "Spring Races: 5K", "077"), ["a-5503"]),
        (("name", "a-1", "dee HOLT"), ["a-5505"]),
        (("name", "a-1", "ana silva"), ["a-5501"]),
        (("name", "a-1", "ana silvert"), ["a-5504"]),
        (("email", "a-1", "BO@mail.example "), ["a-5502"]),
        (("registration", "a-1", "runsignup-5504"), ["a-5504"]),
    ],
)
def test_a_runner_is_found(desk: Desk, words: tuple[str, str, str], told: list[str]) -> None:
    assert keys(desk, *words) == told


def test_everybody_under_one_bib_is_told_apart(desk: Desk) -> None:
    shown = desk.say("bib", "a-1", "1234")

    assert keys(desk, "bib", "a-1", "1234") == ["a-5501", "a-5502"]
    assert shown.exit_code == 0
    assert "Ana Silva, bib 1234, 10 Mile (a-5501)" in shown.stdout
    assert "Bo Lund, bib 01234, 10 Mile (a-5502)" in shown.stdout
    assert (
        "the place was transferred; Ana Silva, bib 1234, 10 Mile, active (registration 5501) took "
        "the place" in shown.stdout
    )
    assert "took the place of Bo Lund, bib 01234, 10 Mile, removed" in shown.stdout


def test_a_bib_that_is_worn_leads_to_whose_result_it_is(desk: Desk) -> None:
    assert keys(desk, "bib", "a-1", "99") == ["a-5505"]


def test_a_result_that_nobody_registered_has_a_story(desk: Desk) -> None:
    steps = desk.steps("bib", "a-1", "500")

    assert [step["what"] for step in steps] == [
        "result: finished", "publication confirmed", "results taken down",
    ]  # fmt: skip
    assert steps[0]["reason"].endswith(
        "bib 500, no id of a registration there; nobody's registration is known for it"
    )


def test_a_bib_is_looked_for_where_a_person_decided_to_send_the_event(desk: Desk) -> None:
    assert keys(desk, "bib", "a-1", "321") == ["s-autumn|Ten|bib:321"]


def test_who_runs_another_event_of_the_race_is_found_all_the_same(desk: Desk) -> None:
    assert keys(desk, "bib", "a-1", "77") == ["a-5503"]


def test_a_name_of_several_lists_them_with_their_ids(desk: Desk) -> None:
    shown = desk.say("name", "a-1", "ana sil")

    assert shown.exit_code == 3
    assert shown.stdout.splitlines() == [
        "2 people in Spring Races: 10 Mile, 2026-04-19 (a-1) are meant by ana sil; ask with: "
        "syncline trace registration",
        "  Ana Silva, bib 1234, 10 Mile, active (registration 5501)",
        "  Ana Silverton, bib 8, 10 Mile, active (registration 5504)",
    ]


def test_nobody_is_told_with_who_comes_nearest(desk: Desk) -> None:
    shown = desk.say("bib", "a-1", "1243")

    assert shown.exit_code == 1
    assert (
        "Nobody in Spring Races: 10 Mile, 2026-04-19 (a-1) nor in its race has bib '1243', of 7 "
        "registrations of any status. The nearest: Bo Lund" in shown.stderr
    )


def test_nobody_is_told_with_the_rows_that_could_not_be_read(desk: Desk) -> None:
    shown = desk.say("name", "a-1", "registration_id")

    assert "Rows that could not be read mention it: 1 (raw_runsignup.quarantine, " in shown.stderr
    assert "participants, page 3 row 7: unreadable (no number))." in shown.stderr


def test_an_unknown_event_is_told_with_the_nearest(desk: Desk) -> None:
    shown = desk.say("bib", "Spring Race: 10 Miles", "1234")

    assert shown.exit_code == 1
    assert "No event is called 'Spring Race: 10 Miles'; the nearest: Spring Races: 10 Mile" in (
        shown.stderr
    )


def test_a_name_from_outside_cannot_write_on_the_terminal(desk: Desk) -> None:
    shown = desk.say("email", "a-1", "eve@mail.example").stdout

    assert "Eve\ufffd[2J [red]Hill, no bib" in shown
    assert "\x1b[2J" not in shown
