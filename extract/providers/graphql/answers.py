"""What a GraphQL server answers: the rows at a path, and every way of not giving them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from extract.kit.answer import Scalar, decoded, head_of
from extract.kit.errors import (
    AuthError,
    BadReply,
    ProviderError,
    ServerError,
    Throttled,
    Where,
)
from extract.kit.http import Reply
from extract.kit.wire import seconds_asked
from extract.providers.graphql.assumed import AUTH_CODES, PASSING_CODES, THROTTLE_CODES
from extract.providers.graphql.documents import Path
from extract.providers.graphql.queries import Query

T = TypeVar("T")
NULL = msgspec.Raw(b"null")
BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
ERRORS_SHOWN, LETTERS_SHOWN, NAMES_SHOWN = 3, 200, 8
LOOK = "Look at the query in the setting queries, and at the server's log"


class Extensions(msgspec.Struct):
    """What a server adds to an error."""

    code: Scalar = None


class Fault(msgspec.Struct):
    """One of `errors`."""

    message: str = "an error without a message"
    path: list[str | int] | None = None
    extensions: Extensions | None = None

    @property
    def code(self) -> str:
        """The server's code in small letters and dashes, empty if none."""
        code = self.extensions.code if self.extensions else None
        return str(code or "").lower().replace("_", "-")


class Envelope(msgspec.Struct):
    """A whole answer."""

    data: msgspec.Raw = NULL
    errors: list[Fault] | None = None


class Edge(msgspec.Struct):
    """One edge of a connection."""

    node: msgspec.Raw = NULL


@dataclass(frozen=True)
class Answer:
    """One page: its rows, how many were left out for errors, and what it says of the next page."""

    rows: list[msgspec.Raw]
    skipped: int = 0
    more: bool | None = None
    cursor: Scalar = None
    total: int | None = None


