"""RunSignup's spelling of results, what it can take, and what its answers are held to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from extract.kit.budget import Unlimited
from extract.kit.connection import Connection
from extract.kit.errors import (
    AuthError,
    BadReply,
    ConfigError,
    NotFound,
    PermissionDenied,
    ServerError,
    Throttled,
    Unreachable,
    Where,
)
from extract.kit.http import Reply
from push.publishers.runsignup import RunSignup, reading
from push.publishers.runsignup.rows import differences, result
from push.publishing.plan import Row
from push.publishing.publisher import Head, Place
from tests.push.publishing.results_world import connection
from tests.push.publishing.test_sorting import RUNNER, WALK_UP

WHERE = Where("runsignup", "harbor", "get-results", "/race/9/results/get-results")
PLACE = Place("900101", "910101")
FINISH = {
    "status": "finished", "place": "3", "gun_time": "3661007", "chip_time": "3600000",
    "bib_number": "10",
}  # fmt: skip
SHOWN = {"place": "3", "bib": "10", "clock_time": "1:01:01.007", "chip_time": "1:00:00"}
PERSON = {"first_name": "Zoë", "last_name": "O'Hara", "gender": "nonbinary"}


def row(record_id: str = "runsignup-7", **fields: str) -> Row:
    """A result to be added."""
    return Row("add", record_id, "Zoë O'Hara", FINISH | fields)


def publisher(**results: Any) -> RunSignup:
    """A publisher that nobody answers."""
    return RunSignup(connection("http://127.0.0.1:1", **results), Unlimited())


def reply(content: Any) -> Reply:
    """A reply with status 200."""
    return Reply(200, {}, msgspec.json.encode(content))


def changed(fields: Mapping[str, str], shown: Mapping[str, str]) -> list[str]:
    """The fields that differ."""
    return [one.field for one in differences(fields, {**SHOWN, **shown})]


def test_a_registered_result_is_sent_by_registration() -> None:
    assert result(row()) == {
        "registration_id": 7, "bib": 10, "place": 3, "clock_time": "1:01:01.007",
        "chip_time": "1:00:00.000",
    }  # fmt: skip


def test_a_walk_up_is_sent_by_bib_and_name_and_changed_by_its_result() -> None:
    walk_up = row("bib:99", bib_number="99", **PERSON)

    assert result(walk_up) == {
        "first_name": "Zoë", "last_name": "O'Hara", "gender": "X", "bib": 99, "place": 3,
        "clock_time": "1:01:01.007", "chip_time": "1:00:00.000",
    }  # fmt: skip
    assert result(replace(walk_up, provider_id="44000009"))["result_id"] == 44000009


@pytest.mark.parametrize(
    ("status", "word"), [("retired", "DNF"), ("disqualified", "DQ"), ("did_not_start", "DNS")]
)
def test_a_word_stands_in_the_place_of_a_time(status: str, word: str) -> None:
    sent = result(row(status=status, place="", gun_time="", chip_time=""))

    assert (sent["clock_time"], sent["chip_time"], sent["place"]) == (word, word, None)


@pytest.mark.parametrize(
    ("shown", "fields"),
    [
        ({}, []),
        ({"clock_time": "1:01:01"}, []),
        ({"clock_time": "1:01:01.0"}, []),
        ({"clock_time": "61:01.007"}, []),
        ({"clock_time": "1:01:02.1"}, ["clock_time"]),
        ({"clock_time": "DQ"}, ["clock_time"]),
        ({"clock_time": "soon"}, ["clock_time"]),
        ({"chip_time": ""}, ["chip_time"]),
        ({"place": "4"}, ["place"]),
        ({"bib": "11"}, ["bib"]),
    ],
)
def test_a_time_is_compared_as_precisely_as_it_is_shown(
    shown: dict[str, str], fields: list[str]
) -> None:
    assert changed(FINISH, shown) == fields


def test_a_word_is_compared_in_any_case_and_a_name_exactly() -> None:
    retired = FINISH | {"status": "retired", "place": "", "gun_time": "", "chip_time": ""}
    words = {"clock_time": "dnf", "chip_time": "DNF", "place": ""}
    shown = {"first_name": "Zoë", "last_name": "Ohara", "gender": "X"}

    assert changed(retired, words) == []
    assert changed(FINISH | PERSON, shown) == ["last_name"]


def test_a_bib_with_letters_is_left_out_and_holds_a_walk_up_back() -> None:
    assert "bib" not in result(row(bib_number="VIP-7"))
    assert publisher().problem(replace(WALK_UP, bib_number="VIP-7")) == (
        "without a registration, and bib 'VIP-7' is no number"
    )


def test_a_registration_of_another_provider_is_none_of_its_own() -> None:
    assert publisher().problem(replace(RUNNER, registration_id="ab")) == (
        "runsignup-ab is no registration of RunSignup"
    )
    assert publisher().problem(RUNNER) == ""


def test_a_set_is_made_quiet_unless_told_otherwise() -> None:
    call = publisher().new_set(PLACE, Head("10 Mile", "harbor_timing", False, True))

    assert (call.path, dict(call.params)) == (
        "/race/900101/results/new-result-set", {"event_id": "910101", "request_format": "json"},
    )  # fmt: skip
    assert call.content == {
        "individual_result_set_name": "10 Mile", "public_results": "F",
        "preliminary_results": "T", "results_source_name": "harbor_timing", "pace_type": "T",
        "disable_notifications": "T",
    }  # fmt: skip


def test_results_are_taken_back_by_registration() -> None:
    there = publisher()

    call = there.retract(PLACE, "330001", [row("runsignup-7"), row("runsignup-8")])

    assert call.content == {"registration_ids": [7, 8]}
    assert (there.can_retract("runsignup-7"), there.can_retract("bib:99")) == (True, False)


@pytest.mark.parametrize(
    ("code", "kind"),
    [(6, AuthError), (7, PermissionDenied), (201, NotFound), (14, Throttled), (5, ServerError),
     (115, BadReply)],
)  # fmt: skip
def test_a_failure_inside_http_200_is_told_apart(code: int, kind: type[Exception]) -> None:
    failed = reply({"error": {"error_code": code, "error_msg": "No."}})

    with pytest.raises(kind, match=rf"error {code} \(No\.\)"):
        reading.check(failed, WHERE)


def test_an_empty_answer_to_a_write_is_success_and_half_a_one_is_unknown() -> None:
    reading.check(Reply(200, {}, b""), WHERE)

    with pytest.raises(Unreachable, match="no whole JSON"):
        reading.check(Reply(200, {}, b'{"individual'), WHERE)


def test_every_row_has_its_registration_beside_it() -> None:
    page = {"individual_result_set_id": 5, "results": [{"result_id": 1}], "registration_ids": []}
    body = msgspec.json.encode({"individual_results_sets": [page]})

    with pytest.raises(BadReply, match="1 results beside 0 registration ids"):
        reading.rows(body, "5", WHERE)
    assert reading.rows(b"[]", "5", WHERE) == []


@pytest.mark.parametrize(
    ("setting", "said"),
    [({"batch_size": 0}, "batch_size must be 1 or more"),
     ({"notices": "always"}, r"results\.notices must be one of never, rows")],
)  # fmt: skip
def test_a_setting_of_the_wrong_kind_is_refused(setting: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        publisher(**setting)


def test_a_missing_secret_is_named() -> None:
    bare = Connection(slug="harbor", provider="runsignup", owner="harbor_timing")

    with pytest.raises(ConfigError, match="SYNCLINE_HARBOR_API_KEY"):
        RunSignup(bare, Unlimited())
