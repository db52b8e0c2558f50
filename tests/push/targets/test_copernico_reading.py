"""Copernico's answers, shape by shape."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.kit.errors import BadReply, Unreachable, Where
from extract.kit.http import Reply
from push.targets.copernico import reading

WHERE = Where("copernico", "demo_copernico", "preset", "/10K")


@pytest.mark.parametrize(
    ("received", "meant"),
    [
        ("RamÃ³n", "Ramón"),
        ("Ã\x81lvaro", "Álvaro"),
        ("â\u201a¬uro", "€uro"),
        ("Ramón", "Ramón"),
        ("Ana", "Ana"),
        ("Ã", "Ã"),
    ],
)
def test_text_encoded_twice_is_repaired_only_when_it_round_trips(received: str, meant: str) -> None:
    assert reading.repaired(received) == meant


@given(st.text())
def test_any_text_survives_being_encoded_twice(text: str) -> None:
    twice = text.encode().decode("latin-1")

    assert reading.repaired(twice) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (101, "101"), (" 0101 ", "0101"), ("замыкающий", "замыкающий")]
)
def test_values_become_trimmed_text(value: object, text: str) -> None:
    assert reading.text(value) == text


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"data": [', gzip.compress(b"[1]")[:-9], b"\x1f\x8bno"]
)
def test_a_body_that_is_no_whole_json_may_be_asked_for_again(body: bytes) -> None:
    with pytest.raises(Unreachable, match="no whole JSON"):
        reading.document(body, WHERE)


@pytest.mark.parametrize("code", ["0", "1"])
def test_codes_nought_and_one_are_a_success(code: str) -> None:
    reading.check(Reply(200, {}, b'{"result": {"code": ' + code.encode() + b"}}"), WHERE)


def test_any_other_code_is_an_error_with_http_200() -> None:
    with pytest.raises(BadReply, match=r"result code 5 \(Race not found\)"):
        reading.check(
            Reply(200, {}, b'{"result": {"code": 5, "message": "Race not found"}}'), WHERE
        )


@pytest.mark.parametrize("answer", [{"data": "none"}, {}, "text", [1], {"rows": []}])
def test_a_preset_of_another_shape_is_refused(answer: object) -> None:
    with pytest.raises(BadReply, match="no list of rows"):
        reading.preset_rows(answer, WHERE)


def test_data_is_found_with_and_without_an_envelope() -> None:
    enveloped = {"result": {"code": 0}, "data": ["A"]}

    assert (reading.data_of(enveloped), reading.data_of(["A"])) == (["A"], ["A"])


def test_a_row_without_an_id_goes_by_its_bib() -> None:
    rows = [{"id": None, "name": "Dorsal sin datos", "surname": None, "dorsal": 77}]

    [held] = reading.held_from_preset(rows, "10K")

    assert (held.record_id, held.bib, held.is_placeholder) == ("bib:77", "77", True)


def test_a_participant_of_two_events_is_held_in_both() -> None:
    participant = {
        "id": "A",
        "name": "Nerea",
        "events": [{"event": "10K", "dorsal": "101"}, {"event": "5K", "dorsal": 7}],
    }

    held = list(reading.held_from_participant(participant))

    assert [(one.event, one.bib) for one in held] == [("10K", "101"), ("5K", "7")]
