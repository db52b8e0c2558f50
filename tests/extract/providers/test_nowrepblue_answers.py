"""What NowRepBlue answers, looked at without a network."""

from datetime import UTC, datetime

import msgspec
import pytest

from extract.kit.errors import BadReply, Unreachable, Where
from extract.kit.http import Reply
from extract.providers.nowrepblue.answers import Endpoint, check, rows_of, stamp_of

TAGS = Endpoint("media_tags", "/portfolios/media/tags", "id", ("tags",))
WHERE = Where("nowrepblue", "club", "media_tags", "/tags")
ROW = b'{"id":"m1","tags":[]}'


def read(body: bytes) -> list[bytes]:
    """The rows of an answer of the tags' endpoint, as bytes."""
    return [bytes(row) for row in rows_of(body, TAGS, WHERE)]


@pytest.mark.parametrize(
    "body", [b'{"data":[%s]}' % ROW, b"[%s]" % ROW, b' {"mediaTags" : [ %s ]}\n' % ROW]
)
def test_rows_come_in_three_envelopes(body: bytes) -> None:
    assert read(body) == [ROW]


@pytest.mark.parametrize("body", [b'{"data":[]}', b"[]", b'{"mediaTags":[]}'])
def test_no_rows_are_an_answer(body: bytes) -> None:
    assert read(body) == []


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"{}", "an object with no field in place of a list"),
        (b'{"data":null}', "an unknown shape"),
        (b'{"data":{"0":%s}}' % ROW, "an unknown shape"),
        (b'"down"', "an unknown shape"),
        (b"null", "an unknown shape"),
        (b'{"boards":[%s]}' % ROW, "an object with boards in place"),
        (b'{"data":[%s],"nextPage":2}' % ROW, "an object with data, nextPage in place"),
        (b'{"data":[],"error":"no database"}', 'data, error that says "no database" in place'),
        (b'{"message":"busy"}', 'an object with message that says "busy" in place'),
        (b'{"error":{"code":7}}', "an object with error in place"),
    ],
)
def test_anything_else_is_no_list_of_rows(body: bytes, seen: str) -> None:
    with pytest.raises(BadReply, match=seen):
        read(body)


@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        (b'{"error":"no"}', "1 rows, none of them with id, tags; the first has error"),
        (b'{"id":"t1","name":"Denim","slug":"denim"}', "none of them with tags; the first has id"),
        (b'{"id":null,"tags":[]}', "none of them with id; the first has id, tags"),
        (b'"m1",7', "2 rows, none of them with id, tags; the first has no field"),
        (b"null", "1 rows, none of them with id, tags"),
    ],
)
def test_rows_of_something_else_are_refused(rows: bytes, seen: str) -> None:
    with pytest.raises(BadReply, match=seen):
        read(b'{"data":[%s]}' % rows)


def test_one_good_row_is_enough_to_know_the_endpoint() -> None:
    assert len(read(b'[{"tags":[]},null,{"id":"m1"},{"id":null}]')) == 4


def test_no_value_of_a_row_is_shown() -> None:
    with pytest.raises(BadReply) as caught:
        read(b'[{"name":"Maren Ovasuo"}]')

    assert "Ovasuo" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html></html>", "text/html"),
        (b"\xef\xbb\xbf\r\n  <html></html>", "no content type"),
    ],
)
def test_a_web_page_is_refused_at_once(body: bytes, kind: str) -> None:
    headers = {"content-type": kind} if "/" in kind else {}

    with pytest.raises(BadReply, match=rf"a web page in place of JSON \({kind}\)"):
        check(Reply(200, headers, body), WHERE)


@pytest.mark.parametrize("body", [b"", b'{"data":[{"id":', b"gateway time-out"])
def test_half_an_answer_is_worth_asking_again(body: bytes) -> None:
    with pytest.raises(Unreachable, match="no whole JSON"):
        check(Reply(200, {}, body), WHERE)


@pytest.mark.parametrize(
    ("measurements", "stamp"),
    [
        (
            b'{"updatedAt":"2025-11-03T14:22:09.731Z"}',
            datetime(2025, 11, 3, 14, 22, 9, 731000, UTC),
        ),
        (b'{"updatedAt":"2025-11-03T01:00:00+02:00"}', datetime(2025, 11, 2, 23, tzinfo=UTC)),
        (b'{"updatedAt":"2025-11-03T14:22:09"}', None),
        (b'{"updatedAt":"yesterday"}', None),
        (b'{"updatedAt":"0001-01-01T00:00:00+14:00"}', None),
        (b'{"updatedAt":null}', None),
        (b'{"updatedAt":7}', None),
        (b"{}", None),
        (b"null", None),
        (b'"178 cm"', None),
    ],
)
def test_measurements_are_dated_where_they_say_so(
    measurements: bytes, stamp: datetime | None
) -> None:
    assert stamp_of(msgspec.Raw(measurements)) == stamp
