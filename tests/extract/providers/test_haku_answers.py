"""What stands in an answer of Haku, and what does not."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from extract.kit.errors import BadReply, Transient, Where
from extract.providers.haku.answers import (
    day_of,
    list_hash,
    moment_of,
    number_of,
    registration_of,
    rows_of,
)

WHERE = Where("haku", "demo", "registrations", "/events/1/participants")
NAMES = ("participants", "data")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-10 14:05:00", datetime(2026, 2, 10, 20, 5, tzinfo=UTC)),
        ("2026-02-10T14:05:00", datetime(2026, 2, 10, 20, 5, tzinfo=UTC)),
        ("2026-02-10T14:05:00Z", datetime(2026, 2, 10, 14, 5, tzinfo=UTC)),
        ("2026-02-10 14:05:00Z", datetime(2026, 2, 10, 14, 5, tzinfo=UTC)),
        ("2026-02-10", datetime(2026, 2, 10, 6, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (1767000000, None),
        (None, None),
    ],
)
def test_a_time_comes_in_four_forms(text: str | int | None, moment: datetime | None) -> None:
    assert moment_of(text, "America/Chicago") == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-07-25", date(2026, 7, 25)),
        ("2026-07-25T07:30:00Z", date(2026, 7, 25)),
        ("2026-02-30", None),
        (None, None),
    ],
)
def test_a_day_is_the_one_written(text: str | None, day: date | None) -> None:
    assert day_of(text) == day


def test_rows_that_say_the_same_have_one_hash() -> None:
    rows = (b'{"a":1,"b":[{"c":2,"d":3}]}', b'{ "b": [{"d": 3, "c": 2}], "a": 1}')

    first, second = (list_hash(msgspec.Raw(row)) for row in rows)

    assert first == second != list_hash(msgspec.Raw(b'{"a":1}'))


def test_a_row_that_is_no_text_still_has_a_hash() -> None:
    assert len(list_hash(msgspec.Raw(b'{"a":"\xff"}'))) == 32


@pytest.mark.parametrize(
    "body", [b'[{"id":1}]', b'{"participants":[{"id":1}],"page":2}', b'{"data":[{"id":1}]}']
)
def test_a_list_is_bare_or_wrapped(body: bytes) -> None:
    assert rows_of(body, NAMES, WHERE) == [msgspec.Raw(b'{"id":1}')]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b'{"error":"No","message":"way"}', 'error, message that says "No; way" in place of a'),
        (b"{}", "an object with no field in place of a list of rows"),
        (b'{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1}', "h and 1 more in place"),
        (b'{"participants":null}', "an unknown shape"),
        (b'"ok"', "an unknown shape"),
    ],
)
def test_anything_else_is_no_list(body: bytes, seen: str) -> None:
    with pytest.raises(BadReply, match=seen):
        rows_of(body, NAMES, WHERE)


def test_half_a_list_is_asked_for_again() -> None:
    with pytest.raises(Transient, match="no whole JSON"):
        rows_of(b'[{"id":1}', NAMES, WHERE)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b'{"registration_number":"R1"}', "R1"),
        (b'{"registration":{"registration_number":"R1"}}', "R1"),
        (b'{"data":{"registration_number":7}}', "7"),
        (b'{"message":"Busy"}', None),
        (b'[{"registration_number":"R1"}]', None),
        (b"null", None),
    ],
)
def test_a_registration_is_bare_or_wrapped(body: bytes, number: str | None) -> None:
    assert number_of(registration_of(body, WHERE)) == number
