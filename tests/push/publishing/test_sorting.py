"""Which results go out, and why the others are held back, wait, or go elsewhere."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from push.publishing.export import export
from push.publishing.job import Feed
from push.publishing.results import Result
from push.publishing.sorting import sort_results

RUNNER = Result(
    participant_key="harbor-1",
    source_provider="runsignup",
    connection="harbor",
    event_key="harbor-910101",
    registered_event="10 Mile",
    registration_id="1",
    registration_status="active",
    result_key="timing-1",
    bib_number=" 10 ",
    first_name="Zoë",
    last_name="O'Hara",
    gender="female",
    status="finished",
    is_placeholder=False,
    is_ranked=True,
    overall_rank=3,
    gun_time_ms=3_661_007,
    chip_time_ms=59_050,
)
WALK_UP = replace(
    RUNNER,
    participant_key=None,
    source_provider=None,
    connection=None,
    event_key=None,
    registered_event=None,
    registration_id=None,
    registration_status=None,
    result_key="timing-2",
    bib_number="99",
)


def feed(*results: Result, **changes: Any) -> Feed:
    """These results on their way to the 10 Mile, where bib 10 belongs to registration 1."""
    made = Feed(
        connection="harbor",
        event_key="harbor-910101",
        event="Spring Races: 10 Mile",
        scoring="Spring: 10 Mile",
        results=results,
        bibs={"10": "harbor-1"},
    )
    return replace(made, **changes)


def reasons(*results: Result) -> list[str]:
    """Why these results are held back."""
    return [one.reason for one in sort_results(feed(*results)).held_back]


def test_a_registered_finisher_goes_by_the_registration() -> None:
    assert sort_results(feed(RUNNER)).wanted == {
        "runsignup-1": (
            "Zoë O'Hara",
            {
                "status": "finished", "place": "3", "gun_time": "3661007", "chip_time": "59050",
                "bib_number": "10",
            },
        )
    }  # fmt: skip


def test_a_walk_up_goes_by_bib_and_name() -> None:
    [(record_id, (_, fields))] = sort_results(feed(WALK_UP)).wanted.items()

    assert record_id == "bib:99"
    assert (fields["first_name"], fields["last_name"], fields["gender"]) == (
        "Zoë", "O'Hara", "female",
    )  # fmt: skip


def test_who_has_no_finish_has_neither_time_nor_place() -> None:
    [(_, fields)] = sort_results(feed(replace(RUNNER, status="retired"))).wanted.values()

    assert (fields["status"], fields["place"], fields["gun_time"], fields["chip_time"]) == (
        "retired", "", "", "",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["running", "not_started", "did_not_start", "other"])
def test_what_is_not_over_waits(status: str) -> None:
    found = sort_results(feed(replace(RUNNER, status=status)))

    assert (found.wanted, found.waiting) == ({}, {status: 1})


def test_who_did_not_start_goes_out_where_it_is_set() -> None:
    result = replace(RUNNER, status="did_not_start")

    assert list(sort_results(feed(result, statuses=("did_not_start",))).wanted) == ["runsignup-1"]


def test_who_is_registered_elsewhere_is_counted_for_there() -> None:
    found = sort_results(feed(replace(RUNNER, connection="roster")))

    assert (found.wanted, found.held_back, found.elsewhere) == ({}, [], {"roster": 1})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"event_key": "harbor-910102", "registered_event": "5K"},
         "registered for 5K, not for this one"),
        ({"registration_status": "removed"}, "the registration is removed"),
        ({"gun_time_ms": None}, "finished, but without a time"),
        ({"gun_time_ms": 0}, "finished, but with a time that is not above zero"),
        ({"chip_time_ms": -1}, "finished, but with a time that is not above zero"),
    ],
)  # fmt: skip
def test_a_registration_that_does_not_fit_is_held_back(
    changes: dict[str, Any], reason: str
) -> None:
    assert reasons(replace(RUNNER, **changes)) == [reason]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_placeholder": True}, "the bib belongs to nobody known"),
        ({"is_ranked": False}, "neither registered nor ranked: staff, or the end of the field"),
        ({"bib_number": None}, "without a registration it takes a bib and a full name"),
        ({"last_name": None}, "without a registration it takes a bib and a full name"),
        ({"bib_number": "10"},
         "without a registration, and bib 10 is that of the registration harbor-1"),
    ],
)  # fmt: skip
def test_a_walk_up_that_could_be_somebody_else_is_held_back(
    changes: dict[str, Any], reason: str
) -> None:
    assert reasons(replace(WALK_UP, **changes)) == [reason]


def test_a_second_result_of_one_registration_is_held_back() -> None:
    again = replace(RUNNER, result_key="timing-9")

    assert reasons(replace(RUNNER, bib_number=None), replace(again, bib_number=None)) == [
        "a second result of the same registration"
    ]


def test_zeros_in_front_make_no_other_bib() -> None:
    assert sort_results(feed(replace(WALK_UP, bib_number="099"))).wanted.keys() == {"bib:99"}
    assert reasons(replace(WALK_UP, bib_number=" 010")) == [
        "without a registration, and bib 010 is that of the registration harbor-1"
    ]
    assert len(reasons(WALK_UP, replace(WALK_UP, result_key="t-3", bib_number="099"))) == 2


def test_two_walk_ups_of_one_bib_are_both_held_back() -> None:
    other = replace(WALK_UP, result_key="timing-3", first_name="Bo")

    assert reasons(WALK_UP, other) == ["bib 99 is there twice"] * 2


def test_two_registrations_of_one_bib_are_both_held_back() -> None:
    other = replace(RUNNER, result_key="timing-3", registration_id="2", bib_number="010")
    placeholder = replace(WALK_UP, result_key="timing-4", bib_number="10", is_placeholder=True)

    assert reasons(RUNNER, other) == ["bib 10 is there twice", "bib 010 is there twice"]
    assert reasons(RUNNER, placeholder) == ["the bib belongs to nobody known"]
    assert reasons(RUNNER, replace(WALK_UP, bib_number="10")) == [
        "without a registration, and bib 10 is that of the registration harbor-1"
    ]


def test_the_file_has_what_would_be_sent_and_nothing_else() -> None:
    file = io.StringIO()
    results = feed(RUNNER, WALK_UP, replace(WALK_UP, result_key="timing-3", is_ranked=False,
                                            bib_number="98"))  # fmt: skip

    found = export(results, file)

    assert next(iter(csv.DictReader(io.StringIO(file.getvalue())))) == {
        "registration_id": "1", "bib_number": "10", "first_name": "Zoë", "last_name": "O'Hara",
        "gender": "female", "status": "finished", "place": "3", "gun_time": "1:01:01.007",
        "chip_time": "00:59.050",
    }  # fmt: skip
    assert (file.getvalue().count("\n"), len(found.held_back)) == (3, 1)


def test_a_line_break_in_a_name_makes_no_row_of_the_file() -> None:
    file = io.StringIO(newline="")

    export(feed(replace(RUNNER, first_name="Zo\rë", last_name='O\r\nHara, "Zo"')), file)

    assert file.getvalue().splitlines()[1:] == [
        '1,10,Zo ë,"O Hara, ""Zo""",female,finished,3,1:01:01.007,00:59.050'
    ]


def test_in_its_own_event_a_registration_of_a_super_event_goes_by_its_id_alone() -> None:
    entered = replace(RUNNER, registration_id="910101|1")

    assert (entered.record_id, RUNNER.record_id) == ("runsignup-1", "runsignup-1")
    assert replace(entered, event_key="harbor-7").record_id == "runsignup-910101|1"
