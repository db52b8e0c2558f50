"""`POST /data/search/`: every record of a kind from a moment on, in the order of that moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import msgspec

from extract.kit.answer import ASK_SUPPORT, Scalar, decoded, head_of
from extract.kit.errors import BadReply, Where
from extract.kit.spec import Page, Reading
from extract.providers.close.access import CloseSession
from extract.providers.close.answers import CursorExpired, Found, moment
from extract.providers.close.assumed import (
    CUSTOM,
    SEARCH_MOMENT,
    SEARCH_PAGE_SIZE,
    SEARCH_ROWS,
)
from extract.providers.close.settings import SEARCH_SIZE

PATH = "/data/search/"
UPDATED, CREATED = "date_updated", "date_created"
EMPTY_PAGES = 3


@dataclass(frozen=True)
class Kind:
    """One type of object of the search, with the fields that are asked of it.

    `context` lands beside each record: the list says of what type an activity is, the search not.
    """

    object_type: str
    fields: tuple[str, ...]
    context: bytes = b"{}"


@dataclass
class Window:
    """What one query gave: from `start` on, until its end or until it broke off."""

    start: datetime
    rows: int = 0
    total: int | None = None
    last: datetime | None = None
    is_cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left behind it."""
        if self.total is None:
            return not self.is_cut and self.rows < SEARCH_ROWS
        return not self.is_cut and self.rows >= self.total


@dataclass(frozen=True)
class Search:
    """All records of a kind whose `by` lies at `since` or later."""

    reading: Reading
    entity: str
    kind: Kind
    by: str
    seen: Callable[[msgspec.Raw], object] = lambda _row: None

    def pages(self, since: datetime) -> Iterator[Page]:
        """Pages in rising order of `by`, by as many queries as it takes.

        A query that ends before its end (its rows or its cursor ran out) is followed by one from
        the last moment seen. What is edited meanwhile moves behind, and is met there.

        Raises: ProviderError.
        """
        until = self.reading.now() + timedelta(days=1)
        window = Window(since)
        while True:
            yield from self._read(window, until)
            if window.is_whole:
                return
            if window.last is None or whole_seconds(window.last) <= whole_seconds(window.start):
                self.reading.leave_out(
                    f"{self.kind.object_type}: the search gave {window.rows} of {window.total} "
                    f"rows from {window.start:%Y-%m-%d %H:%M:%S} UTC on and cannot go on"
                )
                return
            window = Window(window.last)

    def _read(self, window: Window, until: datetime) -> Iterator[Page]:
        question = self.question(window.start, until)
        where = Where("close", self.reading.connection.slug, self.entity, PATH)
        empty = 0
        while True:
            try:
                found = self._found(question, where)
            except CursorExpired:
                if question["cursor"] is None:
                    raise
                window.is_cut = True
                return
            if window.total is None and found.count is not None:
                window.total = found.count.total
            yield from self._page(found, window)
            if found.cursor is None:
                return
            empty = 0 if found.data else empty + 1
            if found.cursor == question["cursor"] or empty == EMPTY_PAGES:
                seen = "a search whose cursor does not move on"
                raise BadReply(where, seen=seen, todo=ASK_SUPPORT)
            question["cursor"] = found.cursor

    def _found(self, question: dict[str, Any], where: Where) -> Found:
        session = cast(CloseSession, self.reading.session)
        body = session.search(PATH, question, entity=self.entity)
        found: Found = decoded(body, Found, where)
        return found

    def _page(self, found: Found, window: Window) -> Iterator[Page]:
        for row in found.data:
            window.last = self._moment_of(row) or window.last
            self.seen(row)
        if found.data:
            place = f"{self.kind.object_type} by {self.by}, from row {window.rows}"
            window.rows += len(found.data)
            yield Page(found.data, self.kind.context, self.reading.now(), place)

    def _moment_of(self, row: msgspec.Raw) -> datetime | None:
        head = head_of(row, dict[str, msgspec.Raw]) or {}
        return moment(head_of(bytes(head.get(self.by, b"null")), Scalar))

    def question(self, since: datetime, until: datetime) -> dict[str, Any]:
        """The body of the first call."""
        size = int(self.reading.connection.settings.get(SEARCH_SIZE, SEARCH_PAGE_SIZE))
        kind, regular = self.kind.object_type, {"type": "regular_field", "field_name": self.by}
        regular["object_type"] = kind
        condition = {"type": "moment_range", "on_or_after": fixed(since), "before": fixed(until)}
        return {
            "query": {
                "negate": False,
                "type": "and",
                "queries": [
                    {"type": "object_type", "object_type": kind},
                    {"type": "field_condition", "field": regular, "condition": condition},
                ],
            },
            "sort": [{"direction": "asc", "field": regular}],
            "_fields": {kind: [*self.kind.fields, CUSTOM]},
            "_limit": size,
            "cursor": None,
            "include_counts": True,
        }


def whole_seconds(moment_seen: datetime) -> datetime:
    """The second in which a moment lies."""
    return moment_seen.astimezone(UTC).replace(microsecond=0)


def fixed(at: datetime) -> dict[str, str]:
    """A moment as the search takes it."""
    return {"type": "fixed_utc", "value": whole_seconds(at).strftime(SEARCH_MOMENT)}
