"""A list of opportunities, read to its end; each page begins after the last id of the former.

Pages by number would shift when a record goes meanwhile, and lose one that nobody changed. A server
that leaves the filter on ids out is read by numbers, which are then watched.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from extract.kit.answer import decoded
from extract.kit.errors import Where
from extract.kit.spec import Page, Reading
from extract.providers.current_rms.answers import (
    Head,
    Opportunities,
    disobeyed,
    heads,
    number_text,
)
from extract.providers.current_rms.settings import filtermode, page_size

ENTITY, PATH = "opportunities", "/opportunities"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Question:
    """What is asked of the list: its filters, and whether a record passes them.

    A filter whose name is not known there would be left out without a word, and everything come.
    """

    words: str
    filters: Pairs
    holds: Callable[[Head], bool]


@dataclass
class Walk:
    """One question, asked page by page; `seen` holds the ids that came, as text.

    `unread` counts the rows without one, `total` is what upstream counted.
    """

    reading: Reading
    question: Question
    seen: set[str] = field(default_factory=set)
    unread: int = 0
    total: int = 0

    @property
    def lacking(self) -> int:
        """How many rows upstream counts and has not given."""
        return max(self.total - self.unread - len(self.seen), 0)

    @property
    def where(self) -> Where:
        """The list, as it is named in messages."""
        return Where("current_rms", self.reading.connection.slug, ENTITY, PATH)

    def pages(self) -> Iterator[Page]:
        """Every page in the order of ids.

        Raises: BadReply for rows that were not asked for; ProviderError.
        """
        listing, rows = self._asked([]), 0
        while listing.opportunities:
            reached = max(self._numbers(listing), default=None)
            rows += len(listing.opportunities)
            yield self._page(listing, rows)
            if self._is_last(listing, 1) or reached is None:
                break
            following = self._asked([("q[id_gt]", str(reached))])
            if min(self._numbers(following), default=reached + 1) <= reached:
                yield from self._numbered(listing, rows)
                return
            listing = following
        self._count(rows, listing)

    def _numbered(self, first: Opportunities, rows: int) -> Iterator[Page]:
        """The pages after the first by their numbers; a total that falls may have hidden rows."""
        listing, number = first, 1
        while not self._is_last(listing, number):
            before, number = listing.meta.total_row_count or 0, number + 1
            listing = self._asked([("page", str(number))])
            if (listing.meta.total_row_count or 0) < before:
                self._doubt("rows went while the list was read by page numbers")
            if not listing.opportunities:
                break
            rows += len(listing.opportunities)
            yield self._page(listing, rows)
        if rows < (total := listing.meta.total_row_count or 0):
            self._doubt(f"{rows} rows came, while Current RMS counts {total}")
        self.total = total or rows

    def _asked(self, more: Pairs) -> Opportunities:
        """One page of what is asked for. Raises: BadReply; ProviderError."""
        settings = self.reading.connection.settings
        number = [] if any(name == "page" for name, _ in more) else [("page", "1")]
        words = urlencode([
            ("filtermode[]", filtermode(settings)),
            *self.question.filters,
            *more,
            ("q[s]", "id asc"),
            *number,
            ("per_page", str(page_size(settings))),
        ])  # fmt: skip
        body = self.reading.session.get(f"{PATH}?{words}", entity=ENTITY)
        listing: Opportunities = decoded(body, Opportunities, self.where)
        for head in heads(listing.opportunities):
            if not self.question.holds(head):
                raise disobeyed(self.where, f"{self.question.words}, not of record {head.id}")
        return listing

    def _page(self, listing: Opportunities, rows: int) -> Page:
        numbers = self._numbers(listing)
        self.seen.update(map(str, numbers))
        self.unread += len(listing.opportunities) - len(numbers)
        place = f"{self.question.words}, up to row {rows}"
        return Page(listing.opportunities, b"{}", self.reading.now(), place)

    def _numbers(self, listing: Opportunities) -> list[int]:
        texts = (number_text(head.id) for head in heads(listing.opportunities))
        return [int(text) for text in texts if text is not None]

    def _is_last(self, listing: Opportunities, number: int) -> bool:
        total, size = listing.meta.total_row_count, listing.meta.per_page
        return total is not None and number * (size or len(listing.opportunities)) >= total

    def _count(self, rows: int, last: Opportunities) -> None:
        """Notes the total: what came before the last page, and what that one counts itself."""
        left = last.meta.total_row_count
        here = len(last.opportunities)
        if left is not None and here < left:
            self._doubt(f"{here} rows came last, while Current RMS counts {left}")
        self.total = rows - here + (here if left is None else left)

    def _doubt(self, words: str) -> None:
        self.reading.leave_out(f"{self.question.words}: {words}")
