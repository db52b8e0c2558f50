"""What Haku answers: bare lists, wrapped lists, one registration, and what is none of these."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of, key_text
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from extract.providers.haku.assumed import REGISTRATIONS, RegistrationHead

BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
NULL = msgspec.Raw(b"null")
NAMES_SHOWN = 8
DAY_LENGTH = 10


def check(reply: Reply, where: Where) -> None:
    """Raises what is wrong with a reply before anything is looked for in it.

    Raises: BadReply for a web page; Unreachable for half a body, which is asked for again.
    """
    if reply.body[:200].lstrip(BEFORE_TEXT).startswith(b"<"):
        kind = reply.headers.get("content-type", "no content type")[:60]
        todo = "Check the connection's addresses and paths: a log-in or an error page stands there."
        raise BadReply(where, seen=f"a web page in place of JSON ({kind})", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def rows_of(body: bytes, names: Sequence[str], where: Where) -> list[msgspec.Raw]:
    """The rows of a bare list, or of one under any of the names.

    Raises: BadReply for anything else.
    """
    answer = decoded(body, list[msgspec.Raw] | dict[str, msgspec.Raw], where)
    if isinstance(answer, list):
        return answer
    name = next((name for name in names if name in answer), None)
    if name is None:
        seen = f"an object with {told(answer)} in place of a list of rows"
        raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
    rows: list[msgspec.Raw] = decoded(answer[name], list[msgspec.Raw], where)
    return rows


def registration_of(body: bytes, where: Where) -> msgspec.Raw:
    """One registration, bare or wrapped; what is no object comes back as it is, to be kept aside.

    Raises: Unreachable when the body is no whole JSON.
    """
    whole: msgspec.Raw = decoded(body, msgspec.Raw, where)
    answer: dict[str, msgspec.Raw] = head_of(whole, dict[str, msgspec.Raw]) or {}
    wrapped = [answer[name] for name in REGISTRATIONS if name in answer]
    return next((row for row in (whole, *wrapped) if number_of(row) is not None), whole)


def number_of(row: msgspec.Raw) -> str | None:
    """A row's registration number, None when it has none that can be read."""
    head = head_of(row, RegistrationHead)
    return key_text(head.registration_number) if head is not None else None


def list_hash(row: msgspec.Raw) -> str:
    """The same for rows that say the same, in whatever order their fields come."""
    try:
        said = msgspec.json.encode(msgspec.json.decode(row), order="sorted")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        said = bytes(row)
    return hashlib.md5(said, usedforsecurity=False).hexdigest()


def told(answer: Mapping[str, msgspec.Raw]) -> str:
    """An object's field names and its message; other values never, for they can be personal."""
    names = [name[:40] for name in list(answer)[:NAMES_SHOWN]]
    more = f" and {len(answer) - NAMES_SHOWN} more" if len(answer) > NAMES_SHOWN else ""
    said = [head_of(answer.get(field, NULL), str) for field in ("error", "message")]
    words = "; ".join(filter(None, said))[:200]
    return (", ".join(names) or "no field") + more + (f' that says "{words}"' if words else "")


def moment_of(value: Scalar, zone: str) -> datetime | None:
    """A date-time in any of its four forms as UTC, in `zone` where it has none of its own."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_of(value: Scalar) -> date | None:
    """The day that a date or date-time names; None when it names none."""
    try:
        return date.fromisoformat(str(value).strip()[:DAY_LENGTH])
    except ValueError:
        return None
