"""One list read by `_skip` and `_limit` while it changes, and what it holds when it is over."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from extract.kit.answer import ASK_SUPPORT, decoded, head_of, key_text
from extract.kit.errors import BadReply, Where
from extract.kit.spec import Page, Reading
from extract.providers.close.answers import Head, LimitTooLarge, Listing, moment
from extract.providers.close.assumed import PAGE_SIZE

# Each page begins with the last rows of the one before it: where they are not, rows before them
# went meanwhile, and others moved up over the border.
ANCHORS = 5
STALE_PAGES = 3


@dataclass
class Walk:
    """A walk over one list; `totals` are its counts of all rows, as far as it gives any.

    `ids` holds the hashes of the ids that were seen, `newest` the latest `date_updated`, and
    `is_sorted` says whether these never fell.
    """

    reading: Reading
    entity: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    context: bytes = b"{}"
    ids: set[int] = field(default_factory=set)
    totals: set[int] = field(default_factory=set)
    nameless: int = 0
    newest: datetime | None = None
    is_sorted: bool = True
    size: int = 0
    _anchors: deque[str] = field(default_factory=lambda: deque(maxlen=ANCHORS))

    def pages(self, **params: Any) -> Iterator[Page]:
        """The list's pages from its beginning, with `params` beside its own.

        Raises: SkipTooFar where the list is longer than can be read; BadReply for one that turns
        in a circle; ProviderError.
        """
        self.size = self.size or int(self.reading.connection.settings.get("batch_size", PAGE_SIZE))
        skip, stale, before = 0, 0, None
        self._anchors.clear()
        while True:
            skip, listing = self._joined(skip, params)
            self._take(listing)
            if listing.data:
                place = f"{self.path} from row {skip}"
                yield Page(listing.data, self.context, self.reading.now(), place)
            if not listing.has_more:
                return
            # In a window of the list all may be known from the list; the same page again is not.
            ids = {key for key, _ in map(identity, listing.data)}
            stale, before = (stale + 1 if ids == before else 0), ids
            if stale == STALE_PAGES:
                raise self._circle()
            # Never the whole page, or nothing would be new for ever.
            overlap = min(ANCHORS, len(listing.data) // 2)
            if not overlap:
                self._anchors.clear()
            skip += len(listing.data) - overlap

    def has_row(self, number: int, **params: Any) -> bool:
        """Whether the list, with `params` beside its own, has a row of this number from 0 on."""
        asked = {**self.params, **params, "_skip": number, "_limit": 1}
        body = self.reading.session.get(self.path, asked, entity=self.entity)
        listing: Listing = decoded(body, Listing, self.where)
        return bool(listing.data)

    def note(self, row: msgspec.Raw) -> None:
        """Takes note of a row that was found in another way."""
        key, _stamp = identity(row)
        if key is not None:
            self.ids.add(hash(key))

    def _joined(self, skip: int, params: Mapping[str, Any]) -> tuple[int, Listing]:
        """The page at `skip`, or before it, that goes on where the last one ended."""
        while True:
            listing = self._asked(skip, params)
            ids = {key for key, _ in map(identity, listing.data)}
            if skip == 0 or not self._anchors or not ids.isdisjoint(self._anchors):
                return skip, listing
            skip = max(0, skip - (len(listing.data) or self.size))

    def _asked(self, skip: int, params: Mapping[str, Any]) -> Listing:
        asked = {**self.params, **params, "_skip": skip, "_limit": self.size}
        try:
            body = self.reading.session.get(self.path, asked, entity=self.entity)
        except LimitTooLarge as refusal:
            if not refusal.largest or refusal.largest >= self.size:
                raise
            self.size = refusal.largest
            return self._asked(skip, params)
        listing: Listing = decoded(body, Listing, self.where)
        if listing.has_more is None:
            seen = "a page that does not say whether there are more (`has_more`)"
            raise BadReply(self.where, seen=seen, todo=ASK_SUPPORT)
        return listing

    def _take(self, listing: Listing) -> None:
        """Takes note of a page."""
        for key, stamp in map(identity, listing.data):
            if key is None:
                self.nameless += 1
                continue
            is_new = hash(key) not in self.ids
            self.ids.add(hash(key))
            self._anchors.append(key)
            # What comes again was in its place before.
            if stamp is not None and is_new:
                self.is_sorted = self.is_sorted and (self.newest is None or stamp >= self.newest)
                self.newest = max(stamp, self.newest or stamp)
        if listing.total_results is not None:
            self.totals.add(listing.total_results)
            if not self.params:
                self.reading.expected = listing.total_results

    @property
    def where(self) -> Where:
        """The call that the walk makes."""
        return Where("close", self.reading.connection.slug, self.entity, self.path)

    def _circle(self) -> BadReply:
        return BadReply(
            self.where,
            seen="the same page again and again, so the server seems to ignore `_skip`",
            todo=ASK_SUPPORT,
        )


def identity(row: msgspec.Raw) -> tuple[str | None, datetime | None]:
    """A row's id and its `date_updated`, None for what cannot be read."""
    head = head_of(row, Head)
    return (None, None) if head is None else (key_text(head.id), moment(head.date_updated))
