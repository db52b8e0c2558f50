"""What NowRepBlue answers: three envelopes around one list, and what is no such list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply

DATA = "data"
BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
NULL = msgspec.Raw(b"null")
NAMES_SHOWN = 8


@dataclass(frozen=True)
class Endpoint:
    """One GET: the raw entity it fills, its path, its rows' key and the fields every row has.

    `fields` are those by which rows are known to be of this endpoint and no other.
    """

    entity: str
    path: str
    key: str
    fields: tuple[str, ...]

    @property
    def envelope(self) -> str:
        """The entity as an answer may name it: `boards_talents` is `boardsTalents`."""
        first, *others = self.entity.split("_")
        return first + "".join(other.capitalize() for other in others)

    @cached_property
    def head(self) -> type[msgspec.Struct]:
        """What identifies and dates a row; `measurements` is the only part with a stamp."""
        fields = [(self.key, Scalar, None), ("measurements", msgspec.Raw, NULL)]
        return msgspec.defstruct(f"{self.envelope}Head", fields)


class Stamped(msgspec.Struct):
    """The part of a talent's measurements that dates them."""

    updatedAt: str | None = None


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply before anything is looked for in it.

    Raises: BadReply for a web page; Unreachable for half a body, which is asked for again.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        kind = reply.headers.get("content-type", "no content type")[:60]
        todo = "Check the connection's base_url: a log-in or an error page stands there."
        raise BadReply(where, seen=f"a web page in place of JSON ({kind})", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def rows_of(body: bytes, endpoint: Endpoint, where: Where) -> list[msgspec.Raw]:
    """The rows of an answer: of `{"data": []}`, of `{"<entity>": []}`, or the bare list.

    Raises: BadReply for anything else, and for rows that are not this endpoint's.
    """
    answer = decoded(body, list[msgspec.Raw] | dict[str, msgspec.Raw], where)
    rows = answer if isinstance(answer, list) else unwrapped(answer, endpoint, where)
    recognise(rows, endpoint, where)
    return rows


def unwrapped(
    answer: Mapping[str, msgspec.Raw], endpoint: Endpoint, where: Where
) -> list[msgspec.Raw]:
    """The list inside an object, under one of the two names it may have.

    Raises: BadReply when it is not there, is no list, or does not stand alone.
    """
    name = next(iter(answer), "")
    # More than the rows may be an error or one page of several: what it lacks would look deleted.
    if len(answer) != 1 or name not in (DATA, endpoint.envelope):
        said = [head_of(answer.get(field, NULL), str) for field in ("error", "message")]
        text = f' that says "{words[:200]}"' if (words := "; ".join(filter(None, said))) else ""
        seen = f"an object with {listed(list(answer))}{text} in place of a list of rows"
        raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
    rows: list[msgspec.Raw] = decoded(answer[name], list[msgspec.Raw], where)
    return rows


def recognise(rows: Sequence[msgspec.Raw], endpoint: Endpoint, where: Where) -> None:
    """Returns when each field that the endpoint's rows have is in one of them at least.

    A single row that lacks one is kept aside later; all of them are an answer to another question.

    Raises: BadReply naming the fields that no row has.
    """
    missing = {endpoint.key, *endpoint.fields}
    for row in rows:
        fields = head_of(row, dict[str, msgspec.Raw]) or {}
        missing -= {name for name in fields if name != endpoint.key or fields[name] != NULL}
        if not missing:
            return
    if rows:
        names = list(head_of(rows[0], dict[str, msgspec.Raw]) or {})
        lacking = listed([name for name in (endpoint.key, *endpoint.fields) if name in missing])
        seen = f"{len(rows)} rows, none of them with {lacking}; the first has {listed(names)}"
        raise BadReply(where, seen=seen, todo=ASK_SUPPORT)


def listed(names: Sequence[str]) -> str:
    """Field names as a person may read them; never values, for those can be personal."""
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return (", ".join(name[:40] for name in names[:NAMES_SHOWN]) or "no field") + more


def stamp_of(measurements: msgspec.Raw) -> datetime | None:
    """When measurements were last changed, in UTC; None when they do not say so readably."""
    stamped = None if measurements == NULL else head_of(measurements, Stamped)
    if stamped is None or stamped.updatedAt is None:
        return None
    try:
        moment = datetime.fromisoformat(stamped.updatedAt)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
