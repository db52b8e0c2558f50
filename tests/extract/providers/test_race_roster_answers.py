"""What Race Roster answers, looked at without a network."""

from datetime import UTC, datetime

import msgspec
import pytest

from extract.kit.answer import Scalar
from extract.kit.errors import (
    AuthError,
    BadReply,
    NotFound,
    PermissionDenied,
    ServerError,
    Throttled,
    Unreachable,
    Where,
)
from extract.kit.http import Reply
from extract.providers.race_roster.answers import (
    check,
    instant,
    last_start,
    one_of,
    rows_of,
    time_zone,
)

WHERE = Where("race_roster", "club", "events", "/events")


@pytest.mark.parametrize(
    ("body", "rows", "total"),
    [
        (b'{"data":[],"metadata":{"totalResults":0}}', 0, 0),
        (b'{"data":[{}],"metadata":{"totalResults":"12"}}', 1, 12),
        (b'{"data":[{},1]}', 2, None),
        (b'{"data":[],"metadata":[]}', 0, None),
        (b'{"data":[],"metadata":{"totalResults":"many"}}', 0, None),
        (b'{"data":[],"metadata":{"totalResults":true}}', 0, None),
    ],
)
def test_a_list_has_rows_and_perhaps_a_count(body: bytes, rows: int, total: int | None) -> None:
    found, count = rows_of(body, WHERE)

    assert (len(found), count) == (rows, total)


@pytest.mark.parametrize("body", [b"{}", b'{"data":null}', b'{"data":{}}', b"[]", b'"x"'])
def test_an_answer_without_a_list_is_refused(body: bytes) -> None:
    with pytest.raises(BadReply):
        rows_of(body, WHERE)


@pytest.mark.parametrize(
    ("body", "row"),
    [
        (b'{"data":[{"eventId":"e"}]}', b'{"eventId":"e"}'),
        (b'{"data":{"eventId":"e"}}', b'{"eventId":"e"}'),
        (b'{"data":[]}', None),
        (b'{"data":null}', None),
        (b"{}", None),
    ],
)
def test_one_thing_comes_in_a_list_or_bare(body: bytes, row: bytes | None) -> None:
    found = one_of(body, WHERE)

    assert (found and bytes(found)) == row


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2014-02-12T15:19:21+00:00", datetime(2014, 2, 12, 15, 19, 21, tzinfo=UTC)),
        ("2026-02-03T10:16:30-0500", datetime(2026, 2, 3, 15, 16, 30, tzinfo=UTC)),
        (" 2026-03-20T22:00:00Z", datetime(2026, 3, 20, 22, tzinfo=UTC)),
        ("2026-03-20T22:00:00", None),
        ("2026-03-20", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("soon", None),
        (1_767_000_000, None),
        (None, None),
    ],
)
def test_an_instant_has_several_forms(text: Scalar, moment: datetime | None) -> None:
    assert instant(text) == moment


@pytest.mark.parametrize(
    ("row", "start"),
    [
        (b'{"startDate":"2026-10-11T08:00:00-0400"}', datetime(2026, 10, 11, 12, tzinfo=UTC)),
        (
            b'{"startDate":"2026-10-11T08:00:00Z","subEvents":{"data":[{"customSubEventDate":null},'
            b'{"customSubEventDate":"2026-10-12T08:00:00Z"}]}}',
            datetime(2026, 10, 12, 8, tzinfo=UTC),
        ),
        (
            b'{"startDate":"2026-10-11T08:00:00Z","subEvents":[]}',
            datetime(2026, 10, 11, 8, tzinfo=UTC),
        ),
        (b'{"startDate":{"date":1}}', None),
        (b"{}", None),
        (b'"event"', None),
    ],
)
def test_the_last_start_counts(row: bytes, start: datetime | None) -> None:
    assert last_start(msgspec.Raw(row)) == start


@pytest.mark.parametrize(
    ("row", "zone"), [(b'{"timeZone":"America/Regina"}', "America/Regina"), (b"7", None)]
)
def test_a_zone_is_as_it_is_written(row: bytes, zone: str | None) -> None:
    assert time_zone(msgspec.Raw(row)) == zone


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html></html>", BadReply),
        (b"\xef\xbb\xbf\r\n  <html></html>", BadReply),
        (b"", Unreachable),
        (b'{"data":[{"eventId":', Unreachable),
        (b'{"message":"Unauthenticated.","code":401}', AuthError),
        (b'{"message":"no","code":"403"}', PermissionDenied),
        (b'{"error":"no","code":404}', NotFound),
        (b'{"message":"slow down","code":429}', Throttled),
        (b'{"message":"oops","code":500}', ServerError),
        (b'{"message":"oops"}', BadReply),
    ],
)
def test_a_failure_inside_http_200_is_told(body: bytes, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        check(Reply(200, {}, body), WHERE)


@pytest.mark.parametrize("body", [b'{"data":[],"message":"fine"}', b"{}", b"[]"])
def test_a_message_beside_data_is_no_failure(body: bytes) -> None:
    check(Reply(200, {}, body), WHERE)
