"""Reads Copernico's answers: envelope, preset rows and participants, in every shape that is met.

Source: contract sections 3 and 4 (seen in client code): gzip that no header announces, text encoded
twice, a result code beside HTTP 200, three shapes of a preset, two of a participant.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from extract.kit.errors import BadReply, Unreachable, Where
from extract.kit.http import Reply
from extract.kit.text import storable
from push.kit.target import EVENT, Held
from push.targets.copernico.assumed import WIRE_NAMES

GZIP_MAGIC = b"\x1f\x8b"
PLACEHOLDER = "dorsal sin datos"
SUCCESS_CODES = ("0", "1")


def check(reply: Reply, where: Where) -> None:
    """Passes a reply that is whole and that its result code calls a success.

    Raises: Unreachable for half a document, which is worth asking for again; BadReply when the
        result code is an error, whatever the status was.
    """
    if reason := refusal(document(reply.body, where)):
        raise BadReply(where, seen=reason, todo="Check the race and this connection's settings.")


def document(body: bytes, where: Where) -> Any:
    """The JSON document in a reply's body.

    Raises: Unreachable when it is none, or not whole.
    """
    try:
        text = gzip.decompress(body) if body.startswith(GZIP_MAGIC) else body
        return msgspec.json.decode(storable(text) or text)
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise Unreachable(
            where,
            seen=f"a body that is no whole JSON ({type(error).__name__})",
            todo="The same command goes on; if it stays, look at the provider's status.",
            outcome_unknown=True,
        ) from None


def refusal(answer: Any) -> str | None:
    """What the result code of an answer complains of; None when there is nothing wrong."""
    result = answer.get("result") if isinstance(answer, dict) else None
    if not isinstance(result, dict) or str(result.get("code", 0)) in SUCCESS_CODES:
        return None
    return f"result code {result.get('code')} ({result.get('message', 'no message')})"


def data_of(answer: Any) -> Any:
    """What the envelope of a key-protected call holds; None when there is nothing."""
    if not isinstance(answer, dict) or "result" not in answer:
        return answer
    return answer.get("data") or None


def preset_rows(answer: Any, where: Where) -> list[Mapping[str, Any]]:
    """The rows of a preset: a bare list, `{"data": [...]}` or `{"results": [...]}`.

    Raises: BadReply for any other shape.
    """
    rows = answer
    if isinstance(answer, dict):
        rows = answer.get("data", answer.get("results"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadReply(
            where, seen="no list of rows in the preset", todo="Check the preset with the timer."
        )
    return rows


def held_from_preset(rows: Iterable[Mapping[str, Any]], event: str) -> Iterator[Held]:
    """The records in the rows of one event's preset; a row without an id goes by its bib."""
    rows = list(rows)
    columns = {column for row in rows for column in row}
    for row in rows:
        yield _held(row, event, columns)


def held_from_participant(participant: Mapping[str, Any]) -> Iterator[Held]:
    """The participant's record in each of its events; the demo host has one, at the root."""
    everything = set(WIRE_NAMES.values())
    for entry in participant.get("events") or [participant]:
        row = {**participant, **entry}
        yield _held(row, text(row.get("event")), everything)


def _held(row: Mapping[str, Any], event: str, columns: set[str]) -> Held:
    fields = {field: text(row.get(wire)) for field, wire in WIRE_NAMES.items() if wire in columns}
    name = f"{text(row.get('name'))} {text(row.get('surname'))}".strip()
    fields[EVENT] = event
    record_id = text(row.get("id")) or f"bib:{text(row.get('dorsal'))}"
    return Held(record_id, name, fields, name.casefold() == PLACEHOLDER)


def text(value: Any) -> str:
    """A value as trimmed text in one encoding; empty for null. Bibs come as numbers or text."""
    if value is None:
        return ""
    return repaired(str(value).strip())


def repaired(value: str) -> str:
    """`value` with a double UTF-8 encoding undone, or as it is when that does not round-trip."""
    if value.isascii():
        return value
    for codec in ("cp1252", "latin-1"):
        try:
            return value.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return value
