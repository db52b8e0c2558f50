"""Reads RunSignup's answers about results: failures inside HTTP 200, sets, rows.

Source: contract sections 3 and 7 (documented): a failed call is an object `error` in a reply with
status 200; `registration_ids` is a list beside the rows, item by item.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, key_text
from extract.kit.errors import (
    AuthError,
    BadReply,
    NotFound,
    PermissionDenied,
    ServerError,
    Throttled,
    Where,
)
from extract.kit.http import Reply
from push.publishers.runsignup.rows import SOURCE
from push.publishing.publisher import Held, ResultSet

SHOWN = (
    "place", "bib", "first_name", "last_name", "gender", "clock_time", "chip_time",
)  # fmt: skip
KINDS: Mapping[int, tuple[type, str]] = {
    **dict.fromkeys(
        (6, 12, 13, 101, 102, 103),
        (AuthError, "The key is wrong or expired: put in a new one for this connection."),
    ),
    7: (PermissionDenied, "Ask the race director to let this key write results."),
    201: (NotFound, "The race is gone; nothing to do."),
    14: (Throttled, "Wait, or lower this connection's rate."),
    **dict.fromkeys((4, 5), (ServerError, "Try again later; nothing was lost.")),
}


class Failure(msgspec.Struct):
    """The `error` object of a failed call."""

    error_code: int = 0
    error_msg: str | None = None


class Answer(msgspec.Struct):
    """The top of every answer about results."""

    error: Failure | None = None
    individual_results_sets: list[msgspec.Raw] = []


class SetHead(msgspec.Struct):
    """A result set without its rows."""

    individual_result_set_id: Scalar = None
    individual_result_set_name: str | None = None
    results_source_name: str | None = None
    public_results: str | None = None
    preliminary_results: str | None = None
    num_finishers: int | None = None


class SetRows(msgspec.Struct):
    """The rows of a set, and beside them whose they are."""

    individual_result_set_id: Scalar = None
    results: list[dict[str, Any]] = []
    registration_ids: list[Scalar] = []


def check(reply: Reply, where: Where) -> None:
    """Raises what a reply with HTTP 200 says in its body.

    Raises: AuthError, PermissionDenied, NotFound, Throttled, ServerError, BadReply; Unreachable
        when the body is not whole.
    """
    # A write says nothing more than that it has not failed.
    if not reply.body.strip():
        return
    decoded(reply.body, msgspec.Raw, where)
    failure = answer(reply.body, where).error if reply.body.lstrip()[:1] == b"{" else None
    if failure is not None:
        seen = f"error {failure.error_code} ({(failure.error_msg or 'without a text')[:200]})"
        kind, todo = KINDS.get(failure.error_code, (BadReply, ASK_SUPPORT))
        raise kind(where, seen=seen, todo=todo)


def answer(body: bytes, where: Where) -> Answer:
    """The top of an answer; an event without results answers with an empty list."""
    if body.lstrip()[:1] == b"[":
        return Answer()
    found: Answer = decoded(body, Answer, where)
    return found


def result_sets(body: bytes, where: Where) -> list[ResultSet]:
    """The sets that an answer lists."""
    heads = [decoded(raw, SetHead, where) for raw in answer(body, where).individual_results_sets]
    return [
        ResultSet(
            id=key_text(head.individual_result_set_id) or "",
            name=head.individual_result_set_name or "",
            source=head.results_source_name or "",
            is_public=head.public_results != "F",
            is_preliminary=head.preliminary_results == "T",
            finishers=head.num_finishers or 0,
        )
        for head in heads
    ]


def rows(body: bytes, set_id: str, where: Where) -> list[Held]:
    """The rows of one set in one page.

    Raises: BadReply when not every row has its place in the list of registrations.
    """
    found: list[Held] = []
    for raw in answer(body, where).individual_results_sets:
        page: SetRows = decoded(raw, SetRows, where)
        if key_text(page.individual_result_set_id) != set_id:
            continue
        if len(page.registration_ids) != len(page.results):
            raise BadReply(
                where,
                seen=f"{len(page.results)} results beside {len(page.registration_ids)} "
                "registration ids",
                todo=ASK_SUPPORT,
            )
        found += map(_held, page.results, page.registration_ids)
    return found


def _held(row: Mapping[str, Any], registration_id: Scalar) -> Held:
    fields = {name: _text(row.get(name)) for name in SHOWN}
    number = key_text(registration_id)
    record_id = f"{SOURCE}{number}" if number else f"bib:{fields['bib']}"
    name = f"{fields['first_name']} {fields['last_name']}".strip()
    return Held(record_id, name, _text(row.get("result_id")), fields, fields["bib"])


def _text(value: Any) -> str:
    return "" if value is None else (key_text(value) or "")


def new_rows(found: list[Held], seen: set[str]) -> Iterator[Held]:
    """The rows that no page before has had."""
    for held in found:
        if held.provider_id not in seen:
            seen.add(held.provider_id)
            yield held
