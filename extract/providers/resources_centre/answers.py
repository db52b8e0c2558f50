"""What a Resources Centre answers: three envelopes around one list, and what is no such list."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from extract.providers.resources_centre.assumed import LIST_KEYS, TOTALS

BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
NULL = msgspec.Raw(b"null")
ERROR = "error"
NAMES_SHOWN = 8


class Head(msgspec.Struct):
    """What identifies and dates a row of any of the three lists."""

    id: Scalar = None
    updated_at: Scalar = None


class Listing(msgspec.Struct):
    """One whole list; `total` is the server's own count of it, where it gives one."""

    rows: list[msgspec.Raw]
    total: int | None = None


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply before anything is looked for in it.

    Raises: BadReply for a web page; Unreachable for half a body, which is asked for again.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        todo = "Check base_url and path_prefix: a log-in or an error page stands there."
        raise BadReply(where, seen="a web page in place of JSON", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def listing_of(body: bytes, entity: str, where: Where) -> Listing:
    """The list of an answer: under the entity's name, under `data`, or bare.

    Raises: BadReply for anything else, an error among it: it is never taken for no rows.
    """
    answer = decoded(body, list[msgspec.Raw] | dict[str, msgspec.Raw], where)
    if isinstance(answer, list):
        return Listing(answer)
    key = next((name for name in (entity, *LIST_KEYS) if name in answer), None)
    if key is None or answer.get(ERROR, NULL) != NULL:
        raise BadReply(where, seen=_told(answer, entity), todo=ASK_SUPPORT)
    rows: list[msgspec.Raw] = decoded(answer[key], list[msgspec.Raw], where)
    return Listing(rows, next(filter(None, (_count(answer, name) for name in TOTALS)), None))


def _count(answer: Mapping[str, msgspec.Raw], name: str) -> int | None:
    found = head_of(answer.get(name, NULL), int | None)
    return found if isinstance(found, int) and found > 0 else None


def _told(answer: Mapping[str, msgspec.Raw], entity: str) -> str:
    """What an object without rows is, in the names of its fields and the words of its error."""
    names = list(answer)
    shown = ", ".join(name[:40] for name in names[:NAMES_SHOWN]) or "no field"
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    words = head_of(answer.get(ERROR, NULL), str)
    said = f' that says "{words[:200]}"' if words else ""
    return f"an object with {shown}{more}{said} in place of {entity}"


def moment(stamp: Scalar) -> datetime | None:
    """An ISO 8601 time in UTC, which one without a zone is; None when it is none."""
    if not isinstance(stamp, str):
        return None
    try:
        found = datetime.fromisoformat(stamp.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
