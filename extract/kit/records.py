"""From a page of records to the columns that land, one pass, each record's own bytes kept."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from extract.kit.spec import Entity, Identity, Page
from extract.kit.text import storable

SHOWN_BYTES = 2000


@dataclass
class Batch:
    """Columns of equal length, ready to land; one batch came from one page.

    `data` holds JSON text as UTF-8 bytes, `updated_at` is in UTC or None.
    """

    received_at: datetime
    key: list[str] = field(default_factory=list)
    updated_at: list[datetime | None] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    content_hash: list[str] = field(default_factory=list)
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


class Sorter:
    """Turns pages of one entity into batches and counts what it sees."""

    def __init__(self, entity: Entity, tally: Tally) -> None:
        self._entity = entity
        self._tally = tally
        self._decoder = msgspec.json.Decoder(entity.head, strict=False)

    def batch(self, page: Page) -> Batch:
        """The page's readable rows as columns; the others go to the tally with their reason."""
        batch = Batch(page.received_at)
        opening = b'{"_context":' + page.context
        context = msgspec.json.decode(page.context)
        for number, raw in enumerate(page.rows):
            self._add(batch, bytes(raw), opening, (context, f"{page.place} row {number + 1}"))
        self._tally.fetched += len(page.rows)
        return batch

    def _add(
        self, batch: Batch, row: bytes, opening: bytes, setting: tuple[dict[str, Any], str]
    ) -> None:
        if (mended := storable(row)) is not None:
            row = mended
            self._tally.repaired += 1
        context, place = setting
        if row[:1] != b"{":
            return self._refuse("not_an_object", "a record must be a JSON object", row, place)
        try:
            identity = self._entity.identify(self._decoder.decode(row), context)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            return self._refuse("unreadable", str(error), row, place)
        if identity.key is None:
            detail = f"the fields that make the key of {self._entity.name} are missing or null"
            return self._refuse("no_key", detail, row, place, identity.updated_at)
        stamp = identity.updated_at
        if stamp is not None and (self._tally.newest is None or stamp > self._tally.newest):
            self._tally.newest = stamp
        self._keep(batch, identity, row, opening)

    @staticmethod
    def _keep(batch: Batch, identity: Identity, row: bytes, opening: bytes) -> None:
        assert identity.key is not None
        data = opening + (b"," if row[1:].lstrip()[:1] != b"}" else b"") + row[1:]
        batch.key.append(identity.key)
        batch.updated_at.append(identity.updated_at)
        batch.data.append(data)
        batch.content_hash.append(hashlib.blake2b(data, digest_size=16).hexdigest())
        batch.delete_reason.append(identity.delete_reason)

    def _refuse(
        self, reason: str, detail: str, row: bytes, place: str, stamp: datetime | None = None
    ) -> None:
        payload = row[:SHOWN_BYTES].decode("utf-8", "replace")
        self._tally.unreadable.append(Unreadable(reason, detail, payload, place, stamp))


class KeyLog:
    """Remembers keys at eight bytes each, to tell whether any came twice."""

    def __init__(self) -> None:
        from array import array

        self._hashes = array("q")

    def add(self, keys: Sequence[str]) -> None:
        """Takes note of a batch's keys."""
        self._hashes.extend(map(hash, keys))

    def may_repeat(self) -> bool:
        """False only when no key came twice."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self._hashes:
            return False
        column = pa.Array.from_buffers(
            pa.int64(), len(self._hashes), [None, pa.py_buffer(self._hashes)]
        )
        return bool(pc.count_distinct(column).as_py() < len(self._hashes))


def joined_key(parts: Iterable[object]) -> str | None:
    """The parts as one key text, or None when any is missing or empty."""
    texts = [str(part).strip() if part is not None else "" for part in parts]
    return "|".join(texts) if all(texts) else None
