"""From a page of records to the columns that land, one pass, each record's own bytes kept."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from extract.kit.spec import Entity, Identity, Page
from extract.kit.text import needs_no_mending, storable

SHOWN_BYTES = 2000
# The name under which a page's context lands.
RESERVED = "_context"
# So many keys are compared without pyarrow, whose import takes longer.
FEW_KEYS = 10_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Batch:
    """Columns of equal length, ready to land; one batch came from one page.

    `data` holds JSON text as UTF-8 bytes, `updated_at` microseconds since 1970 in UTC, or None.
    The content hash, MD5 of `data` in hexadecimal, is left to whoever lands it.
    """

    received_at: datetime
    key: list[str] = field(default_factory=list)
    updated_at: list[int | None] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    delete_reason: list[str | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True)
class Unreadable:
    """A row that cannot land, with its `reason` (a code) and what was seen."""

    reason: str
    detail: str
    payload: str
    place: str
    updated_at: datetime | None


@dataclass
class Tally:
    """Counts of one entity in one load; `fetched == landed + deduplicated + quarantined`."""

    fetched: int = 0
    landed: int = 0
    deduplicated: int = 0
    repaired: int = 0
    newest: datetime | None = None
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def quarantined(self) -> int:
        """How many rows could not be read."""
        return len(self.unreadable)

    def saw(self, stamp: datetime) -> None:
        """Takes note of a readable row's own stamp."""
        self.newest = stamp if self.newest is None else max(self.newest, stamp)


class Sorter:
    """Turns pages of one entity into batches and counts what it sees."""

    def __init__(self, entity: Entity, tally: Tally) -> None:
        self._entity = entity
        self._tally = tally
        self._decode = msgspec.json.Decoder(entity.head, strict=False).decode
        self._decode_marked = _marking_decoder(entity.head)

    def batch(self, page: Page) -> Batch:
        """The page's readable rows as columns; the others go to the tally with their reason."""
        rows = list(map(bytes, page.rows))
        batch = self._flawless(page, rows) or self._row_by_row(page, rows)
        self._tally.fetched += len(rows)
        if newest := max(filter(None, batch.updated_at), default=None):
            self._tally.saw(moment_of(newest))
        return batch

    def _flawless(self, page: Page, rows: list[bytes]) -> Batch | None:
        """The batch of a page without any flaw, in half the time; None when it may have one."""
        if self._decode_marked is None or not needs_no_mending(rows):
            return None
        if not all(row[:2] == b'{"' for row in rows):
            return None
        try:
            heads = list(map(self._decode_marked, rows))
        except (msgspec.DecodeError, RecursionError):
            return None
        if any(head.names_context is not msgspec.UNSET for head in heads):
            return None
        context = msgspec.json.decode(page.context)
        identify = self._entity.identify
        identities = [identify(head, context) for head in heads]
        keys = [identity.key for identity in identities if identity.key is not None]
        if len(keys) < len(rows):
            return None
        if prefix := self._entity.key_prefix:
            keys = [prefix + key for key in keys]
        opening = b'{"_context":' + page.context + b","
        return Batch(
            page.received_at,
            keys,
            [None if one.updated_at is None else utc_micros(one.updated_at) for one in identities],
            [opening + row[1:] for row in rows],
            [identity.delete_reason for identity in identities],
        )

    def _row_by_row(self, page: Page, rows: list[bytes]) -> Batch:
        batch = Batch(page.received_at)
        opening = b'{"_context":' + page.context
        context = msgspec.json.decode(page.context)
        for number, row in enumerate(rows, start=1):
            if (mended := storable(row)) is not None:
                row = mended
                self._tally.repaired += 1
            identity = self._identity(row, context, place=(page.place, number))
            if identity is not None:
                _keep(batch, identity, row, opening)
        return batch

    def _identity(
        self, row: bytes, context: dict[str, Any], *, place: tuple[str, int]
    ) -> Identity | None:
        try:
            identity = self._entity.identify(self._decode(row), context)
        except (msgspec.DecodeError, RecursionError) as error:
            if row[:1] != b"{":
                self._refuse("not_an_object", "a record must be a JSON object", row, place)
            else:
                self._refuse("unreadable", str(error), row, place)
            return None
        if identity.key is None:
            detail = f"the fields that make the key of {self._entity.name} are missing or null"
            self._refuse("no_key", detail, row, place, identity.updated_at)
            return None
        return identity._replace(key=self._entity.key_prefix + identity.key)

    def _refuse(
        self, reason: str, detail: str, row: bytes, place: tuple[str, int],
        stamp: datetime | None = None,
    ) -> None:  # fmt: skip
        where = f"{place[0]} row {place[1]}"
        payload = row[:SHOWN_BYTES].decode("utf-8", "replace")
        self._tally.unreadable.append(Unreadable(reason, detail, payload, where, stamp))


