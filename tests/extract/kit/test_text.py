"""Text is mended where no engine would take it, and left alone everywhere else."""

import duckdb
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.kit.text import parsable, storable

CLEAN_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | CLEAN_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(CLEAN_TEXT, inner, max_size=4),
    max_leaves=8,
)


@given(ANY_JSON)
def test_valid_json_lands_untouched(value: object) -> None:
    assert storable(msgspec.json.encode({"value": value})) is None


@given(st.binary())
def test_whatever_is_mended_is_utf8_and_needs_no_second_mending(row: bytes) -> None:
    mended = storable(row) or row

    assert mended.decode().encode() == mended
    assert storable(mended) is None


@given(st.lists(st.sampled_from([r"\u0000", r"\ud83d", r"\ude00", r"\\", "é", r"\n", "u0000"])))
def test_what_is_mended_is_json_that_duckdb_takes(parts: list[str]) -> None:
    row = '{"name":"' + "".join(parts) + '"}'
    mended = storable(row.encode()) or row.encode()

    assert duckdb.execute("select json_valid(?)", [mended.decode()]).fetchall() == [(True,)]
    assert "\0" not in msgspec.json.decode(mended)["name"]


@pytest.mark.parametrize(
    ("row", "mended"),
    [
        (b'{"n":"Jos\xe9"}', '{"n":"José"}'),
        (b'{"n":"\x81"}', '{"n":"\ufffd"}'),
        (rb'{"n":"A\u0000da"}', '{"n":"Ada"}'),
        (rb'{"n":"A\\\u0000da"}', r'{"n":"A\\da"}'),
        (rb'{"n":"\ud83dx"}', r'{"n":"\ufffdx"}'),
        (rb'{"n":"\ude00"}', r'{"n":"\ufffd"}'),
    ],
)
def test_what_cannot_be_stored_is_mended(row: bytes, mended: str) -> None:
    assert storable(row) == mended.encode()


@pytest.mark.parametrize(
    "row",
    [
        '{"n":"JosÃ©"}'.encode(),
        rb'{"n":"\ud83d\ude00"}',
        rb'{"n":"\\u0000"}',
        rb'{"n":"\\\\ud83d"}',
    ],
)
def test_what_can_be_stored_is_left_alone(row: bytes) -> None:
    assert storable(row) is None


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"n":"a\tb\nc"}', "a\tb\nc"),
        (b'{"n":"a\x00b"}', "a\0b"),
        (rb'{"n":"50\% \d"}', r"50\% \d"),
        (rb'{"n":"\u12"}', r"\u12"),
        (rb'{"n":"\" \\ \u00e9 \ud83d\ude00"}', '" \\ é 😀'),
    ],
)
def test_a_string_that_a_parser_stumbles_over_is_mended(body: bytes, text: str) -> None:
    assert msgspec.json.decode(parsable(body)) == {"n": text}


def test_half_a_surrogate_pair_is_marked_for_the_row_that_it_is_in() -> None:
    assert storable(parsable(rb'{"n":"a\ud83d"}')) == '{"n":"a\ufffd"}'.encode()


@given(ANY_JSON)
def test_valid_json_stays_what_it_is_when_mended_for_a_parser(value: object) -> None:
    body = msgspec.json.encode(value)

    assert msgspec.json.decode(parsable(body)) == msgspec.json.decode(body)
