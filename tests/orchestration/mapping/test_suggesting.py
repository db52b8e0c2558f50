"""Suggestions are shown, confirmed or refused by a person, and never overrule one."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orchestration.mapping.decisions import NoSuggestion, confirm, confirm_all, refuse, send
from orchestration.mapping.suggestions import suggest
from tests.orchestration.mapping.conftest import AFTER_THE_GUN, EVENING_BEFORE, Office, wish

FIVE_TO_5K = """
    insert into intermediate.int_race__event_mappings_suggested values
        ('harbor', 'a', '9', '2', 'Five', 's', 'spring', '5K', 'same day, same distance', 50, false)
"""
TEN_TO_10_MILE = """
    insert into intermediate.int_race__event_mappings_suggested values
        ('harbor', 'a', '9', '1', '10 Mile', 's', 'spring', '10 Mile', 'same name', 80, false)
"""
HALF_TO_TWO = """
    insert into intermediate.int_race__event_mappings_suggested values
        ('harbor', 'b', '8', '8|7', 'Half', 't', '77', 'Half', 'same name, same day', 80, true),
        ('harbor', 'b', '8', '8|7', 'Half', 's', 'spring', '5K', 'same day', 70, true)
"""
SUPER_HALF = """
    insert into intermediate.int_race__super_events_listed values
        ('harbor', 'b', '8', '8|7', 'Half', '10K, 5K')
"""


def test_a_super_event_goes_nowhere_once_somebody_says_so(office: Office) -> None:
    office.run(SUPER_HALF)
    [suggested] = suggest(office.place).rows

    [row] = confirm(office.place, wish("Half")).rows

    assert suggested.reason == "a super event: its people are registered in 10K, 5K too"
    assert (row.target, row.decided_by) == ("never sent to anywhere", "ada")
    assert office.held() == [("b", "8|7", None, None, None, None, "confirmed")]
    assert suggest(office.place).rows == ()


def test_a_super_event_that_fits_a_scoring_event_is_left_to_a_person(office: Office) -> None:
    office.run(SUPER_HALF, HALF_TO_TWO)
    suggest(office.place)

    done, left = confirm_all(office.place, EVENING_BEFORE)

    assert (done, len(left)) == ([], 3)


def test_an_event_that_goes_somewhere_by_its_name_needs_no_suggestion(office: Office) -> None:
    office.run(TEN_TO_10_MILE, FIVE_TO_5K)

    found = suggest(office.place)

    assert office.held() == [("a", "2", None, "s", "spring", "5K", "suggested")]
    assert [(row.score, row.reason) for row in found.rows] == [
        (Decimal(50), "same day, same distance")
    ]
    assert found.settled == 2


def test_suggesting_again_changes_nothing(office: Office) -> None:
    office.run(FIVE_TO_5K, HALF_TO_TWO)
    suggest(office.place)
    first = office.held()

    suggest(office.place)

    assert len(first) == 3
    assert office.held() == first


def test_what_a_person_decided_is_not_suggested_otherwise(office: Office) -> None:
    office.run(FIVE_TO_5K)
    send(office.place, wish("Five"), "s-1")

    suggest(office.place)

    assert office.held() == [("a", "2", None, "s", "spring", "10 Mile", "confirmed")]


def test_what_a_person_refused_is_not_suggested_again(office: Office) -> None:
    office.run(FIVE_TO_5K)
    suggest(office.place)
    refuse(office.place, wish("Five"))

    suggest(office.place)

    assert office.held() == [("a", "2", None, "s", "spring", "5K", "refused")]


def test_a_confirmed_suggestion_keeps_its_score_and_reason(office: Office) -> None:
    office.run(FIVE_TO_5K)
    suggest(office.place)

    [row] = confirm(office.place, wish("Five")).rows

    assert office.held() == [("a", "2", None, "s", "spring", "5K", "confirmed")]
    assert (row.score, row.reason, row.decided_by) == (
        Decimal(50),
        "same day, same distance",
        "ada",
    )
    assert row.locked_at == datetime(2026, 4, 19, 11, tzinfo=UTC)


def test_of_several_suggestions_a_person_says_which(office: Office) -> None:
    office.run(HALF_TO_TWO)
    suggest(office.place)

    with pytest.raises(NoSuggestion, match=r"2 scoring events.*Half \(t, race 77\).*mapping set"):
        confirm(office.place, wish("Half"))
    send(office.place, wish("Half"), "t-1")

    assert office.held() == [("b", "8|7", None, "t", "77", "Half", "confirmed")]


def test_a_decision_that_leads_nowhere_now_is_left_to_a_person(office: Office) -> None:
    office.run(FIVE_TO_5K)
    send(office.place, wish("Five"), "s-1")
    office.run("delete from race.unified_events where event_key = 's-1'")

    found = suggest(office.place)

    assert found.rows == ()


def test_two_scoring_events_of_one_name_are_suggested_once(office: Office) -> None:
    office.run(FIVE_TO_5K, FIVE_TO_5K)

    assert len(suggest(office.place).rows) == 1


def test_nothing_suggested_is_nothing_to_confirm(office: Office) -> None:
    with pytest.raises(NoSuggestion, match=r"Nothing is suggested for .*Five.*mapping suggest"):
        confirm(office.place, wish("Five"))


def test_all_that_are_clear_are_confirmed_at_once(office: Office) -> None:
    office.run(FIVE_TO_5K, HALF_TO_TWO)
    suggest(office.place)

    done, left = confirm_all(office.place, EVENING_BEFORE)

    assert [row.event_name for one in done for row in one.rows] == ["Five"]
    assert {row.event_name for row in left} == {"Half"}
    assert [row[-1] for row in office.held()] == ["confirmed", "suggested", "suggested"]


def test_nothing_that_has_started_is_confirmed_with_the_rest(office: Office) -> None:
    office.run(FIVE_TO_5K)
    suggest(office.place)

    done, left = confirm_all(office.place, AFTER_THE_GUN)

    assert (done, [row.event_name for row in left]) == ([], ["Five"])
