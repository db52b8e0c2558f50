"""The records as a Resources Centre holds them, read to compare them with what was sent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, decoded, key_text
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply
from push.kit.target import EVENT, Held
from push.records.planning import CHANGED_AT
from push.targets.resources_centre.assumed import FIELDS

LIST_KEY = "data"


def check(reply: Reply, where: Where) -> None:
    """Refuses what is no JSON where a call was taken.

    Raises: BadReply for a web page; Unreachable for half a body.
    """
    if reply.body[:200].lstrip().startswith(b"<"):
        todo = "Check base_url and path_prefix: a log-in or an error page stands there."
        raise BadReply(where, seen="a web page in place of JSON", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def records(body: bytes, entity: str, where: Where) -> Iterator[Held]:
    """The records of a list, under its own name, under `data`, or bare.

    Raises: BadReply for anything else.
    """
    answer = decoded(body, list[dict[str, Any]] | dict[str, Any], where)
    rows = answer
    if isinstance(answer, dict):
        rows = answer.get(entity, answer.get(LIST_KEY))
        if not isinstance(rows, list) or answer.get("error"):
            seen = f"an object without a list of {entity}"
            raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
    for row in rows:
        key = key_text(row.get("id")) if isinstance(row, dict) else None
        if key is not None:
            yield _held(row, key, entity)


def _held(row: dict[str, Any], key: str, entity: str) -> Held:
    fields = {ours: _text(row.get(theirs)) for ours, theirs in FIELDS[entity].items()}
    stamp = _moment(row.get("updated_at"))
    fields |= {EVENT: entity, CHANGED_AT: stamp.isoformat() if stamp else ""}
    return Held(key, fields["name"], fields)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _moment(stamp: Any) -> datetime | None:
    """An ISO 8601 time in UTC, which one without a zone is; None when it is none."""
    try:
        found = datetime.fromisoformat(stamp)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return None
