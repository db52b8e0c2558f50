"""What Close answers, looked at without a network."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from extract.providers.close.answers import (
    CursorExpired,
    Head,
    LimitTooLarge,
    SkipTooFar,
    identify,
    moment,
    refusal_of,
    seconds_told,
)

WHERE = Where("close", "demo", "leads", "/lead/")


def refused(body: object) -> BadReply:
    """What a refusal with this body is taken for."""
    plain = BadReply(WHERE, seen="HTTP 400", todo="-")
    return refusal_of(Reply(400, {}, json.dumps(body).encode()), plain)


@pytest.mark.parametrize(
    ("body", "kind", "largest"),
    [
        ({"error": "larger than the maximum (max_skip = 250000). Please"}, SkipTooFar, 250_000),
        (
            {"errors": [], "field-errors": {"_skip": "Must be less than or equal to 250000."}},
            SkipTooFar,
            250_000,
        ),
        ({"field-errors": {"_limit": "Must be less than or equal to 200."}}, LimitTooLarge, 200),
        ({"field-errors": {"_limit": "Too large."}}, LimitTooLarge, None),
    ],
)
def test_a_limit_is_told_with_its_largest_value(
    body: object, kind: type[BadReply], largest: int | None
) -> None:
    found: Any = refused(body)

    assert (type(found), found.largest) == (kind, largest)


def test_an_expired_cursor_is_told() -> None:
    body = {"errors": [], "field-errors": {"cursor": "Invalid or expired cursor."}}

    assert type(refused(body)) is CursorExpired


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"error": {"a": 1}}, {"field-errors": {"lead": "x"}}]
)
def test_another_refusal_stays_as_it_is(body: object) -> None:
    assert type(refused(body)) is BadReply


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": {"rate_reset": 1.62}}, 2.0),
        ({"rate_reset": 0.2}, 1.0),
        ({"error": {"rate_reset": -1}}, None),
        ({"error": {"rate_reset": "soon"}}, None),
        ({"error": "slow down"}, None),
        ([], None),
    ],
)
def test_a_body_may_say_when_to_come_again(body: object, seconds: float | None) -> None:
    assert seconds_told(json.dumps(body).encode()) == seconds


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-06-19T12:05:28.327000+00:00", datetime(2026, 6, 19, 12, 5, 28, 327_000, UTC)),
        ("2019-01-15T12:48:23.395000", datetime(2019, 1, 15, 12, 48, 23, 395_000, UTC)),
        ("2026-06-19T14:05:28+02:00", datetime(2026, 6, 19, 12, 5, 28, 0, UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (20260619, None),
        (None, None),
    ],
)
def test_a_time_without_an_offset_is_utc(text: Any, read: datetime | None) -> None:
    assert moment(text) == read


def test_a_record_cannot_pass_for_an_event() -> None:
    head = Head(id="lead_1", object_id="lead_2", action="deleted")

    assert identify(head, {}).key == "lead_1"
    assert identify(head, {}).delete_reason is None


def test_a_merge_without_its_source_has_no_key() -> None:
    head = Head(id="ev_1", object_id="lead_2", action="merged")

    assert identify(head, {"source": "event_log"}) == (None, None, "merged")