def _keep(batch: Batch, identity: Identity, row: bytes, opening: bytes) -> None:
    key, stamp, delete_reason = identity
    # `{}` stays an object without a comma before its end.
    comma = b"," if row[1:2] == b'"' or row[1:].lstrip()[:1] != b"}" else b""
    data = opening + comma + row[1:]
    if _names_context(row):
        # Of a name that stands twice DuckDB reads the first and PostgreSQL keeps the last.
        data = data.rstrip()[:-1] + b"," + opening[1:] + b"}"
    batch.key.append(key or "")
    batch.updated_at.append(None if stamp is None else utc_micros(stamp))
    batch.data.append(data)
    batch.delete_reason.append(delete_reason)


def _marking(head: type[msgspec.Struct]) -> type[Any]:
    """The same struct, which also tells whether its record names its own context."""
    field = msgspec.field(default=msgspec.UNSET, name=RESERVED)
    mark = ("names_context", msgspec.Raw | msgspec.UnsetType, field)
    return msgspec.defstruct(f"Marking{head.__name__}", [mark], bases=(head,), kw_only=True)


_reserved = msgspec.json.Decoder(_marking(msgspec.Struct)).decode


def _names_context(row: bytes) -> bool:
    """Whether a record has a field of the name under which its context lands, coded or not."""
    is_suspect = RESERVED.encode() in row or b"\\u00" in row
    return is_suspect and _reserved(row).names_context is not msgspec.UNSET


def _marking_decoder(head: type[msgspec.Struct]) -> Callable[[bytes], Any] | None:
    """Reads heads that tell whether a record names its own context; None where heads hold that."""
    if RESERVED in head.__struct_encode_fields__:
        return None
    return msgspec.json.Decoder(_marking(head), strict=False).decode


def utc_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment_of(micros: int) -> datetime:
    """The UTC time that lies so many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=micros)


class KeyLog:
    """Remembers keys at eight bytes each, to tell whether any came twice."""

    def __init__(self) -> None:
        self._hashes = array("q")

    def add(self, keys: Sequence[str]) -> None:
        """Takes note of a batch's keys."""
        self._hashes.extend(map(hash, keys))

    def may_repeat(self) -> bool:
        """False only when no key came twice."""
        if len(self._hashes) <= FEW_KEYS:
            return len(set(self._hashes)) < len(self._hashes)
        import pyarrow as pa
        import pyarrow.compute as pc

        column = pa.Array.from_buffers(
            pa.int64(), len(self._hashes), [None, pa.py_buffer(self._hashes)]
        )
        # Neighbours in order cost a tenth of the memory of counting distinct values.
        ordered = column.take(pc.array_sort_indices(column))
        equal = pc.equal(ordered.slice(1), ordered.slice(0, max(len(ordered) - 1, 0)))
        return bool(pc.any(equal).as_py())


def joined_key(parts: Iterable[object]) -> str | None:
    """The parts as one key text, or None when any is missing or empty."""
    texts = [str(part).strip() if part is not None else "" for part in parts]
    return "|".join(texts) if all(texts) else None
