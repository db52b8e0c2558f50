"""One numbered list that shifts while it is read, walked to an end that can be believed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from extract.kit.answer import ASK_SUPPORT
from extract.kit.errors import BadReply, Where
from extract.kit.spec import Page
from extract.providers.haku.answers import list_hash
from extract.providers.haku.assumed import ROUNDS, SMALLEST_CAP


@dataclass
class Walk:
    """The pages of one list. Afterwards `seen` holds each key's hash, `doubt` why it may lack some.

    Walked once more, it adds to what it has seen.

    `fetch` gives the page of a number from 1 on, `key_of` a row's key or None.
    """

    fetch: Callable[[int], Page]
    key_of: Callable[[msgspec.Raw], str | None]
    where: Where
    max_pages: int
    seen: dict[str, str] = field(default_factory=dict)
    keyless: int = 0
    doubt: str | None = None

    def pages(self) -> Iterator[Page]:
        """Pages up to an empty one: a short one may only mean that the server caps its pages.

        Raises: BadReply when a page begins like the one before it.
        """
        first, before, largest = None, 0, 0
        for number in range(1, self.max_pages + 1):
            page = self.fetch(number)
            if not page.rows and before == largest >= SMALLEST_CAP:
                page = self.fetch(number)
            if not page.rows:
                return
            key = self.key_of(page.rows[0])
            if key is not None and key == first:
                seen = f"page {number} begins with {key}, as the page before it"
                raise BadReply(self.where, seen=seen, todo=ASK_SUPPORT)
            self._note(page)
            yield page
            first, before, largest = key, len(page.rows), max(largest, len(page.rows))
        self.doubt = f"no end within {self.max_pages} pages"

    def settled(self) -> Iterator[Page]:
        """The pages, then the first again, and from there on what is new, until nothing is.

        What changes during the read moves to the front and pushes the rest back, so that a row may
        come twice or be passed over; it is then found at the front.
        """
        yield from self.pages()
        if self.keyless:
            self.doubt = self.doubt or f"rows without a readable number: {self.keyless}"
        if self.doubt:
            return
        for _ in range(ROUNDS):
            page = self.fetch(1)
            if self.seen and not page.rows:
                self.doubt = "its first page was empty when it was read again"
                return
            if not self._note(page):
                return
            yield page
            yield from self._news_after(1)
        self.doubt = f"its first page was new {ROUNDS} times"

    def _news_after(self, number: int) -> Iterator[Page]:
        """The pages after one, up to the first that holds nothing new."""
        while number < self.max_pages:
            number += 1
            page = self.fetch(number)
            if not self._note(page):
                return
            yield page

    def _note(self, page: Page) -> int:
        """Takes note of a page's rows; gives back how many of them are new or changed."""
        news = 0
        for row in page.rows:
            key = self.key_of(row)
            if key is None:
                self.keyless += 1
            elif self.seen.get(key) != (said := list_hash(row)):
                self.seen[key] = said
                news += 1
        return news
