"""One list of ChronoTrack read page by page, with the proof that nothing of it is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from extract.kit.answer import head_of
from extract.kit.errors import NotFound, PermissionDenied, ProviderError, Where
from extract.kit.spec import Identity, Page, Reading
from extract.providers.chronotrack.answers import Heading, heading_of, rows_of

SIZE = 500


@dataclass(frozen=True)
class Question:
    """One list: the raw entity it fills, its path, what is asked, what its rows are told apart by.

    `names` are those that the list may have in the answer; `context` lands beside each row.
    """

    entity: str
    path: str
    names: Sequence[str]
    head: type[msgspec.Struct]
    identify: Callable[[Any, dict[str, Any]], Identity]
    params: Mapping[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def event(self) -> str:
        """The id of the event whose list it is; empty for the account's own list."""
        return str(self.context.get("event_id", ""))


@dataclass
class Walk:
    """The pages of one list, and what was counted on the way.

    `total` is the provider's own count at the last page; `rows` is how many came, `keys` which.
    """

    reading: Reading
    question: Question
    rows: int = 0
    unreadable: int = 0
    total: int | None = None
    keys: set[str] = field(default_factory=set)
    moved: bool = False
    missing: str | None = None

    def pages(self) -> Iterator[Page]:
        """The pages from the first to the last, empty ones left out.

        The last is the one that its headers call so. Without them it is one that is shorter than
        the pages are said to be, or than the largest was, or that brings nothing new.

        Raises: PermissionDenied for the account's own list; what is closed of one event is missing.
        """
        number, size, largest = 1, SIZE, 0
        while True:
            try:
                page, heading = self._page(number, size)
            except (NotFound, PermissionDenied) as refusal:
                if isinstance(refusal, PermissionDenied) and not self.question.event:
                    raise
                self.missing = f"{self.question.path}: {refusal.seen}"
                return
            before = len(self.keys)
            self._count(page, heading)
            if page.rows:
                yield page
            largest = max(largest, len(page.rows))
            size = min(size, heading.size or size)
            brought = len(page.rows) if len(self.keys) > before else 0
            if is_last(number, brought, heading, largest):
                return
            number += 1

    @property
    def gap(self) -> str | None:
        """Why the list is not known to be whole; None where it is.

        A list that got shorter while it was read may have moved rows past the place of reading, and
        a row without a readable key may be any of those that are missing.
        """
        path = self.question.path
        if self.missing is not None:
            return self.missing
        if self.unreadable:
            return f"{path}: {self.unreadable} rows without a readable key"
        if self.total is not None and len(self.keys) < self.total:
            return f"{path}: {len(self.keys)} of {self.total} rows"
        return f"{path}: it got shorter while it was read" if self.moved else None

    @property
    def agreed(self) -> int | None:
        """The provider's count where each row came just once; None where the list moved."""
        return self.total if self.gap is None and self.rows == self.total else None

    def _page(self, number: int, size: int) -> tuple[Page, Heading]:
        """One page, once more where it is empty although the headers say there are more."""
        page, heading = self._asked(number, size)
        if not page.rows and (heading.pages or 0) >= number:
            page, heading = self._asked(number, size)
        return page, heading

    def _asked(self, number: int, size: int) -> tuple[Page, Heading]:
        reading, question = self.reading, self.question
        params = {**question.params, "elide_json": "false", "page": number, "size": size}
        reply = reading.session.get_reply(question.path, params, entity=question.entity)
        where = Where("chronotrack", reading.connection.slug, question.entity, question.path)
        try:
            rows = rows_of(reply, question.names, where)
        except ProviderError as error:
            # The provider's own words may repeat what it was sent.
            error.hide(reading.session.redactor.clean)
            raise
        context = msgspec.json.encode(question.context)
        page = Page(rows, context, reading.now(), f"{question.path} page {number}")
        return page, heading_of(reply.headers)

    def _count(self, page: Page, heading: Heading) -> None:
        question = self.question
        if heading.rows is not None:
            self.moved = self.moved or heading.rows < (self.total or 0)
            self.total = heading.rows
        self.rows += len(page.rows)
        for row in page.rows:
            head = head_of(row, question.head)
            key = question.identify(head, question.context).key if head is not None else None
            if key is None:
                self.unreadable += 1
            else:
                self.keys.add(key)


def is_last(number: int, brought: int, heading: Heading, largest: int) -> bool:
    """Whether nothing follows a page that `brought` so many rows not all of which were known."""
    if brought and heading.pages is not None:
        return max(number, heading.current or 0) >= heading.pages
    return brought < (heading.size or largest) or not brought
