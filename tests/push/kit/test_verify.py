"""The seal names each difference, and only those."""

import pytest
import sqlalchemy as sa

from push.kit.apply import apply
from push.kit.planning import make_plan
from push.kit.target import Held
from push.kit.verify import Difference, verify
from tests.push.world import World, person, world


@pytest.fixture
def made(store: sa.Engine) -> World:
    """Forty people who were sent."""
    result = world(store, [person(number) for number in range(1, 41)])
    apply(result.job, make_plan(result.job))
    return result


def test_an_untouched_push_matches(made: World) -> None:
    seal = verify(made.job)

    assert (str(seal), seal.is_whole) == ("40 of 40 match", True)


def test_large_numbers_are_readable(store: sa.Engine) -> None:
    made = world(store, [person(number) for number in range(1, 2_414)])
    apply(made.job, make_plan(made.job))

    assert str(verify(made.job)) == "2,413 of 2,413 match"


def test_one_tampered_field_is_named_exactly(made: World) -> None:
    made.target.held["runsignup-7"]["last_name"] = "Else"

    seal = verify(made.job)

    assert str(seal) == "39 of 40 match"
    assert seal.differences == (
        Difference(
            record_id="runsignup-7",
            name="Ana Runner 7",
            event="10K",
            field="last_name",
            source="Runner 7",
            sent="Runner 7",
            provider="Else",
            kind="different",
        ),
    )


def test_a_tampered_bib_is_named_and_known_to_be_theirs(made: World) -> None:
    made.target.held["runsignup-7"]["bib_number"] = "8"

    seal = verify(made.job)

    assert [(one.record_id, one.field, one.is_theirs) for one in seal.differences] == [
        ("runsignup-7", "bib_number", True)
    ]
    assert str(seal.differences[0]) == (
        "Ana Runner 7 (runsignup-7) in 10K: bib_number is '7' in the source, '7' as sent, "
        "'8' at the provider, corrected there and kept"
    )


def test_the_seal_counts_corrections_apart_from_faults(made: World) -> None:
    made.target.held["runsignup-7"]["bib_number"] = "900"
    made.target.held["runsignup-8"] |= {"bib_number": "901", "last_name": "Else"}

    seal = verify(made.job)

    assert str(seal) == "38 of 40 match, 1 corrected there and kept"


def test_a_value_that_only_the_scoring_side_has_is_given_there(made: World) -> None:
    made.target.held["runsignup-7"]["phone"] = "555"

    seal = verify(made.job)

    assert str(seal.differences[0]) == (
        "Ana Runner 7 (runsignup-7) in 10K: phone is '' in the source, '' as sent, "
        "'555' at the provider, given there and kept"
    )


def test_a_deleted_record_is_missing(made: World) -> None:
    del made.target.held["runsignup-7"]

    seal = verify(made.job)

    assert str(seal) == "39 of 40 match"
    assert [str(one) for one in seal.differences] == [
        "Ana Runner 7 (runsignup-7) in 10K: missing at the provider"
    ]


def test_a_removed_person_still_held_is_extra(made: World) -> None:
    made.people[6] = person(7, status="removed", removed_reason="cleared")

    seal = verify(made.job)

    assert str(seal) == "39 of 39 match"
    assert [str(one) for one in seal.differences] == [
        "Ana Runner 7 (runsignup-7) in 10K: at the provider, but cleared"
    ]


def test_a_second_copy_in_another_event_is_extra(made: World) -> None:
    made.target.extra = [Held("runsignup-7", "Ana Runner 7", {"event_name": "5K"})]

    seal = verify(made.job)

    assert str(seal) == "39 of 40 match"
    assert [str(one) for one in seal.differences] == [
        "Ana Runner 7 (runsignup-7) in 5K: at the provider, but also in another event"
    ]


def test_a_change_in_the_source_since_the_push_shows_what_was_sent(made: World) -> None:
    made.people[6] = person(7, phone="555")

    seal = verify(made.job)

    assert str(seal.differences[0]) == (
        "Ana Runner 7 (runsignup-7) in 10K: phone is '555' in the source, '' as sent, "
        "'' at the provider"
    )


def test_people_held_back_and_strangers_are_no_difference(made: World) -> None:
    made.people.append(person(41, event_name="Half"))
    made.target.extra = [Held("A1", "Eva Walk", {"event_name": "10K", "bib_number": "800"})]

    seal = verify(made.job)

    assert (str(seal), seal.is_whole) == ("40 of 40 match", True)
