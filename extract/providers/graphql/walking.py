"""From page to page of one query, each kind of paging by its own rule, none without an end."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from extract.kit.errors import BadReply, Where
from extract.providers.graphql.answers import Answer
from extract.providers.graphql.assumed import MOST_EMPTY_PAGES, MOST_PAGES
from extract.providers.graphql.paging import Kind
from extract.providers.graphql.queries import Query

Ask = Callable[[dict[str, Any]], Answer]
Steps = Iterator[Answer]
LOOK = "Look at the paging of the query in the setting queries. Nothing of the load is visible"


def pages(query: Query, ask: Ask, where: Where) -> Steps:
    """The query's pages in order; `ask` gives the page for the paging variables.

    Raises: BadReply when a list does not come to an end.
    """
    for number, answer in enumerate(WALKS[query.paging.kind](query, ask, where), start=1):
        if number > MOST_PAGES:
            raise endless(where, f"more than {MOST_PAGES:,} pages")
        yield answer


def endless(where: Where, seen: str) -> BadReply:
    """What is told of a list that would be read for ever."""
    return BadReply(where, seen=seen, todo=f"{LOOK}.")


def sized(query: Query) -> dict[str, Any]:
    """The variable for the page's size, where there is one."""
    paging = query.paging
    return {paging.size_variable: paging.size} if paging.size_variable else {}


def by_cursor(query: Query, ask: Ask, where: Where) -> Steps:
    """Pages of a Relay connection, until it says that there are no more.

    Without that flag, until a page is empty or names no cursor.
    """
    cursor: Any = None
    seen: set[int] = set()
    empty = 0
    while True:
        place = {query.paging.place_variable: cursor}
        answer = ask({**sized(query), **place})
        yield answer
        empty = 0 if answer.rows or answer.skipped else empty + 1
        if answer.more is None and (answer.cursor is None or empty):
            return
        if answer.more is False:
            return
        if answer.cursor is None:
            raise endless(where, "a next page is said to be there, but no cursor leads to it")
        if hash(answer.cursor) in seen:
            raise endless(where, "a cursor came again while a next page is said to be there")
        if empty > MOST_EMPTY_PAGES:
            raise endless(where, f"{empty} empty pages one after the other")
        cursor = answer.cursor
        seen.add(hash(cursor))


def by_key(query: Query, ask: Ask, where: Where) -> Steps:
    """Pages after the last row's key, until one is empty: a server may cap them below the size."""
    key: Any = query.paging.start
    while True:
        answer = ask({**sized(query), query.paging.place_variable: key})
        yield answer
        if answer.more is False or not (answer.rows or answer.skipped):
            return
        if answer.cursor is None or answer.cursor == key:
            raise endless(where, "the last row's key is null or the one that the page came after")
        key = answer.cursor


def by_offset(query: Query, ask: Ask, where: Where) -> Steps:
    """Pages from as many rows on as have come so far."""
    yield from _counted(query, ask, where, first=0, advance=_rows_of)


def by_number(query: Query, ask: Ask, where: Where) -> Steps:
    """Numbered pages from the first on."""
    yield from _counted(query, ask, where, first=query.paging.first_page, advance=lambda _: 1)


def _counted(
    query: Query, ask: Ask, where: Where, *, first: int, advance: Callable[[Answer], int]
) -> Steps:
    """Pages until one is empty, shorter than the largest, or said to be the last.

    The largest page is the measure, for a server may cap its pages below the size that is asked.
    The same page again ends a list that is shorter than was asked: the server does not page it.
    """
    place, largest, before = first, 0, None
    while True:
        answer = ask({**sized(query), query.paging.place_variable: place})
        count, now = _rows_of(answer), _ends_of(answer)
        if now is not None and now == before:
            if count >= query.paging.size:
                raise endless(where, "the same page came again: the server ignores its number")
            return
        yield answer
        largest = max(largest, count)
        if not count or answer.more is False or (answer.more is None and count < largest):
            return
        place, before = place + advance(answer), now


def at_once(_query: Query, ask: Ask, _where: Where) -> Steps:
    """The only page."""
    yield ask({})


def _rows_of(answer: Answer) -> int:
    return len(answer.rows) + answer.skipped


def _ends_of(answer: Answer) -> tuple[int, msgspec.Raw, msgspec.Raw] | None:
    """By what a page is told from the next."""
    return (_rows_of(answer), answer.rows[0], answer.rows[-1]) if answer.rows else None


WALKS: dict[Kind, Callable[[Query, Ask, Where], Steps]] = {
    "relay": by_cursor,
    "keyset": by_key,
    "offset": by_offset,
    "page": by_number,
    "none": at_once,
}
