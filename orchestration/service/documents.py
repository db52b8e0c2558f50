"""What other systems hand in as JSON: documents in their newest versions, events as an inbox."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from extract.kit.errors import SynclineError
from orchestration.control.store import exclusive
from orchestration.queue.table import DOCUMENTS, INBOX

# For as long as providers send an event again.
REMEMBERED = timedelta(days=3)
STORE_LOCK = 7_390_453
# PostgreSQL keeps no NUL in its JSON; an escaped backslash before the u is only text.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
Now = Callable[[], datetime]


class UnusableJson(SynclineError):
    """What was sent is no JSON that both control stores can keep."""


@dataclass(frozen=True)
class Document:
    """What is to be stored as it came, of which source and entity, and by whom."""

    source: str
    entity: str
    body: msgspec.Raw
    stored_by: str


@dataclass(frozen=True)
class Stored:
    """A stored version, and how many older ones went for it."""

    id: int
    version: int
    stored_at: datetime
    deleted: int


def checked_json(raw: bytes, kind: Any = Any) -> Any:
    """The JSON as what `kind` says; `msgspec.Raw` in it keeps its own bytes, but is read once too.

    Raises: UnusableJson, which repeats nothing of it.
    """
    if NUL.search(raw):
        raise UnusableJson("The JSON holds the character U+0000, which no database keeps.")
    try:
        # All of it, because what a Raw holds is not looked into.
        msgspec.json.decode(raw)
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise UnusableJson(f"{str(error)[:200]}.") from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        words = f"The body is no JSON that can be kept ({type(error).__name__})."
        raise UnusableJson(words) from None


def store_document(engine: sa.Engine, document: Document, *, keep: int, now: Now) -> Stored:
    """The newest version of its entity, of which `keep` stay."""
    same = (DOCUMENTS.c.source == document.source, DOCUMENTS.c.entity == document.entity)
    moment = now()
    with exclusive(engine).begin() as store:
        if store.dialect.name == "postgresql":
            store.execute(sa.select(sa.func.pg_advisory_xact_lock(STORE_LOCK)))
        last = store.scalar(sa.select(sa.func.max(DOCUMENTS.c.version)).where(*same)) or 0
        values = {**vars(document), "version": last + 1, "stored_at": moment}
        insert = sa.insert(DOCUMENTS).returning(DOCUMENTS.c.id).values(values)
        number: int = store.execute(insert).scalar_one()
        old = sa.delete(DOCUMENTS).where(*same, DOCUMENTS.c.version <= last + 1 - keep)
        return Stored(number, last + 1, moment, store.execute(old).rowcount)


def take_in(
    engine: sa.Engine, connection: str, body: msgspec.Raw, now: Now, event_id: str | None = None
) -> int:
    """The number under which a webhook's event waits in the inbox.

    An event that was taken in within the last three days, by its id, keeps its first number.
    """
    moment = now()
    values = {"connection": connection, "received_at": moment, "body": body, "state": "received"}
    same = (INBOX.c.connection == connection, INBOX.c.event_id == event_id)
    recent = INBOX.c.received_at > moment - REMEMBERED
    with exclusive(engine).begin() as store:
        if event_id is not None:
            values["event_id"] = event_id
            known = sa.select(sa.func.min(INBOX.c.id)).where(*same, recent)
            if (first := store.scalar(known)) is not None:
                return int(first)
        insert = sa.insert(INBOX).returning(INBOX.c.id).values(values)
        number: int = store.execute(insert).scalar_one()
    return number
