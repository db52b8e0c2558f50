"""One list read by offset, and whether its end is proven."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec


@dataclass(frozen=True)
class Answer:
    """One page: its rows, the server's count of all rows, and when it came (UTC)."""

    rows: Sequence[msgspec.Raw]
    total: int | None
    received_at: datetime


@dataclass
class Walk:
    """A walk over one list; `flaw` says what keeps its end from being proven, None if nothing.

    The end is an empty page, or the same page again, once as many rows were read as the server
    counts; before that, or where it counts nothing, an empty page is asked for twice. A short page
    is no end, for a server may cap its pages below the limit asked, nor is the count alone, for it
    may be too small.
    """

    key_of: Callable[[msgspec.Raw], str | None]
    keys: set[str] = field(default_factory=set)
    read: int = 0
    unreadable: int = 0
    total: int | None = None
    flaw: str | None = None
    _first: object = None
    _stale: int = 0

    def start_again(self) -> set[str]:
        """Forgets what was read; gives back the keys that were seen."""
        seen = self.keys
        self.keys, self.read, self.unreadable, self.total = set(), 0, 0, None
        self._first, self._stale = None, 0
        return seen

    def pages(self, ask: Callable[[int], Answer]) -> Iterator[Answer]:
        """The pages that `ask` gives for rising offsets; sets `flaw` at the end."""
        while True:
            answer = ask(self.read)
            if not answer.rows and answer.total != self.read:
                # It may be a fault in the middle.
                answer = ask(self.read)
            self._count(answer.total)
            if not answer.rows:
                break
            if (again := self._repeats(answer.rows)) is not None:
                if self.read != self.total:
                    self.flaw = (
                        f"the page from row {self.read} on {again}, so the server seems to ignore "
                        "`offset`"
                    )
                break
            self._take(answer.rows)
            yield answer
        self.flaw = self.flaw or self._judged()

    def _repeats(self, rows: Sequence[msgspec.Raw]) -> str | None:
        """In what way a page is one that came before; None when it is a page of its own.

        A single page without news may have been moved there by what was added before it.
        """
        first, before = self.key_of(rows[0]) or bytes(rows[0]), self._first
        is_known = {self.key_of(row) for row in rows} <= self.keys
        self._first, self._stale = first, self._stale + 1 if is_known else 0
        if first == before:
            return "begins like the one before it"
        return "brings nothing new, as the one before it" if self._stale > 1 else None

    def _count(self, total: int | None) -> None:
        if total is not None and self.total is not None and total < self.total:
            self.flaw = f"upstream's count fell from {self.total} to {total} while it was read"
        self.total = self.total if total is None else total

    def _take(self, rows: Sequence[msgspec.Raw]) -> None:
        keys = [self.key_of(row) for row in rows]
        self.read += len(rows)
        self.unreadable += keys.count(None)
        self.keys.update(key for key in keys if key is not None)

    def _judged(self) -> str | None:
        if self.total is not None and self.read != self.total:
            return f"{self.read} rows came, while upstream counts {self.total}"
        if self.unreadable:
            return f"{self.unreadable} of its rows have no readable id"
        if twice := self.read - len(self.keys):
            return f"{twice} of its rows came twice, so it moved while it was read"
        return None
