"""A reply is whole, broken off, or of another shape; ids are one text however they are sent."""

import msgspec
import pytest

from extract.kit.answer import Scalar, decoded, head_of, key_text
from extract.kit.errors import BadReply, Unreachable, Where
from extract.kit.text import storable

WHERE = Where("lists", "club", "people", "/people")


class Head(msgspec.Struct):
    """A record's id."""

    id: int | None = None


class Named(msgspec.Struct):
    """A record's name."""

    name: str


@pytest.mark.parametrize("body", [b"", b'[{"id":1},', b'[{"id":1}', b"<html>", b'{"a":[]'])
def test_a_body_that_is_not_whole_may_be_asked_for_again(body: bytes) -> None:
    with pytest.raises(Unreachable, match="a body that is no whole JSON") as caught:
        decoded(body, list[msgspec.Raw], WHERE)

    assert caught.value.outcome_unknown is True


def test_another_shape_is_not_asked_for_again() -> None:
    with pytest.raises(BadReply, match="an unknown shape"):
        decoded(b'{"id":1}', list[msgspec.Raw], WHERE)


def test_json_that_nests_without_end_is_refused_in_words() -> None:
    endless = b"[" * 100_000 + b"]" * 100_000

    with pytest.raises(BadReply, match="more levels inside one another than can be read"):
        decoded(endless, list[msgspec.Raw], WHERE)

    assert head_of(b'{"id":%b}' % endless, Head) is None


def test_one_broken_string_does_not_cost_the_page() -> None:
    rows = decoded(rb'[{"id":1,"n":"\ud83d"},{"id":2}]', list[msgspec.Raw], WHERE)

    assert [bytes(row) for row in rows] == [b'{"id":1,"n":"\x81"}', b'{"id":2}']


def test_a_name_that_is_no_utf8_is_mended_where_it_is_declared() -> None:
    assert decoded(b'{"name":"Ni\xf1as"}', Named, WHERE) == Named("Niñas")
    assert head_of(b'{"name":"Ni\xf1as"}', Named) == Named("Niñas")


@pytest.mark.parametrize(
    "row", [rb'{"name":"7\u0000"}', rb'{"name":"7\ud800"}', b'{"name":"7\x81"}']
)
def test_a_head_is_read_as_it_lands(row: bytes) -> None:
    landed = storable(row)

    assert landed is not None
    assert head_of(row, Named) == msgspec.json.decode(landed, type=Named)


def test_a_head_is_read_or_none() -> None:
    assert head_of(b'{"id":"7"}', Head) == Head(7)
    assert head_of(b'"seven"', Head) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [(7, "7"), (7.0, "7"), (" 7 ", "7"), (7.5, "7.5"), ("", None), (None, None), (True, None)],
)
def test_an_id_is_one_text_however_it_is_sent(value: Scalar, text: str | None) -> None:
    assert key_text(value) == text