def check(reply: Reply, where: Where) -> None:
    """Raises what a reply with status 2xx says about the whole call, before its rows are looked at.

    Raises: BadReply for a web page; AuthError, Throttled or ServerError as the errors' codes say;
        Unreachable for half a body.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        kind = reply.headers.get("content-type", "no content type")[:60]
        todo = "Check the connection's endpoint: a log-in or an error page stands there."
        raise BadReply(where, seen=f"a web page in place of JSON ({kind})", todo=todo)
    if b'"errors"' not in reply.body:
        return
    errors = decoded(reply.body, Envelope, where).errors
    found = failure(errors, where, "", reply.headers) if errors else None
    if found is not None and not isinstance(found, BadReply):
        raise found


def errors_of(body: bytes) -> list[Fault]:
    """The errors of a reply that is no success; none where it holds none that can be read."""
    envelope = head_of(body, Envelope)
    return envelope.errors or [] if envelope else []


def failure(
    errors: Sequence[Fault], where: Where, status: str, headers: Mapping[str, str]
) -> ProviderError:
    """What errors mean for the call, by their codes; BadReply where these say nothing."""
    codes = {error.code for error in errors}
    seen = ", ".join(filter(None, [status, shown(errors)]))
    if codes & THROTTLE_CODES:
        todo, after = "Wait, or lower this connection's rate.", seconds_asked(headers)
        return Throttled(where, seen=seen, todo=todo, retry_after=after)
    if codes & AUTH_CODES:
        return AuthError(where, seen=seen, todo="Put in valid headers for this connection.")
    if codes & PASSING_CODES:
        return ServerError(where, seen=seen, todo="Try again later; nothing was lost.")
    return BadReply(where, seen=seen, todo=f"{LOOK}.")


def shown(errors: Sequence[Fault]) -> str:
    """Errors as a person may read them, with their paths."""
    words = [
        f'"{error.message[:LETTERS_SHOWN]}"'
        + (f" at {'.'.join(map(str, error.path))[:LETTERS_SHOWN]}" if error.path else "")
        for error in errors[:ERRORS_SHOWN]
    ]
    more = f" and {len(errors) - ERRORS_SHOWN} more" if len(errors) > ERRORS_SHOWN else ""
    return f"the server's errors: {'; '.join(words)}{more}"


def answer_of(body: bytes, query: Query, where: Where) -> Answer:
    """The page that a reply holds, its errors dealt with as the query's settings say.

    Raises: BadReply for errors that do not let through the rows, and for a path that is not there.
    """
    envelope: Envelope = decoded(body, Envelope, where)
    errors = envelope.errors or []
    bad = _bad_rows(errors, query)
    if errors and (envelope.data == NULL or bad is None):
        raise failure(errors, where, "", {})
    if envelope.data == NULL:
        raise BadReply(where, seen="an answer without data and without errors", todo=f"{LOOK}.")
    rows = _rows(envelope.data, query, where)
    kept = [row for place, row in enumerate(rows) if place not in bad] if bad else rows
    paging = query.paging
    return Answer(
        kept,
        len(rows) - len(kept),
        _said(envelope.data, paging.more_path, bool, where),
        _cursor(envelope.data, kept, query, where),
        _said(envelope.data, query.total_path, int, where),
    )


def _bad_rows(errors: Sequence[Fault], query: Query) -> set[int] | None:
    """Which rows are to be left out; None where errors do not let through the page."""
    if not errors or query.settings.on_partial == "accept":
        return set()
    places: set[int] = set()
    depth = len(query.data_path)
    for error in errors:
        path = error.path or []
        row = path[depth] if len(path) > depth else None
        is_below = tuple(path[:depth]) == query.data_path and isinstance(row, int)
        if query.settings.on_partial == "fail" or not is_below:
            return None
        places.add(int(row or 0))
    return places


def _rows(data: msgspec.Raw, query: Query, where: Where) -> list[msgspec.Raw]:
    """The rows at the data path, nodes without their edges.

    Raises: BadReply when there is no list.
    """
    found = at(data, query.data_path)
    if found == NULL and query.settings.null_list == "empty":
        return []
    if found is None or found == NULL or bytes(found)[:1] != b"[":
        kind = "null" if found == NULL else "no list" if found else _where_it_ends(data, query)
        todo = f"{LOOK}; null_list = 'empty' takes null for no rows."
        raise BadReply(where, seen=f"data.{'.'.join(query.data_path)} is {kind}", todo=todo)
    if not query.has_edges:
        rows: list[msgspec.Raw] = decoded(found, list[msgspec.Raw], where)
        return rows
    edges: list[Edge | None] = decoded(found, list[Edge | None], where)
    return [edge.node if edge else NULL for edge in edges]


def at(data: bytes | msgspec.Raw, path: Path) -> msgspec.Raw | None:
    """What stands at a path, as its own bytes; None where a step is missing."""
    found = msgspec.Raw(data)
    for step in path:
        if found == NULL:
            return NULL
        fields = head_of(found, dict[str, msgspec.Raw])
        if fields is None or step not in fields:
            return None
        found = fields[step]
    return found


def _where_it_ends(data: msgspec.Raw, query: Query) -> str:
    """Which step of the data path is missing, and what is there instead: names, never values."""
    for end in range(1, len(query.data_path) + 1):
        if at(data, query.data_path[:end]) is None:
            above = at(data, query.data_path[: end - 1]) or NULL
            names = list(head_of(above, dict[str, msgspec.Raw]) or {})[:NAMES_SHOWN]
            there = ", ".join(name[:40] for name in names) or "nothing"
            return f"not there: in place of {query.data_path[end - 1]} there is {there}"
    return "not there"


def _said(data: msgspec.Raw, path: Path, kind: type[T], where: Where) -> T | None:
    """What the answer says at a path; None where nothing is asked for there.

    Raises: BadReply when it says something else.
    """
    if not path:
        return None
    found = at(data, path)
    try:
        return msgspec.json.decode(found or b"", type=kind)
    except msgspec.DecodeError:
        seen = f"data.{'.'.join(path)} is no {kind.__name__}"
        raise BadReply(where, seen=seen, todo=f"{LOOK}.") from None


def _cursor(data: msgspec.Raw, rows: list[msgspec.Raw], query: Query, where: Where) -> Scalar:
    """Where the next page begins, as the answer or its last row says it.

    Raises: BadReply when that is no text and no number.
    """
    path = query.paging.cursor_path
    source = data
    if query.paging.kind == "keyset":
        source = rows[-1] if rows else NULL
    found = at(source, path) if path else NULL
    if found is None or found == NULL:
        return None
    try:
        return msgspec.json.decode(found, type=int | float | str)
    except msgspec.DecodeError:
        seen = f"the cursor at {'.'.join(path)} is neither text nor number"
        raise BadReply(where, seen=seen, todo=f"{LOOK}.") from None
