"""Reads ChronoTrack's lists whole: an index with a gap would make a runner twice.

Source: contract sections 3 and 4 (seen in client code): an object around one list, four headers
that count, every field text.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from extract.kit.answer import ASK_SUPPORT, decoded
from extract.kit.errors import BadReply, Where
from extract.kit.http import Reply, Session
from extract.kit.text import storable
from push.kit.target import Held
from push.targets.chronotrack.assumed import WIRE_NAMES

SIZE = 500
READS = 2
Row = dict[str, str]
EVERYTHING = {
    "include_test_entries": "true",
    "contact_details": "true",
    "need_athlete_birthdate": "true",
    "include_all_fields": "true",
    "include_not_wants_results": "true",
    "elide_json": "false",
}


def check(reply: Reply, where: Where) -> None:
    """Passes a reply that is a whole JSON document.

    Raises: BadReply for a web page; Unreachable for half a document.
    """
    if reply.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        todo = "Check the connection's base_url and ids: a log-in or an error page stands there."
        raise BadReply(where, seen="a web page in place of JSON", todo=todo)
    decoded(reply.body, msgspec.Raw, where)


def every_row(session: Session, path: str, names: Sequence[str], key: str) -> list[Row]:
    """All rows of a list, each `key` once.

    Raises: BadReply when the list stays shorter than any count of its own, or is none.
    """
    rows: dict[str, Row] = {}
    total = 0
    for _ in range(READS):
        rows, total = _read(session, path, names, key)
        if len(rows) >= total:
            return list(rows.values())
    raise BadReply(
        where_of(session, path),
        seen=f"{len(rows)} rows where the provider counts {total}",
        todo="Nothing was sent. The list moved while it was read: run the same command again.",
    )


def where_of(session: Session, path: str) -> Where:
    """The call that a failure belongs to, its entity named by the end of its address."""
    return Where(session.spec.provider, session.spec.connection, path.rpartition("/")[2], path)


def _read(
    session: Session, path: str, names: Sequence[str], key: str
) -> tuple[dict[str, Row], int]:
    rows: dict[str, Row] = {}
    number, largest, total = 1, 0, 0
    while True:
        params = {**EVERYTHING, "page": number, "size": SIZE}
        where = where_of(session, path)
        reply = session.get_reply(path, params, entity=where.entity)
        page = _rows(reply, names, where)
        known = len(rows)
        for one in page:
            row = {name: text(value) for name, value in one.items()}
            rows[row.get(key, "")] = row
        largest = max(largest, len(page))
        # A row deleted meanwhile moves the others up, one of them out of the pages still to come.
        total = max(total, _count(reply, "row-count") or 0)
        pages, size = _count(reply, "page-count"), _count(reply, "page-size") or largest
        is_last = number >= pages if pages is not None else len(page) < size
        if is_last or len(rows) == known:
            return rows, total
        number += 1


def _rows(reply: Reply, names: Sequence[str], where: Where) -> list[dict[str, Any]]:
    body = storable(reply.body) or reply.body
    answer = decoded(body, list[dict[str, Any]] | dict[str, Any], where)
    if isinstance(answer, list):
        return answer
    lists = [answer[name] for name in names if name in answer][:1]
    lists = lists or [value for value in answer.values() if isinstance(value, list)]
    if not answer and _count(reply, "row-count") == 0:
        return []
    if len(lists) != 1 or not all(isinstance(one, dict) for one in lists[0] or ()):
        listed = ", ".join(list(answer)[:8])
        raise BadReply(where, seen=f"an object with {listed}, no list of rows", todo=ASK_SUPPORT)
    return list(lists[0] or ())


def _count(reply: Reply, name: str) -> int | None:
    value = reply.headers.get(f"x-ctlive-{name}", "").strip()
    return int(value) if value.isdecimal() else None


def held(row: Row, withdrawn: frozenset[str], *, lasting: bool) -> Held:
    """An entry as the kit knows it; one that nobody registered goes by its own id.

    An entry without a name is a bib without a person. `lasting` where its own id may be kept.
    """
    fields = {field: row.get(name, "") for field, name in WIRE_NAMES.items()}
    name = f"{fields['first_name']} {fields['last_name']}".strip()
    record_id = row.get("entry_external_id") or f"entry:{row.get('entry_id', '')}"
    is_withdrawn = row.get("entry_status", "").upper() in withdrawn
    own_id = row.get("entry_id", "") if lasting else ""
    event_id = row.get("race_id", "")
    return Held(record_id, name, fields, not name, is_withdrawn, own_id, event_id)


def choice_of(race: Row, choices: Sequence[Row], wanted: str | None) -> Row | None:
    """The registration choice by which people come into a race; None where that is not clear.

    It is the one that is `wanted`, by id or name; else the race's only one, or the one named alike.
    """
    own = [one for one in choices if one.get("race_id", "") in ("", race["race_id"])]
    if wanted is not None:
        found = [one for one in own if wanted in (one["reg_choice_id"], one["reg_choice_name"])]
    else:
        surely = [one for one in own if one.get("race_id")]
        found = [one for one in own if one["reg_choice_name"] == race["race_name"]]
        found = surely if len(surely) == 1 else found
    return found[0] if len(found) == 1 else None


def text(value: Any) -> str:
    """A value as trimmed text; empty for null."""
    return "" if value is None else str(value).strip()


def quoted(value: str) -> str:
    """A value as one part of an address."""
    return quote(value, safe="")
